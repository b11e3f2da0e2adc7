import { useTexts } from "../texts/index.tsx";
import { askIn } from "../texts/rules.ts";

/** What the machine names in English, in the language of the reader; where there is none, marked as English. */
export function Said({ says }: { readonly says: string }) {
  const { language, value } = useTexts();
  const told = askIn(language, says, value);
  return <span lang={told === says ? "en" : language}>{told}</span>;
}

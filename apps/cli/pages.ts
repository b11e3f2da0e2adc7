import { type HelpPage, html, lines, markdown } from "../../texts/help/page.ts";
import type { Language } from "../../texts/help/read.ts";
import { nearest } from "../../values/nearest.ts";
import { EXIT, usage } from "./exit.ts";
import type { Output } from "./output.ts";

/** What the commands that show help are given. */
export interface PageOptions {
  readonly lang: Language;
  /** As `-o` names it. */
  readonly format: string;
}

/** Signs of a line that still reads well. */
const WIDEST = 100;

/** Prints a page in the form that was asked for; `data` is what programs get. @returns the exit code. */
export function printPage(output: Output, page: HelpPage, data: object, format: string): number {
  output.data(data);
  if (format === "md") output.line(markdown(page).trimEnd());
  else if (format === "html") output.line(html(page));
  else {
    const width = Math.min(process.stdout.columns || WIDEST, WIDEST);
    for (const line of lines(page, (words) => output.style("bold", words), width)) output.line(line);
  }
  return EXIT.done;
}

/** What has the name that was given. @throws {Exit} naming what was probably meant, or what there is. */
export function named<T>(given: string, all: ReadonlyMap<string, T>, what: string): T {
  const found = all.get(given);
  if (found !== undefined) return found;
  const names = [...all.keys()];
  const near = nearest(given, names);
  throw usage(
    `there is no ${what} ${given}; ${near.length > 0 ? `did you mean ${near.join(" or ")}?` : `there are ${names.join(", ")}`}`,
  );
}

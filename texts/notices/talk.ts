// Talking points as people read them: the machine gives codes, talk.en.yaml and talk.ru.yaml the words.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { malformed, TALK_POINTS, type TalkPoint } from "../../machines/index.ts";
import type { Locale } from "./texts.ts";

const HEADINGS = ["say", "duty", "alternative", "never"] as const;
type Heading = (typeof HEADINGS)[number];

const line = z.string().min(1);
const schema = z.strictObject({
  headings: z.strictObject(
    Object.fromEntries(HEADINGS.map((heading) => [heading, line])) as Record<Heading, typeof line>,
  ),
  ...(Object.fromEntries(TALK_POINTS.map((code) => [code, line])) as Record<TalkPoint, typeof line>),
});
type Talk = z.infer<typeof schema>;

const talkFile = (locale: Locale): string => `texts/notices/talk.${locale}.yaml`;

/** @throws {Malformed} naming the point that has no words, or the words that no point has. */
export function parseTalk(locale: Locale, yaml: string): Talk {
  const parsed = schema.safeParse(parse(yaml));
  if (!parsed.success) throw malformed(`${talkFile(locale)} is not a list of talking points`, parsed.error);
  return parsed.data;
}

const loaded: Partial<Record<Locale, Talk>> = {};

function talkOf(locale: Locale): Talk {
  loaded[locale] ??= parseTalk(
    locale,
    readFileSync(new URL(`../../${talkFile(locale)}`, import.meta.url), "utf8"),
  );
  return loaded[locale];
}

/** Finds the name of a provider; null where it has none. */
export type NameOf = (providerId: string) => string | null;

const isPoint = (text: string): text is TalkPoint => TALK_POINTS.some((code) => code === text);

/** The code of a point and, behind `alternative.`, the provider. */
function read(point: string): { readonly code: TalkPoint; readonly provider: string | null } | null {
  const [code = "", ...rest] = point.split(".");
  if (code === "alternative" && rest.length > 0) return { code, provider: rest.join(".") };
  return isPoint(point) ? { code: point, provider: null } : null;
}

/** Whether a task's point is one of the machine's codes. */
export const isTalkPoint = (point: string): boolean => read(point) !== null;

/** A point of a task in words; a point that is no code says what it says. */
export function talkPoint(point: string, locale: Locale, nameOf: NameOf = () => null): string {
  const found = read(point);
  if (!found) return point;
  const { code, provider } = found;
  const name = provider === null ? "…" : (nameOf(provider) ?? provider);
  return talkOf(locale)[code].replace("{provider}", name);
}

/** The points of a task under their headings, in the order in which a caller needs them. */
export interface TalkGroup {
  /** In the reader's language; null for points that are no codes. */
  readonly heading: string | null;
  readonly points: readonly string[];
}

/** R-COM-2: what a caller says, never says, and what the client has to do. */
export function callSheet(points: readonly string[], locale: Locale, nameOf?: NameOf): TalkGroup[] {
  const headingOf = (point: string): Heading | null =>
    read(point) && (HEADINGS.find((heading) => point.split(".")[0] === heading) ?? null);
  return [null, ...HEADINGS].flatMap((heading): TalkGroup[] => {
    const own = points.filter((point) => headingOf(point) === heading);
    if (own.length === 0) return [];
    return [
      {
        heading: heading && talkOf(locale).headings[heading],
        points: own.map((point) => talkPoint(point, locale, nameOf)),
      },
    ];
  });
}

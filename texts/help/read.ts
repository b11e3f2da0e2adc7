// The texts that help our people, as compliance edits them: YAML files, checked as they are read.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { Malformed, malformed } from "../../machines/events.ts";
import { GROUNDS, LOCALES, type Locale } from "../../machines/vocabulary.ts";

export const LANGUAGES = LOCALES;
export type Language = Locale;

const text = z.string().trim().min(1, "says nothing; a text is expected");
const texts = z.array(text);
const some = texts.min(1, "is empty; at least one text is expected");
const version = z
  .string()
  .regex(/^\d{4}-\d{2}(-\d{2})?(\.\d+)?$/, "is no version; in quotes, like 2026-11 or 2026-11-30.2");
const rule = z.string().regex(/^R-[A-Z]{3}-\d+$/, "is no rule id; one like R-DEC-6 is expected");
const source = z.string().regex(/^00[0-4]$/, 'is no source; "000" to "004" are, in quotes');
const rules = z.array(rule);
const sources = z.array(source).min(1, "is empty; every text names its source");

/** The same fields in every language. */
const inLanguages = <S extends z.ZodType>(schema: S) => ({ en: schema, ru: schema });

const cardSchema = z.strictObject({
  version,
  rule: z.string().regex(/^R-ARC-\d+$/, "is no archetype; one like R-ARC-2 is expected"),
  sources,
  /** The rules by which an exit is possible; none: never. */
  exit: rules,
  ...inLanguages(
    z.strictObject({
      name: text,
      signals: some,
      steps: some,
      say: some,
      avoid: some,
      script: text,
      next: text,
      exit: text,
    }),
  ),
});

const checklistSchema = z.strictObject({
  version,
  rules,
  sources,
  ...inLanguages(
    z.strictObject({
      title: text,
      intro: text,
      sections: z.array(z.strictObject({ title: text, items: some })).min(1),
    }),
  ),
});

const STEPS = ["clause", "dossier", "cost", "call", "restrict"] as const;

const each = <K extends string, S extends z.ZodType>(keys: readonly K[], schema: S) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, schema])) as Record<K, S>);

const orderSchema = z.strictObject({
  version,
  sources,
  steps: each(STEPS, z.strictObject({ rules: rules.min(1), events: z.array(z.string()).min(1) })),
  grounds: each(GROUNDS, rules.min(1)),
  ...inLanguages(
    z.strictObject({
      title: text,
      intro: text,
      steps: each(
        STEPS,
        z.strictObject({ title: text, why: text, fill: some, done: text, say: texts, avoid: texts }),
      ),
      grounds: each(GROUNDS, text),
    }),
  ),
});

const BENEFITS = ["loyalty", "raffle", "referral", "barter", "consulting"] as const;

const benefitsSchema = z.strictObject({
  version,
  rules,
  sources,
  ...inLanguages(
    z.strictObject({
      title: text,
      intro: text,
      benefits: each(BENEFITS, z.strictObject({ name: text, fits: text, how: text, limit: text, say: text })),
    }),
  ),
});

const HEADINGS = [
  "version",
  "inside",
  "signals",
  "steps",
  "say",
  "avoid",
  "script",
  "next",
  "exit",
  "never",
  "rules",
  "sources",
  "name",
  "client",
  "by",
  "date",
  "ground",
  "grounds",
  "fill",
  "record",
  "done",
  "fits",
  "how",
  "limit",
] as const;
const headingsSchema = z.strictObject({ version, ...inLanguages(each(HEADINGS, text)) });

const DOSSIER = {
  heads: [
    "missing",
    "conversations",
    "problems",
    "reviews",
    "ourFaults",
    "costToServe",
    "lossOnExit",
    "sums",
    "compiled",
  ],
  lines: [
    "none",
    "missing",
    "counted",
    "channels",
    "message",
    "client",
    "us",
    "incident",
    "explained",
    "boundaries",
    "askedOff",
    "demand",
    "offered",
    "unoffered",
    "accepted",
    "threat",
    "risk",
    "discount",
    "overdue",
    "opinions",
    "review",
    "good",
    "bad",
    "scores",
    "faults",
    "fault",
    "cured",
    "loss",
    "compensated",
    "span",
    "effort",
    "cost",
    "concession",
    "underThreat",
    "total",
    "revenue",
    "noRevenue",
    "noNet",
    "price",
    "benefit",
    "net",
    "margin",
    "returns",
    "unknown",
  ],
  kinds: ["service", "development", "shipping", "precontract", "goods", "concessions"],
  from: ["cohort", "purchases", "payments", "finance"],
  sums: [
    "faults",
    "threat",
    "noThreat",
    "noPrice",
    "demand",
    "rejected",
    "open",
    "noDemand",
    "net",
    "noNet",
    "effort",
    "returns",
    "noReturns",
  ],
} as const;
const dossierSchema = z.strictObject({
  version,
  ...inLanguages(
    z.strictObject({
      title: text,
      intro: text,
      whole: text,
      lacking: text,
      foot: text,
      frozen: text,
      frozenFor: text,
      heads: each(DOSSIER.heads, text),
      lines: each(DOSSIER.lines, text),
      kinds: each(DOSSIER.kinds, text),
      from: each(DOSSIER.from, text),
      sums: each(DOSSIER.sums, text),
    }),
  ),
});

const exitSchema = z.strictObject({
  version,
  ...inLanguages(
    z.strictObject({
      title: text,
      intro: text,
      requested: text,
      standing: text,
      noneStands: text,
      parted: text,
      clause: each(["covered", "uncovered", "unanswered"], text),
      dossier: each(["compiled", "uncompiled"], text),
      sums: each(["blackmail", "netvalue", "exit", "returns", "discount", "stands", "falls", "none"], text),
      judges: each(["blackmail", "netvalue", "exit", "returns", "discount"], text),
      amounts: z.record(z.string(), text),
      alternative: text,
      noAlternative: text,
      restrict: each(["due", "spare"], text),
    }),
  ),
});

const guidesSchema = z.strictObject({
  version,
  guides: z.array(
    z.strictObject({
      topic: text,
      kind: z.enum(["faq", "video", "screencast"]),
      title: z.strictObject(inLanguages(text)),
      /** Where it is: an address or a path. */
      at: text,
      languages: z.array(z.enum(LANGUAGES)).min(1),
      /** The topics of the questions that it answers. */
      answers: some,
    }),
  ),
});

/** What helps with one archetype (R-HLP-1). */
export type Card = z.infer<typeof cardSchema> & {
  /** `know-it-all`, as its file is called. */
  readonly archetype: string;
  /** From the root of the project. */
  readonly file: string;
};
/** What is easily forgotten (R-HLP-4). */
export type Checklist = z.infer<typeof checklistSchema> & { readonly name: string; readonly file: string };
/** The sheet for parting with a client, in the order of source 003 (R-HLP-2). */
export type OrderSheet = z.infer<typeof orderSchema>;
/** What there is to give besides a discount (R-HLP-3). */
export type Benefits = z.infer<typeof benefitsSchema>;
export type Headings = z.infer<typeof headingsSchema>;
/** How a dossier reads (R-DEC-3). */
export type DossierWords = z.infer<typeof dossierSchema>;
/** How the exit assistant speaks of a live client (R-HLP-2). */
export type ExitWords = z.infer<typeof exitSchema>;
/** Where our questions are answered: FAQ, videos, screencasts (R-HLP-3). */
export type Guides = z.infer<typeof guidesSchema>;
export type Guide = Guides["guides"][number];

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * One file of texts.
 * @param name how errors name it
 * @throws {Malformed} naming the file, the path in it, and what is expected there
 */
function parsed<S extends z.ZodType>(name: string, yaml: string, schema: S, what: string): z.infer<S> {
  let data: unknown;
  try {
    data = parse(yaml);
  } catch (error) {
    const [says = ""] = (error as Error).message.split("\n");
    throw new Malformed(`${name} is no YAML`, [{ path: "", says }]);
  }
  const read = schema.safeParse(data);
  if (!read.success) throw malformed(`${name} is not ${what}`, read.error);
  return read.data;
}

const yamlIn = async (folder: string): Promise<string[]> =>
  (await readdir(`${PROJECT}${folder}`)).filter((name) => name.endsWith(".yaml")).sort();

async function readAt<S extends z.ZodType>(file: string, schema: S, what: string): Promise<z.infer<S>> {
  return parsed(file, await readFile(`${PROJECT}${file}`, "utf8"), schema, what);
}

/** @throws {Malformed} as {@link readCards} does. */
export function parseCard(file: string, yaml: string): Card {
  const archetype = /([^/]+)\.yaml$/.exec(file)?.[1]?.replace(/^\d+-/, "") ?? file;
  return { archetype, file, ...parsed(file, yaml, cardSchema, "a coach card") };
}

/** Every coach card, in the order of the archetypes. @throws {Malformed} naming the file and the path in it. */
export async function readCards(): Promise<Card[]> {
  const names = await yamlIn("texts/help/coach");
  return Promise.all(
    names.map(async (name) => {
      const file = `texts/help/coach/${name}`;
      return parseCard(file, await readFile(`${PROJECT}${file}`, "utf8"));
    }),
  );
}

/** Every checklist, by name. @throws {Malformed} */
export async function readChecklists(): Promise<Checklist[]> {
  const names = await yamlIn("texts/help/checklists");
  return Promise.all(
    names.map(async (name) => {
      const file = `texts/help/checklists/${name}`;
      return {
        name: name.replace(/\.yaml$/, ""),
        file,
        ...(await readAt(file, checklistSchema, "a checklist")),
      };
    }),
  );
}

/** @throws {Malformed} */
export const readOrder = (): Promise<OrderSheet> =>
  readAt("texts/help/order.yaml", orderSchema, "the order of an exit");
/** @throws {Malformed} */
export const readBenefits = (): Promise<Benefits> =>
  readAt("texts/help/benefits.yaml", benefitsSchema, "the card of benefits");
/** @throws {Malformed} */
export const readHeadings = (): Promise<Headings> =>
  readAt("texts/help/headings.yaml", headingsSchema, "a list of headings");
/** @throws {Malformed} */
export const readDossierWords = (): Promise<DossierWords> =>
  readAt("texts/help/dossier.yaml", dossierSchema, "the words of a dossier");
/** @throws {Malformed} */
export const readExitWords = (): Promise<ExitWords> =>
  readAt("texts/help/exit.yaml", exitSchema, "the words of the exit assistant");

/** A catalogue of guides. @throws {Malformed} naming the path; `name` is how errors name the file. */
export const parseGuides = (name: string, yaml: string): Guides =>
  parsed(name, yaml, guidesSchema, "a catalogue of guides");

/** The catalogue that comes with the project. */
export const GUIDES = "examples/guides.yaml";
/** @throws {Malformed} */
export const readGuides = (): Promise<Guides> => readAt(GUIDES, guidesSchema, "a catalogue of guides");

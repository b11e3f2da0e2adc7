import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { type FileLayout, openRows } from "../../../insight/reports/file.ts";
import { csvLine, Unreadable } from "../../../insight/reports/index.ts";
import { Malformed } from "../../../machines/events.ts";
import { type AskedQuestion, type Coverage, coverageOf } from "../../../texts/help/coverage.ts";
import { benefitsPage } from "../../../texts/help/pages.ts";
import {
  type Guides,
  type Language,
  parseGuides,
  readBenefits,
  readGuides,
  readHeadings,
} from "../../../texts/help/read.ts";
import type { RunCommand } from "../cli.ts";
import { EXIT, usage } from "../exit.ts";
import { type Output, table } from "../output.ts";
import { type PageOptions, printPage } from "../pages.ts";

/** Refused lines that are told one by one. */
const TOLD = 100;
/** Rows of a table: nobody reads on after so many. */
const SHOWN = 50;

async function catalogueFrom(file: string | undefined): Promise<Guides> {
  if (file === undefined) return readGuides();
  const yaml = await readFile(file, "utf8").catch(() => {
    throw usage(`--catalogue: there is no file ${file} that can be read`);
  });
  try {
    return parseGuides(file, yaml);
  } catch (error) {
    if (error instanceof Malformed) throw usage(error.message);
    throw error;
  }
}

/** `tenure guides list`: where questions are answered (R-HLP-3). */
export const list: RunCommand<[options: PageOptions & { readonly catalogue?: string }]> = async (
  { output },
  { lang, catalogue },
) => {
  const { guides } = await catalogueFrom(catalogue);
  for (const guide of guides) output.data(guide);
  const rows = guides.map(({ topic, kind, title, at, languages, answers }) => [
    topic,
    kind,
    languages.join(" "),
    title[lang],
    at,
    answers.join(", "),
  ]);
  for (const line of table(output, ["topic", "kind", "in", "title", "at", "answers"], rows))
    output.line(line);
  return EXIT.done;
};

/** `tenure guides benefits`: what to give instead of a discount (R-HLP-3). */
export const benefits: RunCommand<[options: PageOptions]> = async ({ output }, { lang, format }) => {
  const card = await readBenefits();
  const { version, rules, sources, [lang]: says } = card;
  const page = benefitsPage(card, await readHeadings(), lang);
  return printPage(output, page, { language: lang, version, rules, sources, ...says }, format);
};

const name = z
  .string()
  .regex(/^[^\p{C}]{1,200}$/u, "is not 1 to 200 characters, none of them a control character");
const row = z.object({
  at: z.iso.datetime({
    offset: true,
    error: "is no moment with its offset, like 2026-01-20T19:32:17Z or …+03:00",
  }),
  client: name,
  topic: name,
});

const COLUMNS = ["at", "client", "topic"] as const;

/** The line of a CSV file that names its columns. */
interface Heads {
  readonly heads: readonly string[];
}

const cellsOf = (line: string): string[] =>
  line.includes('"') ? ((parse(line, { relax_column_count: true }) as string[][])[0] ?? []) : line.split(",");

/** JSON a line, or CSV whose first line names the columns; other fields and columns are passed over. */
function questions(): FileLayout<AskedQuestion | Heads> {
  let heads: readonly string[] | undefined;
  return {
    one: "a question",
    dayOf: (read) => ("at" in read ? read.at.slice(0, 10) : ""),
    parse(line) {
      let value: unknown;
      try {
        if (line.startsWith("{")) value = JSON.parse(line);
        else {
          const cells = cellsOf(line).map((cell) => cell.trim());
          if (heads === undefined) {
            if (!COLUMNS.every((column) => cells.includes(column)))
              return "is no JSON, and does not name the columns at, client and topic of a CSV file";
            heads = cells;
            return { heads };
          }
          value = Object.fromEntries(heads.map((head, n) => [head, cells[n]]));
        }
      } catch {
        return line.startsWith("{")
          ? "is no JSON; a question is an object with at, client and topic"
          : "is no CSV";
      }
      const read = row.safeParse(value);
      if (read.success) return read.data;
      const [issue] = read.error.issues;
      return `${issue?.path.join(".")} ${issue?.code === "invalid_type" ? "is missing, or no text" : issue?.message}`;
    },
  };
}

async function* asked(rows: AsyncIterable<AskedQuestion | Heads>): AsyncGenerator<AskedQuestion> {
  for await (const read of rows) if ("topic" in read) yield read;
}

function print(output: Output, { questions: all, answered, share, topics }: Coverage): void {
  const counted = (n: number): string => n.toLocaleString("en-US");
  output.line(
    `${output.style("bold", `${share.toFixed(1)} %`)} of ${counted(all)} questions (${counted(answered)}) are about a topic that a guide answers.`,
  );
  const rows = topics
    .slice(0, SHOWN)
    .map(({ topic, questions: count, clients, repeated, guides }) => [
      topic,
      ...[count, clients, repeated].map((n) => counted(n).padStart(9)),
      guides.join(", ") || output.style("yellow", "none"),
    ]);
  const heads = ["questions", "clients", "again"].map((head) => head.padStart(9));
  output.line();
  for (const line of table(output, ["topic", ...heads, "guide"], rows)) output.line(line);
  if (topics.length > SHOWN)
    output.line(output.style("dim", `… and ${topics.length - SHOWN} more topics: -o csv has them all`));
  output.line();
  const gaps = topics.filter(({ guides }) => guides.length === 0);
  const again = topics.filter(({ guides, repeated }) => guides.length > 0 && repeated > 0);
  const first = (some: typeof topics) =>
    some
      .slice(0, 5)
      .map(({ topic }) => topic)
      .join(", ") + (some.length > 5 ? ` and ${some.length - 5} more` : "");
  if (gaps.length > 0) output.line(`No guide yet: ${first(gaps)}`);
  if (again.length > 0) output.line(`Asked again although there is a guide: ${first(again)}`);
  output.line(
    output.style("dim", "again: by a client who had asked about the topic before (R-HLP-3, R-REP-6)"),
  );
}

/** `tenure guides coverage`: which share of the questions a guide already answers (R-HLP-3). */
export const coverage: RunCommand<
  [
    options: {
      readonly from?: string;
      readonly catalogue?: string;
      readonly lang?: Language;
      readonly format: string;
    },
  ]
> = async ({ output }, { from, catalogue, lang, format }) => {
  if (from === undefined) throw usage("say which file of questions is held against the guides: --from FILE");
  const guides = await catalogueFrom(catalogue);
  let refused = 0;
  const onRefused = (line: number, reason: string) => {
    refused += 1;
    if (refused <= TOLD) output.note(`line ${line}: ${reason}`);
  };
  try {
    const rows = await openRows(from, questions(), { onRefused });
    const found = await coverageOf(asked(rows), guides, lang);
    if (found.questions === 0) throw new Unreadable(`${from}: it holds no questions`);
    if (refused > TOLD) output.note(`… and ${refused - TOLD} more lines were refused`);
    output.data({ ...found, file: { rows: found.questions, refused } });
    if (format === "csv") {
      const lines = found.topics.map(({ topic, questions: count, clients, repeated, guides: at }) => [
        topic,
        count,
        clients,
        repeated,
        at.join(" "),
      ]);
      for (const cells of [["topic", "questions", "clients", "repeated", "guides"], ...lines])
        output.line(`${csvLine(cells)}\r`);
    } else print(output, found);
    return EXIT.done;
  } catch (error) {
    if (error instanceof Unreadable) throw usage(error.message);
    throw error;
  }
};

// Generates from the texts: the frame of a letter's page, and the gallery for people who review notices before clients
// read them. `node notices/generate.ts` writes both, `--check` says what is stale.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Notice } from "../../machines/index.ts";
import { NOTICES, POINTS } from "./points.ts";
import { SAMPLE_READERS, samplesOf } from "./samples.ts";
import { LOCALES, type Locale } from "./texts.ts";
import { type WrittenNotice, write } from "./write.ts";

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const FRAME = "texts/notices/letter.html";
const GALLERY = "docs/notices";
const NAMES: Readonly<Record<Locale, string>> = { en: "English", ru: "Русский" };

/** The frame of a letter's page: plain HTML, compiled by MJML. */
async function frame(): Promise<string> {
  const { default: compile } = await import("mjml");
  const source = await readFile(at("texts/notices/letter.mjml"), "utf8");
  const { html, errors } = await compile(source, {
    fonts: {},
    validationLevel: "strict",
    keepComments: false,
  });
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  const lines = html.split("\n").map((line) => line.trim());
  return `${lines.filter((line) => line !== "").join("\n")}\n`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", "<br>");

/** The same case in every language, part beside part. */
function sideBySide(notice: Notice, letters: readonly WrittenNotice[]): string {
  const rows = [
    ["**subject**", ...letters.map(({ subject }) => `**${cell(subject)}**`)],
    ...["greeting", ...Object.keys(POINTS[notice]), "closing", "signature"].flatMap((part) => {
      const texts = letters.map(
        ({ paragraphs }) => paragraphs.find((paragraph) => paragraph.part === part)?.text ?? "",
      );
      return texts.every((text) => text === "") ? [] : [[part, ...texts.map(cell)]];
    }),
  ];
  const heads = ["", ...LOCALES.map((locale) => NAMES[locale])];
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function page(notice: Notice, index: number): string {
  const points = Object.entries(POINTS[notice]).map(([part, says]) => `| ${part} | ${says} |`);
  const cases = samplesOf("en")[notice].map(({ title }, n) => {
    const letters = LOCALES.map((locale) =>
      write(notice, samplesOf(locale)[notice][n]?.slots ?? {}, SAMPLE_READERS[locale]),
    );
    return `## ${title}\n\n${sideBySide(notice, letters)}`;
  });
  const [before, after] = [NOTICES[index - 1], NOTICES[index + 1]];
  const links = [
    ...(before ? [`[← ${before}](${before}.md)`] : []),
    "[all notices](README.md)",
    ...(after ? [`[${after} →](${after}.md)`] : []),
  ];
  return [
    `# ${notice}: ${TITLES[notice]}`,
    links.join(" · "),
    ...cases,
    "## What it has to say",
    ["| part | content point (R-COM-1) |", "|---|---|", ...points].join("\n"),
    "",
  ].join("\n\n");
}

const TITLES: Readonly<Record<Notice, string>> = {
  N1: "welcome",
  N2: "intake refused",
  N3: "boundary",
  N4: "warning",
  N5: "restriction",
  N6: "suspension",
  N7: "farewell",
  N8: "restored",
  N9: "appeal",
  N10: "win-back",
  N11: "another manager",
  N12: "discount",
  N13: "our fault",
  N14: "who has it now",
  N15: "thanks",
};

function index(): string {
  const rows = NOTICES.map((notice) => {
    const subjects = LOCALES.map((locale) => {
      const [first] = samplesOf(locale)[notice];
      return cell(write(notice, first?.slots ?? {}, SAMPLE_READERS[locale]).subject);
    });
    return `| [${notice}](${notice}.md) | ${TITLES[notice]} | ${subjects.join(" | ")} |`;
  });
  return [
    "# What clients read",
    [
      "Every notice in English and Russian, as it is sent, with sample slots. The pages are written by",
      "`npm run generate` from [`texts/notices/en.yaml`](../../texts/notices/en.yaml) and",
      "[`texts/notices/ru.yaml`](../../texts/notices/ru.yaml); `npm run check:notices` checks the texts by the rules of R-COM-1.",
    ].join("\n"),
    [
      "A notice is a subject and named parts, one for each point that it has to make: the fact, why, what we can do,",
      "the client's part and by when, whom to ask. Each part is an ICU message. The machine fills its slots, and a part",
      "without content is left out. How a notice would read for a client right now: `tenure notice preview`.",
    ].join("\n"),
    ["| | | English | Русский |", "|---|---|---|---|", ...rows].join("\n"),
    "",
  ].join("\n\n");
}

/** The files that the code writes, as they should be. */
export async function generated(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    [FRAME, await frame()],
    [`${GALLERY}/README.md`, index()],
    ...NOTICES.map((notice, n): [string, string] => [`${GALLERY}/${notice}.md`, page(notice, n)]),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes("--check");
  for (const [file, text] of await generated()) {
    if (check) {
      if ((await readFile(at(file), "utf8").catch(() => "")) === text) continue;
      console.error(`stale: ${file} (npm run generate writes it)`);
      process.exitCode = 1;
    } else {
      await mkdir(dirname(at(file)), { recursive: true });
      await writeFile(at(file), text);
    }
  }
}

import { writeFile } from "node:fs/promises";
import { html, plain } from "../../../texts/notices/html.ts";
import { isNotice, NOTICES, POINTS } from "../../../texts/notices/points.ts";
import { SAMPLE_READERS, samplesOf } from "../../../texts/notices/samples.ts";
import { LOCALES, type Locale } from "../../../texts/notices/texts.ts";
import { write } from "../../../texts/notices/write.ts";
import type { PreviewView } from "../../api/preview.ts";
import { clientPath, query } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine } from "../engine.ts";
import { EXIT, Exit, usage } from "../exit.ts";
import { dataFrom, eventNamed, fieldsOf } from "../fields.ts";
import { colored, type Output, table } from "../output.ts";
import { actorFrom } from "../words.ts";

interface PrintedNotice {
  readonly head: string;
  readonly subject: string;
  readonly body: string;
}

function printNotice(output: Output, { head, subject, body }: PrintedNotice): void {
  output.line(output.style("dim", head));
  output.line(output.style("bold", subject));
  output.line();
  for (const line of body.split("\n")) output.line(line === "" ? "" : `  ${line}`);
}

/** `tenure notice list` */
export const list: RunCommand<[]> = async ({ output }) => {
  const rows = NOTICES.map((notice) => {
    const subjects = LOCALES.map((locale) => {
      const [sample] = samplesOf(locale)[notice];
      return write(notice, sample?.slots ?? {}, SAMPLE_READERS[locale]).subject;
    });
    return { notice, subjects, parts: Object.keys(POINTS[notice]) };
  });
  for (const { notice, subjects, parts } of rows) {
    const named = LOCALES.map((locale, n) => [locale, subjects[n]]);
    output.data({ notice, subjects: Object.fromEntries(named), parts });
  }
  const cells = rows.map(({ notice, subjects }) => [notice, ...subjects]);
  for (const line of table(output, ["notice", ...LOCALES], cells)) output.line(line);
  output.line();
  output.line(output.style("dim", "tenure notice show N4 shows one with sample slots"));
  return EXIT.done;
};

async function writeHtml(output: Output, file: string, page: string): Promise<void> {
  try {
    await writeFile(file, page);
  } catch {
    throw usage(`--html: ${file} cannot be written`);
  }
  output.note(`written: ${file}`);
}

/** `tenure notice show`: a notice in every case that the gallery has, with sample slots. */
export const show: RunCommand<
  [notice: string, options: { readonly lang?: Locale; readonly html?: string }]
> = async ({ output }, name, { lang = "en", html: file }) => {
  if (!isNotice(name)) throw usage(`there is no notice ${name}; they are ${NOTICES.join(", ")}`);
  const letters = samplesOf(lang)[name].map(({ title, slots }) => ({
    title,
    letter: write(name, slots, SAMPLE_READERS[lang]),
  }));
  for (const [n, { title, letter }] of letters.entries()) {
    output.data({ notice: name, locale: lang, case: title, ...plain(letter) });
    if (n > 0) output.line();
    printNotice(output, { head: `${name} ${lang}, a sample: ${title}`, ...plain(letter) });
  }
  const [first] = letters;
  if (file !== undefined && first) await writeHtml(output, file, html(first.letter, lang));
  return EXIT.done;
};

interface PreviewOptions {
  readonly as?: string;
  readonly data?: string;
  readonly field?: readonly string[];
  readonly lang?: Locale;
  readonly html?: string;
}

/** `tenure notice preview`: what the client would read if the event were signalled now. */
export const preview: RunCommand<[client: string, event: string, options: PreviewOptions]> = async (
  cli,
  client,
  event,
  options,
) => {
  const { output } = cli;
  const type = eventNamed(event);
  const as = actorFrom(cli, options.as);
  const data = await dataFrom(type, options);
  const path = clientPath(client, `/preview${query({ lang: options.lang })}`);
  const view = await askEngine(cli, (api) =>
    api.post<PreviewView>(path, { type, data }, { as }).catch((error: unknown) => {
      if (error instanceof Exit && error.code === EXIT.usage)
        throw new Exit(error.code, `${error.message}\n${type} takes ${fieldsOf(type)}`, error.problem);
      throw error;
    }),
  );
  output.data(view);
  const { notices } = view;
  output.line(
    `${type} would be accepted: ${client} would be ${colored(output, view)}. Nothing was recorded.`,
  );
  if (notices.length === 0) output.line("It sends no notice at once.");
  for (const { notice, channel, locale, subject, body } of notices) {
    output.line();
    printNotice(output, { head: `${notice} by ${channel}, in ${locale}`, subject, body });
  }
  if (options.html !== undefined) {
    const [first] = notices;
    if (!first) throw usage("--html: there is no notice to write");
    await writeHtml(output, options.html, first.html);
  }
  return EXIT.done;
};

import { checklistPage } from "../../../texts/help/pages.ts";
import { readChecklists, readHeadings } from "../../../texts/help/read.ts";
import type { RunCommand } from "../cli.ts";
import { EXIT } from "../exit.ts";
import { table } from "../output.ts";
import { named, type PageOptions, printPage } from "../pages.ts";

/** `tenure checklist list`. */
export const list: RunCommand<[options: PageOptions]> = async ({ output }, { lang }) => {
  const checklists = await readChecklists();
  for (const { name, version, rules, [lang]: says } of checklists)
    output.data({ name, language: lang, version, rules, title: says.title });
  const rows = checklists.map(({ name, rules, [lang]: says }) => [name, says.title, rules.join(", ")]);
  for (const line of table(output, ["checklist", "", "rules"], rows)) output.line(line);
  return EXIT.done;
};

/** `tenure checklist show` (R-HLP-4). */
export const show: RunCommand<[name: string, options: PageOptions]> = async (
  { output },
  given,
  { lang, format },
) => {
  const checklists = new Map((await readChecklists()).map((checklist) => [checklist.name, checklist]));
  const checklist = named(given, checklists, "checklist");
  const { name, version, rules, sources, [lang]: says } = checklist;
  const page = checklistPage(checklist, await readHeadings(), lang);
  return printPage(output, page, { name, language: lang, version, rules, sources, ...says }, format);
};

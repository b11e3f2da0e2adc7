import { AS, DATA, type Declare, examples, FIELD, LANG } from "../declare.ts";

const preview: Declare = (notice, start) =>
  notice
    .command("preview")
    .summary("what a client would read if an event were signalled now")
    .description(
      "Judges the event on the relationship as it stands, and shows every notice that it would send at once, as it " +
        "would be written now. Nothing is recorded, kept or sent.",
    )
    .argument("<client>")
    .argument("<event>", "an event type; `tenure events` lists them")
    .addOption(AS)
    .addOption(DATA)
    .addOption(FIELD)
    .addOption(LANG)
    .option("--html <file>", "write the first notice's page there")
    .addHelpText(
      "after",
      `\nExit codes: 0 accepted, whether it sends a notice or not; 3, 5 and 6 refused, as by apply; 4 no such client.\n${examples(
        "notice preview c1 incident.confirmed --as manager:max --field incidentId=i1 --field explainedBy=null",
        "notice preview c1 boundary.stated --as ops:olga --field textRef='we keep to the contract' --lang ru",
      )}`,
    )
    .action(start(async () => (await import("../actions/notice.ts")).preview));

const list: Declare = (notice, start) =>
  notice
    .command("list")
    .summary("every notice with its subject")
    .addHelpText("after", examples("notice list", "notice list -o json"))
    .action(start(async () => (await import("../actions/notice.ts")).list));

const show: Declare = (notice, start) =>
  notice
    .command("show")
    .summary("a notice in every case, with sample slots")
    .argument("<notice>", "N1 to N15")
    .addOption(LANG)
    .option("--html <file>", "write the first case's page there")
    .addHelpText("after", examples("notice show N4", "notice show N7 --lang ru --html farewell.html"))
    .action(start(async () => (await import("../actions/notice.ts")).show));

export const notice: Declare = (program, start) => {
  const notice = program
    .command("notice")
    .summary("what clients read: preview it, list it, show it")
    .description("The notices N1 to N15 in English and Russian, and how they would read for a client now.");
  for (const declare of [preview, list, show]) declare(notice, start);
};

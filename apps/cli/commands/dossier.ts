import { AS, type Declare, EVENT_ID, examples, LANGUAGE, PAGES } from "../declare.ts";

const show: Declare = (dossier, start) =>
  dossier
    .command("show", { isDefault: true })
    .summary("the dossier as of now or of a moment; nothing is recorded")
    .argument("<client>")
    .addOption(AS)
    .option("--at <instant>", "as things were known then")
    .option("--id <dossier>", "one that was compiled, as it was then")
    .addOption(LANGUAGE)
    .addHelpText(
      "after",
      PAGES +
        examples(
          "dossier c1 --as manager:max",
          "dossier c1 --as manager:max --lang ru -o html > dossier.html",
        ),
    )
    .action(start(async () => (await import("../actions/dossier.ts")).show, "md", "html"));

const compile: Declare = (dossier, start) =>
  dossier
    .command("compile")
    .summary("freeze the dossier: keep it as it is now, and signal dossier.compiled with its sums and digest")
    .argument("<client>")
    .addOption(AS)
    .addOption(EVENT_ID)
    .addHelpText("after", examples("dossier compile c1 --as manager:max"))
    .action(start(async () => (await import("../actions/dossier.ts")).compile));

export const dossier: Declare = (program, start) => {
  const dossier = program
    .command("dossier")
    .summary("what decisions about a client rest on, on one page")
    .description(
      "Conversations, problems, reviews, our own faults, cost to serve, loss on exit, and the values that the rules read. " +
        "For managers, seniors, compliance and auditors.",
    )
    .addHelpText("after", examples("dossier c1 --as manager:max", "dossier compile c1 --as manager:max"));
  for (const declare of [show, compile]) declare(dossier, start);
};

import { Option } from "commander";
import { AS, type Declare, examples, LANGUAGE, PAGES, several } from "../declare.ts";

const sums: Declare = (assist, start) =>
  assist
    .command("sums")
    .summary("what the rules would say about supposed facts")
    .description("Applies the rules of the machine and the thresholds of a policy version to supposed facts.")
    .argument(
      "[sum]",
      "blackmail, netvalue, exit or discount; without one, they are listed with their fields",
    )
    .addOption(
      new Option("--field <key=value>", "one field; repeat for more. Amounts in whole minor units").argParser(
        several,
      ),
    )
    .option("--policy <version>", "a policy version (default: the newest in force)")
    .addHelpText(
      "after",
      examples(
        "assist sums blackmail --field demand=10000 --field concessions=20100 --field risk=30x100000",
        "assist sums netvalue --field revenue=10000 --field cost=13000",
        "assist sums exit --field ground=returns --field cost=12000 --field margin=10000",
        "assist sums discount --field before=120000 --field total=132000 --field condition=annual",
      ),
    )
    .action(start(async () => (await import("../actions/assist.ts")).sums));

const exit: Declare = (assist, start) =>
  assist
    .command("exit")
    .summary("parting with a live client: what is known, what is missing, what to say")
    .description(
      "Clause, dossier, cost with what-if sums, call sheet, otherwise restrict, filled in from the dossier. For " +
        "managers, seniors, compliance and auditors; nothing is signalled.",
    )
    .argument("<client>")
    .addOption(AS)
    .option("--ground <ground>", "this ground only (default: the one of the request, or those that apply)")
    .addOption(LANGUAGE)
    .addHelpText(
      "after",
      PAGES +
        examples(
          "assist exit c1 --as manager:max",
          "assist exit c1 --as manager:max --lang ru -o html > exit.html",
        ),
    )
    .action(start(async () => (await import("../actions/assist.ts")).exit, "md", "html"));

const order: Declare = (assist, start) =>
  assist
    .command("order")
    .summary("clause, dossier, cost, call, otherwise restrict: a sheet to fill in")
    .option("--ground <ground>", "only what has to be recorded for this ground")
    .addOption(LANGUAGE)
    .addHelpText(
      "after",
      PAGES + examples("assist order", "assist order --ground blackmail --lang ru -o html > exit.html"),
    )
    .action(start(async () => (await import("../actions/assist.ts")).order, "md", "html"));

export const assist: Declare = (program, start) => {
  const assist = program
    .command("assist")
    .summary("the exit assistant: what-if sums, and the order of an exit")
    .description("Helps before anything is signalled. Nothing is stored, and nobody is judged.");
  for (const declare of [sums, exit, order]) declare(assist, start);
};

// What helps our people, on the command line: coach cards, the exit assistant, guides, checklists.

import { type Command, Option } from "commander";
import { LOCALES } from "../../machines/vocabulary.ts";
import type { Start } from "./program.ts";

const PAGES = "\nForms: -o table (for the terminal), json, md, html (a page to print).\n";

/** What `-o` may ask of which commands, beside a table and JSON; and what these are called. */
export const PAGED = /^(coach show|checklist show|assist order|assist exit|guides benefits|dossier show)$/;

/**
 * Adds the commands that show help; they need no engine.
 * @param start how a command runs
 * @param examples how examples are shown
 */
export function addHelp(
  program: Command,
  start: Start,
  examples: (...lines: readonly string[]) => string,
  several: (given: string, before?: readonly string[]) => string[],
): void {
  const lang = () => new Option("--lang <language>", "the language").choices(LOCALES).default("en");
  const catalogue = new Option(
    "--catalogue <file>",
    "the catalogue of guides in YAML (default: examples/guides.yaml)",
  );
  const coach = program
    .command("coach")
    .summary("coach cards: how to answer which kind of client")
    .description("A card for each archetype: signals, first steps, what to say and avoid. For staff only.");
  coach
    .command("list", { isDefault: true })
    .summary("every archetype, and by which rules an exit is possible")
    .addOption(lang())
    .addHelpText("after", examples("coach list", "coach list --lang ru"))
    .action(start(async () => (await import("./commands/coach.ts")).list));
  coach
    .command("show")
    .summary("the card of one archetype")
    .argument("<archetype>", "its name, its number or its rule: know-it-all, 2, R-ARC-2")
    .addOption(lang())
    .addHelpText(
      "after",
      PAGES + examples("coach show know-it-all", "coach show 2 --lang ru -o html > card.html"),
    )
    .action(start(async () => (await import("./commands/coach.ts")).show));

  const assist = program
    .command("assist")
    .summary("the exit assistant: what-if sums, and the order of an exit")
    .description("Helps before anything is signalled. Nothing is stored, and nobody is judged.");
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
    .action(start(async () => (await import("./commands/assist.ts")).sums));
  assist
    .command("exit")
    .summary("parting with a live client: what is known, what is missing, what to say")
    .description(
      "Clause, dossier, cost with what-if sums, call sheet, otherwise restrict, filled in from the dossier. For " +
        "managers, seniors, compliance and auditors; nothing is signalled.",
    )
    .argument("<client>")
    .addOption(new Option("--as <role:id>", "who acts, for instance senior:anna").env("TENURE_AS"))
    .option("--ground <ground>", "this ground only (default: the one of the request, or those that apply)")
    .addOption(lang())
    .addHelpText(
      "after",
      PAGES +
        examples(
          "assist exit c1 --as manager:max",
          "assist exit c1 --as manager:max --lang ru -o html > exit.html",
        ),
    )
    .action(start(async () => (await import("./commands/assist.ts")).exit));
  assist
    .command("order")
    .summary("clause, dossier, cost, call, otherwise restrict: a sheet to fill in")
    .option("--ground <ground>", "only what has to be recorded for this ground")
    .addOption(lang())
    .addHelpText(
      "after",
      PAGES + examples("assist order", "assist order --ground blackmail --lang ru -o html > exit.html"),
    )
    .action(start(async () => (await import("./commands/assist.ts")).order));

  const guides = program
    .command("guides")
    .summary("guides, the questions that they answer, and benefits other than a discount");
  guides
    .command("list", { isDefault: true })
    .summary("every guide, and which questions it answers")
    .addOption(catalogue)
    .addOption(lang())
    .addHelpText("after", examples("guides list", "guides list --catalogue guides.yaml --lang ru"))
    .action(start(async () => (await import("./commands/guides.ts")).list));
  guides
    .command("coverage")
    .summary("which share of the questions a guide already answers")
    .description(
      "Reads questions, a JSON object a line or CSV with a header: at (a moment with its offset), client, topic. " +
        "Prints table, json or csv.",
    )
    .option("--from <file>", "the file of questions")
    .addOption(catalogue)
    .addOption(new Option("--lang <language>", "count guides in this language only").choices(LOCALES))
    .addHelpText(
      "after",
      examples(
        "guides coverage --from questions.csv",
        "guides coverage --from questions.jsonl --lang ru -o csv",
      ),
    )
    .action(start(async () => (await import("./commands/guides.ts")).coverage));
  guides
    .command("benefits")
    .summary("what to give instead of a discount")
    .addOption(lang())
    .addHelpText("after", PAGES + examples("guides benefits", "guides benefits --lang ru -o md"))
    .action(start(async () => (await import("./commands/guides.ts")).benefits));

  const checklist = program.command("checklist").summary("checklists: intake, refusal, transfer, clauses");
  checklist
    .command("list", { isDefault: true })
    .summary("every checklist")
    .addOption(lang())
    .addHelpText("after", examples("checklist list"))
    .action(start(async () => (await import("./commands/checklist.ts")).list));
  checklist
    .command("show")
    .summary("one checklist")
    .argument("<name>", "intake, refusal, transfer or clauses")
    .addOption(lang())
    .addHelpText(
      "after",
      PAGES + examples("checklist show intake", "checklist show transfer --lang ru -o html > transfer.html"),
    )
    .action(start(async () => (await import("./commands/checklist.ts")).show));
}

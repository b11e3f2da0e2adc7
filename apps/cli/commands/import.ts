import { Option } from "commander";
import { FACT_FORMATS, FACT_KINDS } from "../../../archive/facts/catalogue.ts";
import { count, type Declare, examples, KEPT_REASON, several } from "../declare.ts";

const list: Declare = (command, start) =>
  command
    .command("list")
    .summary("list imports by their numbers, the latest first")
    .addOption(new Option("--kind <kind>", "of this kind only").choices(Object.keys(FACT_KINDS)))
    .option("--limit <n>", "how many at most", count)
    .addHelpText("after", examples("import list", "import list --kind payments -o json"))
    .action(start(async () => (await import("../actions/import.ts")).list));

const undo: Declare = (command, start) =>
  command
    .command("undo")
    .summary("take an import back, and say what it had led to")
    .description(
      "The rows of the import are read by nothing any more; they are kept as withdrawn, with who undid it, when and " +
        "why. What it had led to is listed, and is a task of a manager for each relationship.",
    )
    .argument("<n>", "its number: `tenure import list`")
    .addOption(KEPT_REASON)
    .addHelpText(
      "after",
      `\nExit codes: 0 undone, 3 it was undone before, 4 no such import, 5 not for this role.\n${examples(
        "import undo 12 --as manager:max --reason 'the file of another month'",
      )}`,
    )
    .action(start(async () => (await import("../actions/import.ts")).undo));

export const importFacts: Declare = (program, start) => {
  const command = program
    .command("import")
    .summary("import facts: messages, hours, purchases, faults and more; list and undo imports")
    .description(
      "Imports a file of facts row by row: invalid rows are refused by line, all others are imported. A row that was " +
        "imported before changes nothing, so run an interrupted import again to resume it.",
    )
    .argument("<kind>", "a kind of facts; `tenure import kinds` prints the fields of all, or of one")
    .argument("[file]", "the file; - for the standard input")
    .addOption(
      new Option("--format <format>", "the file's format (default: by its name)").choices(FACT_FORMATS),
    )
    .addOption(
      new Option(
        "--map <column=field>",
        "the field for a column or key; without a field, the column is left out; repeat for more",
      ).argParser(several),
    )
    .option("--currency <code>", "of clients that have no relationship (default: EUR)")
    .option("--known-only", "refuse rows of clients that have no relationship")
    .option("--rejects <file>", "write refused rows there: line, reason and the row, a JSON object a line")
    .option("--dry-run", "say what would be done, and do nothing")
    .addHelpText(
      "after",
      `
Kinds:
${Object.entries(FACT_KINDS)
  .map(([kind, says]) => `  ${kind.padEnd(13)} ${says}`)
  .join("\n")}

Exit codes: 0 all rows are in, 1 some were refused and the rest is in, 2 not such a file, 75 run it again.
${examples(
  "import kinds purchases",
  "import interactions messages.jsonl",
  "import purchases examples/data/cdnow_sample.txt --currency USD",
  "import undo 12 --as manager:max",
  "import hours hours.csv --map 'employee=agent' --map 'note=' --rejects rejected.jsonl",
)}`,
    )
    .action(start(async () => (await import("../actions/import.ts")).importFacts));
  for (const declare of [list, undo]) declare(command, start);
};

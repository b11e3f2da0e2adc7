import { Option } from "commander";
import { FACT_FORMATS, FACT_KINDS } from "../../../archive/facts/catalogue.ts";
import { type Declare, examples, several } from "../declare.ts";

export const importFacts: Declare = (program, start) =>
  program
    .command("import")
    .summary("import facts: messages, hours, purchases, faults and more")
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
  "import hours hours.csv --map 'employee=agent' --map 'note=' --rejects rejected.jsonl",
)}`,
    )
    .action(start(async () => (await import("../actions/import.ts")).importFacts));

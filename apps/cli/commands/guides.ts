import { Option } from "commander";
import { LOCALES } from "../../../machines/vocabulary.ts";
import { type Declare, examples, LANGUAGE, PAGES } from "../declare.ts";

const CATALOGUE = new Option(
  "--catalogue <file>",
  "the catalogue of guides in YAML (default: examples/guides.yaml)",
);

const list: Declare = (guides, start) =>
  guides
    .command("list", { isDefault: true })
    .summary("every guide, and which questions it answers")
    .addOption(CATALOGUE)
    .addOption(LANGUAGE)
    .addHelpText("after", examples("guides list", "guides list --catalogue guides.yaml --lang ru"))
    .action(start(async () => (await import("../actions/guides.ts")).list));

const coverage: Declare = (guides, start) =>
  guides
    .command("coverage")
    .summary("which share of the questions a guide already answers")
    .description(
      "Reads questions, a JSON object a line or CSV with a header: at (a moment with its offset), client, topic. " +
        "Prints table, json or csv.",
    )
    .option("--from <file>", "the file of questions")
    .addOption(CATALOGUE)
    .addOption(new Option("--lang <language>", "count guides in this language only").choices(LOCALES))
    .addHelpText(
      "after",
      examples(
        "guides coverage --from questions.csv",
        "guides coverage --from questions.jsonl --lang ru -o csv",
      ),
    )
    .action(start(async () => (await import("../actions/guides.ts")).coverage, "csv"));

const benefits: Declare = (guides, start) =>
  guides
    .command("benefits")
    .summary("what to give instead of a discount")
    .addOption(LANGUAGE)
    .addHelpText("after", PAGES + examples("guides benefits", "guides benefits --lang ru -o md"))
    .action(start(async () => (await import("../actions/guides.ts")).benefits, "md", "html"));

export const guides: Declare = (program, start) => {
  const guides = program
    .command("guides")
    .summary("guides, the questions that they answer, and benefits other than a discount");
  for (const declare of [list, coverage, benefits]) declare(guides, start);
};

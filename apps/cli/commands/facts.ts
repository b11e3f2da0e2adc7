import { AS, count, type Declare, examples } from "../declare.ts";

export const facts: Declare = (program, start) =>
  program
    .command("facts")
    .summary("the imported facts about a client")
    .argument("<client>")
    .argument("[kind]", "a kind of facts; `tenure import kinds` lists them")
    .addOption(AS)
    .option("--since <date>", "leave out what had ended before that day")
    .option("--limit <n>", "rows of each table", count, 20)
    .addHelpText("after", examples("facts c1 --as manager:max", "facts c1 hours --as manager:max -o json"))
    .action(start(async () => (await import("../actions/facts.ts")).facts));

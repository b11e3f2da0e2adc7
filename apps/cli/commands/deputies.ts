import { AS, count, type Declare, examples } from "../declare.ts";

export const deputies: Declare = (program, start) => {
  const group = program
    .command("deputies")
    .summary("who stands in for an absent colleague of the same role")
    .description("Without a word: lists them.")
    .option("--all", "what is over too")
    .action(start(async () => (await import("../actions/deputies.ts")).list));
  group
    .command("add")
    .argument("<deputy>", "role:id of who stands in")
    .summary("have somebody stand in: for yourself, or, as a manager or a senior, for a colleague")
    .option("--for <id>", "the absent colleague (default: whoever acts)")
    .option("--from <when>", "from when, ISO 8601 (default: now)")
    .requiredOption("--until <when>", "until when: ISO 8601, or a span from now such as 14d")
    .addOption(AS)
    .addHelpText(
      "after",
      examples(
        "deputies add manager:mia --until 14d --as manager:max",
        "deputies add ops:ben --for olga --from 2026-12-01T00:00:00Z --until 2026-12-15T00:00:00Z --as manager:max",
      ),
    )
    .action(start(async () => (await import("../actions/deputies.ts")).add));
  group
    .command("end")
    .argument("<deputy>", "its id, as `-o json` of the list says")
    .summary("end it before its time")
    .addOption(AS)
    .action(start(async () => (await import("../actions/deputies.ts")).end));
};

export const reads: Declare = (program, start) =>
  program
    .command("reads")
    .summary("who looked at names, words, dossiers and payloads, and when")
    .description("For compliance and auditors. None of what they saw is kept.")
    .option("--client <id>", "of one client")
    .option("--actor <id>", "by one person")
    .option("--what <what>", "of one kind: words, address, dossier, journal, payloads, notice")
    .option("--since <when>", "since when, ISO 8601")
    .option("--limit <n>", "how many at most", count, 100)
    .addHelpText("after", examples("reads --client c1", "reads --actor olga --since 2026-11-01T00:00:00Z"))
    .action(start(async () => (await import("../actions/reads.ts")).reads));

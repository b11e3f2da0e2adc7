import { AS, type Declare, examples } from "../declare.ts";

const run: Declare = (value, start) =>
  value
    .command("run")
    .summary("value all clients now, and send the resulting events to relationships")
    .option("--at <date>", "as of the end of an earlier day; sends no events")
    .addOption(AS)
    .addHelpText(
      "after",
      `\nExit codes: 0 done, 5 not for this role, 75 some relationships could not be told.\n${examples("value run --as manager:max", "value run --at 2026-06-30 --as finance:fay")}`,
    )
    .action(start(async () => (await import("../actions/value.ts")).run));

const show: Declare = (value, start) =>
  value
    .command("show")
    .summary("what a client, or the whole portfolio, brings and costs")
    .argument("[client]")
    .option("--at <date>", "by the valuation of that day, or the last one before")
    .addOption(AS)
    .addHelpText(
      "after",
      `\nExit codes: 0 done, 4 nothing was valued, or no such client in it, 5 not for this role.\n${examples("value show --as manager:max", "value show c1 --at 2026-06-30 --as manager:max")}`,
    )
    .action(start(async () => (await import("../actions/value.ts")).show));

export const value: Declare = (program, start) => {
  const value = program
    .command("value")
    .summary("what clients bring and cost: tiers, segments, net value, day by day")
    .description(
      "All clients are valued every night, and each valuation is kept. A client who moved to another tier, or is due for a " +
        "review, is reviewed by a person; no relationship ends by itself (docs/value.md).",
    )
    .addHelpText("after", examples("value run --as manager:max", "value show c1 --as manager:max"));
  for (const declare of [run, show]) declare(value, start);
};

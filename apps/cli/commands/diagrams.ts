import type { Declare } from "../declare.ts";

export const diagrams: Declare = (program, start) =>
  program
    .command("diagrams")
    .summary("draw the machine that runs: chart and table")
    .option("--check", "write nothing; fail when the committed ones are stale")
    .action(start(async () => (await import("../actions/diagrams.ts")).diagrams));

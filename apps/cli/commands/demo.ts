import type { Declare } from "../declare.ts";

export const demo: Declare = (program, start) =>
  program
    .command("demo")
    .summary("50 real customers and every story, in a minute")
    .description(
      "Opens a relationship for each of the 50 biggest customers of examples/data, rehearses every story of " +
        "examples/stories in virtual time, and shows what happened. A second run changes nothing.",
    )
    .action(start(async () => (await import("../actions/demo.ts")).demo));

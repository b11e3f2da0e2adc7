import { type Declare, examples } from "../declare.ts";

export const variables: Declare = (program, start) =>
  program
    .command("variables")
    .summary("every environment variable: what it is for, what is allowed, whether it is set")
    .description("Prints no value. `tenure help variables` prints the same.")
    .addHelpText(
      "after",
      `\nExit codes: 0 all are well, 1 something is wrong.\n${examples("variables", "variables -o json")}`,
    )
    .action(start(async () => (await import("../actions/variables.ts")).variables));

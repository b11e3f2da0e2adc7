import { AS, type Declare, examples } from "../declare.ts";

export const handover: Declare = (program, start) =>
  program
    .command("handover")
    .summary("the stage of a client's move to another provider, with its links")
    .description(
      "Shows the stage, what the client agreed to, the packages, and the links that people pass on: to the client, who " +
        "agrees and confirms there, and to the provider, who answers and fetches the data there.",
    )
    .argument("<client>")
    .addOption(AS)
    .addHelpText("after", examples("handover c1 --as ops:olga", "handover c1 --as ops:olga -o json"))
    .action(start(async () => (await import("../actions/handover.ts")).handover));

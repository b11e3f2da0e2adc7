import { AS, type Declare, examples } from "../declare.ts";

export const machines: Declare = (program, start) => {
  const group = program
    .command("machines")
    .summary("versions of the machine, and moving relationships between them")
    .description(
      "A relationship is judged by the version that it is on; what was judged stays with the version that did.",
    );
  group
    .command("list", { isDefault: true })
    .summary("every version, and how many relationships are on it")
    .addHelpText("after", examples("machines", "machines list -o json"))
    .action(start(async () => (await import("../actions/machines.ts")).list));
  group
    .command("move")
    .summary("go on under another version")
    .description(
      "Writes an entry (machine.adopted) that keeps state, deadlines, open effects and time passed. A version that lacks a\n" +
        "state or a deadline of the relationship does not take it over.",
    )
    .argument("[client]", "this one")
    .option("--all", "every relationship that is on another version and goes on")
    .option("--to <version>", "the version, like 2 (default: the newest)")
    .addOption(AS)
    .addHelpText(
      "after",
      examples("machines move c1 --to 2 --as compliance:cleo", "machines move --all --as compliance:cleo"),
    )
    .action(start(async () => (await import("../actions/machines.ts")).move));
  return group;
};

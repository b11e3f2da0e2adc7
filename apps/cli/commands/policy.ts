import { type Declare, examples } from "../declare.ts";

export const policy: Declare = (program, start) => {
  const group = program
    .command("policy")
    .summary("the thresholds of the rules, version by version; check one before it counts")
    .description(
      "A policy is one dated YAML file. A relationship keeps the version that it signed under (R-POL-3).",
    );
  group
    .command("list", { isDefault: true })
    .summary("every version, from when on it counts, and how much each changes")
    .addHelpText("after", examples("policy", "policy list -o json"))
    .action(start(async () => (await import("../actions/policy.ts")).list));
  group
    .command("show")
    .summary("the values of a version, each with the rule that reads it")
    .argument("[version]", "like 2026-11 (default: the one in force)")
    .option("--changed", "only what the version before had otherwise")
    .addHelpText("after", examples("policy show", "policy show 2026-11 --changed"))
    .action(start(async () => (await import("../actions/policy.ts")).show));
  group
    .command("new")
    .summary("begin a version from another one, comments and all; prints it")
    .argument("<version>", "its name: a month, like 2027-01")
    .option("--from <version>", "the version to begin from (default: the newest of this build)")
    .option("--valid-from <date>", "the day from which on it counts (default: the first of that month)")
    .addHelpText("after", examples("policy new 2027-01 > 2027-01.yaml"))
    .action(start(async () => (await import("../actions/policy.ts")).begin));
  group
    .command("check")
    .summary("whether files are policies: each fault with its line, and what is allowed")
    .description(
      "Looks at keys, kinds and limits of values, and at what contradicts itself: thresholds that are never reached, periods\n" +
        "that are over before what they wait for. Needs no engine.",
    )
    .argument("[files...]", "policies in YAML, - for the standard input (default: those of this build)")
    .addHelpText(
      "after",
      `\nExit codes: 0 all are policies, 1 some are not, 2 a file cannot be read.\n${examples("policy check", "policy check 2027-01.yaml", "policy new 2027-01 | tenure policy check -")}`,
    )
    .action(start(async () => (await import("../actions/policy.ts")).check));
  group
    .command("schema")
    .summary("the form of a policy as JSON Schema, for editors")
    .addHelpText("after", examples("policy schema > policy.schema.json"))
    .action(start(async () => (await import("../actions/policy.ts")).schema));
  return group;
};

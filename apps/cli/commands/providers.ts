import { Option } from "commander";
import { AS, count, type Declare, examples } from "../declare.ts";

const importProviders: Declare = (providers, start) =>
  providers
    .command("import")
    .summary("import a file of providers: all rows or none")
    .description(
      "New ones are added, known ones replaced. Columns: id, name, capabilities, regions, price (minor units), capacity, " +
        "contact, verifiedAt; optional: rival, key (an age recipient), endpoint (https://…).",
    )
    .argument("<file>", "CSV, JSON or YAML; - for the standard input")
    .addOption(AS)
    .addOption(
      new Option("--from <format>", "what the file is (default: by its name)").choices([
        "csv",
        "json",
        "yaml",
      ]),
    )
    .addHelpText(
      "after",
      examples(
        "providers import rivals.csv --as ops:olga",
        "providers import - --from json --as ops:olga < list.json",
      ),
    )
    .action(start(async () => (await import("../actions/providers.ts")).importProviders));

const list: Declare = (providers, start) =>
  providers
    .command("list")
    .summary("every provider: price, capacity left, verified, regions, capabilities")
    .addHelpText("after", examples("providers list", "providers list -o json"))
    .action(start(async () => (await import("../actions/providers.ts")).list));

const show: Declare = (providers, start) =>
  providers
    .command("show")
    .summary("one provider")
    .argument("<provider>")
    .addHelpText("after", examples("providers show orchard"))
    .action(start(async () => (await import("../actions/providers.ts")).show));

const match: Declare = (providers, start) =>
  providers
    .command("match")
    .summary("why each provider fits a client, or not; asks nobody")
    .argument("<client>")
    .addOption(AS)
    .addOption(new Option("--needs <need...>", "instead of what the client stated"))
    .addOption(new Option("--regions <region...>", "instead of what the client stated"))
    .option("--budget <n>", "minor units, instead of what the client stated", count)
    .addHelpText(
      "after",
      examples(
        "providers match c1 --as manager:max",
        "providers match c1 --as manager:max --needs pears apples",
      ),
    )
    .action(start(async () => (await import("../actions/providers.ts")).match));

const secret: Declare = (providers, start) =>
  providers
    .command("secret")
    .summary("the secret that signs messages from and to a provider's server")
    .argument("<provider>")
    .addOption(AS)
    .option("--rotate", "make a new one; the previous one stays valid as well")
    .addHelpText("after", examples("providers secret orchard --as ops:olga"))
    .action(start(async () => (await import("../actions/providers.ts")).secret));

export const providers: Declare = (program, start) => {
  const providers = program
    .command("providers")
    .summary("providers that clients can move to, rivals included")
    .description("The catalogue from which another provider is offered to a client whom we part with.");
  for (const declare of [importProviders, list, show, match, secret]) declare(providers, start);
};

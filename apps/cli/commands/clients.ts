import { Option } from "commander";
import { CHANNELS, LOCALES } from "../../../machines/vocabulary.ts";
import { AS, count, type Declare, EVENT_ID, examples, LANG, several } from "../declare.ts";

export const open: Declare = (program, start) =>
  program
    .command("open")
    .summary("open a relationship")
    .description(
      "Opens a relationship with a prospect, or with a client whose contract is in force (--contract).",
    )
    .argument("<client>", "an opaque id; never a name or an address")
    .addOption(AS)
    .addOption(new Option("--kind <kind>").choices(["b2b", "retail"]).default("b2b"))
    .addOption(new Option("--locale <locale>", "the language of notices").choices(LOCALES).default("en"))
    .option("--zone <zone>", "IANA time zone (default: this machine's)")
    .option("--currency <code>", "ISO 4217", "EUR")
    .addOption(
      new Option(
        "--channel <channel>",
        "a way to reach the client; repeat, best first (default: those with an address)",
      )
        .choices(CHANNELS)
        .argParser(several),
    )
    .option("--contract <ref>", "a contract that is in force already")
    .option("--contract-channel <channel>", "the channel it began on")
    .option("--signed-at <instant>", "when it was signed (default: now)")
    .option("--policy <version>", "a policy version (default: the newest in force)")
    .option("--name <text>", "how the client is addressed; kept in the vault, like the addresses")
    .option("--email <address>")
    .option("--chat <address>")
    .option("--phone <number>")
    .option("--post <address>")
    .addOption(EVENT_ID)
    .addHelpText(
      "after",
      examples(
        "open c1 --as sales:sam --email ann@example.org --name Ann",
        "open c2 --as ops:olga --kind retail --contract k-17 --channel email --channel post",
      ),
    )
    .action(start(async () => (await import("../actions/clients.ts")).open));

export const contact: Declare = (program, start) =>
  program
    .command("contact")
    .summary("put right how a client is named and reached")
    .description(
      "Puts right a client's name and addresses, time zone, language and ways of being reached. What is not given stays.",
    )
    .argument("<client>")
    .addOption(AS)
    .option("--name <text>", "how the client is addressed; kept in the vault, like the addresses")
    .option("--email <address>")
    .option("--chat <address>")
    .option("--phone <number>")
    .option("--post <address>")
    .option("--zone <zone>", "IANA time zone")
    .addOption(new Option("--locale <locale>", "the language of notices").choices(LOCALES))
    .addOption(
      new Option(
        "--channel <channel>",
        "a way to reach the client; repeat, best first (default: as before, and those with a new address)",
      )
        .choices(CHANNELS)
        .argParser(several),
    )
    .addOption(EVENT_ID)
    .addHelpText(
      "after",
      examples(
        "contact c1 --as ops:olga --email ann@example.org --zone Europe/Belgrade",
        "contact c1 --as ops:olga --post 'Ann Example; 12 Main St; Berlin' --channel post --channel phone",
      ),
    )
    .action(start(async () => (await import("../actions/clients.ts")).contact));

export const list: Declare = (program, start) =>
  program
    .command("list")
    .summary("list relationships")
    .option("--state <state>", "the reported state, for instance suspended")
    .option("--rung <rung>", "the rung of the ladder, for instance warnedOnce")
    .option("--held", "under a legal hold")
    .option("--due-before <moment>", "with a deadline before a date, an instant, or days from now like 7d")
    .option("--text <text>", "part of the client id")
    .option("--limit <n>", "rows of the table", count, 100)
    .addHelpText(
      "after",
      examples("list --state restricted", "list --due-before 7d", "list -o json | jq -r .client"),
    )
    .action(start(async () => (await import("../actions/clients.ts")).list));

export const show: Declare = (program, start) =>
  program
    .command("show")
    .summary("show a relationship: state, deadlines, channels, tasks, notices")
    .argument("<client>")
    .addOption(LANG)
    .addHelpText("after", examples("show c1", "show c1 --lang ru", "show c1 -o json"))
    .action(start(async () => (await import("../actions/clients.ts")).show));

export const timeline: Declare = (program, start) =>
  program
    .command("timeline")
    .summary("the journal: every event, accepted or refused")
    .argument("<client>")
    .option("--as-of <moment>", "only what was in force then")
    .addHelpText("after", examples("timeline c1", "timeline c1 --as-of 2026-11-20", "timeline c1 -o json"))
    .action(start(async () => (await import("../actions/clients.ts")).timeline));

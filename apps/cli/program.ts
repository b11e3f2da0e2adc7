// What there is to say on the command line. Each command's code is loaded when it is run.

import { Command, CommanderError, InvalidArgumentError, Option, type OutputConfiguration } from "commander";
import { FACT_FORMATS, FACT_KINDS } from "../../archive/facts/catalogue.ts";
import { SIGNAL_KINDS } from "../../insight/attention/kinds.ts";
import { LAYOUTS, reportNames, reportOf } from "../../insight/reports/catalogue.ts";
import { CHANNELS, LOCALES, type Role } from "../../machines/vocabulary.ts";
import type { Cli, Run } from "./cli.ts";
import { EXIT, Exit, usage } from "./exit.ts";
import { addHelp, PAGED } from "./help.ts";
import { type Output, outputTo } from "./output.ts";
import version from "./package.json" with { type: "json" };
import { readerFrom } from "./words.ts";

const count = (given: string): number => {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("a whole number from 1");
  return number;
};
const port = (given: string): number => {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError("0 to 65535");
  return number;
};
const several = (given: string, before: readonly string[] = []): string[] => [...before, given];

const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ tenure ${line}`).join("\n")}`;

const AS = new Option("--as <role:id>", "who acts, for instance senior:anna").env("TENURE_AS");
/** Who reads where nobody is named: whoever proves, whoever reads what clients are worth, or else who works with them. */
const READERS: readonly (readonly [command: RegExp, role: Role])[] = [
  [/^audit /, "auditor"],
  [/^report$/, "manager"],
];
const readerOf = (command: string): Role => READERS.find(([known]) => known.test(command))?.[1] ?? "ops";

const EVENT_ID = new Option(
  "--event-id <uuid>",
  "the event's id; an event that is sent again with the same id is applied once",
);
const DATA = new Option("--data <json>", "the event's data: JSON, @file or - for the standard input");
const FIELD = new Option(
  "--field <key=value>",
  "one field of the data; repeat for more fields or for a list; a.b sets a nested field",
).argParser(several);
const LANG = new Option("--lang <locale>", "the language").choices(LOCALES);
const REASON = new Option("--reason <text>", "why: a text, @file or -; sanctions need it");

const FORMATS = ["table", "json", "csv", "svg", "md", "html"];
/** What prints more than a table and JSON, in words, and the commands. */
const ONLY: Readonly<Record<string, readonly [what: string, commands: RegExp]>> = {
  csv: ["reports", /^(report|guides coverage)$/],
  svg: ["reports", /^report$/],
  md: ["pages of help", PAGED],
  html: ["pages of help and reports", new RegExp(`${PAGED.source}|^report$`)],
};
/** A format, or the file that a case is exported to. */
const formatOf = (given: string): string => {
  if (FORMATS.includes(given) || given.endsWith(".zip")) return given;
  throw new InvalidArgumentError(`Allowed choices are ${FORMATS.join(", ")}.`);
};

/** How a command runs: called with the words and options that commander read. */
export type Start = (load: () => Promise<Run<never[]>>) => (...given: unknown[]) => Promise<void>;

function build(start: Start, written: OutputConfiguration): Command {
  const program = new Command("tenure")
    // Commands that are added from here on write there too.
    .configureOutput(written)
    .description("Fair, calm and provable client relationships")
    .version(version.version)
    .addOption(
      new Option(
        "-o, --output <format>",
        "how results are printed; csv, svg and html are for reports, md and html for pages of help",
      )
        .choices(FORMATS)
        .argParser(formatOf)
        .default("table"),
    )
    .addOption(new Option("--home <folder>", "the state folder").env("TENURE_HOME").default(".tenure"))
    .addOption(
      new Option(
        "--as <role:id>",
        "who acts, for instance senior:anna; who only reads may leave it out (default: your user name here)",
      ).env("TENURE_AS"),
    )
    // A command takes none of the options of the one that it stands under.
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: (command): Option[] =>
        command === program
          ? []
          : program.options.filter(({ long }) => command.options.every((own) => own.long !== long)),
    })
    .exitOverride()
    .addHelpText(
      "after",
      `
Exit codes: 0 done, 2 usage, 3 refused by a rule, 4 not found, 5 not allowed to this role,
            6 waits for a second person, 75 try again, 1 anything else.
Environment variables: tenure help variables
${examples("up", "open c1 --as ops:olga --email ann@example.org", "allowed c1 --as manager:max", "demo")}`,
    );

  program
    .command("up")
    .summary("run everything: Temporal, archive, worker, API")
    .description(
      "Runs Temporal (found or brought), the archive, a worker and the API until Ctrl-C or `tenure down`.",
    )
    .option(
      "--port <n>",
      "the API's port; 0 for any free one (default: 7400, or any free one if it is taken)",
      port,
    )
    .addHelpText("after", examples("up", "up --port 8080 &", "up -o json"))
    .action(start(async () => (await import("./commands/run.ts")).up));
  program
    .command("down")
    .summary("stop what `up` runs")
    .description("Stops the engine that `tenure up` runs on this home, and waits until it is gone.")
    .action(start(async () => (await import("./commands/run.ts")).down));
  program
    .command("demo")
    .summary("50 real customers and every story, in a minute")
    .description(
      "Opens a relationship for each of the 50 biggest customers of examples/data, rehearses every story of " +
        "examples/stories in virtual time, and shows what happened. A second run changes nothing.",
    )
    .action(start(async () => (await import("./commands/demo.ts")).demo));

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
    .option("--zone <zone>", "IANA time zone", Intl.DateTimeFormat().resolvedOptions().timeZone)
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
    .action(start(async () => (await import("./commands/clients.ts")).open));
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
    .action(start(async () => (await import("./commands/clients.ts")).list));
  program
    .command("show")
    .summary("show a relationship: state, deadlines, channels, tasks, notices")
    .argument("<client>")
    .addOption(LANG)
    .addHelpText("after", examples("show c1", "show c1 --lang ru", "show c1 -o json"))
    .action(start(async () => (await import("./commands/clients.ts")).show));
  program
    .command("allowed")
    .summary("what can be signalled now, and why the rest cannot")
    .argument("<client>")
    .addOption(AS)
    .addHelpText("after", examples("allowed c1 --as manager:max"))
    .action(start(async () => (await import("./commands/events.ts")).allowed));
  program
    .command("explain")
    .summary("what would happen: every finding, without applying the event")
    .argument("<client>")
    .argument("<event>")
    .addOption(AS)
    .addOption(DATA)
    .addOption(FIELD)
    .addHelpText("after", examples("explain c1 exit.approved --as senior:anna --field requestId=r1"))
    .action(start(async () => (await import("./commands/events.ts")).explain));
  program
    .command("apply")
    .summary("signal an event")
    .argument("<client>")
    .argument("<event>", "an event type; `tenure events` lists them")
    .addOption(AS)
    .addOption(DATA)
    .addOption(FIELD)
    .addOption(REASON)
    .addOption(EVENT_ID)
    .option("--occurred-at <instant>", "when it happened (default: now)")
    .addHelpText(
      "after",
      examples(
        "apply c1 incident.reported --as ops:olga --field incidentId=i1 --field category=insult \\",
        "    --field happenedAt=2026-11-20T10:00:00Z --field evidence='the words that fell'",
        'apply c1 incident.confirmed --as manager:max --data \'{"incidentId":"i1","explainedBy":null}\' --reason @why.txt',
        "apply c1 exit.approved --as senior:anna --field requestId=r1 --reason 'as agreed'",
      ).replace("$ tenure     ", "          "),
    )
    .action(start(async () => (await import("./commands/events.ts")).apply));
  program
    .command("timeline")
    .summary("the journal: every event, accepted or refused")
    .argument("<client>")
    .option("--as-of <moment>", "only what was in force then")
    .addHelpText("after", examples("timeline c1", "timeline c1 --as-of 2026-11-20", "timeline c1 -o json"))
    .action(start(async () => (await import("./commands/clients.ts")).timeline));
  program
    .command("events")
    .summary("everything that can be signalled, by whom, with which fields")
    .argument("[event]")
    .option("--role <role>", "only what this role may signal")
    .addHelpText("after", examples("events", "events exit.requested", "events --role legal"))
    .action(start(async () => (await import("./commands/events.ts")).events));
  const notice = program
    .command("notice")
    .summary("what clients read: preview it, list it, show it")
    .description("The notices N1 to N15 in English and Russian, and how they would read for a client now.");
  notice
    .command("preview")
    .summary("what a client would read if an event were signalled now")
    .description(
      "Judges the event on the relationship as it stands, and shows every notice that it would send at once, as it " +
        "would be written now. Nothing is recorded, kept or sent.",
    )
    .argument("<client>")
    .argument("<event>", "an event type; `tenure events` lists them")
    .addOption(AS)
    .addOption(DATA)
    .addOption(FIELD)
    .addOption(LANG)
    .option("--html <file>", "write the first notice's page there")
    .addHelpText(
      "after",
      `\nExit codes: 0 accepted, whether it sends a notice or not; 3, 5 and 6 refused, as by apply; 4 no such client.\n${examples(
        "notice preview c1 incident.confirmed --as manager:max --field incidentId=i1 --field explainedBy=null",
        "notice preview c1 boundary.stated --as ops:olga --field textRef='we keep to the contract' --lang ru",
      )}`,
    )
    .action(start(async () => (await import("./commands/notice.ts")).preview));
  notice
    .command("list")
    .summary("every notice with its subject")
    .addHelpText("after", examples("notice list", "notice list -o json"))
    .action(start(async () => (await import("./commands/notice.ts")).list));
  notice
    .command("show")
    .summary("a notice in every case, with sample slots")
    .argument("<notice>", "N1 to N15")
    .addOption(LANG)
    .option("--html <file>", "write the first case's page there")
    .addHelpText("after", examples("notice show N4", "notice show N7 --lang ru --html farewell.html"))
    .action(start(async () => (await import("./commands/notice.ts")).show));
  const providers = program
    .command("providers")
    .summary("providers that clients can move to, rivals included")
    .description("The catalogue from which another provider is offered to a client whom we part with.");
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
    .action(start(async () => (await import("./commands/providers.ts")).importProviders));
  providers
    .command("list")
    .summary("every provider: price, capacity left, verified, regions, capabilities")
    .addHelpText("after", examples("providers list", "providers list -o json"))
    .action(start(async () => (await import("./commands/providers.ts")).list));
  providers
    .command("show")
    .summary("one provider")
    .argument("<provider>")
    .addHelpText("after", examples("providers show orchard"))
    .action(start(async () => (await import("./commands/providers.ts")).show));
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
    .action(start(async () => (await import("./commands/providers.ts")).match));
  providers
    .command("secret")
    .summary("the secret that signs messages from and to a provider's server")
    .argument("<provider>")
    .addOption(AS)
    .option("--rotate", "make a new one; the previous one stays valid as well")
    .addHelpText("after", examples("providers secret orchard --as ops:olga"))
    .action(start(async () => (await import("./commands/providers.ts")).secret));
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
    .action(start(async () => (await import("./commands/handover.ts")).handover));

  const channels = program
    .command("channels")
    .summary("closed channels, and whether the help desk keeps them closed")
    .description(
      "A restricted client has one channel left. The help desk is ordered to keep the others closed, and asked every " +
        "day whether it does (docs/channels.md).",
    );
  channels
    .command("show")
    .summary("which channels should be open to a client, and which ones the help desk says are open")
    .argument("<client>")
    .addHelpText(
      "after",
      `\nExit codes: 0 as ordered, 1 something else is open, 4 no such client.\n${examples("channels show c1", "channels show c1 -o json")}`,
    )
    .action(start(async () => (await import("./commands/channels.ts")).show));
  channels
    .command("reconcile")
    .summary("ask the help desk about every restricted client now, and correct drift by new orders")
    .addOption(AS)
    .addHelpText(
      "after",
      `\nExit codes: 0 all as ordered, 1 something was not.\n${examples("channels reconcile --as ops:olga")}`,
    )
    .action(start(async () => (await import("./commands/channels.ts")).reconcile));
  channels
    .command("sieve")
    .summary("print a mailbox rule that closes a restricted client's e-mail")
    .description(
      "Prints a rule in Sieve (RFC 5228) for mail servers without a help desk: the client's mail is filed separately, " +
        "and answered with the open channel, once a day. The rule contains the client's address.",
    )
    .argument("<client>")
    .addOption(AS)
    .addHelpText("after", examples("channels sieve c1 --as ops:olga > closed-c1.sieve"))
    .action(start(async () => (await import("./commands/channels.ts")).sieve));

  const value = program
    .command("value")
    .summary("what clients bring and cost: tiers, segments, net value, day by day")
    .description(
      "All clients are valued every night, and each valuation is kept. A client who moved to another tier, or is due for a " +
        "review, is reviewed by a person; no relationship ends by itself (docs/value.md).",
    )
    .addHelpText("after", examples("value run --as manager:max", "value show c1 --as manager:max"));
  value
    .command("run")
    .summary("value all clients now, and send the resulting events to relationships")
    .option("--at <date>", "as of the end of an earlier day; sends no events")
    .addOption(AS)
    .addHelpText(
      "after",
      `\nExit codes: 0 done, 5 not for this role, 75 some relationships could not be told.\n${examples("value run --as manager:max", "value run --at 2026-06-30 --as finance:fay")}`,
    )
    .action(start(async () => (await import("./commands/value.ts")).run));
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
    .action(start(async () => (await import("./commands/value.ts")).show));

  const outbox = program
    .command("outbox")
    .summary("every notice as it was sent, and its outcome")
    .description(
      "Every notice that was written, each attempt to deliver it, and the reports about it (docs/delivery.md).",
    );
  outbox
    .command("list")
    .summary("list notices, the latest first")
    .option("--client <client>", "of this client only")
    .addOption(
      new Option("--status <status>", "where it stands").choices([
        ...["captured", "waiting", "sent", "delivered", "failed", "bounced", "unknown"],
      ]),
    )
    .option("--since <moment>", "that reached their status then or later: a date or an instant")
    .option("--limit <n>", "rows of the table", count, 100)
    .addHelpText(
      "after",
      examples("outbox list", "outbox list --status unknown", "outbox list --client c1 -o json"),
    )
    .action(start(async () => (await import("./commands/outbox.ts")).list));
  outbox
    .command("show")
    .summary("show a notice: headers, text, attempts, reports")
    .argument("<id>", "like c1/4/0")
    .option("--raw", "the message as it was sent, byte for byte")
    .addHelpText("after", examples("outbox show c1/4/0", "outbox show c1/4/0 --raw"))
    .action(start(async () => (await import("./commands/outbox.ts")).show));
  outbox
    .command("open")
    .summary("write a notice's page, or its letter to print, to a file and say where")
    .argument("<id>", "like c1/4/0")
    .option("--print", "write it to the standard output instead")
    .addHelpText("after", examples("outbox open c1/4/0", "outbox open c1/4/0 --print > letter.html"))
    .action(start(async () => (await import("./commands/outbox.ts")).open));
  program
    .command("bounces")
    .summary("read bounces from mail servers")
    .command("read")
    .summary(
      "read bounces (RFC 3464) and send their events to relationships; reading them again changes nothing",
    )
    .argument("<from>", "a message, an mbox, a folder of them; - for the standard input")
    .addOption(AS)
    .addHelpText(
      "after",
      examples("bounces read bounces.mbox --as ops:olga", "bounces read ~/Maildir --as ops:olga"),
    )
    .action(start(async () => (await import("./commands/bounces.ts")).read));
  program
    .command("unsubscribe")
    .summary("a client wants no mailings: no win-back letters, no thanks")
    .argument("<client>")
    .addOption(AS)
    .addHelpText("after", examples("unsubscribe c1 --as ops:olga"))
    .action(start(async () => (await import("./commands/outbox.ts")).unsubscribe));

  program
    .command("erase")
    .summary("erase a client's personal data for good")
    .description(
      "Destroys the key of a client's personal data: names, addresses, reasons, notices cannot be read any more, " +
        "by anybody. The journal and every proof stay whole. Refused under a legal hold. It cannot be undone.",
    )
    .argument("<client>")
    .addOption(AS)
    .addOption(
      new Option("--reason <text>", "why: a text, @file or -; it is kept for good, so name nobody in it"),
    )
    .addOption(EVENT_ID)
    .addHelpText(
      "after",
      examples("erase c1 --as compliance:carl --reason 'asked for on 2026-11-20, case 17'"),
    )
    .action(start(async () => (await import("./commands/erase.ts")).erase));

  program
    .command("rehearse")
    .summary("play stories in virtual time on a real server")
    .argument("<files...>", "stories in YAML")
    .addHelpText("after", examples("rehearse examples/stories/*.yaml", "rehearse my-story.yaml -o json"))
    .action(start(async () => (await import("./commands/rehearse.ts")).rehearse));
  program
    .command("witness")
    .summary("cosign somebody's log, so that nobody can take it back")
    .description(
      "Follows logs (C2SP tlog-witness): cosigns a checkpoint where it follows from the one before, and tells whoever " +
        "comes with an older one that there was more. Runs until Ctrl-C, on this machine; a proxy passes it on. Give " +
        "the line that it prints to the log's people, for the file that TENURE_WITNESSES names.",
    )
    .requiredOption(
      "--log <file>",
      "the policy of the log to follow (C2SP tlog-policy); repeat for more",
      several,
    )
    .option(
      "--name <name>",
      "what it signs as, said once: a host and a path (default: localhost/witness/<uuid>)",
    )
    .option(
      "--folder <folder>",
      "where it keeps its key and what it has seen (default: witness in the state folder)",
    )
    .option("--port <n>", "0 for any", port, 7500)
    .addHelpText("after", examples("witness --log kept.policy --name witness.example.org/tenure"))
    .action(start(async () => (await import("./commands/audit/witness.ts")).witness));
  const audit = program
    .command("audit")
    .summary("prove what happened, and that nothing was changed")
    .description("For an auditor who trusts neither the people nor the database.");
  audit
    .command("verify")
    .summary("check every hash, chain, leaf and signature, up to the first fault")
    .description(
      "Reads the whole journal, the tree over it and its signed checkpoints, and ends at the first thing that is not " +
        "as it was written. The checkpoints that the engine keeps outside the database are compared with, always.",
    )
    .argument("[client]", "only this one's entries; the tree is always read whole")
    .option("--all", "every entry")
    .option("--checkpoint <file>", "compare with checkpoints that you kept; - for the standard input")
    .option("--policy <file>", "the log policy (C2SP tlog-policy) that you kept, instead of the engine's")
    .addHelpText(
      "after",
      `\nExit codes: 0 all well, 1 a fault was found, 4 no such client.\n${examples("audit verify --all", "audit verify c1", "audit verify --all --checkpoint kept.txt --policy kept.policy")}`,
    )
    .action(start(async () => (await import("./commands/audit/verify.ts")).verify));
  audit
    .command("checkpoint")
    .summary("sign the journal as it is now, and print what to keep")
    .description(
      "Takes everything new into the tree and signs its head. Keep what it prints where the database's people cannot " +
        "reach it: `audit verify --checkpoint` finds what was changed, cut or rolled back since.",
    )
    .addHelpText(
      "after",
      examples("audit checkpoint > kept.txt", "audit checkpoint -o json | jq -r .policy > kept.policy"),
    )
    .action(start(async () => (await import("./commands/audit/verify.ts")).checkpoint));
  audit
    .command("reconcile")
    .summary("compare the journal with Temporal's own histories and with the live state")
    .description(
      "Judges the journal once more, and compares it, entry by entry, with what Temporal recorded, with the live state " +
        "and with what was done and sent. Shows what was done outside the engine: workflows that were " +
        "terminated, reset, paused or deleted, rows that were changed.",
    )
    .argument("[client]")
    .option("--all", "every relationship that the journal or Temporal knows of")
    .option("--rehearsed", "the relationships live in virtual time: moving their clocks is no difference")
    .addHelpText(
      "after",
      `\nExit codes: 0 all agree, 1 something differs, 4 no such client.\n${examples("audit reconcile --all", "audit reconcile c1", "audit reconcile c1 -o json")}`,
    )
    .action(start(async () => (await import("./commands/audit/reconcile.ts")).reconcile));
  audit
    .command("show")
    .summary("a relationship as it was at a moment, or two moments compared")
    .description(
      "Judges the journal up to a moment once more, and shows where the relationship stood, its deadlines, what led " +
        "there and why, what the client had been told, and what could be signalled. Times in the client's zone and in UTC.",
    )
    .argument("<client>")
    .option("--at <moment>", "a date or an instant")
    .option("--seq <n>", "after this entry", count)
    .option("--compare <moment>", "what is different at another moment, or after another entry")
    .addHelpText(
      "after",
      `\nExit codes: 0 done, 1 the journal does not hold, 4 no such client or moment.\n${examples("audit show c1 --at 2026-11-20T09:30:00Z", "audit show c1 --seq 3", "audit show c1 --seq 3 --compare 7")}`,
    )
    .action(start(async () => (await import("./commands/audit/show.ts")).show));
  audit
    .command("export")
    .summary("write a client's whole case, with its proof, into one file")
    .description(
      "Writes a case file (-o FILE.zip; default: <client>.tenure.zip): the journal, the machines and the policy that judged it, notices, texts, " +
        "signed proof, Temporal's histories, and a page to read and print. Nothing else is needed to check it.",
    )
    .argument("<client>")
    .addOption(
      new Option(
        "--without <what>",
        "leave out texts, names, notices or one text by its vault id; repeat for more; the proof stays valid",
      ).argParser(several),
    )
    .addHelpText("after", examples("audit export c1 -o c1.zip", "audit export c1 -o c1.zip --without names"))
    .action(start(async () => (await import("./commands/audit/export.ts")).exportCase));
  audit
    .command("open")
    .summary("check and read a case file, without a server or a network")
    .description(
      "Checks everything in a case file, says what is not as it was, and shows what happened. Exit 1: a fault.",
    )
    .argument("<file>")
    .option("--seq <n>", "show the exact state after this entry", count)
    .addOption(
      new Option(
        "--compare <seqs...>",
        "show what is different between two entries: --compare 3 7",
      ).argParser((given: string, before: readonly number[] = []) => [...before, count(given)]),
    )
    .option(
      "--policy <file>",
      "hold the signatures against this log policy (C2SP tlog-policy), not against the one in the file",
    )
    .addHelpText(
      "after",
      `\nExit codes: 0 all well, 1 a fault was found, 2 no such file, 4 no such entry.\n${examples("audit open c1.zip", "audit open c1.zip --seq 3", "audit open c1.zip --compare 3 7 -o json")}`,
    )
    .action(start(async () => (await import("./commands/audit/open.ts")).openCase));
  program
    .command("import")
    .summary("import facts: messages, hours, purchases, faults and more")
    .description(
      "Imports a file of facts row by row: invalid rows are refused by line, all others are imported. A row that was " +
        "imported before changes nothing, so run an interrupted import again to resume it.",
    )
    .argument("<kind>", "a kind of facts; `tenure import kinds` prints the fields of all, or of one")
    .argument("[file]", "the file; - for the standard input")
    .addOption(
      new Option("--format <format>", "the file's format (default: by its name)").choices(FACT_FORMATS),
    )
    .addOption(
      new Option(
        "--map <column=field>",
        "the field for a column or key; without a field, the column is left out; repeat for more",
      ).argParser(several),
    )
    .option("--currency <code>", "of clients that have no relationship (default: EUR)")
    .option("--known-only", "refuse rows of clients that have no relationship")
    .option("--rejects <file>", "write refused rows there: line, reason and the row, a JSON object a line")
    .option("--dry-run", "say what would be done, and do nothing")
    .addHelpText(
      "after",
      `
Kinds:
${Object.entries(FACT_KINDS)
  .map(([kind, says]) => `  ${kind.padEnd(13)} ${says}`)
  .join("\n")}

Exit codes: 0 all rows are in, 1 some were refused and the rest is in, 2 not such a file, 75 run it again.
${examples(
  "import kinds purchases",
  "import interactions messages.jsonl",
  "import purchases examples/data/cdnow_sample.txt --currency USD",
  "import hours hours.csv --map 'employee=agent' --map 'note=' --rejects rejected.jsonl",
)}`,
    )
    .action(start(async () => (await import("./commands/import.ts")).importFacts));
  const attention = program
    .command("attention")
    .summary("suggestions about clients, for people to confirm or dismiss")
    .description(
      "Streaks of messages, repeated questions, words that may be an insult, “or else”, silence, overdue invoices, " +
        "returns, discounts, reviews: found in the facts, judged by people. No suggestion is a strike by itself.",
    )
    .argument("[client]", "of this client only")
    .addOption(new Option("--kind <kind>", "of this kind only").choices(SIGNAL_KINDS))
    .addOption(new Option("--state <state>", "where it stands").choices(["open", "confirmed", "dismissed"]))
    .option("--limit <n>", "how many at most, the latest first", count)
    .addHelpText(
      "after",
      examples(
        "attention --state open",
        "attention c1 --kind insult",
        "attention run --as ops:olga",
        "attention archetypes c1 --as manager:max",
      ),
    )
    .action(start(async () => (await import("./commands/attention.ts")).list));
  attention
    .command("run")
    .summary("examine every client with new facts; `tenure up` does it every hour")
    .addOption(AS)
    .addHelpText("after", examples("attention run --as ops:olga"))
    .action(start(async () => (await import("./commands/attention.ts")).run));
  attention
    .command("show")
    .summary("one suggestion, with the messages that it rests on")
    .argument("<suggestion>", "its id, s-…")
    .addOption(AS)
    .addHelpText("after", examples("attention show s-1f3a --as ops:olga"))
    .action(start(async () => (await import("./commands/attention.ts")).show));
  attention
    .command("confirm")
    .summary("confirm a suggestion: its event is sent in your name")
    .argument("<suggestion>", "its id, s-…")
    .addOption(AS)
    .addOption(DATA)
    .addOption(FIELD)
    .addOption(REASON)
    .addHelpText(
      "after",
      `\nExit codes: 0 done, 3 and 5 refused, and it stays open; 4 no such suggestion.\n${examples(
        "attention confirm s-1f3a --as ops:olga",
        "attention confirm s-77c0 --as finance:fred --field ourPartDone=true",
      )}`,
    )
    .action(start(async () => (await import("./commands/attention.ts")).confirm));
  attention
    .command("dismiss")
    .summary("dismiss a suggestion: it does not come back for the same facts")
    .argument("<suggestion>", "its id, s-…")
    .addOption(AS)
    .addOption(new Option("--reason <text>", "why: a text, @file or -"))
    .addHelpText("after", examples("attention dismiss s-1f3a --as ops:olga --reason 'a title of a book'"))
    .action(start(async () => (await import("./commands/attention.ts")).dismiss));
  attention
    .command("archetypes")
    .summary("the types that a client's facts point to, and why; for staff only")
    .argument("<client>")
    .addOption(AS)
    .addHelpText("after", examples("attention archetypes c1 --as manager:max"))
    .action(start(async () => (await import("./commands/attention.ts")).archetypes));
  program
    .command("report")
    .summary("reports of what is recorded, or of a file")
    .description(
      "Makes a report of everything that is recorded; or of a file of purchases or interactions, without importing it.",
    )
    .argument("[name]", "a report; without one, they are listed")
    .option("--from <file>", "the file to make it from")
    .option("--at <date>", "as of the end of that day: later rows are left out")
    .option("--since <date>", "only what happened from that day on; not for files")
    .option("--currency <code>", "of amounts (default: the one with the most rows); not for files")
    .option("--zone <zone>", "of files: IANA time zone of clients whose rows name none (default: UTC)")
    .addHelpText(
      "after",
      `
Reports:
${reportNames.map((name) => `  ${name.padEnd(10)} ${reportOf(name).says} (${reportOf(name).rule}; of ${reportOf(name).of})`).join("\n")}

Files:
${Object.entries(LAYOUTS)
  .map(([kind, layout]) => `  ${kind.padEnd(13)} ${layout}`)
  .join("\n")}
${examples("report retention", "report conduct --since 2026-01-01 -o html > conduct.html", "report tiers --from examples/data/cdnow_sample.txt", "report cohorts --from examples/data/cdnow_sample.txt --at 1997-12-31 -o svg > cohorts.svg", "report storms --from messages.jsonl --zone Europe/Berlin -o json")}`,
    )
    .action(start(async () => (await import("./commands/report.ts")).report));
  program
    .command("facts")
    .summary("the imported facts about a client")
    .argument("<client>")
    .argument("[kind]", "a kind of facts; `tenure import kinds` lists them")
    .addOption(AS)
    .option("--since <date>", "leave out what had ended before that day")
    .option("--limit <n>", "rows of each table", count, 20)
    .addHelpText("after", examples("facts c1 --as manager:max", "facts c1 hours --as manager:max -o json"))
    .action(start(async () => (await import("./commands/facts.ts")).facts));
  const dossier = program
    .command("dossier")
    .summary("what decisions about a client rest on, on one page")
    .description(
      "Conversations, problems, reviews, our own faults, cost to serve, loss on exit, and the values that the rules read. " +
        "For managers, seniors, compliance and auditors.",
    )
    .addHelpText("after", examples("dossier c1 --as manager:max", "dossier compile c1 --as manager:max"));
  dossier
    .command("show", { isDefault: true })
    .summary("the dossier as of now or of a moment; nothing is recorded")
    .argument("<client>")
    .addOption(AS)
    .option("--at <instant>", "as things were known then")
    .option("--id <dossier>", "one that was compiled, as it was then")
    .addOption(new Option("--lang <language>", "the language").choices(LOCALES).default("en"))
    .addHelpText(
      "after",
      `\nForms: -o table (for the terminal), json, md, html (a page to print).\n${examples("dossier c1 --as manager:max", "dossier c1 --as manager:max --lang ru -o html > dossier.html")}`,
    )
    .action(start(async () => (await import("./commands/dossier.ts")).show));
  dossier
    .command("compile")
    .summary("freeze the dossier: keep it as it is now, and signal dossier.compiled with its sums and digest")
    .argument("<client>")
    .addOption(AS)
    .addOption(EVENT_ID)
    .addHelpText("after", examples("dossier compile c1 --as manager:max"))
    .action(start(async () => (await import("./commands/dossier.ts")).compile));
  addHelp(program, start, examples, several);
  const archive = program
    .command("archive")
    .summary("move the archive as a whole")
    .description(
      "Between the embedded archive and PostgreSQL (DATABASE_URL), or to another machine; every hash stays what it is.",
    );
  archive
    .command("export")
    .summary("write the whole archive into one file")
    .argument("<file>", "gzip, e.g. archive.tenure.gz")
    .addHelpText("after", examples("archive export archive.tenure.gz"))
    .action(start(async () => (await import("./commands/archive.ts")).exportArchive));
  archive
    .command("import")
    .summary("import a whole archive into an empty one")
    .argument("<file>")
    .addHelpText("after", examples("archive import archive.tenure.gz"))
    .action(start(async () => (await import("./commands/archive.ts")).importArchive));
  program
    .command("diagrams")
    .summary("draw the machine that runs: chart and table")
    .option("--check", "write nothing; fail when the committed ones are stale")
    .action(start(async () => (await import("./commands/diagrams.ts")).diagrams));
  program
    .command("rebuild")
    .summary("start relationships anew from their journals")
    .description(
      "Where Temporal has lost a relationship, or holds a history of it that does not replay: it goes on from its\n" +
        "journal, with the state, deadlines, open effects and ids that it had; what the old history holds and nobody had\n" +
        "judged is taken over. The rebuild is recorded and signed, and audits begin anew there.",
    )
    .argument("[client]", "this one, whatever Temporal has of it")
    .option("--all", "every relationship that Temporal has lost or cannot replay")
    .option("--force", "with --all: also those that run as they should")
    .addOption(
      new Option("--reason <text>", "why: a text, @file or -; it is kept for good, so name nobody in it"),
    )
    .addOption(AS)
    .addHelpText("after", examples("rebuild c1", "rebuild --all --reason 'the Temporal server was replaced'"))
    .action(start(async () => (await import("./commands/rebuild.ts")).rebuild));
  program
    .command("doctor")
    .summary("check everything that Tenure needs to run")
    .action(start(async () => (await import("./commands/run.ts")).doctor));
  program
    .command("variables")
    .summary("every environment variable: what it is for, what is allowed, whether it is set")
    .description("Prints no value. `tenure help variables` prints the same.")
    .addHelpText(
      "after",
      `\nExit codes: 0 all are well, 1 something is wrong.\n${examples("variables", "variables -o json")}`,
    )
    .action(start(async () => (await import("./commands/variables.ts")).variables));
  program
    .command("completion")
    .summary("a completion script for your shell")
    .addHelpText("after", examples("completion bash >> ~/.bashrc", "completion zsh > ~/.zfunc/_tenure"))
    .addArgument(program.createArgument("<shell>").choices(["bash", "zsh", "fish"]))
    .action(
      start(
        async () => async (cli, shell: string) =>
          (await import("./commands/completion.ts")).completion(cli, shell, program),
      ),
    );
  return program;
}

function complain(output: Output, stderr: NodeJS.WriteStream, error: Exit): void {
  const { problem, code, message } = error;
  output.data(problem ?? { type: "about:blank", title: "tenure", detail: message, exit: code });
  if (output.json) return;
  if (!problem?.findings?.length) stderr.write(`tenure: ${message}\n`);
}

const AWAY = ["TemporalUnavailable", "Unreachable"];

/** Any error as the exit that it leads to. */
function exitOf(error: unknown): Exit {
  if (error instanceof Exit) return error;
  if (!(error instanceof Error)) return new Exit(EXIT.failed, String(error));
  return new Exit(AWAY.includes(error.name) ? EXIT.tryAgain : EXIT.failed, error.message);
}

/** Runs one command. @returns its exit code. */
export async function main(
  argv: readonly string[],
  env: Cli["env"],
  stdout: NodeJS.WriteStream,
  stderr: NodeJS.WriteStream,
): Promise<number> {
  let code: number = EXIT.done;
  const written = {
    writeOut: (text: string) => void stdout.write(text),
    writeErr: (text: string) => void stderr.write(text),
  };
  const program = build(
    (load) =>
      async (...words) => {
        const command = words.pop() as Command;
        const given = command.optsWithGlobals<{
          output: string;
          home: string;
          as?: string;
          format?: string;
        }>();
        // A file's own --format, and the one of the output.
        const { output: format, home, format: fileFormat, ...options } = given;
        const output = outputTo(stdout, stderr, { json: format === "json" });
        const args = [...words.slice(0, -1), { ...options, format, ...(fileFormat && { fileFormat }) }];
        try {
          const path =
            command.parent === program ? command.name() : `${command.parent?.name()} ${command.name()}`;
          const [what, commands] = ONLY[format] ?? [];
          if (commands && !commands.test(path))
            throw usage(`-o ${format} is for ${what}; ${command.name()} prints table or json`);
          if (format.endsWith(".zip") && `${command.parent?.name()} ${command.name()}` !== "audit export")
            throw usage(`-o ${format} is a file, for audit export; ${command.name()} prints table or json`);
          const run = (await load()) as Run<unknown[]>;
          const reader = readerFrom(given.as, readerOf(path));
          code = await run({ env, home, output, reader }, ...args);
        } catch (error) {
          const exit = exitOf(error);
          if (exit.problem && !output.json)
            (await import("./commands/events.ts")).printProblem(output, exit.problem);
          complain(output, stderr, exit);
          code = exit.code;
        }
      },
    written,
  );
  // Help on a subject, not on the command of that name.
  const [node = "", script = "", ...given] = argv;
  const asked = given.join(" ") === "help variables" ? ["variables"] : given;
  try {
    await program.parseAsync([node, script, ...asked]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  return code;
}

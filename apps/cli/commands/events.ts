import { AS, DATA, type Declare, EVENT_ID, examples, FIELD, REASON } from "../declare.ts";

export const allowed: Declare = (program, start) =>
  program
    .command("allowed")
    .summary("what can be signalled now, and why the rest cannot")
    .argument("<client>")
    .addOption(AS)
    .addHelpText("after", examples("allowed c1 --as manager:max"))
    .action(start(async () => (await import("../actions/allowed.ts")).allowed));

export const explain: Declare = (program, start) =>
  program
    .command("explain")
    .summary("what would happen: every finding, without applying the event")
    .argument("<client>")
    .argument("<event>")
    .addOption(AS)
    .addOption(DATA)
    .addOption(FIELD)
    .addHelpText("after", examples("explain c1 exit.approved --as senior:anna --field requestId=r1"))
    .action(start(async () => (await import("../actions/explain.ts")).explain));

export const apply: Declare = (program, start) =>
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
    .action(start(async () => (await import("../actions/events.ts")).apply));

export const events: Declare = (program, start) =>
  program
    .command("events")
    .summary("everything that can be signalled, by whom, with which fields")
    .argument("[event]")
    .option("--role <role>", "only what this role may signal")
    .addHelpText("after", examples("events", "events exit.requested", "events --role legal"))
    .action(start(async () => (await import("../actions/events.ts")).events));

import { Option } from "commander";
import { SIGNAL_KINDS } from "../../../insight/attention/kinds.ts";
import { AS, count, DATA, type Declare, examples, FIELD, REASON } from "../declare.ts";

const run: Declare = (attention, start) =>
  attention
    .command("run")
    .summary("examine every client with new facts; `tenure up` does it every five minutes")
    .addOption(AS)
    .addHelpText("after", examples("attention run --as ops:olga"))
    .action(start(async () => (await import("../actions/attention.ts")).run));

const show: Declare = (attention, start) =>
  attention
    .command("show")
    .summary("one suggestion, with the messages that it rests on")
    .argument("<suggestion>", "its id, s-…")
    .addOption(AS)
    .addHelpText("after", examples("attention show s-1f3a --as ops:olga"))
    .action(start(async () => (await import("../actions/attention.ts")).show));

const confirm: Declare = (attention, start) =>
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
    .action(start(async () => (await import("../actions/attention.ts")).confirm));

const dismiss: Declare = (attention, start) =>
  attention
    .command("dismiss")
    .summary("dismiss a suggestion: it does not come back for the same facts")
    .argument("<suggestion>", "its id, s-…")
    .addOption(AS)
    .addOption(new Option("--reason <text>", "why: a text, @file or -"))
    .addHelpText("after", examples("attention dismiss s-1f3a --as ops:olga --reason 'a title of a book'"))
    .action(start(async () => (await import("../actions/attention.ts")).dismiss));

const archetypes: Declare = (attention, start) =>
  attention
    .command("archetypes")
    .summary("the types that a client's facts point to, and why; for staff only")
    .argument("<client>")
    .addOption(AS)
    .addHelpText("after", examples("attention archetypes c1 --as manager:max"))
    .action(start(async () => (await import("../actions/attention.ts")).archetypes));

export const attention: Declare = (program, start) => {
  const attention = program
    .command("attention")
    .summary("suggestions about clients, for people to confirm or dismiss")
    .description(
      "Streaks of messages, repeated questions, words that may be an insult, “or else”, silence, overdue invoices, " +
        "returns, discounts, reviews: found in the facts, judged by people. No suggestion is a strike by itself.",
    )
    .argument("[client]", "of this client only")
    .addOption(new Option("--kind <kind>", "of this kind only").choices([...SIGNAL_KINDS, "proposal"]))
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
    .action(start(async () => (await import("../actions/attention.ts")).list));
  for (const declare of [run, show, confirm, dismiss, archetypes]) declare(attention, start);
};

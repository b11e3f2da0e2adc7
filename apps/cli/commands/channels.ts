import { AS, type Declare, examples } from "../declare.ts";

const show: Declare = (channels, start) =>
  channels
    .command("show")
    .summary("which channels should be open to a client, and which ones the help desk says are open")
    .argument("<client>")
    .addHelpText(
      "after",
      `\nExit codes: 0 as ordered, 1 something else is open, 4 no such client.\n${examples("channels show c1", "channels show c1 -o json")}`,
    )
    .action(start(async () => (await import("../actions/channels.ts")).show));

const reconcile: Declare = (channels, start) =>
  channels
    .command("reconcile")
    .summary("ask the help desk about every restricted client now, and correct drift by new orders")
    .addOption(AS)
    .addHelpText(
      "after",
      `\nExit codes: 0 all as ordered, 1 something was not.\n${examples("channels reconcile --as ops:olga")}`,
    )
    .action(start(async () => (await import("../actions/channels.ts")).reconcile));

const sieve: Declare = (channels, start) =>
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
    .action(start(async () => (await import("../actions/channels.ts")).sieve));

export const channels: Declare = (program, start) => {
  const channels = program
    .command("channels")
    .summary("closed channels, and whether the help desk keeps them closed")
    .description(
      "A restricted client has one channel left. The help desk is ordered to keep the others closed, and asked every " +
        "day whether it does (docs/channels.md).",
    );
  for (const declare of [show, reconcile, sieve]) declare(channels, start);
};

import { Option } from "commander";
import { AS, count, type Declare, examples } from "../declare.ts";

const list: Declare = (outbox, start) =>
  outbox
    .command("list")
    .summary("list notices, the latest first")
    .option("--client <client>", "of this client only")
    .addOption(
      new Option("--status <status>", "where it stands").choices([
        "captured",
        "waiting",
        "sent",
        "delivered",
        "failed",
        "bounced",
        "unknown",
      ]),
    )
    .option("--since <moment>", "that reached their status then or later: a date or an instant")
    .option("--limit <n>", "rows of the table", count, 100)
    .addHelpText(
      "after",
      examples("outbox list", "outbox list --status unknown", "outbox list --client c1 -o json"),
    )
    .action(start(async () => (await import("../actions/outbox.ts")).list));

const show: Declare = (outbox, start) =>
  outbox
    .command("show")
    .summary("show a notice: headers, text, attempts, reports")
    .argument("<id>", "like c1/4/0")
    .option("--raw", "the message as it was sent, byte for byte")
    .addHelpText("after", examples("outbox show c1/4/0", "outbox show c1/4/0 --raw"))
    .action(start(async () => (await import("../actions/outbox.ts")).show));

const open: Declare = (outbox, start) =>
  outbox
    .command("open")
    .summary("write a notice's page, or its letter to print, to a file and say where")
    .argument("<id>", "like c1/4/0")
    .option("--print", "write it to the standard output instead")
    .addHelpText("after", examples("outbox open c1/4/0", "outbox open c1/4/0 --print > letter.html"))
    .action(start(async () => (await import("../actions/outbox.ts")).open));

export const outbox: Declare = (program, start) => {
  const outbox = program
    .command("outbox")
    .summary("every notice as it was sent, and its outcome")
    .description(
      "Every notice that was written, each attempt to deliver it, and the reports about it (docs/delivery.md).",
    );
  for (const declare of [list, show, open]) declare(outbox, start);
};

export const unsubscribe: Declare = (program, start) =>
  program
    .command("unsubscribe")
    .summary("a client wants no mailings: no win-back letters, no thanks")
    .argument("<client>")
    .addOption(AS)
    .addHelpText("after", examples("unsubscribe c1 --as ops:olga"))
    .action(start(async () => (await import("../actions/outbox.ts")).unsubscribe));

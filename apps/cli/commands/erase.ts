import { AS, type Declare, EVENT_ID, examples, KEPT_REASON } from "../declare.ts";

export const erase: Declare = (program, start) =>
  program
    .command("erase")
    .summary("erase a client's personal data for good")
    .description(
      "Destroys the key of a client's personal data: names, addresses, reasons, notices cannot be read any more, " +
        "by anybody. The journal and every proof stay whole. Refused under a legal hold. It cannot be undone.",
    )
    .argument("<client>")
    .addOption(AS)
    .addOption(KEPT_REASON)
    .addOption(EVENT_ID)
    .addHelpText(
      "after",
      examples("erase c1 --as compliance:carl --reason 'asked for on 2026-11-20, case 17'"),
    )
    .action(start(async () => (await import("../actions/erase.ts")).erase));

import { AS, type Declare, examples } from "../declare.ts";

export const bounces: Declare = (program, start) =>
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
    .action(start(async () => (await import("../actions/bounces.ts")).read));

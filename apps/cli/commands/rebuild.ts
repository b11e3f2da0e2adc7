import { AS, type Declare, examples, KEPT_REASON } from "../declare.ts";

export const rebuild: Declare = (program, start) =>
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
    .addOption(KEPT_REASON)
    .addOption(AS)
    .addHelpText("after", examples("rebuild c1", "rebuild --all --reason 'the Temporal server was replaced'"))
    .action(start(async () => (await import("../actions/rebuild.ts")).rebuild));

import { Option } from "commander";
import { count, type Declare, examples, port, several } from "../declare.ts";

const verify: Declare = (audit, start) =>
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
    .action(start(async () => (await import("../actions/audit/verify.ts")).verify));

const checkpoint: Declare = (audit, start) =>
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
    .action(start(async () => (await import("../actions/audit/verify.ts")).checkpoint));

const reconcile: Declare = (audit, start) =>
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
    .action(start(async () => (await import("../actions/audit/reconcile.ts")).reconcile));

const unattested: Declare = (audit, start) =>
  audit
    .command("unattested")
    .summary("list events that nobody has signed: they came past the API")
    .description(
      "Whoever sends to Temporal itself says who they are, and nobody vouches for it. Such facts are recorded and marked; " +
        "decisions are refused, unless the policy of the client says `unsigned: all`. The latest first.",
    )
    .argument("[client]")
    .option("--limit <n>", "so many, at most 1,000", count, 100)
    .addHelpText("after", examples("audit unattested", "audit unattested c1 -o json"))
    .action(start(async () => (await import("../actions/audit/unattested.ts")).unattested));

const show: Declare = (audit, start) =>
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
    .action(start(async () => (await import("../actions/audit/show.ts")).show));

const exportCase: Declare = (audit, start) =>
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
    .action(start(async () => (await import("../actions/audit/export.ts")).exportCase, "zip"));

const open: Declare = (audit, start) =>
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
    .action(start(async () => (await import("../actions/audit/open.ts")).openCase));

export const audit: Declare = (program, start) => {
  const audit = program
    .command("audit")
    .summary("prove what happened, and that nothing was changed")
    .description("For an auditor who trusts neither the people nor the database.");
  for (const declare of [verify, checkpoint, reconcile, unattested, show, exportCase, open])
    declare(audit, start);
};

export const witness: Declare = (program, start) =>
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
    .action(start(async () => (await import("../actions/audit/witness.ts")).witness));

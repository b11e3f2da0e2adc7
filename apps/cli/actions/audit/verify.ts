import type { JournalFault } from "../../../../audit/fault.ts";
import type { Verified } from "../../../../audit/verify.ts";
import type { CheckpointAnswer } from "../../../api/audit/tree.ts";
import type { RunCommand } from "../../cli.ts";
import { withEngine } from "../../engine.ts";
import { EXIT, Exit, usage } from "../../exit.ts";
import { type Output, when } from "../../output.ts";
import { wordsFrom } from "../../words.ts";

interface AuditVerifyOptions {
  readonly all?: boolean;
  readonly checkpoint?: string;
  readonly policy?: string;
}

interface VerifyLine {
  readonly progress?: { readonly done: number; readonly of: number } | null;
  readonly result?: Verified;
}

const fileOf = (given: string | undefined, what: string): Promise<string | undefined> =>
  given === undefined ? Promise.resolve(undefined) : wordsFrom(given === "-" ? "-" : `@${given}`, what);

const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

function printFault(output: Output, { kind, says, expected, found }: JournalFault): void {
  output.line(`${output.style("red", "fault")}  ${kind}: ${says}`);
  if (expected !== undefined) output.line(`  expected  ${expected ?? "nothing"}`);
  if (found !== undefined) output.line(`  found     ${found ?? "nothing"}`);
}

function print(output: Output, verified: Verified, client: string | undefined): void {
  const { fault, relationships, entries, tail, checkpoints, last, outside } = verified;
  const fact = (name: string, value: string) =>
    output.line(`  ${output.style("dim", name.padEnd(11))} ${value}`);
  if (fault) {
    printFault(output, fault);
    fact("read before", `${many(entries, "entry", "entries")} of ${many(relationships, "relationship")}`);
    return;
  }
  const whose = client === undefined ? `of ${many(relationships, "relationship")}` : `of ${client}`;
  output.line(`${output.style("green", "verified")}  ${many(entries, "entry", "entries")} ${whose}`);
  if (last) {
    fact(
      "tree",
      `${many(last.size, "leaf", "leaves")}, ${many(checkpoints, "checkpoint")} signed by key ${last.keyId}`,
    );
    fact("newest", `${when(last.at)}, root ${last.root}`);
    fact(
      "outside",
      outside > 0 ? `${many(outside, "checkpoint")} kept outside the database agree` : "none kept",
    );
  } else fact("tree", "nothing is signed yet: `tenure audit checkpoint` signs");
  if (tail > 0)
    fact("tail", `${many(tail, "entry", "entries")} behind the newest checkpoint: covered by reconcile only`);
}

/** `tenure audit verify`: exit 1 at the first fault. */
export const verify: RunCommand<[client: string | undefined, options: AuditVerifyOptions]> = async (
  cli,
  client,
  options,
) => {
  const { output } = cli;
  if ((client === undefined) === (options.all !== true)) throw usage("name a client, or say --all");
  const [checkpoint, policy] = await Promise.all([
    fileOf(options.checkpoint, "--checkpoint"),
    fileOf(options.policy, "--policy"),
  ]);
  const result = await withEngine(cli, async (api) => {
    for await (const line of api.rows<VerifyLine>("/audit/verify", { client, checkpoint, policy })) {
      if (line.result) return line.result;
      if (line.progress) output.progress(`${line.progress.done} of ${line.progress.of} rows`);
    }
    throw new Exit(EXIT.tryAgain, "the verification broke off; try again");
  });
  output.progress(null);
  output.data(result);
  print(output, result, client);
  return result.fault ? EXIT.failed : EXIT.done;
};

/** `tenure audit checkpoint`: prints the signed note, as `--checkpoint` takes it. */
export const checkpoint: RunCommand<[]> = async (cli) => {
  const { output } = cli;
  const answer = await withEngine(cli, (api) => api.post<CheckpointAnswer>("/audit/checkpoint", {}));
  output.data(answer);
  output.line(answer.note.trimEnd());
  return EXIT.done;
};

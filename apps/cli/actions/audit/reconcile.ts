import type { Agreement } from "../../../../audit/agreement.ts";
import type { Difference } from "../../../../audit/difference.ts";
import type { Reconciled } from "../../../../audit/reconcile.ts";
import type { ReconcileLine } from "../../../api/audit/agree.ts";
import type { RunCommand } from "../../cli.ts";
import { withEngine } from "../../engine.ts";
import { EXIT, Exit, usage } from "../../exit.ts";
import type { Output } from "../../output.ts";

interface ReconcileOptions {
  readonly all?: boolean;
  readonly rehearsed?: boolean;
}

const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

/** The longest value that is printed whole. */
const WIDE = 160;
const said = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > WIDE ? `${text.slice(0, WIDE)} …` : text;
};

/** One difference, with what each side says. */
export function printDifference(
  output: Output,
  { kind, seq, says, field, sides = {}, more }: Difference,
): void {
  const place = seq === null ? "" : ` at entry ${seq}`;
  output.line(`  ${output.style("red", kind)}${place}: ${says}`);
  if (field) output.line(`    ${output.style("dim", "where")}  ${field}`);
  const width = Math.max(0, ...Object.keys(sides).map((side) => side.length));
  for (const [side, value] of Object.entries(sides))
    output.line(
      `    ${output.style("dim", side.padEnd(width))}  ${value === null ? "nothing" : said(value)}`,
    );
  if (more) output.line(output.style("dim", `    and ${many(more, "more entry", "more entries")} likewise`));
}

function printOne(output: Output, { client, agrees, differences, remarks, compared, runs }: Agreement): void {
  const { entries, events, effects, timers, notices, history } = compared;
  if (agrees)
    output.line(
      `${output.style("green", "agree")}  ${client}: the journal, Temporal's histories and the live state`,
    );
  else {
    output.line(
      `${output.style("red", "differ")}  ${client}: the sources do not agree; the first difference first`,
    );
    for (const difference of differences) printDifference(output, difference);
  }
  const counts = [
    many(entries, "entry", "entries"),
    many(events, "event"),
    many(effects, "effect"),
    many(timers, "timer"),
    many(notices, "notice"),
  ];
  output.line(`  ${output.style("dim", "compared")}  ${counts.join(", ")}`);
  output.line(
    `  ${output.style("dim", "replayed")}  ${many(runs.length, "run")} of Temporal's, ${many(history, "event")} of their histories`,
  );
  for (const remark of remarks) output.line(`  ${output.style("dim", "remark")}    ${remark}`);
}

function printAll(
  output: Output,
  { agrees, clients, differing, entries, history, remarked }: Reconciled,
): void {
  for (const agreement of differing) {
    printOne(output, agreement);
    output.line();
  }
  const read = `${many(entries, "entry", "entries")}, ${many(history, "event")} of Temporal's histories`;
  if (agrees) output.line(`${output.style("green", "all agree")}  ${many(clients, "relationship")}: ${read}`);
  else
    output.line(
      `${output.style("red", "differ")}  ${differing.length} of ${many(clients, "relationship")}; ${read}`,
    );
  if (remarked > 0)
    output.line(
      output.style("dim", `  ${many(remarked, "relationship")} with remarks: name one to read them`),
    );
}

/** `tenure audit reconcile`: exit 1 where the sources do not agree. */
export const reconcile: RunCommand<[client: string | undefined, options: ReconcileOptions]> = async (
  cli,
  client,
  { all, rehearsed },
) => {
  const { output } = cli;
  if ((client === undefined) === (all !== true)) throw usage("name a client, or say --all");
  const result = await withEngine(cli, async (api) => {
    for await (const line of api.rows<ReconcileLine>("/audit/reconcile", { client, rehearsed })) {
      if (line.result) return line.result;
      if (line.progress) output.progress(`${line.progress.done} of ${line.progress.total} relationships`);
    }
    throw new Exit(EXIT.tryAgain, "the reconciliation broke off; try again");
  });
  output.progress(null);
  output.data(result);
  if ("client" in result) printOne(output, result);
  else printAll(output, result);
  return result.agrees ? EXIT.done : EXIT.failed;
};

import type { Rebuilt } from "../../../services/rebuild.ts";
import type { RebuildLine } from "../../api/rebuild.ts";
import type { RunCommand } from "../cli.ts";
import { withEngine } from "../engine.ts";
import { EXIT, Exit, usage } from "../exit.ts";
import type { Output } from "../output.ts";
import { wordsFrom } from "../words.ts";

interface RebuildOptions {
  readonly all?: boolean;
  readonly force?: boolean;
  readonly reason?: string;
}

const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

function print(output: Output, rebuilt: Rebuilt): void {
  const { client } = rebuilt;
  switch (rebuilt.outcome) {
    case "rebuilt": {
      const { seq, state, effects, events, oldRun } = rebuilt;
      output.line(
        `${output.style("green", "rebuilt")}  ${client} is ${state}: ${many(seq, "entry").replace("entrys", "entries")} of its journal, ` +
          `${many(effects, "open effect")}, ${many(events, "event")} taken over unjudged`,
      );
      output.line(
        output.style(
          "dim",
          oldRun === null ? "  Temporal had no run of it" : `  in place of the run ${oldRun}`,
        ),
      );
      return;
    }
    case "ended":
      output.line(`${client} has ended: there is nothing to run.`);
      return;
    case "current":
      output.line(`${client} runs as it should.`);
      return;
    case "elsewhere":
      output.line(`${client} has just been rebuilt by somebody else.`);
      return;
    case "failed":
      output.line(`${output.style("red", "failed")}  ${client}: ${rebuilt.says}`);
  }
}

function printAll(output: Output, rebuilt: readonly Rebuilt[]): void {
  const of = (...outcomes: readonly Rebuilt["outcome"][]) =>
    rebuilt.filter(({ outcome }) => outcomes.includes(outcome));
  for (const one of of("failed")) print(output, one);
  const fine = of("current", "ended", "elsewhere").length;
  output.line(
    `${output.style("green", "rebuilt")}  ${many(of("rebuilt").length, "relationship")}; ${fine} needed nothing` +
      `${of("failed").length > 0 ? `; ${of("failed").length} failed` : ""}`,
  );
}

/** `tenure rebuild`: starts relationships anew from their journals. */
export const rebuild: RunCommand<[client: string | undefined, options: RebuildOptions]> = async (
  cli,
  client,
  { all, force, ...options },
) => {
  const { output } = cli;
  if ((client === undefined) === (all !== true)) throw usage("name a client, or say --all");
  if (force && !all) throw usage("--force goes with --all: a client that is named is always rebuilt");
  const reason = options.reason === undefined ? undefined : await wordsFrom(options.reason, "--reason");
  const rebuilt = await withEngine(cli, async (api) => {
    for await (const line of api.rows<RebuildLine>("/rebuilds", { client, force, reason })) {
      if (line.result) return line.result.rebuilt;
      if (line.progress) output.progress(`${line.progress.done} of ${line.progress.total} relationships`);
    }
    throw new Exit(EXIT.tryAgain, "it broke off; run it again: what was rebuilt stays so");
  });
  output.progress(null);
  output.data(client === undefined ? { rebuilt } : (rebuilt[0] ?? null));
  if (client === undefined) printAll(output, rebuilt);
  else for (const one of rebuilt) print(output, one);
  return rebuilt.some(({ outcome }) => outcome === "failed") ? EXIT.failed : EXIT.done;
};

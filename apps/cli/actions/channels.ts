import type { MailboxRule, ShownChannels, ShownReconciliation } from "../../api/channels.ts";
import { clientPath } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT } from "../exit.ts";
import { table, when } from "../output.ts";
import { type Acting, actorFrom } from "../words.ts";

const said = (channels: readonly string[] | null, none: string): string =>
  channels === null ? none : channels.join(", ") || "nothing";

/** `tenure channels show`: what is to be open, and what the help desk says is. */
export const show: RunCommand<[client: string]> = async (cli, client) => {
  const { output } = cli;
  const view = await askEngine(cli, (api) => api.get<ShownChannels>(clientPath(client, "/channels")));
  output.data(view);
  if (output.json) return view.drift ? EXIT.failed : EXIT.done;
  const { expected, since, order, acceptedAt, covers, answers, open, drift } = view;
  const fact = (name: string, value: string) =>
    output.line(`  ${output.style("dim", name.padEnd(10))} ${value}`);
  const mark = drift ? output.style("red", "drift") : output.style("green", "as ordered");
  output.line(`${output.style("bold", client)}  ${since === null ? "never restricted" : mark}`);
  fact("to be open", said(expected, "all"));
  if (since !== null) fact("ordered", `${when(since)}, by ${order}`);
  if (since !== null && covers.length > 0)
    fact("taken", acceptedAt === null ? "not yet: it is sent again daily" : when(acceptedAt));
  if (covers.length === 0) fact("help desk", "none is connected");
  else if (since !== null)
    fact("open there", answers ? said(open, "it does not tell") : "the help desk does not answer");
  return drift ? EXIT.failed : EXIT.done;
};

const WORDS = {
  kept: "as ordered",
  sentAgain: "sent again",
  untold: "it does not tell",
  failed: "failed",
} as const;

/** `tenure channels reconcile`: exit 1 where the help desk did not keep an order. */
export const reconcile: RunCommand<[options: Acting]> = async (cli, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const { checked } = await withEngine(cli, (api) =>
    api.post<ShownReconciliation>("/channels/reconcile", {}, { as }),
  );
  for (const one of checked) output.data(one);
  if (checked.length === 0) output.line("Nobody is restricted, or no help desk is connected.");
  else {
    const rows = checked.map(({ client, outcome, expected, found, told }) => [
      client,
      output.style(outcome === "kept" ? "green" : outcome === "untold" ? "yellow" : "red", WORDS[outcome]),
      said(expected, "all"),
      said(found, ""),
      said(told, ""),
    ]);
    for (const line of table(output, ["client", "", "ordered", "found", "now"], rows)) output.line(line);
  }
  const wrong = checked.some(({ outcome }) => outcome === "sentAgain" || outcome === "failed");
  return wrong ? EXIT.failed : EXIT.done;
};

/** `tenure channels sieve`: prints a mailbox rule. */
export const sieve: RunCommand<[client: string, options: Acting]> = async (cli, client, options) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const path = clientPath(client, "/channels/sieve");
  const answer = await askEngine(cli, (api) => api.get<MailboxRule>(path, { as }));
  output.data(answer);
  output.line(answer.rule.trimEnd());
  return EXIT.done;
};

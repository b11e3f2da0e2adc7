import type { Ordered } from "../../../services/erase.ts";
import { clientPath } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { withEngine } from "../engine.ts";
import { EXIT, usage } from "../exit.ts";
import { when } from "../output.ts";
import { actorFrom, wordsFrom } from "../words.ts";

/** `tenure erase`: destroys the key of a client's personal data. */
export const erase: RunCommand<
  [client: string, options: { readonly as?: string; readonly reason?: string; readonly eventId?: string }]
> = async (cli, client, { eventId, ...options }) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  if (options.reason === undefined)
    throw usage('say why with --reason "…", --reason @file or --reason -; it is kept, so it names nobody');
  const reason = await wordsFrom(options.reason, "--reason");
  const answer = await withEngine(cli, (api) =>
    api.post<Ordered>(clientPath(client, "/erasure"), { reason, eventId }, { as }),
  );
  output.data(answer);
  if (answer.outcome === "recorded") {
    output.line(`${output.style("yellow", "recorded")}, not yet judged, and nothing is erased: ${client}`);
    output.line(`  run the same again with --event-id ${answer.eventId}`);
    return EXIT.tryAgain;
  }
  const { at, actor, seq, repeated } = answer;
  const where = seq === null ? "after the relationship had ended" : `entry ${seq} of the journal`;
  output.line(
    `${output.style("green", "erased")}  the personal data of ${client}, ${when(at)}, by ${actor.role}:${actor.id}`,
  );
  output.line(`  ${where}${repeated ? "; it was done before" : ""}`);
  return EXIT.done;
};

import type { ShownSession } from "../../api/login/sessions.ts";
import { every } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT } from "../exit.ts";
import { table, when } from "../output.ts";
import { type Acting, actorFrom } from "../words.ts";

const WHERE: Readonly<Record<ShownSession["kind"], string>> = { browser: "browser", cli: "command line" };

/** `tenure sessions` */
export const list: RunCommand<[options: Acting]> = async (cli, { as }) => {
  const { output } = cli;
  const sessions = await askEngine(cli, (api) =>
    every(api.rows<ShownSession>("/sessions", undefined, { as: as ?? cli.reader })),
  );
  for (const session of sessions) output.data(session);
  if (sessions.length === 0) output.line("No session.");
  else {
    const rows = sessions.map(({ id, kind, beganAt, seenAt, endsAt, current }) => [
      id,
      WHERE[kind],
      when(beganAt),
      when(seenAt),
      when(endsAt),
      current ? "this one" : "",
    ]);
    for (const line of table(output, ["session", "where", "began", "last used", "ends", ""], rows))
      output.line(line);
  }
  return EXIT.done;
};

/** `tenure sessions end` */
export const end: RunCommand<[session: string, options: Acting]> = async (cli, session, options) => {
  const as = actorFrom(cli, options.as);
  const path = `/sessions/${encodeURIComponent(session)}/end`;
  const ended = await withEngine(cli, (api) => api.post<{ readonly id: string }>(path, {}, { as }));
  cli.output.data(ended);
  cli.output.line(`${ended.id} has ended`);
  return EXIT.done;
};

import type { ShownReads } from "../../api/login/reads.ts";
import { query } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { withEngine } from "../engine.ts";
import { EXIT } from "../exit.ts";
import { moment } from "../moments.ts";
import { table, when } from "../output.ts";

interface ReadsOptions {
  readonly client?: string;
  readonly actor?: string;
  readonly what?: string;
  readonly since?: string;
  readonly limit: number;
}

/** `tenure reads`: who looked at what, the latest first. */
export const reads: RunCommand<[options: ReadsOptions]> = async (cli, options) => {
  const { output } = cli;
  const { client, actor, what, limit } = options;
  const since = options.since === undefined ? undefined : moment(options.since, "--since");
  const { items: rows } = await withEngine(cli, (api) =>
    api.get<ShownReads>(`/reads${query({ client, actor, what, since, limit })}`),
  );
  for (const row of rows) output.data(row);
  if (rows.length === 0) output.line("Nobody has looked.");
  else
    for (const line of table(
      output,
      ["at", "who", "by", "what", "client", "about"],
      rows.map((row) => [when(row.at), row.actor, row.how, row.what, row.client ?? "", row.about ?? ""]),
    ))
      output.line(line);
  return EXIT.done;
};

import type { UnattestedEntries } from "../../../api/audit/unattested.ts";
import { query } from "../../api.ts";
import type { RunCommand } from "../../cli.ts";
import { withEngine } from "../../engine.ts";
import { EXIT } from "../../exit.ts";
import { table, when } from "../../output.ts";

/** `tenure audit unattested`: what came past the API, the latest first. */
export const unattested: RunCommand<
  [client: string | undefined, options: { readonly limit: number }]
> = async (cli, client, { limit }) => {
  const { output } = cli;
  const { items } = await withEngine(cli, (api) =>
    api.get<UnattestedEntries>(`/audit/unattested${query({ client, limit })}`),
  );
  for (const entry of items) output.data(entry);
  if (items.length === 0) output.line("Every event came by the API, and is signed.");
  else
    for (const line of table(
      output,
      ["recorded", "client", "entry", "event", "as", "outcome"],
      items.map((entry) => [
        when(entry.recordedAt),
        entry.client,
        `${entry.seq}`,
        entry.type,
        entry.actor,
        entry.outcome,
      ]),
    ))
      output.line(line);
  return EXIT.done;
};

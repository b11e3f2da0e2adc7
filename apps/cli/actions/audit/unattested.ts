import type { UnattestedEntries } from "../../../api/audit/unattested.ts";
import type { RunCommand } from "../../cli.ts";
import { withEngine } from "../../engine.ts";
import { EXIT } from "../../exit.ts";
import { printList } from "../../list.ts";
import { when } from "../../output.ts";

/** `tenure audit unattested`: what came past the API, the latest first. */
export const unattested: RunCommand<
  [client: string | undefined, options: { readonly limit: number }]
> = async (cli, client, { limit }) => {
  await withEngine(cli, (api) =>
    printList<UnattestedEntries["items"][number]>(cli, api, {
      path: "/audit/unattested",
      wanted: { client },
      limit,
      empty: "Nothing came past the API.",
      heads: ["recorded", "client", "entry", "event", "as", "outcome"],
      cells: (entry) => [
        when(entry.recordedAt),
        entry.client,
        `${entry.seq}`,
        entry.type,
        entry.actor,
        entry.outcome,
      ],
    }),
  );
  return EXIT.done;
};

import type { ShownReads } from "../../api/login/reads.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine } from "../engine.ts";
import { EXIT } from "../exit.ts";
import { printList } from "../list.ts";
import { moment } from "../moments.ts";
import { when } from "../output.ts";

interface ReadsOptions {
  readonly client?: string;
  readonly actor?: string;
  readonly what?: string;
  readonly since?: string;
  readonly limit: number;
}

/** `tenure reads`: who looked at what, the latest first. */
export const reads: RunCommand<[options: ReadsOptions]> = async (cli, options) => {
  const { client, actor, what, limit } = options;
  const since = options.since === undefined ? undefined : moment(options.since, "--since");
  await askEngine(cli, (api) =>
    printList<ShownReads["items"][number]>(cli, api, {
      path: "/reads",
      wanted: { client, actor, what, since },
      limit,
      empty: "Nobody has looked.",
      heads: ["at", "who", "by", "what", "client", "about"],
      cells: (row) => [when(row.at), row.actor, row.how, row.what, row.client ?? "", row.about ?? ""],
    }),
  );
  return EXIT.done;
};

import { type FactKind, factKinds } from "../../archive/facts/catalogue.ts";
import { query } from "../api.ts";
import type { Run } from "../cli.ts";
import { withEngine } from "../engine.ts";
import { EXIT } from "../exit.ts";
import { table } from "../output.ts";
import { named } from "../pages.ts";
import { actorFrom } from "../words.ts";

interface Asked {
  readonly as?: string;
  readonly since?: string;
  readonly limit: number;
}

type Row = Readonly<Record<string, unknown>>;

/** What every row of one client has, and what the table leaves out where no row has it. */
function columnsOf(rows: readonly Row[]): string[] {
  const [first = {}] = rows;
  return Object.keys(first).filter((name) => name !== "client" && rows.some((row) => row[name] !== null));
}

const cell = (value: unknown): string =>
  value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

/** `tenure facts`: what is on record about a client, as it was imported; words by their vault ids. */
export const facts: Run<[client: string, kind: string | undefined, options: Asked]> = async (
  cli,
  client,
  given,
  options,
) => {
  const { output } = cli;
  const as = actorFrom(options.as);
  const { since, limit } = options;
  const all = new Map(factKinds.map((each): [string, FactKind] => [each, each]));
  const kinds = given === undefined ? factKinds : [named(given, all, "kind of facts")];
  return withEngine(cli, async (api) => {
    for (const kind of kinds) {
      const { rows } = await api.get<{ rows: Row[] }>(`/facts/${kind}${query({ client, since })}`, { as });
      output.data({ kind, client, rows });
      if (rows.length === 0 && given === undefined) continue;
      output.line(output.style("bold", `${kind} (${rows.length})`));
      const columns = columnsOf(rows);
      const shown = rows.slice(-limit).map((row) => columns.map((name) => cell(row[name])));
      if (shown.length > 0) for (const line of table(output, columns, shown)) output.line(line);
      if (rows.length > limit)
        output.line(output.style("dim", `the last ${limit}; --limit, or -o json for all`));
      output.line();
    }
    return EXIT.done;
  });
};

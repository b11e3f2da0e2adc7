import { type FactKind, factKinds } from "../../../archive/facts/catalogue.ts";
import { moneyIn } from "../../../insight/reports/report.ts";
import { every, query } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine } from "../engine.ts";
import { EXIT, Exit } from "../exit.ts";
import { table } from "../output.ts";
import { named } from "../pages.ts";
import { actorFrom } from "../words.ts";

interface FactsOptions {
  readonly as?: string;
  readonly since?: string;
  readonly limit: number;
}

type ShownFact = Readonly<Record<string, unknown>>;

/** What every row of one client has, and what the table leaves out where no row has it. */
function columnsOf(rows: readonly ShownFact[]): string[] {
  const [first = {}] = rows;
  return Object.keys(first).filter((name) => name !== "client" && rows.some((row) => row[name] !== null));
}

/** Fields in minor units of the row's currency. */
const AMOUNTS: readonly string[] = ["amount", "cost", "asked", "granted", "loss"];

function cell(row: ShownFact, name: string): string {
  const { [name]: value, currency } = row;
  if (value === null || value === undefined) return "";
  if (typeof value === "number" && typeof currency === "string" && AMOUNTS.includes(name))
    return moneyIn(currency).decimal(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** `tenure facts`: the imported facts about a client; words by their vault ids. */
export const facts: RunCommand<[client: string, kind: string | undefined, options: FactsOptions]> = async (
  cli,
  client,
  given,
  options,
) => {
  const { output } = cli;
  const as = actorFrom(cli, options.as);
  const { since, limit } = options;
  const all = new Map(factKinds.map((each): [string, FactKind] => [each, each]));
  const kinds = given === undefined ? factKinds : [named(given, all, "kind of facts")];
  return askEngine(cli, async (api) => {
    const refused: string[] = [];
    let seen = 0;
    for (const kind of kinds) {
      const path = `/facts/${kind}${query({ client, since })}`;
      const rows = await every(api.rows<ShownFact>(path, undefined, { as })).catch((error: unknown) => {
        if (given !== undefined || !(error instanceof Exit) || error.code !== EXIT.role) throw error;
        refused.push(kind);
      });
      if (!rows) continue;
      seen += rows.length;
      output.data({ kind, client, rows });
      if (rows.length === 0 && given === undefined) continue;
      output.line(output.style("bold", `${kind} (${rows.length})`));
      const columns = columnsOf(rows);
      const shown = rows.slice(-limit).map((row) => columns.map((name) => cell(row, name)));
      if (shown.length > 0) for (const line of table(output, columns, shown)) output.line(line);
      if (rows.length > limit)
        output.line(output.style("dim", `the last ${limit}; --limit, or -o json for all`));
      output.line();
    }
    if (refused.length === kinds.length) throw new Exit(EXIT.role, `${as} may not read facts`);
    if (seen === 0) output.line(`Nothing is on record of ${client}.`);
    if (refused.length > 0) output.note(`not for this role: ${refused.join(", ")}`);
    return EXIT.done;
  });
};

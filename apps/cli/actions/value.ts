import { moneyIn, plural } from "../../../insight/reports/report.ts";
import type { ShownPortfolios, ShownValues, Valued } from "../../api/value.ts";
import { clientPath, query } from "../api.ts";
import type { RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT } from "../exit.ts";
import { table, when } from "../output.ts";
import { actorFrom } from "../words.ts";

interface ValueOptions {
  readonly as?: string;
  readonly at?: string;
}

const counted = (n: number): string => n.toLocaleString("en-US");

const spoken = (minor: number | null, currency: string): string =>
  minor === null ? "unknown" : moneyIn(currency).spoken(minor);

/** `high 2, mid 2, low 2` */
const shares = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${counted(count)}`)
    .join(", ");

const unpriced = (currencies: readonly string[]): string =>
  `An hour has no price in ${currencies.join(", ")}: the policy's value.rates say none.`;

/** `tenure value run`: values all clients now. */
export const run: RunCommand<[options: ValueOptions]> = async (cli, { as, at }) => {
  const { output } = cli;
  const actor = actorFrom(cli, as);
  const made = await withEngine(cli, (api) =>
    api.post<Valued>("/valuations", at === undefined ? {} : { at }, { as: actor }),
  );
  output.data(made);
  const { day, clients, policy, told, failed } = made;
  output.line(
    `${output.style("green", "valued")}  ${plural(clients, "client")} at the end of ${day}, policy ${policy}; ` +
      `${plural(told, "event")} to relationships`,
  );
  if (made.unpriced.length > 0) output.note(unpriced(made.unpriced));
  if (failed.length > 0)
    output.note(
      `not told, the next run does: ${failed.slice(0, 10).join(", ")}${failed.length > 10 ? " …" : ""}`,
    );
  return failed.length > 0 ? EXIT.tryAgain : EXIT.done;
};

/** `tenure value show`: the portfolios, or one client's values. */
export const show: RunCommand<[client: string | undefined, options: ValueOptions]> = async (
  cli,
  client,
  { as, at },
) => {
  const { output } = cli;
  const asked = { as: actorFrom(cli, as) };
  const dated = query({ at });
  if (client === undefined) {
    const found = await askEngine(cli, (api) => api.get<ShownPortfolios>(`/valuations${dated}`, asked));
    output.data(found);
    output.line(`Valued at the end of ${found.day}, ${when(found.at)}, policy ${found.policy}`);
    const rows = found.portfolios.map(
      ({ currency, clients, revenue, cost, profit, net, tiers, segments }) => [
        currency,
        counted(clients),
        ...[revenue, cost, profit, net].map((sum) => spoken(sum, currency)),
        shares(tiers),
        shares(segments),
      ],
    );
    const heads = ["", "clients", "revenue", "cost", "profit", "net value", "tiers", "segments"];
    for (const line of table(output, heads, rows)) output.line(line);
    if (found.unpriced.length > 0) output.note(unpriced(found.unpriced));
    return EXIT.done;
  }
  const path = clientPath(client, `/value${dated}`);
  const found = await askEngine(cli, (api) => api.get<ShownValues>(path, asked));
  output.data(found);
  for (const value of found.values) {
    const { currency, tier, segment, score, costs } = value;
    const fact = (name: string, says: string) =>
      output.line(`  ${output.style("dim", name.padEnd(11))} ${says}`);
    const sum = (name: string, minor: number | null) => fact(name, spoken(minor, currency).padStart(16));
    output.line(
      `${output.style("bold", found.client)}  ${currency}, ${tier ?? "no tier"}, ${segment ?? "no segment"}` +
        `${score === null ? "" : `, ${score} points`}`,
    );
    fact("counted", `${value.since} to ${found.day}, policy ${found.policy}`);
    sum("revenue", value.revenue);
    for (const [name, minor] of Object.entries(costs)) if (minor !== 0) sum(`− ${name}`, minor);
    sum("profit", value.profit);
    sum("expected", value.expected);
    sum("net value", value.net);
    if (value.discounts > 0) sum("discounts", value.discounts);
  }
  return EXIT.done;
};

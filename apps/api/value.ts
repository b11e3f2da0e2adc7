// What clients bring and cost, by dated versions, over HTTP.
import { createRoute, z } from "@hono/zod-openapi";
import type { Archive } from "../../archive/open.ts";
import type { Valuation } from "../../archive/valuation/values.ts";
import { ProblemError } from "../../services/problem.ts";
import { isDay } from "../../values/days.ts";
import type { ApiApp } from "./actor.ts";
import { clientParam, json, problem } from "./schemas.ts";

const day = z.string().refine(isDay, "a day of the calendar, like 2026-11-01").openapi({ format: "date" });
const minor = z.int().openapi({ description: "In minor units of the currency" });
const tier = z.enum(["high", "mid", "low"]);
const segment = z.enum(["core", "wavering", "draining"]);

const valuation = z
  .object({
    day: z.string().openapi({ description: "Valued at the end of this day", example: "2026-11-21" }),
    at: z.string().openapi({ description: "When" }),
    policy: z.string(),
    clients: z.int(),
    unpriced: z
      .array(z.string())
      .openapi({ description: "Currencies that an hour has no price in: no cost, no tier, no segment" }),
  })
  .openapi("Valuation");

const valued = z
  .object({
    ...valuation.shape,
    told: z.int().openapi({ description: "Events that relationships took" }),
    failed: z.array(z.string()).openapi({ description: "Clients whose relationship did not take theirs" }),
  })
  .openapi("Valued");
export type Valued = z.infer<typeof valued>;

const portfolio = z
  .object({
    currency: z.string(),
    clients: z.int(),
    revenue: minor,
    cost: minor.nullable(),
    profit: minor.nullable(),
    net: minor.nullable(),
    tiers: z.record(tier, z.int()),
    segments: z.record(segment, z.int()),
  })
  .openapi("Portfolio");
const summary = z.object({ ...valuation.shape, portfolios: z.array(portfolio) }).openapi("ValuedPortfolios");
export type ShownPortfolios = z.infer<typeof summary>;

const value = z
  .object({
    currency: z.string(),
    home: z.boolean().openapi({ description: "Hours, messages and scores count in this currency" }),
    since: z.string().openapi({ description: "The first day that counts" }),
    revenue: minor,
    costs: z.record(z.string(), minor.nullable()),
    discounts: minor.openapi({ description: "Granted; no cost, for what was paid is less by them" }),
    cost: minor.nullable(),
    profit: minor.nullable(),
    expected: minor,
    net: minor.nullable(),
    tier: tier.nullable(),
    score: z.number().nullable().openapi({ description: "Points" }),
    segment: segment.nullable(),
  })
  .openapi("ClientValue");
const shown = z
  .object({ client: z.string(), ...valuation.shape, values: z.array(value) })
  .openapi("ClientValues");
export type ShownValues = z.infer<typeof shown>;

const NO = {
  400: problem("Malformed: what is wrong, and where"),
  404: problem("Nothing was valued by then, or there is no such client in it"),
  503: problem("A part of the engine cannot be reached; try again"),
};
const AT = z.object({ at: day.optional() });

const routes = {
  run: createRoute({
    method: "post",
    path: "/v1/valuations",
    operationId: "runValuation",
    summary: "Value all clients: at the end of today so far, or of an earlier day for looking back",
    request: { body: { required: true, content: { "application/json": { schema: AT } } } },
    responses: { 200: json("Valued, and those told who have something to hear", valued), ...NO },
  }),
  summary: createRoute({
    method: "get",
    path: "/v1/valuations",
    operationId: "getPortfolios",
    summary: "The newest valuation, or that of a day: what the portfolio of each currency brings and costs",
    request: { query: AT },
    responses: { 200: json("The portfolios", summary), ...NO },
  }),
  show: createRoute({
    method: "get",
    path: "/v1/clients/{client}/value",
    operationId: "getClientValue",
    summary: "What a client brings and costs, by the newest valuation or that of a day",
    request: { params: clientParam, query: AT },
    responses: { 200: json("The values, one for each currency", shown), ...NO },
  }),
} as const;

/** Whoever values clients and tells their relationships. */
export interface ValueDesk {
  value(day?: string): Promise<Valuation>;
  tell(
    day: string,
    after?: string,
  ): Promise<{ readonly told: number; readonly failed: readonly string[]; readonly next: string | null }>;
}

export interface ValueRouteOptions {
  readonly archive: Archive;
  readonly desk: ValueDesk;
  /** The API's clock, ms since the epoch. */
  readonly clock: () => number;
}

export function valueRoutes(app: ApiApp, { archive, desk, clock }: ValueRouteOptions): void {
  async function versionOf(at: string | undefined): Promise<Valuation> {
    const found = await archive.values.version(at);
    if (found) return found;
    const by = at === undefined ? "" : ` by ${at}`;
    throw new ProblemError("missing", `nothing was valued${by}; \`tenure value run\` does it`);
  }
  const plain = ({ unpriced, ...rest }: Valuation) => ({ ...rest, unpriced: [...unpriced] });

  app.openapi(routes.run, async (c) => {
    const { at } = c.req.valid("json");
    const today = new Date(clock()).toISOString().slice(0, 10);
    if (at !== undefined && at > today)
      throw new ProblemError("malformed", `at lies in the future; it is ${today} today`, {
        faults: [{ path: "at", says: `a day not after ${today}` }],
      });
    const made = await desk.value(at ?? today);
    const failed: string[] = [];
    let told = 0;
    for (let after: string | null = ""; after !== null; ) {
      const page: Awaited<ReturnType<ValueDesk["tell"]>> = await desk.tell(made.day, after);
      told += page.told;
      failed.push(...page.failed);
      after = page.next;
    }
    return c.json({ ...plain(made), told, failed }, 200);
  });

  app.openapi(routes.summary, async (c) => {
    const version = await versionOf(c.req.valid("query").at);
    const portfolios = await archive.values.portfolios(version.day);
    return c.json({ ...plain(version), portfolios: [...portfolios] }, 200);
  });

  app.openapi(routes.show, async (c) => {
    const { client } = c.req.valid("param");
    const version = await versionOf(c.req.valid("query").at);
    const found = await archive.values.of(version.day, client);
    if (found.length === 0)
      throw new ProblemError("missing", `${client} is not in the valuation of ${version.day}`);
    const values = found.map(({ day: _, client: __, score, ...row }) => {
      const { service, development, shipping, precontract, goods, concessions, ...rest } = row;
      const costs = { service, development, shipping, precontract, goods, concessions };
      return { ...rest, costs, score: score === null ? null : score / 100 };
    });
    return c.json({ client, ...plain(version), values }, 200);
  });
}

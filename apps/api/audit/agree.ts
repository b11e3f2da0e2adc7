// Whether the sources agree, and what a relationship was at a moment, over HTTP.
import { createRoute, z } from "@hono/zod-openapi";
import type { Logger } from "pino";
import type { Archive } from "../../../archive/open.ts";
import type { Agreement } from "../../../audit/agreement.ts";
import {
  type Changes,
  changes,
  type Moment,
  momentOf,
  NoSuchMoment,
  Unproven,
  type WhichMoment,
} from "../../../audit/asOf.ts";
import type { Difference } from "../../../audit/difference.ts";
import type { Progress, Reconciled, Reconciler } from "../../../audit/reconcile.ts";
import type { Entry } from "../../../machines/index.ts";
import { presented } from "../../../services/presented.ts";
import { ProblemError } from "../../../services/problem.ts";
import type { ApiApp } from "../actor.ts";
import { lines, NDJSON, type ToldLine, told } from "../lines.ts";
import { clientParam, instant, problem } from "../schemas.ts";

const PAGE = 1_000;

const order = z
  .strictObject({
    client: clientParam.shape.client.optional().openapi({ description: "This client only" }),
    rehearsed: z.boolean().default(false).openapi({
      description: "The relationships live in virtual time: moving their clocks is no difference",
    }),
  })
  .openapi("Reconciliation");

const lineSchema = z
  .object({
    progress: z.object({ done: z.int(), total: z.int() }).nullable().optional(),
    result: z
      .looseObject({ agrees: z.boolean(), differences: z.array(z.unknown()).optional() })
      .optional()
      .openapi({ description: "Of one client its differences; of all, the clients that do not agree" }),
  })
  .openapi("ReconciliationLine", { description: "Lines of progress, then one with the result" });

const seq = z.coerce.number().int().min(1);
const momentQuery = z.object({
  at: instant.optional().openapi({ description: "The state at this instant" }),
  seq: seq.optional().openapi({ description: "The state after this entry" }),
  compareAt: instant.optional().openapi({ description: "Compared with this instant" }),
  compareSeq: seq.optional().openapi({ description: "Compared with this entry" }),
});

const momentSchema = z
  .object({
    moment: z.looseObject({ seq: z.int(), state: z.string(), at: z.string() }).nullable(),
    other: z.looseObject({ seq: z.int(), state: z.string(), at: z.string() }).nullable(),
    changes: z.looseObject({}).nullable(),
    difference: z.looseObject({ kind: z.string(), says: z.string() }).nullable().openapi({
      description: "Why nothing can be said of the moment: the journal before it does not hold",
    }),
  })
  .openapi("Moment");

/** What was asked of one moment, or of two. `difference`: the journal does not hold, and nothing can be said. */
export interface MomentAnswer {
  readonly moment: Moment | null;
  readonly other: Moment | null;
  readonly changes: Changes | null;
  readonly difference: Difference | null;
}

/** A line of the answer to a reconciliation. */
export type ReconcileLine = ToldLine<Pick<Progress, "done" | "total">, Agreement | Reconciled>;

const routes = {
  reconcile: createRoute({
    method: "post",
    path: "/v1/audit/reconcile",
    operationId: "reconcileJournal",
    summary: "Compare the journal, judged once more, with Temporal's own histories and the live state",
    request: { body: { required: true, content: { "application/json": { schema: order } } } },
    responses: {
      200: { description: "Progress, then the result", content: { [NDJSON]: { schema: lineSchema } } },
      400: problem("Malformed: what is wrong, and where"),
      404: problem("There is no such client"),
      503: problem("A part of the engine cannot be reached; try again"),
    },
  }),
  moment: createRoute({
    method: "get",
    path: "/v1/clients/{client}/moment",
    operationId: "getMoment",
    summary: "The exact state of a relationship at a moment; or two moments, compared",
    request: { params: clientParam, query: momentQuery },
    responses: {
      200: { description: "The moment", content: { "application/json": { schema: momentSchema } } },
      400: problem("Malformed: what is wrong, and where"),
      404: problem("There is no such client, or no such moment"),
      503: problem("A part of the engine cannot be reached; try again"),
    },
  }),
} as const;

export interface AgreeRouteOptions {
  readonly archive: Archive;
  /** Without one, there is nothing to compare the journal with. */
  readonly reconciler: Reconciler | undefined;
  /** The API's clock, ms since the epoch. */
  readonly clock: () => number;
  readonly log: Logger;
}

function malformed(path: string, says: string): ProblemError {
  return new ProblemError("malformed", `in the query: ${path}: ${says}`, { faults: [{ path, says }] });
}

/** Which moment is asked about, by one pair of parameters. */
function askedBy(
  at: string | undefined,
  after: number | undefined,
  names: string,
  now: number,
): WhichMoment | null {
  if (at !== undefined && after !== undefined) throw malformed(names, "one of the two");
  if (after !== undefined) return { seq: after };
  if (at === undefined) return null;
  if (Date.parse(at) > now) throw malformed(names, "a moment that is over, not one to come");
  return { at: Date.parse(at) };
}

export function agreeRoutes(app: ApiApp, { archive, reconciler, clock, log }: AgreeRouteOptions): void {
  async function journalOf(client: string): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (let afterSeq = 0; ; ) {
      const page = await archive.journal.timeline(client, { afterSeq, limit: PAGE });
      entries.push(...page);
      if (page.length < PAGE) return entries;
      afterSeq = page.at(-1)?.seq ?? afterSeq;
    }
  }

  app.openapi(routes.moment, async (c) => {
    const { client } = c.req.valid("param");
    const { at, seq: after, compareAt, compareSeq } = c.req.valid("query");
    const asked = askedBy(at, after, "at, seq", clock());
    const compared = askedBy(compareAt, compareSeq, "compareAt, compareSeq", clock());
    if (!asked) throw malformed("at, seq", "one of the two");
    const entries = await journalOf(client);
    if (entries.length === 0) throw new ProblemError("missing", `there is no client ${client}`);
    let answer: MomentAnswer;
    try {
      const { role } = c.get("actor");
      const moment = presented(role, momentOf(entries, asked));
      const other = compared && presented(role, momentOf(entries, compared));
      answer = { moment, other, changes: other && changes(moment, other), difference: null };
    } catch (error) {
      if (error instanceof NoSuchMoment) throw new ProblemError("missing", error.message);
      if (!(error instanceof Unproven)) throw error;
      answer = { moment: null, other: null, changes: null, difference: error.difference };
    }
    // As the schema says, but for what it leaves open; and nothing of a moment is to be written to.
    return c.json(answer as never, 200);
  });

  if (!reconciler) return;
  const sources: Reconciler = reconciler;

  async function run(
    client: string | undefined,
    rehearsed: boolean,
    report: (progress: Progress) => void,
  ): Promise<Agreement | Reconciled> {
    try {
      if (client === undefined) return await sources.all({ rehearsed }, report);
      const agreement = await sources.one(client, { rehearsed });
      if (agreement) return agreement;
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      log.error({ error: error instanceof Error ? error.message : String(error) }, "nothing was reconciled");
      throw new ProblemError("unavailable", "Temporal or the archive does not answer; try again");
    }
    throw new ProblemError("missing", `there is no client ${client}`);
  }

  app.openapi(routes.reconcile, async (c) => {
    const { client, rehearsed } = c.req.valid("json");
    const pages = told<Pick<Progress, "done" | "total">, Agreement | Reconciled>((report) =>
      run(client, rehearsed, ({ done, total }) => report({ done, total })),
    );
    // Of one client the answer is there before it begins, so that a client that there is not is a problem.
    let first = await pages.next();
    while (client !== undefined && !first.done && !first.value[0]?.result) first = await pages.next();
    // To the description's types an answer is its JSON; this one is a stream of lines.
    return c.body(lines(first, pages), 200, { "content-type": NDJSON }) as never;
  });
}

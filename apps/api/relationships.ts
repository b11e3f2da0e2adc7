// Relationships as they stand: lists and counts of them, one of them, what it would do, and its journal.
import { createRoute, type z } from "@hono/zod-openapi";
import type { Logger } from "pino";
import type { Archive } from "../../archive/open.ts";
import type { Relationship, RelationshipOrder } from "../../archive/relationships.ts";
import {
  distinct,
  type Entry,
  type Explanation,
  eventSpec,
  eventTypes,
  type Finding,
  iso,
  reasons,
  type Standing,
} from "../../machines/index.ts";
import { signallers } from "../../services/access.ts";
import { dayAt } from "../../services/dating.ts";
import type { Engine } from "../../services/engine.ts";
import { filledQuestion } from "../../services/filled.ts";
import type { DeskItem } from "../../services/inbox.ts";
import { presentedEntry, presentedExplanation } from "../../services/presented.ts";
import { ProblemError } from "../../services/problem.ts";
import type { SecondEyes } from "../../services/secondEyes.ts";
import { JournalBroken, type Standings } from "../../services/standing.ts";
import { times } from "../../services/takeEvent.ts";
import type { Desk } from "../../services/tasks.ts";
import { answerTo } from "../../services/waiting.ts";
import { type ApiApp, actorAmong } from "./actor.ts";
import { questionSchema } from "./eventSchemas.ts";
import { answered, listed } from "./lists.ts";
import { MAX_BODY } from "./requests.ts";
import * as schemas from "./schemas.ts";
import { body, json, problem } from "./schemas.ts";
import { versioned } from "./versions.ts";

/** What any route of one relationship may answer instead. */
export const NO = {
  400: problem("Malformed: what is wrong, and where"),
  404: problem("There is no such client"),
  410: problem("The client's personal data were erased: no words are kept any more"),
  413: problem(`More than ${MAX_BODY} bytes`),
  503: problem("A part of the engine cannot be reached; try again"),
};
export const ONE_CLIENT = { params: schemas.clientParam };

const routes = {
  list: createRoute({
    method: "get",
    path: "/v1/clients",
    operationId: "listClients",
    summary: "List relationships",
    request: { query: schemas.clientsQuery },
    responses: {
      200: listed("Relationships", schemas.rowSchema, schemas.pageSchema),
      400: NO[400],
      503: NO[503],
    },
  }),
  counts: createRoute({
    method: "get",
    path: "/v1/states",
    operationId: "countClients",
    summary: "How many clients are in each state: of all, or of those that fit",
    request: { query: schemas.countsQuery },
    responses: { 200: json("How many", schemas.countsSchema), 400: NO[400], 503: NO[503] },
  }),
  show: createRoute({
    method: "get",
    path: "/v1/clients/{client}",
    operationId: "getClient",
    summary: "Show a relationship: where it stands, open tasks, notices, channels",
    request: ONE_CLIENT,
    responses: { 200: json("The relationship", schemas.clientSchema), 404: NO[404], 503: NO[503] },
  }),
  allowed: createRoute({
    method: "get",
    path: "/v1/clients/{client}/allowed",
    operationId: "getAllowedEvents",
    summary: "Every event type: allowed now, open (it depends on data), or not now and why",
    request: ONE_CLIENT,
    responses: { 200: json("Each event type in exactly one list", schemas.allowedSchema), ...NO },
  }),
  explain: createRoute({
    method: "post",
    path: "/v1/clients/{client}/explain",
    operationId: "explainEvent",
    summary: "What if? Every finding of every candidate transition; changes nothing",
    request: { ...ONE_CLIENT, body: body(questionSchema) },
    responses: { 200: json("The findings", schemas.explanationSchema), ...NO },
  }),
  timeline: createRoute({
    method: "get",
    path: "/v1/clients/{client}/timeline",
    operationId: "listEntries",
    summary: "The journal: every event, accepted or refused",
    request: { ...ONE_CLIENT, query: schemas.timelineQuery },
    responses: {
      200: listed("Entries", schemas.entrySchema, schemas.timelineSchema),
      400: NO[400],
      404: NO[404],
      503: NO[503],
    },
  }),
} as const;

/** What is said of any event once a relationship has ended: nobody is left to ask. */
const ended = (type: string, state: string): Explanation => ({
  type,
  admitted: "no",
  admission: [],
  candidates: [],
  misplaced: [{ rule: "R-LIF-0", says: "the relationship has not ended", passed: false, read: { state } }],
});

/** Where a relationship stands by its row, where its journal does not hold. */
const byRow = (row: Relationship, last: Entry | undefined): Standing => ({
  client: row.client,
  state: row.state,
  at: row.updatedAt,
  seq: row.seq,
  held: row.hold,
  ended: false,
  ...(row.rung !== null && { rung: row.rung }),
  deadlines: last?.deadlines ?? [],
  policy: last?.policy ?? "",
  machine: last?.machine ?? { id: "", version: "", hash: "" },
  head: last?.hash ?? "",
  marks: [],
});

const shownTask = ({
  id,
  kind,
  role,
  dueAt,
  about,
  points,
  openedAt,
  ...item
}: DeskItem): schemas.ShownTask => ({
  id,
  kind,
  role,
  dueAt,
  about,
  points: [...points],
  openedAt,
  says: item.says,
  command: item.command,
  claimedBy: item.claimedBy,
});

/** Why an event is not admitted now: the failed conditions of the role and of every candidate transition. */
function whyNot({ admission, candidates, misplaced }: Explanation): Finding[] {
  return reasons(distinct([...admission, ...candidates.flatMap(({ findings }) => findings), ...misplaced]));
}

export interface RelationshipsRouteOptions {
  readonly engine: Engine;
  readonly archive: Archive;
  readonly standings: Standings;
  readonly desk: Desk;
  readonly explain: SecondEyes["explain"];
  /** The API's clock, ms since the epoch. */
  readonly clock: () => number;
  readonly log: Logger;
}

async function rowOf({ relationships }: Pick<Archive, "relationships">, client: string) {
  const row = await relationships.get(client);
  if (!row) throw new ProblemError("missing", `there is no client ${client}`);
  return row;
}

/** What is open in a relationship, and the command that answers each. */
async function mattersOf(
  { standings, clock }: Pick<RelationshipsRouteOptions, "standings" | "clock">,
  client: string,
): Promise<schemas.ShownMatter[]> {
  const view = await standings.view(client, iso(clock()));
  return (view?.matters ?? []).map((matter) => {
    const { kind, id, says, since, role, events } = matter;
    return { kind, id, says, since, role, events: [...events], command: answerTo(client, matter) };
  });
}

/** Lists and counts of relationships. */
export function clientsRoutes(app: ApiApp, archive: Pick<Archive, "relationships">): void {
  app.openapi(routes.list, async (c) => {
    const { sort, cursor, limit, ...wanted } = c.req.valid("query");
    return answered(
      c,
      { sort, cursor, limit },
      (page) => archive.relationships.page(wanted, { ...page, by: page.by as RelationshipOrder }),
      (row) => row,
    );
  });

  app.openapi(routes.counts, async (c) => {
    const states = await archive.relationships.counts(c.req.valid("query"));
    return c.json({ total: states.reduce((sum, { clients }) => sum + clients, 0), states }, 200);
  });
}

function showRoute(app: ApiApp, options: RelationshipsRouteOptions): void {
  const { engine, archive, standings, desk, log } = options;
  app.openapi(routes.show, async (c) => {
    const { client } = c.req.valid("param");
    const row = await rowOf(archive, client);
    const standing = await standings.of(client).catch((error: unknown) => {
      if (!(error instanceof JournalBroken)) throw error;
      log.error({ client, error: error.message }, "a journal does not hold");
      return null;
    });
    const [live, measures, inbox, notices, last, erasure, matters] = await Promise.all([
      engine.live(standing ?? { client, seq: row.seq, ended: false }),
      archive.effects.measures(client),
      desk.list({ client, snoozed: true }, c.get("actor"), { by: "dueAt", limit: 1_000 }),
      archive.outbox.list(client),
      archive.journal.timeline(client, { afterSeq: row.seq - 1, limit: 1 }),
      archive.erasures.of(client),
      standing ? mattersOf(options, client) : [],
    ]);
    const { kind, locale, zone, openedAt } = row;
    const { head: _, client: named, ...told } = standing ?? byRow(row, last[0]);
    const { status, says, recorded } = live;
    versioned(c, told.seq);
    return c.json(
      {
        client: named,
        kind,
        locale,
        zone,
        openedAt,
        ...told,
        deadlines: [...told.deadlines],
        marks: [...told.marks],
        erasedAt: erasure?.at ?? null,
        live: { status, says, recorded },
        measures: { ...measures, channels: measures.channels && [...measures.channels] },
        tasks: inbox.rows.filter(({ what }) => what === null).map(shownTask),
        matters,
        notices: notices.map(({ id, notice, channel, status, cause, at }) => ({
          id,
          notice,
          channel,
          status,
          cause,
          at,
        })),
      },
      200,
    );
  });
}

function whatIfRoutes(
  app: ApiApp,
  { archive, explain, clock }: Pick<RelationshipsRouteOptions, "archive" | "explain" | "clock">,
): void {
  app.openapi(routes.allowed, async (c) => {
    const { client } = c.req.valid("param");
    const actor = c.get("actor");
    const { state, rung, zone, seq } = await rowOf(archive, client);
    const receivedAt = iso(clock());
    const day = dayAt(zone, receivedAt);
    const types = eventTypes();
    const asked = types.map((type) => ({ type, actor, receivedAt, day }));
    const told = (await explain(client, asked)) ?? [];
    const view: z.infer<typeof schemas.allowedSchema> = {
      client,
      state,
      ...(rung !== null && { rung }),
      allowed: [],
      open: [],
      notNow: [],
    };
    types.forEach((type, index) => {
      const { says } = eventSpec(type);
      const explanation = presentedExplanation(actor.role, told[index] ?? ended(type, state));
      if (explanation.admitted === "yes") view.allowed.push({ type, says });
      else if (explanation.admitted === "no") view.notNow.push({ type, says, findings: whyNot(explanation) });
      else {
        const findings = explanation.candidates.flatMap((candidate) => candidate.findings);
        const asks = distinct(findings.filter(({ passed }) => passed === null));
        view.open.push({ type, says, findings: asks });
      }
    });
    versioned(c, seq);
    return c.json(view, 200);
  });

  app.openapi(routes.explain, async (c) => {
    const { client } = c.req.valid("param");
    const { state, zone } = await rowOf(archive, client);
    const said = c.req.valid("json");
    const { type, reason, occurredAt: happened } = said;
    const actor = actorAmong(c, signallers(type));
    const { occurredAt, receivedAt } = times(happened, clock());
    const data = await filledQuestion(archive, client, said, receivedAt);
    const question = {
      type,
      actor,
      occurredAt,
      receivedAt,
      day: dayAt(zone, receivedAt),
      // A question keeps nothing: its words do not reach the vault.
      ...(reason !== undefined && { reason: "v_not-kept" }),
      ...(data !== undefined && { data }),
    };
    const told = await explain(client, [question]);
    const explanation = presentedExplanation(actor.role, told?.[0] ?? ended(type, state));
    // As the schema says; only its lists are not to be written to.
    return c.json({ client, ...explanation } as never, 200);
  });
}

function timelineRoute(app: ApiApp, archive: Archive): void {
  app.openapi(routes.timeline, async (c) => {
    const { client } = c.req.valid("param");
    const { asOf, afterSeq, ...asked } = c.req.valid("query");
    await rowOf(archive, client);
    const { role } = c.get("actor");
    const wanted = { afterSeq, asOf: asOf === undefined ? undefined : iso(Date.parse(asOf)) };
    return answered(
      c,
      asked,
      (page) => archive.journal.page(client, wanted, page),
      // As the schema says, but for what findings read.
      (entry) => presentedEntry(role, entry) as never,
    );
  });
}

/** What there is to say of one relationship. */
export function relationshipRoutes(app: ApiApp, options: RelationshipsRouteOptions): void {
  showRoute(app, options);
  whatIfRoutes(app, options);
  timelineRoute(app, options.archive);
}

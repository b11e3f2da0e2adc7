import { setTimeout as sleep } from "node:timers/promises";
import { createRoute, OpenAPIHono, type z } from "@hono/zod-openapi";
import type { PayloadCodec } from "@temporalio/common";
import type { Context } from "hono";
import type { Logger } from "pino";
import { Erased } from "../../archive/keys.ts";
import type { Archive } from "../../archive/open.ts";
import type { Relationship, RelationshipOrder } from "../../archive/relationships.ts";
import type { CaseFileSources } from "../../audit/caseFile/gather.ts";
import type { Notary } from "../../audit/notary.ts";
import type { Reconciler } from "../../audit/reconcile.ts";
import {
  distinct,
  type Entry,
  type Explanation,
  eventSpec,
  eventTypes,
  type Finding,
  iso,
  Malformed,
  type Policy,
  reasons,
  type Standing,
} from "../../machines/index.ts";
import { OPENABLE, signallers } from "../../services/access.ts";
import { type Correction, corrector } from "../../services/correctContact.ts";
import { dayAt } from "../../services/dating.ts";
import type { Engine } from "../../services/engine.ts";
import { type ErasureOrder, eraser } from "../../services/erase.ts";
import { filledQuestion } from "../../services/filled.ts";
import { follower } from "../../services/follow.ts";
import type { DeskItem } from "../../services/inbox.ts";
import { LOCAL, type LoginSettings } from "../../services/login/settings.ts";
import { policyInForce } from "../../services/policies.ts";
import { presentedEntry, presentedExplanation } from "../../services/presented.ts";
import { ProblemError } from "../../services/problem.ts";
import { proposals as proposalsOf } from "../../services/proposals.ts";
import type { Rebuilder } from "../../services/rebuild.ts";
import { reportsOf } from "../../services/reported.ts";
import { secondEyes } from "../../services/secondEyes.ts";
import { JournalBroken, standings as standingsOf } from "../../services/standing.ts";
import { type EventTakerOptions, eventTaker, type OpeningBody, times } from "../../services/takeEvent.ts";
import { desk as deskOf } from "../../services/tasks.ts";
import { NOBODY_TOLD, type StaffTelling } from "../../services/telling.ts";
import { importUndoer } from "../../services/undoImport.ts";
import { unmoved } from "../../services/unmoved.ts";
import { answerTo } from "../../services/waiting.ts";
import type { Watch } from "../../services/watch.ts";
import type { Company } from "../../texts/notices/write.ts";
import { type ApiApp, type AskedBy, actorAmong, guard } from "./actor.ts";
import { type Attendant, attentionRoutes } from "./attention.ts";
import { agreeRoutes } from "./audit/agree.ts";
import { caseFileRoutes } from "./audit/caseFile.ts";
import { CODEC, codecCors, codecRoutes, namedInCodecPath } from "./audit/codec.ts";
import { tilesRoutes } from "./audit/tiles.ts";
import { treeRoutes, VERIFY } from "./audit/tree.ts";
import { unattestedRoutes } from "./audit/unattested.ts";
import { type ChannelDesk, channelsRoutes } from "./channels.ts";
import { consoleRoutes } from "./console.ts";
import { hooksRoutes } from "./delivery/hooks.ts";
import { outboxRoutes } from "./delivery/outbox.ts";
import { UNSUBSCRIBE, unsubscribeRoutes } from "./delivery/unsubscribe.ts";
import { documentRoutes } from "./document.ts";
import { dossierRoutes } from "./dossier.ts";
import { errorRoutes, misfit } from "./errors.ts";
import { factsRoutes, isFactFile } from "./facts.ts";
import { PAGES } from "./handover/links.ts";
import { handoverRoutes } from "./handover.ts";
import { keyed, keyHeaders } from "./idempotency.ts";
import { importsRoutes } from "./imports.ts";
import { limiter, type RateLimits } from "./limits.ts";
import { answered, listed } from "./lists.ts";
import { loginOf } from "./login/login.ts";
import { isLoopback, onlyOurs } from "./login/origin.ts";
import { machinesRoutes } from "./machines.ts";
import { policiesRoutes } from "./policies.ts";
import { policyPages } from "./policyPage.ts";
import { POLICY_PAGE } from "./policyPath.ts";
import { previewRoutes } from "./preview.ts";
import { proposalsRoutes } from "./proposals.ts";
import { rebuildRoutes } from "./rebuild.ts";
import { type ReportsOptions, reportsRoutes } from "./reports.ts";
import { bounded, knownQuery, logged, MAX_BODY, mediaTypes, readable, textual } from "./requests.ts";
import * as schemas from "./schemas.ts";
import { json, problem } from "./schemas.ts";
import { streamRoutes } from "./stream.ts";
import { tasksRoutes } from "./tasks.ts";
import { tellingsRoutes } from "./tellings.ts";
import { type ValueDesk, valueRoutes } from "./value.ts";
import { matched, matchHeaders, versioned } from "./versions.ts";

export interface ApiOptions {
  readonly engine: Engine;
  readonly archive: Archive;
  readonly policies: readonly Policy[];
  /** Names this running engine, so that nobody takes another one for it. */
  readonly instance: string;
  readonly log: Logger;
  /** What payloads are encrypted with in Temporal; without one, there is no codec server. */
  readonly codec?: PayloadCodec | undefined;
  /** What signs the journal; without one, the signed tree has no route. */
  readonly notary?: Notary;
  /** Whether anybody may read checkpoint and tiles; default auditors, compliance and legal. */
  readonly openLog?: boolean;
  /** Whoever asks the help desk about channels; without one, that has no route. */
  readonly channels?: ChannelDesk;
  /** Whoever looks at clients; without one, what facts give to notice has no route. */
  readonly attendant?: Attendant;
  /** The catalogue of guides; default the project's own. */
  readonly guides?: ReportsOptions["guides"];
  /** Whoever values clients; without one, that has no route. */
  readonly value?: ValueDesk;
  /** What starts relationships anew, and looks after those that stand still; without them, they have no routes. */
  readonly rebuilder?: Rebuilder;
  readonly watch?: Watch;
  /** What compares the journal with Temporal; without one, that has no route. */
  readonly reconciler?: Reconciler;
  /** Reads what Temporal holds of a client; without it, or a notary, case files have no routes. */
  readonly runs?: CaseFileSources["runs"];
  /** What carriers sign their reports with; without one, they have no routes. */
  readonly deliverySecrets?: readonly string[];
  /** How notices speak of us. */
  readonly house?: Company | undefined;
  /** The address under which others reach the pages behind links; default where the API was asked. */
  readonly publicUrl?: string | undefined;
  /** The folder of the console's files, once they are built; without it, there is no console. */
  readonly console?: Promise<string> | undefined;
  /** Where our people are told what waits for them; default nowhere. */
  readonly telling?: StaffTelling | undefined;
  /** How people sign in; default the local login, which proves nothing. */
  readonly login?: LoginSettings;
  /** How often anybody may ask; without it, as often as they like. */
  readonly limits?: RateLimits | undefined;
  /** The API's clock, ms since the epoch; default the machine's. */
  readonly clock?: EventTakerOptions["clock"];
}

const HEALTHY_WITHIN = 1_000;
/** For two years browsers speak https with us only. */
const HTTPS_ONLY = "max-age=63072000";
/** A word to followers while nothing happens, ms: connections that say nothing are cut off on the way. */
const BEAT = 5_000;
/** Whoever comes here shows a signature or a link of ours, from wherever, or reads what is public. */
const SIGNED = ["/hooks/", UNSUBSCRIBE, PAGES, "/logout/backchannel", POLICY_PAGE];
const isSigned = (path: string): boolean => SIGNED.some((prefix) => path.startsWith(prefix));
/** Where forms are sent. */
const FORMS = ["/login", "/v1/logout", "/logout/backchannel"];
const takesForms = (path: string): boolean =>
  FORMS.includes(path) || path.startsWith(UNSUBSCRIBE) || path.startsWith(PAGES);
/** Who vouches for whoever acts; sent where nobody does. */
const LOGIN_HEADER = "Tenure-Login";

/** The archive as the API sees it: an error of its own is a part of the engine that does not answer. */
function reached(archive: Archive, log: Logger): Archive {
  type Call = (...args: unknown[]) => Promise<unknown>;
  const guard =
    (call: Call): Call =>
    async (...args) => {
      try {
        return await call(...args);
      } catch (error) {
        if (error instanceof Malformed || error instanceof Erased) throw error;
        log.error({ error: error instanceof Error ? error.message : String(error) }, "the archive failed");
        throw new ProblemError("unavailable", "the archive does not answer; try again");
      }
    };
  const modules = Object.entries(archive).map(([name, module]) => [
    name,
    typeof module === "function"
      ? module
      : Object.fromEntries(Object.entries(module).map(([verb, call]) => [verb, guard(call as Call)])),
  ]);
  return Object.fromEntries(modules) as Archive;
}

const body = <S extends z.ZodType>(schema: S) => ({
  required: true as const,
  content: { "application/json": { schema } },
});
const NO = {
  400: problem("Malformed: what is wrong, and where"),
  404: problem("There is no such client"),
  410: problem("The client's personal data were erased: no words are kept any more"),
  413: problem(`More than ${MAX_BODY} bytes`),
  503: problem("A part of the engine cannot be reached; try again"),
};
const ONE_CLIENT = { params: schemas.clientParam };

const routes = {
  open: createRoute({
    method: "post",
    path: "/v1/clients/{client}",
    operationId: "openClient",
    summary: "Open a relationship",
    request: { ...ONE_CLIENT, headers: keyHeaders, body: body(schemas.openingBody) },
    responses: {
      200: json("Opened before with this eventId", schemas.answerSchema),
      201: json("Opened", schemas.answerSchema),
      202: json("Kept, and not yet recorded", schemas.pendingSchema),
      ...NO,
      409: problem("The client has a relationship already"),
    },
  }),
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
    request: { ...ONE_CLIENT, body: body(schemas.questionSchema) },
    responses: { 200: json("The findings", schemas.explanationSchema), ...NO },
  }),
  apply: createRoute({
    method: "post",
    path: "/v1/clients/{client}/events",
    operationId: "submitEvent",
    summary: "Signal an event",
    request: {
      ...ONE_CLIENT,
      headers: keyHeaders.extend(matchHeaders.shape),
      body: body(schemas.submissionSchema),
    },
    responses: {
      200: json("Accepted and recorded", schemas.answerSchema),
      202: json("Kept, and not yet judged", schemas.pendingSchema),
      ...NO,
      412: problem("Something was recorded since the entry that If-Match names"),
      409: problem("Refused by a rule, or waiting for a second person; recorded with its findings"),
    },
  }),
  correct: createRoute({
    method: "post",
    path: "/v1/clients/{client}/contact",
    operationId: "correctContact",
    summary: "Put right how a client is named and reached: words go to the vault, the rest is an event",
    request: { ...ONE_CLIENT, headers: keyHeaders, body: body(schemas.correctionBody) },
    responses: {
      200: json("Accepted and recorded", schemas.answerSchema),
      202: json("Kept, and not yet judged", schemas.pendingSchema),
      ...NO,
      409: problem("Refused by a rule"),
    },
  }),
  erase: createRoute({
    method: "post",
    path: "/v1/clients/{client}/erasure",
    operationId: "eraseClient",
    summary: "Erase a client's personal data for good: their key is destroyed, every proof stays",
    request: { ...ONE_CLIENT, headers: keyHeaders, body: body(schemas.erasureBody) },
    responses: {
      200: json("Erased, now or before", schemas.erasureSchema),
      202: json("Kept, and not yet judged; nothing is erased", schemas.pendingSchema),
      ...NO,
      409: problem("Refused by a rule: a legal hold stands"),
    },
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
  health: createRoute({
    method: "get",
    path: "/health",
    operationId: "getHealth",
    summary: "Whether every part answers",
    responses: {
      200: json("Every part answers", schemas.healthSchema),
      503: json("Some part does not", schemas.healthSchema),
    },
  }),
} as const;

/** What is said of any event once a relationship has ended: nobody is left to ask. */
const ended = (type: string, state: string): Explanation => ({
  ...{ type, admitted: "no", admission: [], candidates: [] },
  misplaced: [{ rule: "R-LIF-0", says: "the relationship has not ended", passed: false, read: { state } }],
});

/** Where a relationship stands by its row, where its journal does not hold. */
const byRow = (row: Relationship, last: Entry | undefined): Standing => ({
  ...{ client: row.client, state: row.state, at: row.updatedAt, seq: row.seq, held: row.hold, ended: false },
  ...(row.rung !== null && { rung: row.rung }),
  deadlines: last?.deadlines ?? [],
  policy: last?.policy ?? "",
  machine: last?.machine ?? { id: "", version: "", hash: "" },
  ...{ head: last?.hash ?? "", marks: [] },
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
  ...{ id, kind, role, dueAt, about, points: [...points], openedAt },
  ...{ says: item.says, command: item.command, claimedBy: item.claimedBy },
});

/** Why an event is not admitted now: the failed conditions of the role and of every candidate transition. */
function whyNot({ admission, candidates, misplaced }: Explanation): Finding[] {
  return reasons(distinct([...admission, ...candidates.flatMap(({ findings }) => findings), ...misplaced]));
}

/** The HTTP API. It binds nothing by itself. */
export function createApi(options: ApiOptions): ApiApp {
  const { engine, policies, instance, log, clock = Date.now } = options;
  const archive = reached(options.archive, log);
  const standings = standingsOf(archive);
  const policy = () => policyInForce(policies, clock());
  const { confirming, taking, explain } = secondEyes(archive, standings);
  const entrance = eventTaker({ engine, archive, policies, standings, taking, clock });
  const { apply, open } = entrance;
  const correct = corrector({ archive, standings, apply });
  const whileUnmoved = unmoved(archive);
  const erase = eraser(archive, entrance, () => iso(clock()));
  const settings = options.login ?? LOCAL;
  const login = loginOf({
    archive,
    settings,
    clock,
    log,
    inPath: namedInCodecPath,
    publicUrl: settings.provider ? options.publicUrl : undefined,
  });

  const app = new OpenAPIHono<AskedBy>({
    defaultHook: (result) => {
      if (result.success) return;
      throw misfit(result.target, result.error);
    },
  });

  app.use(logged(log));
  app.use(readable);
  const byHttps = options.publicUrl?.startsWith("https:") ? new URL(options.publicUrl).host : null;
  app.use(async (c, next) => {
    await next();
    c.header("x-content-type-options", "nosniff");
    // What is answered is of people: nobody on the way keeps it, unless a route says so.
    if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
    if (byHttps !== null && c.req.header("host") === byHttps)
      c.header("strict-transport-security", HTTPS_ONLY);
    if (!settings.provider) c.header(LOGIN_HEADER, "local");
    else if (c.res.status === 401) c.header("www-authenticate", "Bearer");
  });
  const isCodec = (path: string): boolean => path.startsWith(`${CODEC}/`);
  app.use(
    onlyOurs({ publicUrl: settings.provider ? options.publicUrl : undefined, isSigned, isShared: isCodec }),
  );
  if (options.codec)
    app.use(
      `${CODEC}/*`,
      codecCors((origin) => isLoopback(origin.replace(/^https?:\/\//, ""))),
    );
  app.use(
    guard({
      identify: login.identify,
      answered: login.noting,
      opened: options.openLog ? OPENABLE : [],
      limits: options.limits && limiter(options.limits, clock),
    }),
  );
  // Before the limit: Temporal's UI has a whole page of payloads decoded at once.
  if (options.codec) codecRoutes(app, options.codec);
  // A file of checkpoints has a limit of its own; of a file of facts, a line at a time is read.
  const isStream = (c: Context) => c.req.path === VERIFY || isFactFile(c);
  app.use(bounded(isStream));
  app.use(mediaTypes(app, takesForms));
  app.use(knownQuery(app));
  app.use(textual(isStream));
  errorRoutes(app, log);

  async function rowOf(client: string) {
    const row = await archive.relationships.get(client);
    if (!row) throw new ProblemError("missing", `there is no client ${client}`);
    return row;
  }

  app.openapi(routes.open, async (c) => {
    const actor = c.get("actor");
    const answer = await open(
      c.req.valid("param").client,
      actor,
      keyed(c, c.req.valid("json") as OpeningBody),
    );
    if (answer.outcome === "recorded") return c.json(answer, 202);
    return c.json(answer, answer.repeated ? 200 : 201);
  });

  app.openapi(routes.apply, async (c) => {
    const { client } = c.req.valid("param");
    const said = keyed(c, c.req.valid("json"));
    const actor = actorAmong(c, signallers(said.type));
    const answer = await whileUnmoved(client, matched(c), said.eventId, () => apply(client, actor, said));
    return answer.outcome === "recorded" ? c.json(answer, 202) : c.json(answer, 200);
  });

  app.openapi(routes.correct, async (c) => {
    const { client } = c.req.valid("param");
    const answer = await correct(client, c.get("actor"), keyed(c, c.req.valid("json") as Correction));
    return answer.outcome === "recorded" ? c.json(answer, 202) : c.json(answer, 200);
  });

  app.openapi(routes.erase, async (c) => {
    const actor = c.get("actor");
    const answer = await erase(
      c.req.valid("param").client,
      actor,
      keyed(c, c.req.valid("json") as ErasureOrder),
    );
    return answer.outcome === "recorded" ? c.json(answer, 202) : c.json(answer, 200);
  });

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

  const desk = deskOf({ archive, standings, policy, clock });
  const following = follower(archive, BEAT);
  tasksRoutes(app, { desk, reported: reportsOf(archive), apply, changed: following.tasksChanged });
  tellingsRoutes(app, options.telling ?? NOBODY_TOLD);
  streamRoutes(app, following, login.identify);

  /** What is open in a relationship, and the command that answers each. */
  async function mattersOf(client: string): Promise<schemas.ShownMatter[]> {
    const view = await standings.view(client, iso(clock()));
    return (view?.matters ?? []).map((matter) => {
      const { kind, id, says, since, role, events } = matter;
      return { kind, id, says, since, role, events: [...events], command: answerTo(client, matter) };
    });
  }

  app.openapi(routes.show, async (c) => {
    const { client } = c.req.valid("param");
    const row = await rowOf(client);
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
      standing ? mattersOf(client) : [],
    ]);
    const { kind, locale, zone, openedAt } = row;
    const { head: _, ...told } = standing ?? byRow(row, last[0]);
    const { status, says, recorded } = live;
    versioned(c, told.seq);
    return c.json(
      {
        ...{ client, kind, locale, zone, openedAt },
        ...told,
        deadlines: [...told.deadlines],
        marks: [...told.marks],
        erasedAt: erasure?.at ?? null,
        live: { status, says, recorded },
        measures: { ...measures, channels: measures.channels && [...measures.channels] },
        tasks: inbox.rows.filter(({ what }) => what === null).map(shownTask),
        matters,
        notices: notices.map(({ id, notice, channel, status, cause, at }) => ({
          ...{ id, notice, channel, status, cause, at },
        })),
      },
      200,
    );
  });

  app.openapi(routes.allowed, async (c) => {
    const { client } = c.req.valid("param");
    const actor = c.get("actor");
    const { state, rung, zone, seq } = await rowOf(client);
    const receivedAt = iso(clock());
    const day = dayAt(zone, receivedAt);
    const types = eventTypes();
    const asked = types.map((type) => ({ type, actor, receivedAt, day }));
    const told = (await explain(client, asked)) ?? [];
    const view: z.infer<typeof schemas.allowedSchema> = {
      ...{ client, state, ...(rung !== null && { rung }) },
      ...{ allowed: [], open: [], notNow: [] },
    };
    types.forEach((type, index) => {
      const { says } = eventSpec(type);
      const explanation = presentedExplanation(actor.role, told[index] ?? ended(type, state));
      if (explanation.admitted === "yes") view.allowed.push({ type, says });
      else if (explanation.admitted === "no")
        view.notNow.push({ type, says, findings: whyNot(explanation) as never });
      else {
        const findings = explanation.candidates.flatMap((candidate) => candidate.findings);
        const asks = distinct(findings.filter(({ passed }) => passed === null));
        view.open.push({ type, says, findings: asks as never });
      }
    });
    versioned(c, seq);
    return c.json(view, 200);
  });

  app.openapi(routes.explain, async (c) => {
    const { client } = c.req.valid("param");
    const { state, zone } = await rowOf(client);
    const said = c.req.valid("json");
    const { type, reason, occurredAt: happened } = said;
    const actor = actorAmong(c, signallers(type));
    const { occurredAt, receivedAt } = times(happened, clock());
    const data = await filledQuestion(archive, client, said, receivedAt);
    const question = {
      ...{ type, actor, occurredAt, receivedAt, day: dayAt(zone, receivedAt) },
      // A question keeps nothing: its words do not reach the vault.
      ...(reason !== undefined && { reason: "v_not-kept" }),
      ...(data !== undefined && { data }),
    };
    const told = await explain(client, [question]);
    const explanation = presentedExplanation(actor.role, told?.[0] ?? ended(type, state));
    return c.json({ client, ...explanation } as never, 200);
  });

  app.openapi(routes.timeline, async (c) => {
    const { client } = c.req.valid("param");
    const { asOf, afterSeq, ...asked } = c.req.valid("query");
    await rowOf(client);
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

  app.openapi(routes.health, async (c) => {
    const soon = (answers: Promise<boolean>): Promise<boolean> =>
      Promise.race([answers.catch(() => false), sleep(HEALTHY_WITHIN, false, { ref: false })]);
    const [temporal, memory] = await Promise.all([
      soon(engine.reachable()),
      soon(archive.relationships.list({ limit: 1 }).then(() => true)),
    ]);
    const word = (ok: boolean) => (ok ? "ok" : "unreachable");
    const ok = temporal && memory;
    const health = {
      status: ok ? "ok" : "degraded",
      instance,
      temporal: word(temporal),
      archive: word(memory),
      ailing: options.watch?.latest()?.ailings ?? 0,
    };
    return c.json(health as schemas.Health, ok ? 200 : 503);
  });

  const { attendant } = options;
  // The fact is in; a look that fails is made up for by the next run.
  const look = async (client: string): Promise<void> => {
    await attendant
      ?.look(client)
      .catch((error: unknown) => log.warn({ error: (error as Error).message }, "a look failed"));
  };
  factsRoutes(app, { archive, clock, look });
  importsRoutes(app, { archive, undoer: importUndoer({ archive, policy, look, clock }) });
  const proposals = proposalsOf({ archive, policy, clock });
  if (attendant) {
    attentionRoutes(app, { archive, attendant, proposals, confirming, apply, clock });
    proposalsRoutes(app, { proposals, changed: following.tasksChanged });
  }
  dossierRoutes(app, { archive, standings: { ...standings, explain }, clock });
  machinesRoutes(app, archive);
  policiesRoutes(app, { policies, clock });
  policyPages(app, { policies, clock, company: options.house?.company });
  reportsRoutes(app, { archive, policies, clock, guides: options.guides });
  outboxRoutes(app, archive);
  hooksRoutes(app, { engine, archive, clock, secrets: options.deliverySecrets ?? [] });
  unsubscribeRoutes(app, { archive, clock });
  handoverRoutes(app, {
    ...{ archive, standings, apply, clock, log },
    publicUrl: options.publicUrl,
    company: options.house?.company,
  });
  previewRoutes(app, { archive, clock, taking, house: options.house });
  if (options.value) valueRoutes(app, { archive, desk: options.value, clock });
  if (options.channels) channelsRoutes(app, { archive, desk: options.channels, clock });
  if (options.rebuilder && options.watch)
    rebuildRoutes(app, { archive, rebuilder: options.rebuilder, watch: options.watch });
  unattestedRoutes(app, archive);
  agreeRoutes(app, { archive, reconciler: options.reconciler, clock, log });
  if (options.notary) {
    treeRoutes(app, { archive, notary: options.notary, log });
    tilesRoutes(app, { archive, notary: options.notary, open: options.openLog ?? false });
  }
  if (options.notary && options.runs)
    caseFileRoutes(app, { archive, notary: options.notary, runs: options.runs, clock });

  login.open(app);
  documentRoutes(app);
  if (options.console) consoleRoutes(app, options.console);
  return app;
}

// What was noticed about clients, over HTTP: people confirm it, or dismiss it.
import { createRoute, z } from "@hono/zod-openapi";
import { PROPOSAL, type Suggestion } from "../../archive/suggestions.ts";
import { forPeople, type Pointer } from "../../insight/attention/archetypes.ts";
import { isSignalKind, SIGNAL_KINDS, signalKind } from "../../insight/attention/kinds.ts";
import type { Role } from "../../machines/index.ts";
import { toldBy } from "../../services/confirmed.ts";
import { presented } from "../../services/presented.ts";
import { ProblemError } from "../../services/problem.ts";
import { judgeOf, PROPOSED, proposedEvent } from "../../services/proposals.ts";
import { partsOf } from "../../services/words.ts";
import type { ApiApp } from "./actor.ts";
import { type JudgingParts, judging } from "./judging.ts";
import { answered, listed, listOf, listQuery } from "./lists.ts";
import { clientParam, json, problem } from "./schemas.ts";
import { text } from "./words.ts";

const KINDS = [...SIGNAL_KINDS, PROPOSAL] as const;

export const suggestionSchema = z
  .object({
    id: z.string(),
    client: z.string(),
    kind: z.enum(KINDS),
    rule: z.string(),
    says: z.string(),
    first: z.string().openapi({ description: "The first answer" }),
    role: z.string().nullable().openapi({ description: "Who has to act; null: nobody" }),
    event: z
      .string()
      .nullable()
      .openapi({ description: "What the relationship is told when it is confirmed" }),
    at: z.string(),
    facts: z.array(z.string()).openapi({ description: "The facts that it rests on, by their names" }),
    words: z
      .array(z.object({ ref: z.string(), word: z.string(), at: z.int(), length: z.int() }))
      .openapi({ description: "Which words of our lists, in which text of the vault, and where in it" }),
    numbers: z.record(z.string(), z.unknown()),
    state: z.enum(["open", "confirmed", "dismissed"]),
    judgedAt: z.string().nullable(),
    by: z.string().nullable(),
  })
  .openapi("Suggestion");
export type ShownSuggestion = z.infer<typeof suggestionSchema>;

const quoted = suggestionSchema
  .extend({
    proposed: z
      .object({ data: z.unknown(), reason: z.string(), occurredAt: z.string().nullable() })
      .nullable()
      .openapi({ description: "What an agent proposes to send; null: nothing, or it was erased" }),
    asks: z.array(z.string()).openapi({
      description: "Fields of the event that the facts do not tell: whoever confirms it says them in `data`",
    }),
    messages: z.array(
      z.object({
        name: z.string(),
        at: z.string(),
        channel: z.string(),
        text: z.string().nullable().openapi({ description: "Null where it is not known, or was erased" }),
      }),
    ),
  })
  .openapi("QuotedSuggestion");
export type QuotedSuggestion = z.infer<typeof quoted>;

const page = listOf(suggestionSchema).openapi("Suggestions");
export type ListedSuggestions = z.infer<typeof page>;

const judged = z
  .object({
    suggestion: suggestionSchema,
    told: z
      .unknown()
      .nullable()
      .openapi({ description: "What the relationship answered, where it was told" }),
    next: z.string().nullable().openapi({ description: "What is to be done now, where no event does it" }),
  })
  .openapi("JudgedSuggestion");
export type JudgedSuggestion = z.infer<typeof judged>;

const ran = z
  .object({
    clients: z.int().openapi({ description: "How many were looked at" }),
    added: z.int().openapi({ description: "Suggestions that are new" }),
    told: z.int().openapi({ description: "Events that relationships were told" }),
    failed: z.array(z.string()).openapi({ description: "Clients to look at again" }),
  })
  .openapi("AttentionRun");
export type AttentionRun = z.infer<typeof ran>;

const type = z.object({ rule: z.string(), name: z.string() });
const archetypes = z
  .object({
    client: z.string(),
    archetypes: z.array(type.extend({ reasons: z.array(z.string()) })),
    people: z.array(type).openapi({ description: "Types that nothing countable tells: people judge" }),
  })
  .openapi("Archetypes");
export type ShownArchetypes = z.infer<typeof archetypes>;

const NO = {
  400: problem("Malformed: what is wrong, and where"),
  404: problem("There is no such client, or no such suggestion"),
  503: problem("A part of the engine cannot be reached; try again"),
};
const JUDGED = {
  ...NO,
  200: json("What became of it", judged),
  202: json("Kept, and not yet judged by the relationship", judged),
  409: problem("Refused by a rule, or for another person to confirm: it stays open"),
  410: problem("It was confirmed or dismissed before"),
};
const one = z.object({ id: z.string().openapi({ param: { name: "id", in: "path" }, example: "s-1f3a" }) });
const bodyOf = <S extends z.ZodType>(schema: S) => ({
  required: true as const,
  content: { "application/json": { schema } },
});

const routes = {
  list: createRoute({
    method: "get",
    path: "/v1/attention",
    operationId: "listSuggestions",
    summary: "What was noticed about clients, the latest first",
    request: {
      query: listQuery(["-at", "at"], {
        client: z.string().max(64).optional(),
        kind: z.enum(KINDS).optional(),
        state: z.enum(["open", "confirmed", "dismissed"]).optional(),
      }),
    },
    responses: { 200: listed("The suggestions", suggestionSchema, page), 400: NO[400], 503: NO[503] },
  }),
  show: createRoute({
    method: "get",
    path: "/v1/attention/{id}",
    operationId: "getSuggestion",
    summary: "One of them, with the messages that it rests on",
    request: { params: one },
    responses: { 200: json("The suggestion", quoted), ...NO },
  }),
  run: createRoute({
    method: "post",
    path: "/v1/attention/run",
    operationId: "runAttention",
    summary: "Look at every client of whom there is something new",
    responses: { 200: json("What came of it", ran), ...NO },
  }),
  confirm: createRoute({
    method: "post",
    path: "/v1/attention/{id}/confirm",
    operationId: "confirmSuggestion",
    summary: "It is so: the event that it stands for is sent in your name",
    request: {
      params: one,
      body: bodyOf(
        z.strictObject({
          data: z
            .record(z.string(), z.unknown())
            .optional()
            .openapi({ description: "Fields of the event, in place of those that are known or beside them" }),
          reason: text().optional(),
        }),
      ),
    },
    responses: JUDGED,
  }),
  dismiss: createRoute({
    method: "post",
    path: "/v1/attention/{id}/dismiss",
    operationId: "dismissSuggestion",
    summary: "It is not so: it does not come back for the same facts",
    request: { params: one, body: bodyOf(z.strictObject({ reason: text() })) },
    responses: JUDGED,
  }),
  archetypes: createRoute({
    method: "get",
    path: "/v1/clients/{client}/archetypes",
    operationId: "getArchetypes",
    summary: "Which types a client's facts point to, and why; for our people only, it decides nothing",
    request: { params: clientParam },
    responses: { 200: json("The types", archetypes), ...NO },
  }),
} as const;

/** What is said of a kind of suggestion; of a proposal, whose it is and which event are its own. */
function spokenOf(row: Suggestion) {
  const { kind } = row;
  if (kind === PROPOSAL) {
    const event = proposedEvent(row);
    const { agent = "", behind = "" } = row.numbers;
    return { ...PROPOSED, kind: PROPOSAL, role: judgeOf(event), event, numbers: { agent, behind } } as const;
  }
  if (!isSignalKind(kind)) throw new Error(`a suggestion of no kind that is known: ${kind}`);
  return { ...signalKind(kind), kind, numbers: row.numbers } as const;
}

export const viewFor =
  (reader: Role) =>
  (row: Suggestion): ShownSuggestion => {
    const { id, client, at, facts, words, state, judgedAt, actorRole, actorId } = row;
    const { kind, rule, says, first, role, event, numbers } = spokenOf(row);
    return {
      id,
      client,
      kind,
      rule,
      says,
      first,
      role,
      event,
      at,
      state,
      judgedAt,
      facts: [...facts],
      words: [...words],
      numbers: presented(reader, { ...numbers }),
      by: actorId === null ? null : `${actorRole}:${actorId}`,
    };
  };

/** The fields that an event needs beside what the facts tell of it. */
async function asksOf(row: Suggestion): Promise<string[]> {
  const told = row.kind === PROPOSAL ? null : await toldBy(row, async () => new Map());
  if (!told) return [];
  const { shape } = partsOf(told.type).data as z.ZodObject;
  return Object.entries(shape)
    .filter(([name, field]) => !(name in told.data) && !(field as z.ZodType).safeParse(undefined).success)
    .map(([name]) => name);
}

interface AttendedPage {
  readonly looked: readonly { readonly added: number; readonly told: number }[];
  readonly failed: readonly string[];
  readonly next: string | null;
}

/** Whoever looks at clients. */
export interface Attendant {
  look(client: string): Promise<unknown>;
  page(after?: string): Promise<AttendedPage>;
  archetypes(client: string): Promise<readonly Pointer[] | null>;
  messages(of: Suggestion): Promise<readonly QuotedSuggestion["messages"][number][]>;
}

export interface AttentionRouteOptions extends JudgingParts {
  readonly attendant: Attendant;
}

export function attentionRoutes(app: ApiApp, { attendant, ...parts }: AttentionRouteOptions): void {
  const { proposals } = parts;
  const { suggestions } = parts.archive;
  const { found, openOne, tell, judge, confirmProposal } = judging(parts);

  app.openapi(routes.list, async (c) => {
    const { client, kind, state, ...asked } = c.req.valid("query");
    return answered(
      c,
      asked,
      (wanted) => suggestions.page({ client, kind, state }, wanted),
      viewFor(c.get("actor").role),
    );
  });

  app.openapi(routes.show, async (c) => {
    const one = await found(c.req.valid("param").id);
    const messages = await attendant.messages(one);
    const { role } = c.get("actor");
    const said = one.kind === PROPOSAL ? await proposals.shown(one, role) : null;
    const proposed = said && { data: said.data, reason: said.reason, occurredAt: said.occurredAt ?? null };
    const shown = { ...viewFor(role)(one), proposed };
    const asks = await asksOf(one);
    return c.json({ ...shown, asks, messages: messages.map((message) => ({ ...message })) }, 200);
  });

  app.openapi(routes.run, async (c) => {
    const looked: AttendedPage["looked"][number][] = [];
    const failed: string[] = [];
    for (let after: string | null = ""; after !== null; ) {
      const page: AttendedPage = await attendant.page(after);
      looked.push(...page.looked);
      failed.push(...page.failed);
      after = page.next;
    }
    const sum = (of: (one: AttendedPage["looked"][number]) => number) =>
      looked.reduce((total, one) => total + of(one), 0);
    const counts = { added: sum(({ added }) => added), told: sum(({ told }) => told) };
    return c.json({ clients: looked.length, ...counts, failed }, 200);
  });

  app.openapi(routes.confirm, async (c) => {
    const by = c.get("actor");
    const said = c.req.valid("json");
    const one = await openOne(c.req.valid("param").id);
    if (one.kind === PROPOSAL) {
      const { told, by: second, judged: row } = await confirmProposal(c, one, said);
      const suggestion = viewFor(second.role)(row);
      return c.json({ suggestion, told, next: null }, told.outcome === "recorded" ? 202 : 200);
    }
    const told = await tell(one, by, said);
    const suggestion = viewFor(by.role)(await judge(one, "confirmed", by, said));
    const next = isSignalKind(suggestion.kind) ? (signalKind(suggestion.kind).next ?? null) : null;
    return c.json({ suggestion, told, next }, told?.outcome === "recorded" ? 202 : 200);
  });

  app.openapi(routes.dismiss, async (c) => {
    const by = c.get("actor");
    const { reason } = c.req.valid("json");
    const one = await openOne(c.req.valid("param").id);
    // A streak that was not urgent is known to the machine, which counts them (R-DEC-1).
    const told = one.kind === "streak" ? await tell(one, by, {}, false) : null;
    const suggestion = viewFor(by.role)(await judge(one, "dismissed", by, { reason }));
    return c.json({ suggestion, told, next: null }, told?.outcome === "recorded" ? 202 : 200);
  });

  app.openapi(routes.archetypes, async (c) => {
    const { client } = c.req.valid("param");
    const found = await attendant.archetypes(client);
    if (!found) throw new ProblemError("missing", `there is no client ${client} whose relationship goes on`);
    const pointers = found.map(({ rule, name, reasons }) => ({ rule, name, reasons: [...reasons] }));
    return c.json({ client, archetypes: pointers, people: forPeople() }, 200);
  });
}

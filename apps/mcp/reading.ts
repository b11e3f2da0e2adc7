// The tools that read and explain. None of them changes anything.
import { z } from "zod";
import type { Schemas, tenure } from "../../clients/typescript/index.ts";

/** The way to the API, as whoever the agent works for. */
export type McpApi = ReturnType<typeof tenure>;

/** A tool: what it takes, and how it is answered. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: z.ZodObject;
  readonly ask: (api: McpApi, given: never) => Promise<unknown>;
}

/** Types what a tool is given by what it takes. */
export const tool = <S extends z.ZodObject>(
  name: string,
  title: string,
  description: string,
  inputSchema: S,
  ask: (api: McpApi, given: z.infer<S>) => Promise<unknown>,
): Tool => ({ name, title, description, inputSchema, ask });

/** What was given, without what was left out. */
export const given = <T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

const word = (yes: boolean | undefined): "true" | "false" | undefined =>
  yes === undefined ? undefined : yes ? "true" : "false";

export const clientField = z.string().min(1).max(64).describe("The client's id");
export const typeField = z.string().max(64).describe("An event type, for instance incident.reported");
export const dataField = z.record(z.string(), z.unknown());
export const happenedField = z.iso
  .datetime({ offset: true })
  .optional()
  .describe("When it happened; left out: now");
const paging = {
  limit: z.int().min(1).max(200).default(50).describe("How many at most"),
  cursor: z.string().max(2_000).optional().describe("`next` of the page before"),
};

const because = (findings: readonly Schemas["Finding"][]): string[] =>
  findings.map(({ rule, says }) => `${rule}: ${says}`);

/** What may be signalled, in as few words as it takes: explain_event says the rest. */
async function allowed(api: McpApi, client: string): Promise<unknown> {
  const view = await api.call("getAllowedEvents", { params: { client } });
  const { allowed, open, notNow, ...where } = view;
  return {
    ...where,
    allowed,
    dependsOnData: open.map(({ type, says, findings }) => ({ type, says, asks: because(findings) })),
    notNow: notNow.map(({ type, says, findings }) => ({ type, says, because: because(findings) })),
  };
}

/** The policy that a relationship was signed under stands in its first entry. */
async function policyOf(api: McpApi, client: string): Promise<unknown> {
  const { items } = await api.call("listEntries", { params: { client }, query: { limit: 1 } });
  return (items[0]?.data as { readonly policy?: unknown } | undefined)?.policy ?? null;
}

export const READING: readonly Tool[] = [
  tool(
    "who_am_i",
    "Who you read as",
    "The person whose agent you are, and the role that you read in. Fields that the role may not read are left out of every answer.",
    z.object({}),
    (api) => api.call("getWhoami"),
  ),
  tool(
    "list_clients",
    "List clients",
    "Client relationships with their state, rung, legal hold and next deadline.",
    z.object({
      state: z.string().max(40).optional().describe("For instance active, warnedOnce, suspended"),
      rung: z.string().max(40).optional(),
      hold: z.boolean().optional().describe("Under a legal hold"),
      text: z.string().max(64).optional().describe("Part of the client id"),
      ...paging,
    }),
    (api, { hold, ...query }) => api.call("listClients", { query: given({ ...query, hold: word(hold) }) }),
  ),
  tool(
    "show_client",
    "Show a client",
    "Where one relationship stands: state, deadlines, channels, open tasks, open matters, notices.",
    z.object({ client: clientField }),
    (api, { client }) => api.call("getClient", { params: { client } }),
  ),
  tool(
    "list_allowed",
    "What is allowed now",
    "Every event type for a client: allowed now, depending on its data, or not now and because of which conditions.",
    z.object({ client: clientField }),
    (api, { client }) => allowed(api, client),
  ),
  tool(
    "explain_event",
    "Explain an event",
    "What if? Every condition of every rule that one event would meet now, and whether it holds. Records nothing.",
    z.object({
      client: clientField,
      type: typeField,
      data: dataField.optional().describe("The event's data; left out, conditions that read it stay open"),
      occurredAt: happenedField,
    }),
    (api, { client, ...question }) =>
      api.call("explainEvent", { params: { client }, body: given(question) as Schemas["Question"] }),
  ),
  tool(
    "read_timeline",
    "Read a timeline",
    "The journal of a client: each event with who sent it, its outcome, the findings and the effects.",
    z.object({
      client: clientField,
      sort: z.enum(["seq", "-seq"]).default("-seq").describe("-seq: the latest first"),
      ...paging,
    }),
    (api, { client, ...query }) => api.call("listEntries", { params: { client }, query: given(query) }),
  ),
  tool(
    "list_tasks",
    "List tasks",
    "What people have to do, over all clients or for one, the most pressing first, with what completes each task.",
    z.object({
      client: clientField.optional(),
      mine: z.boolean().optional().describe("Taken by the person whose agent you are"),
      overdue: z.boolean().optional(),
      kind: z.string().max(40).optional(),
      ...paging,
    }),
    (api, { mine, overdue, ...query }) =>
      api.call("listTasks", { query: given({ ...query, mine: word(mine), overdue: word(overdue) }) }),
  ),
  tool(
    "list_suggestions",
    "List suggestions and proposals",
    "What was noticed about clients and what agents proposed, and what people made of it: open, confirmed or dismissed.",
    z.object({
      client: clientField.optional(),
      state: z.enum(["open", "confirmed", "dismissed"]).optional(),
      proposals: z.boolean().default(false).describe("Only what agents proposed"),
      ...paging,
    }),
    (api, { proposals, ...query }) =>
      api.call("listSuggestions", {
        query: given({ ...query, kind: proposals ? ("proposal" as const) : undefined }),
      }),
  ),
  tool(
    "read_report",
    "Read a report",
    "One report over all clients, as tables. A name that is none is answered with the names that there are.",
    z.object({
      name: z.string().max(40).describe("For instance tiers, conduct, fairness, retention"),
      at: z.iso.date().optional().describe("As things stood at the end of that day; left out: today"),
      since: z.iso.date().optional(),
      currency: z.string().max(3).optional(),
    }),
    (api, { name, ...query }) =>
      api.call("getReport", { params: { name }, query: { ...given(query), form: "sheets" } }),
  ),
  tool(
    "describe_machine",
    "Describe the machine",
    "The versions of the state machine that judges events, and how many relationships are on each.",
    z.object({}),
    (api) => api.call("listMachines"),
  ),
  tool(
    "describe_policy",
    "Describe a client's policy",
    "The policy that a client's relationship is judged by: every threshold and period.",
    z.object({ client: clientField }),
    (api, { client }) => policyOf(api, client),
  ),
];

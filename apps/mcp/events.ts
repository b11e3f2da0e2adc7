// The tools about events: what there is to propose, and the proposal, which is the one thing that an agent can do.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Schemas, TenureProblem } from "../../clients/typescript/index.ts";
import { clientField, dataField, given, happenedField, type Tool, tool, typeField } from "./reading.ts";

/** The parts of the API's description (OpenAPI 3.1) that tell of events. */
interface Description {
  readonly components: { readonly schemas: Readonly<Record<string, EventSchema>> };
}
interface EventSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly oneOf?: readonly { readonly $ref: string }[];
}

const nameIn = ({ $ref }: { readonly $ref: string }): string => $ref.split("/").at(-1) ?? "";

/** Reads which events there are. @param url of the API */
async function readSchemas(url: string): Promise<Description["components"]["schemas"]> {
  const response = await fetch(`${url}/v1/openapi.json`);
  return ((await response.json()) as Description).components.schemas;
}

const unknown = (type: string): TenureProblem =>
  new TenureProblem(404, {
    type: "urn:tenure:problem:missing",
    title: "",
    status: 404,
    detail: `there is no event ${type}; describe_events without a type lists them`,
  });

/** @param url of the API, whose description says which events there are */
export function describing(url: string): Tool {
  return tool(
    "describe_events",
    "Describe events",
    "Without a type: every event type, what it says and which roles may send it. With one: the JSON Schema of its data.",
    z.object({ type: typeField.optional() }),
    async (_, { type }) => {
      const schemas = await readSchemas(url);
      const types = (schemas.Event?.oneOf ?? []).map(nameIn);
      if (type === undefined) return types.map((name) => ({ type: name, says: schemas[name]?.description }));
      if (!types.includes(type)) throw unknown(type);
      const { description: says, properties = {} } = schemas[type] ?? {};
      return { type, says, data: properties.data ?? {} };
    },
  );
}

/** What an agent's name may be made of, for tasks and lists. */
const named = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9 _./:@+-]/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 64) || "agent";

/** @param agent what the agent calls itself, as far as its client says it */
export const proposing = (agent: () => string | undefined): Tool =>
  tool(
    "propose_event",
    "Propose an event",
    "Proposes an event for a client. It changes nothing: it opens a task for a person who may send such an event. " +
      "Another person than the one whose agent you are confirms it, in their own name, or dismisses it. " +
      "Look at explain_event and describe_events before.",
    z.object({
      client: clientField,
      type: typeField,
      data: dataField.default({}).describe("The event's data, as describe_events says"),
      reason: z.string().trim().min(1).max(20_000).describe("Why, for the person who judges it"),
      occurredAt: happenedField,
      id: z
        .uuid()
        .optional()
        .describe("A UUID of yours: proposed again with it, it is the same proposal, and not another one"),
    }),
    async (api, { client, id, ...event }) => {
      const eventId = id ?? randomUUID();
      const body = { agent: named(agent() ?? ""), event: given({ ...event, eventId }) as Schemas["Event"] };
      const proposal = await api.call("proposeEvent", { params: { client }, body }, { eventId });
      return { ...proposal, eventId };
    },
  );

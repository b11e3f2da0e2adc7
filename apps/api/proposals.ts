// What agents propose, over HTTP. It is a suggestion: people confirm or dismiss it there (attention.ts).
import { randomUUID } from "node:crypto";
import { createRoute, z } from "@hono/zod-openapi";
import { ProblemError } from "../../services/problem.ts";
import type { Proposals } from "../../services/proposals.ts";
import type { ApiApp } from "./actor.ts";
import { suggestionSchema, viewFor } from "./attention.ts";
import { submissionSchema } from "./eventSchemas.ts";
import { keyed, keyHeaders } from "./idempotency.ts";
import { clientParam, json, problem } from "./schemas.ts";

const body = z
  .strictObject({
    agent: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9 _./:@+-]{0,63}$/, "a name of up to 64 letters, digits and . _ - / : @ +")
      .openapi({ description: "What the agent calls itself", example: "desk-helper" }),
    event: submissionSchema.openapi({
      description: "The event, with a reason; its eventId is the proposal's",
    }),
  })
  .openapi("Proposal");

const route = createRoute({
  method: "post",
  path: "/v1/clients/{client}/proposals",
  operationId: "proposeEvent",
  summary:
    "Propose an event, as an agent: another person than the one behind it confirms it, or dismisses it",
  request: {
    params: clientParam,
    headers: keyHeaders,
    body: { required: true, content: { "application/json": { schema: body } } },
  },
  responses: {
    201: json(
      "The proposal, a suggestion with a task to judge it; nothing else has changed",
      suggestionSchema,
    ),
    400: problem("Malformed: what is wrong, and where"),
    404: problem("There is no such client"),
    409: problem("No person may send such an event, or another proposal has this eventId"),
    410: problem("The client's personal data were erased: no words are kept any more"),
    503: problem("A part of the engine cannot be reached; try again"),
  },
});

export interface ProposalsRouteOptions {
  readonly proposals: Proposals;
  /** Called when there is a task that no entry says. */
  readonly changed: () => void;
}

export function proposalsRoutes(app: ApiApp, { proposals, changed }: ProposalsRouteOptions): void {
  app.openapi(route, async (c) => {
    const by = c.get("actor");
    const { agent, event } = c.req.valid("json");
    const { reason, eventId = randomUUID(), ...said } = keyed(c, event);
    if (reason === undefined)
      throw new ProblemError("malformed", "event.reason: say why it is proposed", {
        faults: [{ path: "event.reason", says: "why it is proposed: a text, not empty" }],
      });
    const found = await proposals.propose(c.req.valid("param").client, by, agent, {
      ...said,
      reason,
      eventId,
    });
    changed();
    return c.json(viewFor(by.role)(found), 201);
  });
}

// What changes a relationship: it is opened, events are signalled, its contact is put right, its data are erased.
import { createRoute } from "@hono/zod-openapi";
import { signallers } from "../../services/access.ts";
import type { Correction, corrector } from "../../services/correctContact.ts";
import type { ErasureOrder, eraser } from "../../services/erase.ts";
import type { eventTaker, OpeningBody } from "../../services/takeEvent.ts";
import type { unmoved } from "../../services/unmoved.ts";
import { type ApiApp, actorAmong } from "./actor.ts";
import { correctionBody, erasureBody, openingBody, submissionSchema } from "./eventSchemas.ts";
import { keyed, keyHeaders } from "./idempotency.ts";
import { NO, ONE_CLIENT } from "./relationships.ts";
import * as schemas from "./schemas.ts";
import { body, json, problem } from "./schemas.ts";
import { matched, matchHeaders } from "./versions.ts";

const routes = {
  open: createRoute({
    method: "post",
    path: "/v1/clients/{client}",
    operationId: "openClient",
    summary: "Open a relationship",
    request: { ...ONE_CLIENT, headers: keyHeaders, body: body(openingBody) },
    responses: {
      200: json("Opened before with this eventId", schemas.answerSchema),
      201: json("Opened", schemas.answerSchema),
      202: json("Kept, and not yet recorded", schemas.pendingSchema),
      ...NO,
      409: problem("The client has a relationship already"),
    },
  }),
  apply: createRoute({
    method: "post",
    path: "/v1/clients/{client}/events",
    operationId: "submitEvent",
    summary: "Signal an event",
    request: {
      ...ONE_CLIENT,
      headers: keyHeaders.extend(matchHeaders.shape),
      body: body(submissionSchema),
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
    request: { ...ONE_CLIENT, headers: keyHeaders, body: body(correctionBody) },
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
    request: { ...ONE_CLIENT, headers: keyHeaders, body: body(erasureBody) },
    responses: {
      200: json("Erased, now or before", schemas.erasureSchema),
      202: json("Kept, and not yet judged; nothing is erased", schemas.pendingSchema),
      ...NO,
      409: problem("Refused by a rule: a legal hold stands"),
    },
  }),
} as const;

export interface ChangesRouteOptions extends Pick<ReturnType<typeof eventTaker>, "open" | "apply"> {
  readonly correct: ReturnType<typeof corrector>;
  readonly erase: ReturnType<typeof eraser>;
  readonly whileUnmoved: ReturnType<typeof unmoved>;
}

export function changesRoutes(
  app: ApiApp,
  { open, apply, correct, erase, whileUnmoved }: ChangesRouteOptions,
): void {
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
}

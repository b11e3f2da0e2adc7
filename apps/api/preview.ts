// What a client would read if an event were signalled now. Nothing is recorded, kept or sent.

import { randomUUID } from "node:crypto";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { ApplicationFailure } from "@temporalio/common";
import type { Archive } from "../../archive/open.ts";
import { retrace } from "../../audit/retrace.ts";
import { type Actor, type EffectParams, type Envelope, iso, parseEnvelope } from "../../machines/index.ts";
import { compose, type LookUp } from "../../texts/notices/compose.ts";
import { LOCALES } from "../../texts/notices/texts.ts";
import type { Company } from "../../texts/notices/write.ts";
import { actorHeader, actorOf } from "./actor.ts";
import { ProblemError, refusalKind } from "./problem.ts";
import { clientParam, partsOf, problem, type Question, questionSchema } from "./schemas.ts";
import { deposit } from "./words.ts";

const locale = z.enum(LOCALES);

const query = z.object({
  lang: locale.optional().openapi({ description: "The language; the client's if left out" }),
});

const previewSchema = z
  .object({
    client: z.string(),
    type: z.string(),
    state: z.string().openapi({ description: "Where the event would lead" }),
    rung: z.string().optional(),
    notices: z
      .array(
        z.object({
          notice: z.string(),
          channel: z.string(),
          locale,
          subject: z.string(),
          body: z.string(),
          html: z.string(),
        }),
      )
      .openapi({ description: "What would be sent at once; empty where nothing would" }),
  })
  .openapi("Preview");
export type PreviewView = z.infer<typeof previewSchema>;

const route = createRoute({
  method: "post",
  path: "/clients/{client}/preview",
  summary: "What would the client read? The event is judged and nothing is recorded or sent (R-COM-1)",
  request: {
    params: clientParam,
    query,
    headers: actorHeader,
    body: { required: true as const, content: { "application/json": { schema: questionSchema } } },
  },
  responses: {
    200: {
      description: "The notices, as they would be written now",
      content: { "application/json": { schema: previewSchema } },
    },
    400: problem("Malformed: what is wrong, and where"),
    401: problem("It is not said who acts"),
    403: problem("Not for this role"),
    404: problem("There is no such client"),
    409: problem("A rule would refuse the event, or it would wait for a second person"),
    410: problem("The client's personal data were erased: nobody is written to any more"),
    500: problem("The journal cannot be judged again, or a notice cannot be written"),
    503: problem("A part of the engine cannot be reached; try again"),
  },
});

export interface PreviewParts {
  readonly archive: Archive;
  readonly clock: () => number;
  /** How notices speak of us. */
  readonly house?: Company | undefined;
}

/** The words of an event that are not kept: each gets a vault id that only this preview knows. */
function passing() {
  const words = new Map<string, string>();
  return {
    keep: async (_path: string, text: string): Promise<string> => {
      const id = `v_preview-${randomUUID()}`;
      words.set(id, text);
      return id;
    },
    lookUp:
      (vault: Archive["vault"]): LookUp =>
      async (id) =>
        words.get(id) ?? vault.get(id),
  };
}

/** Judges an event on the relationship as its journal says it stands. */
async function tried({ archive, clock }: PreviewParts, client: string, seq: number, event: Envelope) {
  const entries = await archive.journal.timeline(client, { limit: seq });
  const { last, difference } = retrace(entries);
  if (difference || !last)
    throw new ProblemError(
      "failed",
      `${difference?.says ?? "its journal is empty"}; \`tenure audit verify ${client}\` says more`,
    );
  const step = last.machine.judge(last.stored, event, clock()).at(-1);
  if (!step) throw new Error("an event was judged without a step");
  const answer = last.machine.answerOf(step);
  if (answer.outcome === "accepted") return step;
  const { state, rung, findings } = answer;
  const why = findings.map(({ says }) => says).join("; ");
  throw new ProblemError(
    refusalKind(findings),
    `${event.type} would be refused; this does not hold: ${why}`,
    {
      ...{ state, findings, ...(rung !== undefined && { rung }) },
    },
  );
}

/** The event as the door would take it, with words that nobody keeps. */
async function envelopeOf(
  said: Question,
  actor: Actor,
  now: number,
  keep: ReturnType<typeof passing>["keep"],
) {
  const { type, reason, data = {} } = said;
  const at = iso(now);
  return parseEnvelope({
    ...{ eventId: randomUUID(), type, occurredAt: at, receivedAt: at, actor, door: "api" },
    // No notice reads it: it need not be known yet.
    reason: await keep("reason", reason ?? ""),
    data: await deposit(partsOf(type).data, data, keep),
  });
}

/** Opens the door to previews. */
export function previewDoor(app: OpenAPIHono, parts: PreviewParts): void {
  const { archive, clock, house } = parts;
  app.openapi(route, async (c) => {
    const { client } = c.req.valid("param");
    const actor = actorOf(c.req.header("tenure-actor"));
    const reader = await archive.relationships.get(client);
    if (!reader) throw new ProblemError("missing", `there is no client ${client}`);
    const { keep, lookUp } = passing();
    const event = await envelopeOf(c.req.valid("json"), actor, clock(), keep);
    const { entry } = await tried(parts, client, reader.seq, event);

    const sent = entry.effects.filter(({ type }) => type === "sendNotice");
    const written = sent.map(async ({ params }) => {
      const { notice, channel, slots } = params as EffectParams<"sendNotice">;
      const locale = c.req.valid("query").lang ?? reader.locale;
      const asked = { client, notice, slots, locale, zone: reader.zone, beside: entry.effects };
      const { subject, body, html } = await compose(archive, asked, house, lookUp(archive.vault));
      return { notice, channel, locale, subject, body, html: html ?? "" };
    });
    const notices = await Promise.all(written).catch((error: unknown) => {
      if (error instanceof ApplicationFailure) throw new ProblemError("failed", error.message);
      throw error;
    });
    const { state, rung } = entry.to;
    return c.json({ client, type: entry.type, state, ...(rung !== undefined && { rung }), notices }, 200);
  });
}

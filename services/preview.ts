// What a client would read if an event were signalled now. Nothing is recorded, kept or sent.

import { randomUUID } from "node:crypto";
import { ApplicationFailure } from "@temporalio/common";
import type { Archive } from "../archive/open.ts";
import { retrace } from "../audit/retrace.ts";
import { type Actor, type EffectParams, type Envelope, iso, parseEnvelope } from "../machines/index.ts";
import { compose, type LookUp } from "../texts/notices/compose.ts";
import type { Locale } from "../texts/notices/texts.ts";
import type { Company } from "../texts/notices/write.ts";
import { dayAt } from "./dating.ts";
import { filledQuestion } from "./filled.ts";
import { ProblemError, refusalKind } from "./problem.ts";
import type { Question } from "./said.ts";
import type { SecondEyes } from "./secondEyes.ts";
import { times } from "./takeEvent.ts";
import { deposit, partsOf } from "./words.ts";

export interface PreviewParts {
  readonly archive: Archive;
  /** Ms since the epoch. */
  readonly clock: () => number;
  /** Says no where an agent of theirs makes them the first person already. */
  readonly taking: SecondEyes["taking"];
  /** How notices speak of us. */
  readonly house?: Company | undefined;
}

/** A notice as it would be written now. */
export interface PreviewedNotice {
  readonly notice: string;
  readonly channel: string;
  readonly locale: Locale;
  readonly subject: string;
  readonly body: string;
  readonly html: string;
}

/** Where an event would lead, and what would be sent at once. */
export interface Previewed {
  readonly client: string;
  readonly type: string;
  readonly state: string;
  readonly rung?: string | undefined;
  readonly notices: PreviewedNotice[];
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
    { state, findings, ...(rung !== undefined && { rung }) },
  );
}

/** The event as it would be taken in, with words that nobody keeps. */
async function envelopeOf(
  said: Question,
  actor: Actor,
  now: number,
  zone: string,
  keep: ReturnType<typeof passing>["keep"],
) {
  const { type, reason, data = {} } = said;
  const { occurredAt, receivedAt: at } = times(said.occurredAt, now);
  return parseEnvelope({
    eventId: randomUUID(),
    type,
    occurredAt: iso(Date.parse(occurredAt)),
    receivedAt: at,
    day: dayAt(zone, at),
    actor,
    door: "api",
    // No notice reads it: it need not be known yet.
    reason: await keep("reason", reason ?? ""),
    data: await deposit(partsOf(type).data, data, keep),
  });
}

/**
 * Judges an event and writes the notices that it would send at once (R-COM-1).
 * @param lang the language; the client's if left out
 * @throws {ProblemError} `missing`, refused as the event would be, or `failed` where a notice cannot be written
 */
export async function preview(
  parts: PreviewParts,
  client: string,
  actor: Actor,
  said: Question,
  lang?: Locale,
): Promise<Previewed> {
  const { archive, clock, house, taking } = parts;
  const reader = await archive.relationships.get(client);
  if (!reader) throw new ProblemError("missing", `there is no client ${client}`);
  const { keep, lookUp } = passing();
  const data = await filledQuestion(archive, client, said, iso(clock()));
  const event = await envelopeOf({ ...said, data }, actor, clock(), reader.zone, keep);
  const { entry } = await taking(client, event, () => tried(parts, client, reader.seq, event));
  const sent = entry.effects.filter(({ type }) => type === "sendNotice");
  const written = sent.map(async ({ params }) => {
    const { notice, channel, slots } = params as EffectParams<"sendNotice">;
    const locale = lang ?? reader.locale;
    const asked = { client, notice, slots, locale, zone: reader.zone, channel, beside: entry.effects };
    const { subject, body, html } = await compose(archive, asked, house, lookUp(archive.vault));
    return { notice, channel, locale, subject, body, html: html ?? "" };
  });
  const notices = await Promise.all(written).catch((error: unknown) => {
    if (error instanceof ApplicationFailure) throw new ProblemError("failed", error.message);
    throw error;
  });
  const { state, rung } = entry.to;
  return { client, type: entry.type, state, ...(rung !== undefined && { rung }), notices };
}

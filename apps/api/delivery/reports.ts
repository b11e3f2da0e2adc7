// What carriers and bounce mailboxes tell of a notice later on becomes an event of its relationship.
import { z } from "@hono/zod-openapi";
import type { Archive } from "../../../archive/open.ts";
import type { Attempt, CapturedNotice } from "../../../archive/outbox.ts";
import { REPORT_STATUSES, type ReportStatus } from "../../../archive/tables.ts";
import { type Envelope, eventIdOf, iso } from "../../../machines/index.ts";
import type { Engine } from "../../../services/engine.ts";
import { ProblemError } from "../../../services/problem.ts";
import { instant } from "../schemas.ts";

const MARK = /^<?([0-9a-f]{32})(@[^\s<>]*)?>?$/;

export const reportBody = z
  .strictObject({
    effectId: z
      .string()
      .regex(/^[^\s/]{1,64}\/\d{1,9}\/\d{1,9}$/, "an effect id: client/seq/n")
      .optional()
      .openapi({ description: "The notice, as its effect is called" }),
    messageId: z
      .string()
      .regex(MARK, "the Message-ID of one of our mails")
      .optional()
      .openapi({ description: "Instead of effectId: the Message-ID of the mail" }),
    status: z.enum(REPORT_STATUSES).openapi({ description: "`read` is noted, and nothing follows" }),
    at: instant.optional().openapi({ description: "When it happened; if left out, now" }),
    cause: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, "a word: letters, digits and _ . : -")
      .optional()
      .openapi({ description: "Why it came back, for instance mailbox-full; no words of a server" }),
  })
  .refine(({ effectId, messageId }) => (effectId === undefined) !== (messageId === undefined), {
    message: "one of effectId and messageId",
    path: ["effectId"],
  })
  .openapi("DeliveryReport");
export type ReportBody = z.infer<typeof reportBody>;

export const heardSchema = z
  .object({
    effectId: z.string(),
    status: z.enum(REPORT_STATUSES),
    outcome: z.enum(["applied", "recorded", "noted", "known"]).openapi({
      description:
        "applied: the relationship was told; recorded: it will be; noted: nothing follows from it; known: heard before",
    }),
  })
  .openapi("ReportHeard");
export type Heard = z.infer<typeof heardSchema>;

/** True where a message may have left: a report on any other one is about something that we did not send. */
const mayHaveGone = (last: Attempt | undefined): boolean =>
  last !== undefined && last.outcome !== "refused" && last.outcome !== "postponed";

/** Whether a report changes what the relationship knows. */
function matters(status: ReportStatus, notice: CapturedNotice, last: Attempt | undefined): boolean {
  if (!mayHaveGone(last)) return false;
  switch (status) {
    case "read":
      return false;
    case "delivered":
      // Accepted by the recipient's server is delivered; a report that comes after a bounce is about the time before.
      return last?.outcome !== "accepted" && notice.status !== "bounced";
    case "bounced":
    case "rejected":
      return true;
  }
}

export interface ReporterOptions {
  readonly engine: Engine;
  readonly archive: Archive;
  /** Ms since the epoch. */
  readonly clock: () => number;
}

/** Takes reports on notices in (R-LIF-20); they may come twice, late, and in any order. */
export function reporter({ engine, archive, clock }: ReporterOptions) {
  const { outbox, journal, receipts } = archive;

  /** Tells the relationship. */
  async function tell(
    notice: CapturedNotice,
    sentAt: string,
    { status, cause }: Pick<ReportBody, "status" | "cause">,
    at: number,
  ): Promise<"applied" | "recorded"> {
    const type = status === "delivered" ? "notice.delivered" : "notice.failed";
    const { client } = notice;
    // One event for all reports of this kind about a notice.
    const eventId = eventIdOf(notice.id, type);
    if ((await journal.recall(client, [eventId])).length > 0) return "applied";
    const now = clock();
    // A carrier's clock may be wrong; what we sent cannot have arrived before.
    const arrived = iso(Math.min(now, Math.max(at, Date.parse(sentAt))));
    const stamps = await receipts.stamp(client, eventId, { receivedAt: iso(now), occurredAt: arrived });
    const about = { effectId: notice.id, notice: notice.notice, channel: notice.channel };
    const event: Envelope = {
      eventId,
      type,
      ...stamps,
      actor: { id: "carrier", role: "system" },
      door: "api",
      data: {
        ...about,
        ...(status === "delivered" ? { deliveredAt: stamps.occurredAt } : { cause: cause ?? status }),
        wordsRef: notice.vaultId,
      },
    };
    // A relationship that has ended has nothing more to learn.
    return (await engine.apply(client, event)) === "recorded" ? "recorded" : "applied";
  }

  /** @throws {ProblemError} `missing` for a notice that there is not. */
  return async function hear(body: ReportBody): Promise<Heard> {
    const { status, cause = null } = body;
    const mark = MARK.exec(body.messageId ?? "")?.[1];
    const effectId = body.effectId ?? (mark && (await outbox.marked(mark)));
    const notice = effectId ? await outbox.get(effectId) : null;
    if (!notice) throw new ProblemError("missing", "no notice of ours has this id");
    const { id } = notice;
    const before = await outbox.reports(id);
    if (before.some((report) => report.status === status)) return { effectId: id, status, outcome: "known" };
    const at = Math.min(body.at === undefined ? clock() : Date.parse(body.at), clock());
    const last = (await outbox.attempts(id)).at(-1);
    const told = matters(status, notice, last)
      ? await tell(notice, last?.at ?? notice.at, body, at)
      : "noted";
    // After the event: whoever repeats a report that broke off here finds the event told already.
    await outbox.heard(id, { status, at: iso(at), cause }, iso(clock()), mayHaveGone(last));
    return { effectId: id, status, outcome: told };
  };
}

// What every contender is asked: one relationship's way up the ladder and back, over and over.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Actor, DAY, type Envelope, iso, type Opening, policySchema } from "../machines/index.ts";

const policyFile = join(import.meta.dirname, "../policies/2026-11.yaml");

/** The policy that the bench runs under: the one that is shipped. */
export const policy = policySchema().parse(parse(readFileSync(policyFile, "utf8")));

const opening: Opening = {
  kind: "b2b",
  locale: "en",
  zone: "Europe/Berlin",
  currency: "EUR",
  channels: ["email", "post"],
  contract: { contractRef: "k1", channel: "email", signedAt: "2025-01-01T00:00:00Z" },
};

/** An event of the script, not yet sent. */
export interface ScriptLine {
  readonly type: string;
  readonly by: Actor;
  readonly data: (now: number) => unknown;
  /** A sanction needs a reason. */
  readonly reason: boolean;
  readonly outcome: "accepted" | "refused";
  /** The event before, sent once more with the same id: it is answered as the first time. */
  readonly again: boolean;
  /** The rung that notices on their way have to lead to before the next event makes sense. */
  readonly until: string | null;
}

const [olga, max, sara, fritz, lea] = (
  [
    ["olga", "ops"],
    ["max", "manager"],
    ["sara", "senior"],
    ["fritz", "finance"],
    ["lea", "legal"],
  ] as const
).map(([id, role]): Actor => ({ id, role })) as [Actor, Actor, Actor, Actor, Actor];

/** What a line is where nothing else is said. */
const USUAL = { reason: false, outcome: "accepted", again: false, until: null } as const;
const refused = { outcome: "refused" } as const;
const reason = { reason: true } as const;

const REASON = "v_bench-reason";
const SECTIONS = ["conversations", "problems", "reviews", "ourFaults", "costToServe", "lossOnExit"];

/**
 * One round of the ladder, 40 events: active, warned once, warned twice, paused and resumed, the ground opened, an
 * exit asked for and rejected, restricted, active again. 33 are admitted, 6 refused, one is a repetition; 10 have
 * effects, 16 in all, 6 of which are notices that come back as delivered. The rest are facts, as in real life.
 * @param round makes the ids of this round its own.
 */
export function round(round: number): ScriptLine[] {
  const lines: ScriptLine[] = [];
  const say = (
    by: Actor,
    type: string,
    data: ScriptLine["data"] | object = {},
    more: Partial<ScriptLine> = {},
  ) =>
    lines.push({
      type,
      by,
      data: typeof data === "function" ? (data as ScriptLine["data"]) : () => data,
      ...USUAL,
      ...more,
    });
  const id = (label: string) => `${label}-${round}`;
  const wrote = (n: number) =>
    say(olga, "message.received", { messageId: id(`m${n}`), threadId: "t1", channel: "email" });
  const answered = (n: number) => say(olga, "message.sent", { messageId: id(`a${n}`), channel: "email" });
  const worked = (by: Actor, minutes: number) =>
    say(by, "effort.logged", { role: by.role, minutes, kind: "service" });
  const reported = (by: Actor, incident: string) =>
    say(by, "incident.reported", (now: number) => ({
      incidentId: id(incident),
      category: "insult",
      happenedAt: iso(now),
      evidence: [],
    }));
  const confirmed = (by: Actor, incident: string, more: Partial<ScriptLine> = {}) =>
    say(by, "incident.confirmed", { incidentId: id(incident), explainedBy: null }, { ...reason, ...more });

  wrote(1);
  answered(1);
  worked(olga, 12);
  reported(max, "i1");
  confirmed(max, "i1", refused);
  confirmed(sara, "i1");
  wrote(2);
  answered(2);
  worked(max, 25);
  say(max, "exit.requested", { requestId: id("r1"), ground: "conduct" }, { ...reason, ...refused });
  say(olga, "feedback.received", { ref: id("f1"), good: false }, { until: "warnedOnce" });

  reported(olga, "i2");
  confirmed(max, "i2");
  wrote(3);
  say(olga, "answer.given", { kind: "faq", ref: id("g1") });
  worked(olga, 8);
  say(olga, "conduct.improved", { evidence: REASON }, refused);
  say(olga, "feedback.received", { ref: id("f2"), good: true }, { until: "warnedTwice" });

  say(fritz, "payment.overdue", (now: number) => ({
    invoiceId: id("v1"),
    dueOn: iso(now - 9 * DAY).slice(0, 10),
    ourPartDone: true,
  }));
  wrote(4);
  answered(4);
  say(fritz, "payment.received", (now: number) => ({ invoiceId: id("v1"), paidOn: iso(now).slice(0, 10) }));
  worked(fritz, 5);
  say(fritz, "effort.logged", {}, { again: true });

  reported(olga, "i3");
  confirmed(max, "i3");
  say(max, "restriction.ordered", { channel: "post" }, { ...reason, ...refused });
  say(lea, "clause.answered", { ground: "conduct", terminable: false, clauseRef: "c7", noticeDays: 14 });
  say(max, "dossier.compiled", { dossierId: id("d1"), sections: SECTIONS, hash: "0".repeat(64) });
  say(max, "exit.requested", { requestId: id("r2"), ground: "conduct" }, reason);
  say({ ...max, role: "senior" }, "exit.approved", { requestId: id("r2") }, { ...reason, ...refused });
  wrote(5);
  say(sara, "exit.rejected", { requestId: id("r2") });
  say(max, "restriction.ordered", { channel: "post" }, reason);
  wrote(6);
  worked(olga, 1);
  say(olga, "review.published", { ref: id("w1"), good: false });
  say(max, "restriction.ordered", { channel: "post" }, { ...reason, ...refused });
  wrote(7);
  say(max, "conduct.improved", { evidence: REASON });
  return lines;
}

/** Events of a round. */
export const ROUND = round(0).length;

/** Facts of the script that move nothing and need nothing to have come before. */
const LOOSE = ["message.received", "message.sent", "effort.logged"];

/** One of them, with ids of its own: what many may tell of one client at once. */
export function fact(n: number): ScriptLine {
  const facts = round(n).filter(({ type, again }) => LOOSE.includes(type) && !again);
  return facts[n % facts.length] as ScriptLine;
}

/** The line as the API sends it now. */
export function envelope(line: ScriptLine, before: Envelope | null): Envelope {
  if (line.again && before) return before;
  const now = Date.now();
  return {
    eventId: randomUUID(),
    type: line.type,
    occurredAt: iso(now),
    receivedAt: iso(now),
    actor: line.by,
    ...(line.reason && { reason: REASON }),
    door: "bench",
    data: line.data(now),
  };
}

/** How a relationship of the bench begins: under contract. */
export function openingEvent(): Envelope {
  const now = iso(Date.now());
  return {
    eventId: randomUUID(),
    type: "relationship.opened",
    occurredAt: now,
    receivedAt: now,
    actor: olga,
    door: "bench",
    data: { ...opening, policy },
  };
}

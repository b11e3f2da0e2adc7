import { DAY, type Instant } from "../clock.ts";
import { type Context, type Decision, opened } from "../context.ts";
import type { Envelope } from "../events.ts";
import type { Policy } from "../policy.ts";
import type { Ground } from "../vocabulary.ts";

/** The rungs on which no restriction is in force. */
const UNRESTRICTED = ["active", "warnedOnce", "warnedTwice"];

/**
 * A relationship in which everything that a guard or an effect may speak of is the case. Rules are asked in it
 * for their words and clocks for their periods, never for a verdict.
 * @param state the key of the state in which they are asked.
 * @param ground the ground of the open request and of the restriction.
 */
export function sample(policy: Policy, state: string, ground: Ground): Context {
  const at = Date.parse(policy.validFrom);
  const channels = ["email", "post"] as const;
  const kind = { kind: "b2b", locale: "en", zone: "Europe/Berlin", currency: "EUR" } as const;
  const context = opened("client", { ...kind, channels: [...channels], policy }, at);
  const restriction: Decision = {
    id: known.decisionId,
    kind: "restriction",
    ground,
    incidentId: null,
    deciders: [],
    at,
    toldAt: at,
    status: "standing",
    channel: "post",
    restsOn: [],
    appeal: null,
  };
  const warning: Decision = {
    ...restriction,
    id: "d0",
    kind: "warning",
    ground: "conduct",
    status: "pending",
  };
  return {
    ...context,
    faults: {
      f1: {
        seq: 1,
        openedAt: at,
        curedAt: null,
        loss: true,
        settled: false,
        alerted: false,
        what: null,
        remedy: null,
        curedBy: null,
      },
    },
    decisions: UNRESTRICTED.includes(state) ? [warning] : [warning, restriction],
    letters: [
      {
        seq: 1,
        notice: "N4",
        slots: {},
        about: warning.id,
        tried: ["email"],
        arrivedAt: null,
        unknown: known.effectId,
        endings: 0,
      },
    ],
    request: { id: "r1", ground, by: "someone", role: "manager", at },
    dossier: { id: "s1", sections: 6, at, sums: null },
    segmented: core(at),
    farewell: {
      decisionId: "d2",
      noticeDays: 0,
      approach: "calling",
      lastDay: at,
      toldAt: at,
      dutiesDone: false,
    },
    handover: {
      outcome: "open",
      matched: ["p1"],
      candidates: [],
      provider: "p1",
      items: [],
      shared: true,
      exportSeq: 1,
      moveOn: at + policy.handover.moveReminderDays * DAY,
    },
  };
}

/** A client whom the last review found to be core. */
const core = (at: Instant): Context["segmented"] => ({
  period: "p1",
  periods: ["p1"],
  segment: "core",
  effortRepaid: true,
  draining: 0,
  at,
  seq: 1,
});

/** An event of the sample: it strikes out the restriction, reports on the letter, asks for a lower price. */
export const known = { decisionId: "d1", effectId: "client/1/0", notice: "N4", kind: "other" };

/** An event of which this much is known; `missing` answers for the rest of its data. */
export function happening(type: string, data: object, missing: () => unknown): Envelope {
  const time = new Date(0).toISOString();
  return {
    eventId: "e1",
    type,
    occurredAt: time,
    receivedAt: time,
    actor: { id: "someone", role: "system" },
    data: new Proxy(data, {
      get: (given, key) => (Reflect.has(given, key) ? Reflect.get(given, key) : missing()),
    }),
  };
}

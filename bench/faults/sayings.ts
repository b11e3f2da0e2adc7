// What people say of clients: facts, warnings in the making, and what the machine refuses. All of it from dice.

import type { Saying } from "./calls.ts";
import type { Dice } from "./dice.ts";

/** A fact that moves nothing and needs nothing to have come before. */
export function fact(by: Dice): Saying {
  const n = by.uuid().slice(0, 8);
  return by.pick<Saying>([
    {
      type: "message.received",
      as: "ops:olga",
      data: { messageId: `m-${n}`, threadId: "t1", channel: "email" },
    },
    { type: "message.sent", as: "ops:olga", data: { messageId: `a-${n}`, channel: "email" } },
    { type: "effort.logged", as: "ops:olga", data: { role: "ops", minutes: 5, kind: "service" } },
    { type: "feedback.received", as: "ops:olga", data: { ref: `f-${n}`, good: true } },
  ]);
}

/** Somebody was insulted. */
export const incident = (incidentId: string): Saying => ({
  type: "incident.reported",
  as: "ops:olga",
  data: { incidentId, category: "insult", happenedAt: "2026-11-20T09:00:00Z", evidence: [] },
});

/** A second person says so too: on the ladder, that is a warning, which goes out. */
export const confirmation = (incidentId: string): Saying => ({
  type: "incident.confirmed",
  as: "manager:max",
  reason: "insulted Bob in a mail",
  data: { incidentId, explainedBy: null },
});

/** What nobody may say in this role: it is refused, and the refusal is recorded. */
const notTheirs = (by: Dice): Saying => ({
  type: "incident.confirmed",
  as: "ops:olga",
  reason: "said by the wrong person",
  data: { incidentId: `i-${by.uuid().slice(0, 8)}`, explainedBy: null },
});

/** One who says one thing after the other of a client: facts mostly, now and then an incident and what follows. */
export function talker(by: Dice): () => Saying {
  let open: string | null = null;
  return () => {
    if (open !== null && by.chance(0.5)) {
      const incidentId = open;
      open = null;
      return confirmation(incidentId);
    }
    const kind = by.next();
    if (kind < 0.04 && open === null) {
      open = `i-${by.uuid().slice(0, 8)}`;
      return incident(open);
    }
    return kind < 0.08 ? notTheirs(by) : fact(by);
  };
}

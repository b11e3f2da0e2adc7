import { readFileSync } from "node:fs";
import { parse } from "yaml";
import {
  begin,
  type Context,
  DAY,
  type Definition,
  type Envelope,
  type Instant,
  iso,
  judge,
  type Opening,
  type Policy,
  policySchema,
  type Role,
  relationshipDefinition,
  type Step,
  type Stored,
  type Sums,
} from "../../machines/index.ts";

export const T0 = Date.parse("2026-01-01T09:00:00Z");

export const policy: Policy = policySchema().parse(
  parse(readFileSync(new URL("../../policies/2026-11.yaml", import.meta.url), "utf8")),
);

/** A client under contract who can be reached by e-mail and post. */
export const OPENING: Opening = {
  kind: "b2b",
  locale: "en",
  zone: "Europe/Berlin",
  currency: "EUR",
  channels: ["email", "post"],
  contract: { contractRef: "k1", channel: "email", signedAt: "2025-01-01T00:00:00Z" },
};

export const PROSPECT: Opening = {
  kind: "b2b",
  locale: "en",
  zone: "Europe/Berlin",
  currency: "EUR",
  channels: ["email", "post"],
};

/** `role:id`, as people write it. */
export type By = `${Role}:${string}`;

let minted = 0;

export function envelope(type: string, by: By, data: unknown, at: Instant, eventId?: string): Envelope {
  const [role, id] = by.split(":") as [Role, string];
  minted += 1;
  return {
    eventId: eventId ?? `00000000-0000-4000-8000-${String(minted).padStart(12, "0")}`,
    type,
    occurredAt: iso(at),
    receivedAt: iso(at),
    actor: { id, role },
    door: "test",
    // A sanction needs a reason; the words stand in the vault.
    reason: "v_00000000",
    data,
  };
}

/** A relationship in the hands of a test: every step is kept, so that the journal can be judged again. */
export class Relationship {
  readonly definition: Definition;
  readonly steps: Step[] = [];

  constructor(
    opening: Opening = OPENING,
    definition: Definition = relationshipDefinition(),
    at: Instant = T0,
    client = "c1",
    under: Policy = policy,
  ) {
    this.definition = definition;
    this.steps.push(
      begin(
        definition,
        client,
        envelope("relationship.opened", "ops:olga", { ...opening, policy: under }, at),
        at,
      ),
    );
  }

  get stored(): Stored {
    return this.last.stored;
  }

  get last(): Step {
    const step = this.steps.at(-1);
    if (!step) throw new Error("nothing has happened yet");
    return step;
  }

  get context(): Context {
    return this.stored.context as Context;
  }

  /** Signals an event `days` after the opening; returns the event's own step. */
  on(days: number, type: string, by: By, data: unknown = {}): Step {
    return this.send(envelope(type, by, data, T0 + days * DAY));
  }

  /** Signals an event as it is. */
  send(event: Envelope): Step {
    this.steps.push(...judge(this.definition, this.stored, event, Date.parse(event.receivedAt)));
    return this.last;
  }

  /** Reports every notice of the last steps as delivered. */
  delivered(days: number): void {
    const seen = new Set(
      this.steps.flatMap((s) =>
        s.entry.type.startsWith("notice.") ? [(s.entry.data as { effectId: string }).effectId] : [],
      ),
    );
    for (const effect of this.steps.flatMap((s) => s.effects)) {
      if (effect.type !== "sendNotice" || seen.has(effect.id)) continue;
      const { notice, channel } = effect.params as { notice: string; channel: string };
      this.on(days, "notice.delivered", "system:post", {
        effectId: effect.id,
        notice,
        channel,
        deliveredAt: iso(T0 + days * DAY),
      });
    }
  }

  /** A confirmed incident whose warning arrives the same day. */
  strike(days: number): void {
    const incidentId = `i${this.stored.seq}`;
    this.on(days, "incident.reported", "ops:olga", {
      incidentId,
      category: "insult",
      happenedAt: iso(T0 + days * DAY),
      evidence: [],
    });
    this.on(days, "incident.confirmed", "manager:max", { incidentId, explainedBy: null });
    this.delivered(days);
  }
}

export const SECTIONS = ["conversations", "problems", "reviews", "ourFaults", "costToServe", "lossOnExit"];

/** What the facts of a dossier come to: a client who brings a little more than it costs. */
export const SUMS: Sums = {
  asOf: "2026-01-01",
  currency: "EUR",
  revenue: 100,
  cost: 90,
  costs: { service: 50, development: 20, shipping: 5, precontract: 5, goods: 0, concessions: 10 },
  precontractMinutes: 0,
  concessionsUnderThreat: 0,
  threat: null,
  demand: null,
  returns: null,
  margin: null,
  faults: { open: 0, window: 0 },
  missing: [],
};

import { beforeAll, describe, expect, it } from "vitest";
import {
  anewTypes,
  type Context,
  DAY,
  historyOf,
  iso,
  judge,
  phaseOf,
  relationshipDefinition,
  type View,
  viewOf,
} from "../../machines/index.ts";
import { STATES } from "../../machines/vocabulary.ts";
import { type By, envelope, T0 } from "../support/machine.ts";
import { beginnings, explore, open, type Reached } from "../support/model.ts";

type Sent = readonly [type: string, by: By, data: unknown];

interface Config {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, Config>>;
}

const definition = relationshipDefinition();
/** Every state that the model comes to, with the entries that led there. */
let reached: readonly { readonly view: View; readonly is: Reached }[] = [];
/** The state of the chart itself: `live` whatever its regions say. */
const placeOf = ({ stored }: Reached): string =>
  typeof stored.snapshot.value === "string"
    ? stored.snapshot.value
    : (Object.keys(stored.snapshot.value as object)[0] ?? "");

beforeAll(() => {
  reached = [...explore(definition, beginnings(definition), 450, () => {}).values()].map((is) => ({
    ...{ is, view: viewOf(is.stored) },
  }));
}, 300_000);

describe("the view of a relationship, in every state that the model comes to", () => {
  it("has a phase for every state, and every state is come to", () => {
    const phases: Record<string, string> = { onboarding: "intake", live: "live", offboarding: "parting" };
    for (const { view, is } of reached) {
      const place = placeOf(is);
      const over = place === "winBack" ? "approached" : "over";
      expect(view.phase, place).toBe(phases[place] ?? over);
      expect(phaseOf(view.state)).toBe(view.phase);
    }
    expect(new Set(reached.map(({ view }) => view.state))).toEqual(new Set(STATES));
  });

  it("R-HND-2 R-LIF-16 says what the journal tells without being judged: the contract, and the needs", () => {
    for (const { view, is } of reached) {
      const told = historyOf(is.steps.map(({ entry }) => entry));
      const acts = is.acts.join(" → ");
      expect(told.contractSince, acts).toBe(view.contractSince);
      expect(told.needs, acts).toEqual(view.needs);
    }
    const seen = (has: (view: View) => boolean) => reached.some(({ view }) => has(view));
    expect(seen(({ needs }) => needs !== null) && seen(({ needs }) => needs === null)).toBe(true);
    expect(seen(({ contractSince }) => contractSince === null)).toBe(true);
  });

  it("R-LIF-14 R-LIF-16 begins anew with the events on which the machine forgets, and with no others", () => {
    const forgets = new Set<string>();
    const walk = (node: Config): void => {
      for (const [event, given] of Object.entries(node.on ?? {}))
        if (/"(cameBack|wonBack)"/.test(JSON.stringify(given))) forgets.add(event);
      for (const child of Object.values(node.states ?? {})) walk(child);
    };
    walk(definition.machine.config as Config);
    expect(forgets).toEqual(new Set(anewTypes()));
  });

  it("R-HND-4 knows a handover from the exit on, waiting at its clock, until it is settled with an outcome", () => {
    const stages = new Set<string>();
    for (const { view, is } of reached) {
      const { handover } = view;
      if (view.phase === "parting") expect(handover).not.toBeNull();
      if (!handover) continue;
      stages.add(handover.stage);
      const acts = is.acts.join(" → ");
      expect(handover.stage === "settled", acts).toBe(handover.outcome !== null);
      // R-LIF-19: no date while a legal hold stands.
      const held = definition.heldSince(is.stored.context) !== null;
      if (held || handover.stage === "settled" || handover.stage === "found")
        expect(handover.due, acts).toBeNull();
      if (["offered", "asking", "exporting", "moving"].includes(handover.stage))
        expect(handover.providerId, acts).not.toBeNull();
      expect(
        handover.due === null ||
          is.stored.deadlines.some(({ due }) => due === Date.parse(handover.due ?? "")),
      ).toBe(true);
    }
    expect(stages).toEqual(
      new Set(["matching", "found", "offered", "asking", "exporting", "moving", "settled"]),
    );
  });

  it("R-LIF-5 names the open request while it waits, and nobody's after that", () => {
    for (const { view, is } of reached) {
      const asked = JSON.stringify(is.stored.snapshot.value).includes('"parting":"asked"');
      expect(view.request !== null, is.acts.join(" → ")).toBe(asked);
    }
  });

  it("R-TSK-3 what waits for somebody of ours is named while it waits, with whom it waits for and what answers it", () => {
    const seen = new Set<string>();
    for (const { view, is } of reached) {
      const acts = is.acts.join(" → ");
      const context = is.stored.context as Context;
      const waits = (kind: string) => view.waiting.filter((one) => one.kind === kind).map(({ id }) => id);
      for (const { kind, role } of view.waiting) seen.add(`${kind} ${role}`);
      if (view.state === "refused") expect(view.matters, acts).toEqual([]);
      if (view.phase === "over") expect(waits("incident"), acts).toEqual([]);
      else
        expect(waits("incident"), acts).toEqual(
          Object.entries(context.incidents).flatMap(([id, { status }]) =>
            status === "reported" ? [id] : [],
          ),
        );
      expect(waits("request"), acts).toEqual(view.request ? [view.request.requestId] : []);
      const appeals = context.decisions.filter(({ appeal }) => appeal?.verdict === "open");
      if (view.state !== "refused") expect(waits("appeal"), acts).toEqual(appeals.map(({ id }) => id));
      const [clause] = waits("clause");
      if (clause) expect(view.clauses.map(({ ground }) => ground)).not.toContain(clause);
      if (view.request && !view.clauses.some(({ ground }) => ground === view.request?.ground))
        expect(waits("clause"), acts).toEqual([view.request.ground]);
    }
    expect([...seen].sort()).toEqual([
      ...["appeal senior", "clause legal", "conduct manager", "request senior"],
    ]);
  });

  it("R-TSK-3 a reported incident and an intake that nobody can decide on wait, and end with the answer", () => {
    const waitsAfter = (acts: readonly Sent[], prospect = false, apart = 1_000) => {
      let stored = open(definition, prospect ? "prospect" : "client").stored;
      for (const [type, by, data] of acts) {
        const at = (stored.context as Context).at + apart;
        stored = judge(definition, stored, envelope(type, by, data, at), at).at(-1)?.stored ?? stored;
      }
      return viewOf(stored).waiting.map(({ kind, id, role, events }) => [kind, id, role, events[0]]);
    };
    const reported = (category: string): Sent => [
      "incident.reported",
      "ops:olga",
      { incidentId: "i1", category, happenedAt: "2026-01-01T00:00:00Z", evidence: [] },
    ];
    const confirmed: Sent = ["incident.confirmed", "manager:max", { incidentId: "i1", explainedBy: null }];
    expect(waitsAfter([reported("insult")])).toEqual([["incident", "i1", "manager", "incident.confirmed"]]);
    expect(waitsAfter([reported("criticism")])).toEqual([
      ["incident", "i1", "manager", "incident.dismissed"],
    ]);
    expect(waitsAfter([reported("insult"), confirmed])).toEqual([]);
    const assessed: Sent = ["intake.assessed", "manager:max", { fit: true, needs: [], flagged: false }];
    const finance: Sent = ["finance.assessed", "finance:fred", { revenue: 1, benefit: 0, cost: 0 }];
    expect(waitsAfter([], true)).toEqual([]);
    expect(waitsAfter([assessed], true)).toEqual([["finance", "intake", "finance", "finance.assessed"]]);
    expect(waitsAfter([assessed, finance], true)).toEqual([]);
    // A loss waits once somebody was alerted to it (R-DEC-16).
    const fault: Sent = ["fault.opened", "ops:olga", { faultId: "f1", at: iso(T0), loss: true }];
    const later: Sent = ["feedback.received", "ops:olga", { ref: "x", good: true }];
    const decided: Sent = ["compensation.decided", "manager:max", { faultId: "f1", amount: 5 }];
    expect(waitsAfter([fault])).toEqual([]);
    expect(waitsAfter([fault, later], false, 4 * DAY)).toEqual([
      ["loss", "f1", "manager", "compensation.decided"],
    ]);
    expect(waitsAfter([fault, later, decided], false, 4 * DAY)).toEqual([]);
  });
});

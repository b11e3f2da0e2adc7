import { beforeAll, describe, expect, it } from "vitest";
import { anewTypes, historyOf, phaseOf, relationshipLaw, type View, viewOf } from "../../machines/index.ts";
import { STATES } from "../../machines/vocabulary.ts";
import { beginnings, explore, type Reached } from "../support/model.ts";

interface Config {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, Config>>;
}

const law = relationshipLaw();
/** Every state that the model comes to, with the entries that led there. */
let reached: readonly { readonly view: View; readonly is: Reached }[] = [];
/** The state of the chart itself: `live` whatever its regions say. */
const placeOf = ({ stored }: Reached): string =>
  typeof stored.snapshot.value === "string"
    ? stored.snapshot.value
    : (Object.keys(stored.snapshot.value as object)[0] ?? "");

beforeAll(() => {
  reached = [...explore(law, beginnings(law), 450, () => {}).values()].map((is) => ({
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
    walk(law.machine.config as Config);
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
      const held = law.heldSince(is.stored.context) !== null;
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
});

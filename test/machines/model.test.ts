import { beforeAll, describe, expect, test } from "vitest";
import { nextDue, refold, relationshipDefinition } from "../../machines/index.ts";
import { judgeAgain } from "../../machines/step/step.ts";
import { broken, facts, leaves } from "../support/invariants.ts";
import { marked, taken } from "../support/marked.ts";
import { beginnings, explore, type Reached } from "../support/model.ts";

/** States that wait for nobody; every other one must have a clock that ends it (R-LIF-24). */
const RESTING = ["active", "terminated", "closed", "refused"];

/** A clock that stands in a state of waiting, by leaf; leaves that are not named wait for nobody. */
const CLOCKS: Readonly<Record<string, readonly string[]>> = {
  onboarding: ["intake"],
  warnedOnce: ["coolOff"],
  warnedTwice: ["coolOff"],
  restricted: ["coolOff"],
  suspended: ["pause"],
  sending: ["delivery"],
  phoning: ["calls"],
  asked: ["exitRequest"],
  owing: ["compensation"],
  preparing: ["exitCalls"],
  ringing: ["exitCalls"],
  writing: ["farewellDelivery"],
  posting: ["reminder"],
  waiting: ["reminder"],
  open: ["duties"],
  matching: ["match"],
  offered: ["offer"],
  asking: ["provider"],
  exporting: ["export"],
  found: ["exitCalls"],
  undated: ["move"],
  dated: ["moveReminder"],
  imminent: ["move"],
  told: ["reminder"],
  helpMatching: ["match"],
  helpOffered: ["offer"],
  helpAsking: ["provider"],
  helpExporting: ["export"],
  helpUndated: ["move"],
  helpDated: ["moveReminder"],
  helpImminent: ["move"],
  winBack: ["winBackOffer"],
};

const { definition, marks } = marked();
const got = new Set<string>();
const visited = new Set<string>();
const faults: string[] = [];
let states: ReadonlyMap<string, Reached> = new Map();

beforeAll(() => {
  states = explore(definition, beginnings(definition), 450, (from, next, steps, act) => {
    for (const mark of taken(steps)) got.add(mark);
    faults.push(
      ...broken(from.stored, next.stored, steps).map((says) => `${says}: ${[...from.acts, act].join(" → ")}`),
    );
  });
  for (const { stored } of states.values())
    for (const leaf of leaves(stored.snapshot.value)) visited.add(leaf);
}, 300_000);

describe("the machine, walked", () => {
  test("every transition of the chart is taken", () => {
    expect(marks.filter((mark) => !got.has(mark))).toEqual([]);
    expect(marks.length).toBeGreaterThan(140);
  });

  test("every state that one can stay in is reached", () => {
    const all: string[] = [];
    const visit = (node: typeof definition.machine.root) => {
      if (node.type === "final" || (node.type === "atomic" && !node.config.always)) all.push(node.key);
      // A router is left within its own step.
      else if (node.type === "atomic" && node.always?.every((t) => t.guard !== undefined)) all.push(node.key);
      for (const child of Object.values(node.states)) visit(child);
    };
    visit(definition.machine.root);
    expect(all.filter((leaf) => !visited.has(leaf))).toEqual([]);
  });

  test("R-LIF-3 R-LIF-5 R-LIF-7 R-LIF-20 what must always hold, holds on every path", () => {
    expect([...new Set(faults)].slice(0, 20)).toEqual([]);
  });

  test("R-LIF-24 no state of waiting is without an end", () => {
    const endless: string[] = [];
    for (const { stored, acts } of states.values()) {
      if (facts(stored).holds.at(-1)?.to === null) continue;
      const value = leaves(stored.snapshot.value);
      const armed = new Set(stored.deadlines.map((deadline) => deadline.name));
      for (const leaf of value) {
        const clocks = CLOCKS[leaf];
        if (!clocks || clocks.some((clock) => armed.has(clock))) continue;
        // A cool-off that ran out beside an open matter ends with that matter, which has a clock of its own.
        if (clocks[0] === "coolOff" && ["exitRequest", "delivery", "calls"].some((clock) => armed.has(clock)))
          continue;
        endless.push(`${leaf}: ${acts.join(" → ")}`);
      }
    }
    expect(endless.slice(0, 10)).toEqual([]);
  });

  test("R-LIF-24 no dead end: where nothing rests, a clock runs", () => {
    const dead = [...states.values()].filter(({ stored }) => {
      const rests = leaves(stored.snapshot.value).some((leaf) => RESTING.includes(leaf));
      return !rests && facts(stored).holds.at(-1)?.to !== null && nextDue(definition, stored) === null;
    });
    expect(dead.map((reached) => reached.acts.join(" → "))).toEqual([]);
  });

  test("R-LIF-0 what comes next does not go by how a state was come to: of a copy, the same entry", () => {
    let judged = 0;
    for (const { steps } of states.values()) {
      const [before, last] = steps.slice(-2);
      if (!before || !last) continue;
      judged += 1;
      const again = judgeAgain(definition, structuredClone(before.stored), last.entry);
      expect(again?.entry, last.entry.type).toEqual(last.entry);
    }
    expect(judged).toBeGreaterThan(1_000);
  });

  test("state and journal survive being written down: JSON and back, and the refold of the journal", () => {
    const plain = relationshipDefinition();
    const sample = [...states.values()].filter((_, n) => n % 37 === 0);
    expect(sample.length).toBeGreaterThan(30);
    for (const reached of sample) {
      const entries = reached.steps.map((step) => step.entry);
      const again = refold(definition, JSON.parse(JSON.stringify(entries)));
      if ("divergence" in again) throw new Error(`${reached.acts.join(" → ")} at ${again.divergence.seq}`);
      const { outbox: _, ...refolded } = again.stored;
      const { outbox: __, ...live } = reached.stored;
      expect(refolded).toEqual(live);
      // A chart without markers is another chart: its definition has another hash.
      expect(() => refold(plain, entries)).not.toThrow();
      expect("divergence" in refold(plain, entries)).toBe(true);
    }
  });
});

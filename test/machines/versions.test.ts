import { beforeAll, describe, expect, test } from "vitest";
import {
  ADOPTED,
  type Entry,
  type Machine,
  type MachineRef,
  type Registry,
  registryOf,
  type Step,
  type Stored,
} from "../../machines/format.ts";
import { DAY, iso } from "../../machines/index.ts";
import { latest } from "../../machines/versions/index.ts";
import { type By, envelope, OPENING, policy, T0 } from "../support/machine.ts";
import { CHANGES, type Version, versionAfter, versionWith } from "../support/versions.ts";

const first = latest();
let second: Version;
let postal: Version;
let both: Registry;

beforeAll(async () => {
  [second, postal] = await Promise.all([
    versionWith(versionAfter(1), CHANGES),
    versionWith(versionAfter(2), [
      [/\bdelivery: period/, "postal: period"],
      [/after: \{ delivery:/, "after: { postal:"],
    ]),
  ]);
  both = registryOf([first, second.machine, postal.machine]);
}, 60_000);

/** A relationship whose machines are those of one build. */
class Led {
  readonly steps: Step[];
  readonly machines: Registry;
  constructor(machines: Registry, begins: Machine = first) {
    this.machines = machines;
    this.steps = [
      begins.begin("c1", envelope("relationship.opened", "ops:olga", { ...OPENING, policy }, T0), T0),
    ];
  }
  get stored(): Stored {
    return (this.steps.at(-1) as Step).stored;
  }
  get last(): Entry {
    return (this.steps.at(-1) as Step).entry;
  }
  on(days: number, type: string, by: By, data: unknown = {}): Entry {
    const at = T0 + days * DAY;
    this.steps.push(...this.machines.judge(this.stored, envelope(type, by, data, at), at));
    return this.last;
  }
  adopt(
    days: number,
    to: MachineRef,
    from: MachineRef = this.stored.machine,
    by: By = "compliance:cleo",
  ): Entry {
    return this.on(days, ADOPTED, by, { from, to });
  }
  warning(days: number): void {
    const data = {
      incidentId: `i${days}`,
      category: "insult",
      happenedAt: iso(T0 + days * DAY),
      evidence: [],
    };
    this.on(days, "incident.reported", "ops:olga", data);
    this.on(days, "incident.confirmed", "senior:sam", { incidentId: `i${days}`, explainedBy: null });
  }
  /** Every entry, judged again by the machines of a build. */
  again(machines: Registry = this.machines): number {
    let stored: Stored | null = null;
    for (const [n, { entry }] of this.steps.entries()) {
      const step = machines.judgeAgain(stored, JSON.parse(JSON.stringify(entry)));
      if (step?.entry.hash !== entry.hash) return n + 1;
      stored = step.stored;
    }
    return 0;
  }
}

describe("versions of the machine", () => {
  test("R-VER-1 any change in behaviour is another hash, and the same source the same bytes", async () => {
    const [again, worded] = await Promise.all([
      versionWith(versionAfter(1), CHANGES),
      versionWith(versionAfter(1), [
        ...CHANGES,
        [/it is moved to another machine/, "it is moved to a different machine"],
      ]),
    ]);
    expect(again.sha256).toBe(second.sha256);
    expect(worded.sha256).not.toBe(second.sha256);
    expect(new Led(both).last.machine).toEqual(first.ref);
  });

  test("R-VER-2 each goes on under its own, and what is journalled is judged again by the one that it names", () => {
    const [old, young] = [new Led(both), new Led(both, second.machine)];
    for (const one of [old, young]) one.warning(1);
    const confirm = { incidentId: "i2", explainedBy: null };
    for (const one of [old, young]) {
      one.on(2, "incident.reported", "ops:olga", {
        incidentId: "i2",
        category: "insult",
        happenedAt: iso(T0 + 2 * DAY),
        evidence: [],
      });
      one.on(3, "incident.confirmed", "manager:max", confirm);
    }
    // The rule that only the second has: a manager alone does not confirm.
    expect(young.last).toMatchObject({ outcome: "refused", findings: [{ rule: "R-ROL-1" }] });
    expect(old.last.findings).not.toMatchObject([{ rule: "R-ROL-1" }]);
    expect([old.again(), young.again()]).toEqual([0, 0]);
    // A build without it cannot judge it, and says so by its name.
    expect(() => young.again(registryOf([first]))).toThrow(
      `does not have machine relationship ${versionAfter(1)} (`,
    );
    // Judged by another machine than it names, an entry does not hold.
    const forged = { ...old.last, machine: second.machine.ref };
    expect(() => both.judgeAgain((old.steps.at(-2) as Step).stored, forged)).toThrow();
  });

  test("R-VER-3 a move keeps rung, clocks, open effects and time passed, and is an entry of its own", () => {
    const led = new Led(both);
    led.warning(1);
    const before = led.stored;
    expect(before.outbox.length).toBeGreaterThan(0);
    expect(before.deadlines.length).toBeGreaterThan(0);
    const entry = led.adopt(2, second.machine.ref);
    expect(entry).toMatchObject({
      ...{ type: ADOPTED, outcome: "accepted", effects: [], machine: second.machine.ref },
      ...{ data: { from: first.ref, to: second.machine.ref }, from: entry.to },
    });
    const { deadlines, outbox, snapshot, processed } = led.stored;
    expect({ deadlines, outbox, value: snapshot.value }).toEqual({
      ...{ deadlines: before.deadlines, outbox: before.outbox, value: before.snapshot.value },
    });
    expect(processed.slice(0, -1)).toEqual(before.processed);
    // From here on the second judges, and the whole journal holds.
    led.on(3, "incident.reported", "ops:olga", {
      incidentId: "i3",
      category: "insult",
      happenedAt: iso(T0 + 3 * DAY),
      evidence: [],
    });
    expect(
      led.on(3, "incident.confirmed", "manager:max", { incidentId: "i3", explainedBy: null }).outcome,
    ).toBe("refused");
    expect(led.last.machine).toEqual(second.machine.ref);
    expect(led.again()).toBe(0);
  });

  test("R-VER-3 R-LIF-21 what fell due before a move is fired by the machine that goes", () => {
    const led = new Led(both);
    led.warning(1);
    const due = Date.parse(led.last.deadlines.find(({ name }) => name === "delivery")?.due ?? "");
    const days = Math.ceil((due - T0) / DAY) + 1;
    led.adopt(days, postal.machine.ref);
    const types = led.steps.map(({ entry }) => `${entry.type} ${entry.machine.version}`);
    expect(types.slice(-2)[0]).toBe(`deadline.delivery ${first.ref.version}`);
    expect(led.last.machine.version).toBe(versionAfter(2));
    expect(led.again()).toBe(0);
  });

  test.each([
    ["a state that it lacks", 1, () => second, { state: expect.stringContaining("phoning") }],
    ["a clock that it would not hear", -1, () => postal, { clock: "delivery" }],
  ])("R-VER-3 a machine does not take a relationship over with %s", (_, after, version, read) => {
    const led = new Led(both);
    led.warning(1);
    // The first clock is the delivery's; with it, the warning goes on by phone.
    const due = Date.parse(led.last.deadlines.find(({ name }) => name === "delivery")?.due ?? "");
    const entry = led.adopt((due - T0) / DAY + after, version().machine.ref);
    expect(entry).toMatchObject({ outcome: "refused", machine: first.ref });
    expect(entry.findings).toMatchObject([{ rule: "R-VER-3", passed: false, read }]);
    expect(led.again()).toBe(0);
  });

  test("R-VER-3 an event of an older schema is read by an upcaster, and kept as it was sent", async () => {
    const later = await versionWith("4", [
      [/export const SCHEMA = 1;/, "export const SCHEMA = 2;"],
      [/count: z\.int\(\)\.min\(1\)\.max\(10_000\),/, "times: z.int().min(1).max(10_000),"],
      [/\bdata\(\)\.count\b/, "data().times"],
      [
        /(const UPCASTS[^=]*=) \{\};/,
        '$1 { 1: { "questions.repeated": ({ count, afterAnswer }) => ({ times: count, afterAnswer }) } };',
      ],
    ]);
    const led = new Led(registryOf([first, later.machine]), later.machine);
    const at = T0 + DAY;
    const sent = {
      ...envelope("questions.repeated", "ops:olga", { count: 3, afterAnswer: true }, at),
      schema: 1,
    };
    expect(later.machine.parse(sent)).toEqual(sent);
    const young = { ...sent, schema: 2, data: { times: 3, afterAnswer: true } };
    expect(later.machine.parse(young)).toEqual(young);
    for (const wrong of [
      { ...young, schema: 1 },
      { ...sent, schema: 2 },
      { ...young, schema: 3 },
    ])
      expect(() => later.machine.parse(wrong)).toThrow(/questions\.repeated/);
    expect(() => first.parse(young)).toThrow(/a newer machine is needed/);
    led.steps.push(...led.machines.judge(led.stored, later.machine.parse(sent), at));
    expect(led.last).toMatchObject({ outcome: "accepted", eventSchema: 1, data: sent.data });
    expect(later.machine.answered(led.stored, sent)).toMatchObject({ outcome: "accepted", repeated: true });
    expect(led.again()).toBe(0);
  });

  test("R-VER-3 what an older version knows is read by the one that goes on", async () => {
    const later = await versionWith("5", [
      [
        / {2}reads: upcast,/,
        "  reads: upcast,\n  upcast: ({ machine, context }) => ({ ...context, cameFrom: machine.version }),",
      ],
    ]);
    const led = new Led(registryOf([first, later.machine]));
    expect(led.adopt(1, later.machine.ref).outcome).toBe("accepted");
    expect(later.machine.contextOf(led.stored)).toMatchObject({ client: "c1", cameFrom: first.ref.version });
    expect(led.again()).toBe(0);
  });

  test("R-LIF-0 how an event came in is no part of what it says", () => {
    const led = new Led(both);
    const said = envelope("feedback.received", "ops:olga", { ref: "f1", good: true }, T0 + DAY);
    const sent = first.parse({ ...said, day: "2026-01-02", signature: "c2lnbmVk", onBehalfOf: "ann" });
    led.steps.push(...led.machines.judge(led.stored, sent, T0 + DAY));
    expect(led.last).toMatchObject({
      day: "2026-01-02",
      signature: "c2lnbmVk",
      onBehalfOf: "ann",
      schema: 1,
    });
    const again = (more: object) => first.answered(led.stored, { ...sent, ...more })?.outcome;
    expect(again({ day: "2026-01-03", signature: "YWdhaW4=", schema: 1, door: "cli" })).toBe("accepted");
    expect(again({ onBehalfOf: "bob" })).toBe("refused");
    expect(led.again()).toBe(0);
  });

  test("R-VER-3 a move is refused to a machine that is not there, from one that it is not on, to its own, by others", () => {
    const says = (entry: Entry) =>
      entry.findings.filter(({ passed }) => passed === false).map(({ says: one }) => one);
    const led = new Led(both);
    const unknown = { ...first.ref, hash: "f".repeat(64) };
    expect(says(led.adopt(1, unknown))).toEqual(["this engine has the machine"]);
    expect(says(led.adopt(1, postal.machine.ref, second.machine.ref))).toEqual([
      "it runs under the machine that it is moved from",
    ]);
    expect(says(led.adopt(1, first.ref))).toEqual(["it is moved to another machine"]);
    expect(led.adopt(1, second.machine.ref, first.ref, "manager:max").findings).toMatchObject([
      { rule: "R-ROL-1" },
    ]);
    expect(led.last.outcome).toBe("refused");
    expect(led.again()).toBe(0);
    // What one build did not have, another may: the entry stands as it was written.
    const poor = new Led(registryOf([first]));
    expect(says(poor.adopt(1, second.machine.ref))).toEqual(["this engine has the machine"]);
    expect(poor.again(both)).toBe(0);
  });
});

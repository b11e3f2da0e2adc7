// The rules of the durable shell (design §3), each on a real server, with a statechart that is not about clients.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { WorkflowUpdateFailedError } from "@temporalio/client";
import { ApplicationFailure } from "@temporalio/common";
import type { WorkflowBundle } from "@temporalio/worker";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { judge, PROCESSED_KEPT, refold, type Stored } from "../../machines/index.ts";
import { closeEntry } from "../../machines/journal.ts";
import { soon } from "../support/soon.ts";
import { sharedServer } from "../support/temporal.ts";
import { batchEffects } from "./fixtures/activities.ts";
import { batchDefinition } from "./fixtures/batch.ts";
import { batchBundle, event, Workshop } from "./fixtures/workshop.ts";

let bundle: WorkflowBundle;
beforeAll(async () => {
  bundle = await batchBundle();
});

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

/** The failure that a message was rejected with, as the sender sees it. */
async function rejection(sending: Promise<unknown>) {
  const error = await sending.then(
    () => null,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
  return (error as WorkflowUpdateFailedError).cause as Error & { type: string; details: unknown[] };
}

describe("the shell", () => {
  let shop: Workshop;
  beforeAll(async () => {
    const { address } = await sharedServer();
    shop = await Workshop.set({ address, bundle });
    await shop.up();
  });
  /** What an activity waits for; let go at the end of its test in any case: a worker does not end before its activities. */
  const holds: (() => void)[] = [];
  const held = () => {
    const hold = Promise.withResolvers<void>();
    holds.push(hold.resolve);
    return hold;
  };
  afterEach(() => {
    for (const letGo of holds.splice(0)) letGo();
    shop.shelf.down = false;
    shop.shelf.pace = async () => {};
    shop.shelf.refuses = () => false;
    Object.assign(shop.effects, batchEffects(shop.shelf));
  });
  afterAll(() => shop.close());

  it("runs a chart with parallel regions, history, after, always and a final state to its end", async () => {
    const batch = await shop.batch({ rampMs: 8_000, soakMs: 300 });
    await batch.apply(event("pots.loaded", { pots: 3 }));
    await batch.apply(event("firing.started"));
    await batch.written(4);
    await batch.apply(event("keeper.left"));
    await batch.apply(event("power.lost"));
    // The clocks of a state that was left are gone; coming back by history arms those of the old place anew.
    expect((await batch.status()).deadlines).toEqual([]);
    await batch.apply(event("power.restored"));
    expect((await batch.status()).deadlines.map(({ name }) => name)).toEqual(["ramp", "grace"]);
    await batch.apply(event("keeper.back"));
    await batch.until(({ state }) => state === "fired");
    expect(await batch.apply(event("batch.emptied"))).toMatchObject({ outcome: "accepted", state: "empty" });
    expect(await batch.handle.result()).toMatchObject({ state: "empty", ended: true });
    expect(batch.lines()).toEqual([
      "batch.built",
      "pots.loaded",
      "firing.started",
      "heat.reached",
      "keeper.left",
      "power.lost",
      "power.restored",
      "keeper.back",
      "deadline.ramp",
      "deadline.soak",
      "batch.emptied",
    ]);
    expect(batch.chain()).toEqual("unbroken");
    expect(shop.shelf.ledger(batch.id).map(({ effect }) => effect.type)).toEqual([
      "heat",
      "note",
      "ring",
      "note",
    ]);
  });

  it("rule 1: events sent one after the other while no worker runs are journalled in that order", async () => {
    const batch = await shop.batch();
    await batch.until(({ seq }) => seq === 1);
    await shop.down();
    for (let pots = 1; pots <= 12; pots++) await batch.notify(event("pots.loaded", { pots }));
    await shop.up();
    await batch.until(({ seq }) => seq === 13);
    expect(batch.journal().map(({ data }) => (data as { pots?: number }).pots)).toEqual([
      undefined,
      ...Array.from({ length: 12 }, (_, n) => n + 1),
    ]);
  });

  it("rule 2, R-LIF-21: a deadline that fell due while no worker ran comes before an event received later", async () => {
    const batch = await shop.batch({ rampMs: 8_000 });
    await batch.apply(event("pots.loaded", { pots: 1 }));
    const started = event("firing.started");
    await batch.apply(started);
    await batch.written(4);
    await shop.down();
    const startedAnd = (ms: number) => new Date(Date.parse(started.receivedAt) + ms).toISOString();
    const early = event("keeper.left", {}, { receivedAt: startedAnd(7_900) });
    const late = event("power.lost", {}, { receivedAt: startedAnd(8_100) });
    await sleep(Math.max(0, Date.parse(late.receivedAt) - Date.now()));
    await batch.notify(early);
    await batch.notify(late);
    await shop.up();
    await batch.written(7);
    expect(batch.lines().slice(4)).toEqual(["keeper.left", "deadline.ramp", "power.lost"]);
  });

  it("rule 2: what no worker took as an update is taken as a signal, once, and answered when asked again", async () => {
    const batch = await shop.batch();
    await batch.until(({ seq }) => seq === 1);
    await shop.down();
    const loaded = event("pots.loaded", { pots: 2 });
    await batch.notify(loaded);
    await batch.notify(loaded);
    expect(batch.journal()).toHaveLength(1);
    await shop.up();
    await batch.until(({ pending, seq }) => seq === 2 && pending === 0);
    expect(batch.journal()[1]).toMatchObject({ eventId: loaded.eventId, outcome: "accepted", seq: 2 });
    expect(await batch.apply(loaded)).toMatchObject({ outcome: "accepted", seq: 2, repeated: true });
    expect(batch.lines()).toEqual(["batch.built", "pots.loaded"]);
  });

  it("rule 2: the engine's clock is the limit: a caller a little ahead waits, one far ahead is rejected", async () => {
    const batch = await shop.batch();
    await batch.apply(event("pots.loaded", { pots: 1 }));
    const future = event("pots.loaded", { pots: 1 }, { receivedAt: ago(-60_000), occurredAt: ago(0) });
    expect(await rejection(batch.apply(future))).toMatchObject({ type: "ReceivedInFuture" });
    const ahead = event("pots.loaded", { pots: 1 }, { receivedAt: ago(-600), occurredAt: ago(0) });
    await batch.apply(ahead);
    const entry = batch.journal().at(-1);
    expect(Date.parse(entry?.recordedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(ahead.receivedAt));
    expect(batch.journal()).toHaveLength(3);
  });

  it("rule 2: a raw caller's event gets the update's id and the workflow's time, and is unattested", async () => {
    const batch = await shop.batch();
    const updateId = randomUUID();
    // What comes before the opening is recorded waits for that.
    await batch.written(1);
    const raw = { type: "pots.loaded", actor: { id: "potter", role: "ops" as const }, data: { pots: 1 } };
    await batch.handle.executeUpdate("apply", { args: [raw], updateId });
    const [opening, entry] = batch.journal();
    expect(entry).toMatchObject({ eventId: updateId, attested: false, outcome: "accepted" });
    expect(Date.parse(entry?.recordedAt ?? "") - Date.parse(entry?.receivedAt ?? "")).toBeLessThan(100);
    expect(opening?.attested).toBe(true);
  });

  it("rule 3: malformed input is rejected with its faults and leaves nothing", async () => {
    const batch = await shop.batch();
    await batch.apply(event("pots.loaded", { pots: 1 }));
    const before = await batch.history();
    expect(await rejection(batch.apply(event("pots.smashed")))).toMatchObject({
      type: "Malformed",
      details: [[{ path: "type", says: expect.stringContaining("pots.loaded") }]],
    });
    expect(await rejection(batch.handle.executeUpdate("apply", { args: ["nonsense"] }))).toMatchObject({
      type: "Malformed",
    });
    const large = event("pots.loaded", { pots: 1, note: "x".repeat(70_000) });
    expect(await rejection(batch.apply(large))).toMatchObject({ type: "TooLarge" });
    expect((await batch.history()).filter((type) => !type.startsWith("workflowTask"))).toEqual(
      before.filter((type) => !type.startsWith("workflowTask")),
    );
    expect(batch.journal()).toHaveLength(2);
  });

  it("rule 3, R-LIF-0: an inadmissible event is answered and journalled as refused, with its findings", async () => {
    const batch = await shop.batch();
    const reply = await batch.apply(event("firing.started"));
    expect(reply).toMatchObject({ outcome: "refused", seq: 2, state: "cold" });
    expect(reply.findings).toMatchObject([{ rule: "BATCH-1", passed: false, read: { pots: 0 } }]);
    expect(batch.journal()[1]).toMatchObject({
      outcome: "refused",
      findings: [{ rule: "BATCH-0", passed: true }, ...reply.findings],
    });
  });

  it("rule 4: a malformed signal is dropped and does not wedge the workflow", async () => {
    const batch = await shop.batch();
    await batch.handle.signal("notify", "nonsense");
    await batch.handle.signal("notify", { ...event("pots.loaded"), receivedAt: "soon" });
    await batch.handle.signal("notify");
    expect(await batch.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({
      outcome: "accepted",
      seq: 2,
    });
    expect(await batch.history()).not.toContain("workflowTaskFailed");
  });

  it("rule 5: of two decisions that both pass the validator, the second is judged in the world of the first", async () => {
    const batch = await shop.batch();
    await batch.apply(event("pots.loaded", { pots: 1 }));
    const replies = await Promise.all([
      batch.apply(event("firing.started")),
      batch.apply(event("firing.started")),
    ]);
    expect(replies.map(({ outcome }) => outcome).sort()).toEqual(["accepted", "refused"]);
    expect(batch.lines().slice(2, 4)).toEqual(["firing.started", "firing.started refused"]);
  });

  it("rule 5: after the final state everybody is answered, and the end waits for its effects", async () => {
    const batch = await shop.batch({ rampMs: 1, soakMs: 1, graceMs: 1 });
    await batch.apply(event("pots.loaded", { pots: 1 }));
    await batch.apply(event("firing.started"));
    await batch.apply(event("keeper.left"));
    await batch.until(({ state, outbox }) => ["fired", "spoilt"].includes(state) && outbox.length === 0);
    const noting = held();
    shop.effects.note = () => noting.promise.then(() => null);
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        batch.apply(event(n === 3 ? "batch.emptied" : "pots.loaded", { pots: 1 })),
      ),
    );
    expect(new Set(replies.map(({ seq }) => seq)).size).toBe(8);
    const after = await batch.apply(event("pots.loaded", { pots: 1 }));
    expect(after).toMatchObject({ outcome: "refused", state: "empty" });
    expect(await batch.status()).toMatchObject({ ended: true, outbox: [{ type: "note" }] });
    expect((await batch.handle.describe()).status.name).toBe("RUNNING");
    noting.resolve();
    expect(await batch.handle.result()).toMatchObject({ ended: true, seq: after.seq });
  });

  it("rule 6, R-LIF-0: one event id is answered as the first time, at once and after continue-as-new", async () => {
    const batch = await shop.batch({}, 3);
    const first = event("firing.started");
    const same = await Promise.all(Array.from({ length: 5 }, () => batch.apply(first)));
    expect(new Set(same.map(({ outcome, seq, state }) => `${outcome} ${seq} ${state}`))).toEqual(
      new Set(["refused 2 cold"]),
    );
    await batch.apply(event("pots.loaded", { pots: 1 }));
    expect(await batch.apply(first)).toMatchObject({
      outcome: "refused",
      seq: 2,
      state: "cold",
      repeated: true,
    });
    expect((await batch.runs()).length).toBeGreaterThan(1);
    expect(batch.lines()).toEqual(["batch.built", "firing.started refused", "pots.loaded"]);
    const other = { ...first, data: { another: "content" } };
    expect(await batch.apply(other)).toMatchObject({ outcome: "refused", findings: [{ rule: "R-LIF-0" }] });
    expect(batch.journal()).toHaveLength(3);
  });

  it("rule 6: an event older than the ids carried along is found in the archive", async () => {
    const batch = await shop.batch({}, 1);
    const old = event("pots.loaded", { pots: 1 });
    await batch.apply(old);
    // As after many more events: the bounded list holds none of the early ids.
    const { carried } = (await shop.carriedBy(batch)) as { carried: { stored: Stored } };
    const filler = carried.stored.processed[0];
    if (!filler) throw new Error("nothing was processed");
    const processed = Array.from({ length: PROCESSED_KEPT }, () => [randomUUID(), ...filler.slice(1)]);
    await batch.handle.terminate();
    const aged = { carried: { stored: { ...carried.stored, processed } as unknown as Stored, inbox: [] } };
    const again = await shop.start(aged, batch.id);
    expect(await again.apply(old)).toMatchObject({ outcome: "accepted", seq: 2, repeated: true });
    const { signature: _, ...unsigned } = old;
    expect(await again.apply({ ...unsigned, data: { pots: 7 } })).toMatchObject({
      outcome: "refused",
      seq: 2,
      findings: [{ rule: "R-LIF-0" }],
    });
    expect(await again.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({
      outcome: "accepted",
      seq: 3,
    });
  });

  it("rule 7: continue-as-new carries state, deadlines, outbox, answers, chain head and what lies in the inbox", async () => {
    const batch = await shop.batch({ rampMs: 5_000 }, 3);
    await batch.apply(event("pots.loaded", { pots: 2 }));
    const ringing = held();
    let heats = 0;
    shop.effects.heat = async (effect) => {
      heats += 1;
      await ringing.promise;
      return batchEffects(shop.shelf).heat(effect);
    };
    await batch.apply(event("firing.started"));
    const before = await batch.until(({ seq }) => seq === 3);
    shop.shelf.down = true;
    await batch.submit(event("inspection.begun"));
    await batch.until(({ pending }) => pending === 1);
    // These come in while the journal is down: the next run finds them in its inbox.
    await batch.notify(event("inspection.ended"));
    await batch.notify(event("keeper.left"));
    await batch.until(({ pending }) => pending === 3);
    shop.shelf.down = false;
    // The next run effects out anew what was under way.
    const after = await batch.until(({ seq, outbox }) => seq === 6 && outbox.length === 1);
    await vi.waitFor(async () => expect(await batch.runs()).toHaveLength(2), 5_000);
    expect(after.deadlines.map(({ name }) => name)).toEqual(["ramp", "grace"]);
    expect(after.outbox).toEqual(before.outbox);
    ringing.resolve();
    await batch.until(({ outbox, deadlines }) => outbox.length === 0 && deadlines[1]?.name === "soak");
    expect(batch.lines()).toEqual([
      "batch.built",
      "pots.loaded",
      "firing.started",
      "inspection.begun",
      "inspection.ended",
      "keeper.left",
      "heat.reached",
      "deadline.ramp",
    ]);
    expect(batch.chain()).toBe("unbroken");
    expect(heats).toBeGreaterThan(1);
    await vi.waitFor(
      () =>
        expect(shop.shelf.ledger(batch.id)).toMatchObject([
          { effect: { type: "heat" } },
          { effect: { type: "ring" } },
        ]),
      5_000,
    );
  });

  it("rule 7: nobody's answer is lost when runs change under load", async () => {
    const batch = await shop.batch({}, 5);
    // Ten at once is what Temporal takes: it answers an eleventh with an error that costs everybody time.
    const caller = async () => {
      const seqs: number[] = [];
      for (let n = 0; n < 6; n++) seqs.push((await batch.apply(event("pots.loaded", { pots: 1 }))).seq);
      return seqs;
    };
    const seqs = (await Promise.all(Array.from({ length: 8 }, caller))).flat();
    expect(new Set(seqs).size).toBe(48);
    expect(batch.journal()).toHaveLength(49);
    expect(batch.chain()).toBe("unbroken");
    expect((await batch.runs()).length).toBeGreaterThan(1);
  });

  it("rule 8: an activity that hangs delays no answer; out of retries an effect comes back as an event", async () => {
    const batch = await shop.batch({ rampMs: 1 });
    await batch.apply(event("pots.loaded", { pots: 1 }));
    const heating = held();
    shop.effects.heat = (effect) => heating.promise.then(() => batchEffects(shop.shelf).heat(effect));
    shop.effects.ring = () => Promise.reject(ApplicationFailure.nonRetryable("the clapper fell off"));
    await batch.apply(event("firing.started"));
    const start = Date.now();
    await batch.apply(event("pots.loaded", { pots: 1 }));
    expect(Date.now() - start).toBeLessThan(2_000);
    const now = await batch.until(() => batch.lines().includes("bell.failed"));
    expect(now.outbox).toEqual([{ id: `${batch.id}/3/0`, type: "heat" }]);
    const failed = batch.journal().find(({ type }) => type === "bell.failed");
    expect(failed).toMatchObject({
      eventId: `effect/${batch.id}/4/0`,
      actor: { id: "engine", role: "system" },
      data: { effectId: `${batch.id}/4/0` },
      attested: true,
    });
    heating.resolve();
    await batch.until(({ outbox }) => outbox.length === 0);
  });

  it("rule 8: an effect starts only after its entry is in the journal", async () => {
    const batch = await shop.batch();
    await batch.apply(event("pots.loaded", { pots: 1 }));
    let journalled: string[] = [];
    shop.effects.heat = (effect) => {
      journalled = batch.lines();
      return batchEffects(shop.shelf).heat(effect);
    };
    shop.shelf.down = true;
    await batch.submit(event("firing.started"));
    await sleep(500);
    expect(journalled).toEqual([]);
    shop.shelf.down = false;
    await batch.written(4);
    expect(journalled).toEqual(["batch.built", "pots.loaded", "firing.started"]);
  });

  it("rule 9, R-LIF-19: a hold stops the clocks and stands in the status", async () => {
    const batch = await shop.batch({ rampMs: 2_000 });
    await batch.apply(event("pots.loaded", { pots: 1 }));
    await batch.apply(event("firing.started"));
    await batch.apply(event("inspection.begun"));
    expect(await batch.status()).toMatchObject({ held: true });
    await sleep(2_500);
    await batch.until(({ outbox }) => outbox.length === 0);
    expect(batch.lines()).not.toContain("deadline.ramp");
    await batch.apply(event("inspection.ended"));
    await batch.until(({ deadlines }) => deadlines[0]?.name === "soak");
    expect(await batch.status()).toMatchObject({ held: false });
  });

  it("with the journal down an event is kept, and the same event id later gets the answer", async () => {
    const batch = await shop.batch();
    await batch.apply(event("pots.loaded", { pots: 1 }));
    shop.shelf.down = true;
    const started = event("firing.started");
    const sending = Date.now();
    const update = await batch.submit(started);
    // The API waits 5 s for the answer; by then the event must be durable, so that "75, try again" is the truth.
    expect(Date.now() - sending).toBeLessThan(100);
    const second = await batch.submit(event("keeper.left"));
    expect(await batch.status()).toMatchObject({ state: "cold", seq: 2, pending: 2 });
    await batch.notify(started);
    expect(batch.journal()).toHaveLength(2);
    shop.shelf.down = false;
    expect(await batch.apply(started)).toMatchObject({ outcome: "accepted", seq: 3, state: "firing" });
    expect(await update.result()).toMatchObject({ outcome: "accepted", seq: 3 });
    expect(await second.result()).toMatchObject({ outcome: "accepted", seq: 4 });
  });

  it("with the journal down at the opening, the batch opens when it is back", async () => {
    shop.shelf.down = true;
    const batch = await shop.batch();
    await expect(batch.status()).rejects.toThrow("not recorded yet");
    shop.shelf.down = false;
    await batch.apply(event("pots.loaded", { pots: 1 }));
    expect(batch.lines()).toEqual(["batch.built", "pots.loaded"]);
  });

  it("with a slow journal what another worker replays is what was written", async () => {
    // Slower than an attempt may be: what it writes stands there when the next attempt asks.
    let slow = 2;
    shop.shelf.pace = () => sleep(slow-- > 0 ? 6_000 : 0);
    const batch = await shop.batch();
    for (let n = 0; n < 2; n++) await batch.notify(event("pots.loaded", { pots: 1 }));
    await batch.written(2);
    await shop.down();
    await shop.up();
    expect(await batch.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({ seq: 4 });
    expect(batch.chain()).toBe("unbroken");
  });

  it("one update takes many events, each with its own answer; the run counts updates", async () => {
    const batch = await shop.batch({}, 3);
    const loads = Array.from({ length: 12 }, () => event("pots.loaded", { pots: 1 }));
    const [first, ...others] = loads;
    if (!first) throw new Error("twelve");
    const replies = await batch.applyMany([...loads, event("keeper.left"), first]);
    expect(replies.map(({ outcome, seq }) => `${seq} ${outcome}`)).toEqual([
      ...loads.map((_, n) => `${n + 2} accepted`),
      "14 refused",
      "2 accepted",
    ]);
    expect(replies.at(-1)).toMatchObject({ repeated: true });
    expect(replies[12]?.findings).toMatchObject([{ rule: "R-LIF-0" }]);
    const again = await batch.applyMany(others);
    expect(again.every(({ repeated }) => repeated)).toBe(true);
    expect(batch.journal()).toHaveLength(14);
    expect(await batch.runs()).toHaveLength(1);
    await batch.applyMany([event("pots.loaded", { pots: 1 })]);
    await vi.waitFor(async () => expect(await batch.runs()).toHaveLength(2), 5_000);
  });

  it("of many events all are taken or none: those that are none are named", async () => {
    const batch = await shop.batch();
    const { eventId: _, ...nameless } = event("pots.loaded", { pots: 1 });
    const sent = [event("pots.loaded", { pots: 1 }), event("pots.smashed"), nameless];
    expect(await rejection(batch.applyMany(sent))).toMatchObject({
      type: "NotAll",
      details: [
        [
          { index: 1, type: "Malformed", faults: [{ path: "type" }] },
          { index: 2, type: "Malformed", faults: [{ path: "eventId" }] },
        ],
      ],
    });
    const tooMany = Array.from({ length: 51 }, () => event("pots.loaded", { pots: 1 }));
    expect(await rejection(batch.applyMany(tooMany))).toMatchObject({ type: "TooLarge" });
    expect(await rejection(batch.applyMany([]))).toMatchObject({ type: "Malformed" });
    expect(await rejection(batch.handle.executeUpdate("applyMany", { args: ["x"] }))).toMatchObject({
      type: "Malformed",
    });
    expect(batch.journal()).toHaveLength(1);
  });

  it("R-LIF-21: more signals than are judged at once keep their order, and deadlines theirs among them", async () => {
    const batch = await shop.batch({ rampMs: 2_500 });
    await batch.apply(event("pots.loaded", { pots: 1 }));
    const started = event("firing.started");
    await batch.apply(started);
    await batch.written(4);
    await shop.down();
    const at = Date.parse(started.receivedAt);
    const loaded = (ms: number) =>
      event("pots.loaded", { pots: 1 }, { receivedAt: new Date(at + ms).toISOString() });
    await sleep(Math.max(0, at + 2_600 - Date.now()));
    // Sixty were received before the deadline and two after it; fifty are judged at once.
    for (let n = 0; n < 60; n++) await batch.notify(loaded(2_000 + n));
    for (const ms of [2_510, 2_520]) await batch.notify(loaded(ms));
    await shop.up();
    await batch.written(67);
    const lines = batch.lines();
    expect(lines.indexOf("deadline.ramp")).toBe(64);
    expect(lines.slice(65)).toEqual(["pots.loaded", "pots.loaded"]);
  });

  it("R-LIF-27 what the archive can never hold is refused alone; the others are recorded", async () => {
    const batch = await shop.batch();
    const bad = event("pots.loaded", { pots: 666 });
    shop.shelf.refuses = ({ outcome, data }) =>
      outcome === "accepted" && (data as { pots?: number }).pots === 666;
    const sent = Array.from({ length: 7 }, (_, n) => (n === 4 ? bad : event("pots.loaded", { pots: 1 })));
    const replies = await batch.applyMany(sent);
    expect(replies.map(({ outcome }) => outcome)).toEqual(
      sent.map((one) => (one === bad ? "refused" : "accepted")),
    );
    expect(replies[4]?.findings).toMatchObject([
      { rule: "R-LIF-27", passed: false, read: { code: "22000" } },
    ]);
    expect(batch.journal()).toHaveLength(8);
    expect(batch.chain()).toBe("unbroken");
    // The journal judged again comes to the same, though the machine alone would have taken the event.
    expect(await batch.status()).toMatchObject({ seq: 8 });
    expect(await batch.apply(bad)).toMatchObject({ outcome: "refused", seq: 6, repeated: true });
    await shop.down();
    await shop.up();
    expect(await batch.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({ seq: 9 });
  });

  it("R-LIF-27 where even the refusal cannot be held the sender is told, and the batch goes on", async () => {
    const batch = await shop.batch();
    const bad = event("pots.loaded", { pots: 666 });
    shop.shelf.refuses = ({ data }) => (data as { pots?: number }).pots === 666;
    await batch.notify(bad);
    expect(await rejection(batch.apply(bad))).toMatchObject({ type: "Unrecordable" });
    expect(await batch.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({ seq: 2 });
  });

  it("R-LIF-0 woken, it takes over the valid entries of its journal, with their effects, and no others", async () => {
    const batch = await shop.batch({ rampMs: 60_000 });
    await batch.apply(event("pots.loaded", { pots: 1 }));
    const folded = refold(batchDefinition(), batch.journal());
    if (!("stored" in folded)) throw new Error("the journal holds");
    // A relationship that knows its journal does nothing about it.
    const before = (await batch.history()).length;
    await batch.wake(2);
    await sleep(300);
    expect((await batch.history()).slice(before)).not.toContain("activityTaskScheduled");
    // Its report would be written next, where the row that nothing leads to stands.
    const heating = held();
    shop.effects.heat = async (effect) => {
      shop.shelf.carryOut(effect);
      await heating.promise;
      return null;
    };
    // What a task wrote that Temporal forgot: one valid entry, and one that nothing leads to.
    const [step] = judge(batchDefinition(), folded.stored, event("firing.started"), Date.now());
    if (!step) throw new Error("a step");
    shop.shelf.plant(step.entry);
    shop.shelf.plant(closeEntry({ ...step.entry, seq: 4, eventId: randomUUID(), prev: step.entry.hash }));
    await batch.wake(4);
    await vi.waitFor(
      () => expect(shop.shelf.ledger(batch.id)).toMatchObject([{ effect: { type: "heat" } }]),
      5_000,
    );
    expect((await batch.history()).filter((type) => type === "workflowTaskFailed")).toEqual([]);
    await soon(async () =>
      expect((await batch.history()).filter((type) => type === "timerStarted")).toHaveLength(1),
    );
    // At the entry that it did not write it will stand still, visibly, until its journal has been put right.
    await batch.handle.terminate();
    heating.resolve();
  });

  it("cancelling the workflow ends nothing: only the machine does", async () => {
    const batch = await shop.batch();
    await batch.handle.cancel();
    expect(await batch.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({
      outcome: "accepted",
      seq: 2,
    });
  });

  it("keeps one timer: a later deadline arms nothing, an earlier one replaces it", async () => {
    const batch = await shop.batch({ rampMs: 60_000, graceMs: 30_000 });
    await batch.apply(event("pots.loaded", { pots: 1 }));
    await batch.apply(event("firing.started"));
    await batch.written(4);
    await batch.until(({ outbox }) => outbox.length === 0);
    await batch.apply(event("keeper.left"));
    await batch.apply(event("keeper.back"));
    await batch.apply(event("power.lost"));
    await batch.apply(event("power.restored"));
    const timers = (await batch.history()).filter((type) => type.startsWith("timer"));
    expect(timers.sort()).toEqual(["timerCanceled", "timerStarted", "timerStarted"]);
  });

  it("every run that these tests left is replayed", () => shop.replay());
});

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
import { kilnHands } from "./fixtures/hands.ts";
import { kilnDefinition } from "./fixtures/kiln.ts";
import { event, kilnBundle, Workshop } from "./fixtures/workshop.ts";

let bundle: WorkflowBundle;
beforeAll(async () => {
  bundle = await kilnBundle();
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
  /** What a hand waits for; let go at the end of its test in any case: a worker does not end before its activities. */
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
    Object.assign(shop.hands, kilnHands(shop.shelf));
  });
  afterAll(() => shop.close());

  it("runs a chart with parallel regions, history, after, always and a final state to its end", async () => {
    const kiln = await shop.kiln({ rampMs: 8_000, soakMs: 300 });
    await kiln.apply(event("pots.loaded", { pots: 3 }));
    await kiln.apply(event("firing.started"));
    await kiln.written(4);
    await kiln.apply(event("keeper.left"));
    await kiln.apply(event("power.lost"));
    // The clocks of a state that was left are gone; coming back by history arms those of the old place anew.
    expect((await kiln.status()).deadlines).toEqual([]);
    await kiln.apply(event("power.restored"));
    expect((await kiln.status()).deadlines.map(({ name }) => name)).toEqual(["ramp", "grace"]);
    await kiln.apply(event("keeper.back"));
    await kiln.until(({ state }) => state === "fired");
    expect(await kiln.apply(event("kiln.emptied"))).toMatchObject({ outcome: "accepted", state: "empty" });
    expect(await kiln.handle.result()).toMatchObject({ state: "empty", ended: true });
    expect(kiln.lines()).toEqual([
      "kiln.built",
      "pots.loaded",
      "firing.started",
      "heat.reached",
      "keeper.left",
      "power.lost",
      "power.restored",
      "keeper.back",
      "deadline.ramp",
      "deadline.soak",
      "kiln.emptied",
    ]);
    expect(kiln.chain()).toEqual("unbroken");
    expect(shop.shelf.ledger(kiln.id).map(({ effect }) => effect.type)).toEqual([
      "heat",
      "note",
      "ring",
      "note",
    ]);
  });

  it("rule 1: events sent one after the other while no worker runs are journalled in that order", async () => {
    const kiln = await shop.kiln();
    await kiln.until(({ seq }) => seq === 1);
    await shop.down();
    for (let pots = 1; pots <= 12; pots++) await kiln.notify(event("pots.loaded", { pots }));
    await shop.up();
    await kiln.until(({ seq }) => seq === 13);
    expect(kiln.journal().map(({ data }) => (data as { pots?: number }).pots)).toEqual([
      undefined,
      ...Array.from({ length: 12 }, (_, n) => n + 1),
    ]);
  });

  it("rule 2, R-LIF-21: a deadline that fell due while no worker ran comes before an event received later", async () => {
    const kiln = await shop.kiln({ rampMs: 8_000 });
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    const started = event("firing.started");
    await kiln.apply(started);
    await kiln.written(4);
    await shop.down();
    const startedAnd = (ms: number) => new Date(Date.parse(started.receivedAt) + ms).toISOString();
    const early = event("keeper.left", {}, { receivedAt: startedAnd(7_900) });
    const late = event("power.lost", {}, { receivedAt: startedAnd(8_100) });
    await sleep(Math.max(0, Date.parse(late.receivedAt) - Date.now()));
    await kiln.notify(early);
    await kiln.notify(late);
    await shop.up();
    await kiln.written(7);
    expect(kiln.lines().slice(4)).toEqual(["keeper.left", "deadline.ramp", "power.lost"]);
  });

  it("rule 2: what no worker took as an update is taken as a signal, once, and answered when asked again", async () => {
    const kiln = await shop.kiln();
    await kiln.until(({ seq }) => seq === 1);
    await shop.down();
    const loaded = event("pots.loaded", { pots: 2 });
    await kiln.notify(loaded);
    await kiln.notify(loaded);
    expect(kiln.journal()).toHaveLength(1);
    await shop.up();
    await kiln.until(({ pending, seq }) => seq === 2 && pending === 0);
    expect(kiln.journal()[1]).toMatchObject({ eventId: loaded.eventId, outcome: "accepted", seq: 2 });
    expect(await kiln.apply(loaded)).toMatchObject({ outcome: "accepted", seq: 2, repeated: true });
    expect(kiln.lines()).toEqual(["kiln.built", "pots.loaded"]);
  });

  it("rule 2: the engine's clock is the limit: a door a little ahead waits, a door far ahead is rejected", async () => {
    const kiln = await shop.kiln();
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    const future = event("pots.loaded", { pots: 1 }, { receivedAt: ago(-60_000), occurredAt: ago(0) });
    expect(await rejection(kiln.apply(future))).toMatchObject({ type: "ReceivedInFuture" });
    const ahead = event("pots.loaded", { pots: 1 }, { receivedAt: ago(-600), occurredAt: ago(0) });
    await kiln.apply(ahead);
    const entry = kiln.journal().at(-1);
    expect(Date.parse(entry?.recordedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(ahead.receivedAt));
    expect(kiln.journal()).toHaveLength(3);
  });

  it("rule 2: a raw caller's event gets the update's id and the workflow's time, and is unattested", async () => {
    const kiln = await shop.kiln();
    const updateId = randomUUID();
    const raw = { type: "pots.loaded", actor: { id: "potter", role: "ops" as const }, data: { pots: 1 } };
    await kiln.handle.executeUpdate("apply", { args: [raw], updateId });
    const [opening, entry] = kiln.journal();
    expect(entry).toMatchObject({ eventId: updateId, attested: false, outcome: "accepted" });
    expect(Date.parse(entry?.recordedAt ?? "") - Date.parse(entry?.receivedAt ?? "")).toBeLessThan(100);
    expect(opening?.attested).toBe(true);
  });

  it("rule 3: malformed input is rejected with its faults and leaves nothing", async () => {
    const kiln = await shop.kiln();
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    const before = await kiln.history();
    expect(await rejection(kiln.apply(event("pots.smashed")))).toMatchObject({
      type: "Malformed",
      details: [[{ path: "type", says: expect.stringContaining("pots.loaded") }]],
    });
    expect(await rejection(kiln.handle.executeUpdate("apply", { args: ["nonsense"] }))).toMatchObject({
      type: "Malformed",
    });
    const large = event("pots.loaded", { pots: 1, note: "x".repeat(70_000) });
    expect(await rejection(kiln.apply(large))).toMatchObject({ type: "TooLarge" });
    expect((await kiln.history()).filter((type) => !type.startsWith("workflowTask"))).toEqual(
      before.filter((type) => !type.startsWith("workflowTask")),
    );
    expect(kiln.journal()).toHaveLength(2);
  });

  it("rule 3, R-LIF-0: an inadmissible event is answered and journalled as refused, with its findings", async () => {
    const kiln = await shop.kiln();
    const reply = await kiln.apply(event("firing.started"));
    expect(reply).toMatchObject({ outcome: "refused", seq: 2, state: "cold" });
    expect(reply.findings).toMatchObject([{ rule: "KILN-1", passed: false, read: { pots: 0 } }]);
    expect(kiln.journal()[1]).toMatchObject({
      outcome: "refused",
      findings: [{ rule: "KILN-0", passed: true }, ...reply.findings],
    });
  });

  it("rule 4: a malformed signal is dropped and does not wedge the workflow", async () => {
    const kiln = await shop.kiln();
    await kiln.handle.signal("notify", "nonsense");
    await kiln.handle.signal("notify", { ...event("pots.loaded"), receivedAt: "soon" });
    await kiln.handle.signal("notify");
    expect(await kiln.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({
      outcome: "accepted",
      seq: 2,
    });
    expect(await kiln.history()).not.toContain("workflowTaskFailed");
  });

  it("rule 5: of two decisions that both pass the validator, the second is judged in the world of the first", async () => {
    const kiln = await shop.kiln();
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    const replies = await Promise.all([
      kiln.apply(event("firing.started")),
      kiln.apply(event("firing.started")),
    ]);
    expect(replies.map(({ outcome }) => outcome).sort()).toEqual(["accepted", "refused"]);
    expect(kiln.lines().slice(2, 4)).toEqual(["firing.started", "firing.started refused"]);
  });

  it("rule 5: after the final state everybody is answered, and the end waits for its effects", async () => {
    const kiln = await shop.kiln({ rampMs: 1, soakMs: 1, graceMs: 1 });
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    await kiln.apply(event("firing.started"));
    await kiln.apply(event("keeper.left"));
    await kiln.until(({ state, outbox }) => ["fired", "spoilt"].includes(state) && outbox.length === 0);
    const noting = held();
    shop.hands.note = () => noting.promise.then(() => null);
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        kiln.apply(event(n === 3 ? "kiln.emptied" : "pots.loaded", { pots: 1 })),
      ),
    );
    expect(new Set(replies.map(({ seq }) => seq)).size).toBe(8);
    const after = await kiln.apply(event("pots.loaded", { pots: 1 }));
    expect(after).toMatchObject({ outcome: "refused", state: "empty" });
    expect(await kiln.status()).toMatchObject({ ended: true, outbox: [{ type: "note" }] });
    expect((await kiln.handle.describe()).status.name).toBe("RUNNING");
    noting.resolve();
    expect(await kiln.handle.result()).toMatchObject({ ended: true, seq: after.seq });
  });

  it("rule 6, R-LIF-0: one event id is answered as the first time, at once and after continue-as-new", async () => {
    const kiln = await shop.kiln({}, 3);
    const first = event("firing.started");
    const same = await Promise.all(Array.from({ length: 5 }, () => kiln.apply(first)));
    expect(new Set(same.map(({ outcome, seq, state }) => `${outcome} ${seq} ${state}`))).toEqual(
      new Set(["refused 2 cold"]),
    );
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    expect(await kiln.apply(first)).toMatchObject({
      outcome: "refused",
      seq: 2,
      state: "cold",
      repeated: true,
    });
    expect((await kiln.runs()).length).toBeGreaterThan(1);
    expect(kiln.lines()).toEqual(["kiln.built", "firing.started refused", "pots.loaded"]);
    const other = { ...first, data: { another: "content" } };
    expect(await kiln.apply(other)).toMatchObject({ outcome: "refused", findings: [{ rule: "R-LIF-0" }] });
    expect(kiln.journal()).toHaveLength(3);
  });

  it("rule 6: an event older than the ids carried along is found in the archive", async () => {
    const kiln = await shop.kiln({}, 1);
    const old = event("pots.loaded", { pots: 1 });
    await kiln.apply(old);
    // As after many more events: the bounded list holds none of the early ids.
    const { carried } = (await shop.carriedBy(kiln)) as { carried: { stored: Stored } };
    const filler = carried.stored.processed[0];
    if (!filler) throw new Error("nothing was processed");
    const processed = Array.from({ length: PROCESSED_KEPT }, () => [randomUUID(), ...filler.slice(1)]);
    await kiln.handle.terminate();
    const aged = { carried: { stored: { ...carried.stored, processed } as unknown as Stored, inbox: [] } };
    const again = await shop.start(aged, kiln.id);
    expect(await again.apply(old)).toMatchObject({ outcome: "accepted", seq: 2, repeated: true });
    const { door: _, ...undoored } = old;
    expect(await again.apply({ ...undoored, data: { pots: 7 } })).toMatchObject({
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
    const kiln = await shop.kiln({ rampMs: 5_000 }, 3);
    await kiln.apply(event("pots.loaded", { pots: 2 }));
    const ringing = held();
    let heats = 0;
    shop.hands.heat = async (effect) => {
      heats += 1;
      await ringing.promise;
      return kilnHands(shop.shelf).heat(effect);
    };
    await kiln.apply(event("firing.started"));
    const before = await kiln.until(({ seq }) => seq === 3);
    shop.shelf.down = true;
    await kiln.submit(event("inspection.begun"));
    await kiln.until(({ pending }) => pending === 1);
    // These come in while the journal is down: the next run finds them in its inbox.
    await kiln.notify(event("inspection.ended"));
    await kiln.notify(event("keeper.left"));
    await kiln.until(({ pending }) => pending === 3);
    shop.shelf.down = false;
    // The next run hands out anew what was under way.
    const after = await kiln.until(({ seq, outbox }) => seq === 6 && outbox.length === 1);
    await vi.waitFor(async () => expect(await kiln.runs()).toHaveLength(2), 5_000);
    expect(after.deadlines.map(({ name }) => name)).toEqual(["ramp", "grace"]);
    expect(after.outbox).toEqual(before.outbox);
    ringing.resolve();
    await kiln.until(({ outbox, deadlines }) => outbox.length === 0 && deadlines[1]?.name === "soak");
    expect(kiln.lines()).toEqual([
      "kiln.built",
      "pots.loaded",
      "firing.started",
      "inspection.begun",
      "inspection.ended",
      "keeper.left",
      "heat.reached",
      "deadline.ramp",
    ]);
    expect(kiln.chain()).toBe("unbroken");
    expect(heats).toBeGreaterThan(1);
    await vi.waitFor(
      () =>
        expect(shop.shelf.ledger(kiln.id)).toMatchObject([
          { effect: { type: "heat" } },
          { effect: { type: "ring" } },
        ]),
      5_000,
    );
  });

  it("rule 7: nobody's answer is lost when runs change under load", async () => {
    const kiln = await shop.kiln({}, 5);
    // Ten at once is what Temporal takes: it answers an eleventh with an error that costs everybody time.
    const caller = async () => {
      const seqs: number[] = [];
      for (let n = 0; n < 6; n++) seqs.push((await kiln.apply(event("pots.loaded", { pots: 1 }))).seq);
      return seqs;
    };
    const seqs = (await Promise.all(Array.from({ length: 8 }, caller))).flat();
    expect(new Set(seqs).size).toBe(48);
    expect(kiln.journal()).toHaveLength(49);
    expect(kiln.chain()).toBe("unbroken");
    expect((await kiln.runs()).length).toBeGreaterThan(1);
  });

  it("rule 8: a hand that hangs delays no answer; out of retries an effect comes back as an event", async () => {
    const kiln = await shop.kiln({ rampMs: 1 });
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    const heating = held();
    shop.hands.heat = (effect) => heating.promise.then(() => kilnHands(shop.shelf).heat(effect));
    shop.hands.ring = () => Promise.reject(ApplicationFailure.nonRetryable("the clapper fell off"));
    await kiln.apply(event("firing.started"));
    const start = Date.now();
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    expect(Date.now() - start).toBeLessThan(2_000);
    const now = await kiln.until(() => kiln.lines().includes("bell.failed"));
    expect(now.outbox).toEqual([{ id: `${kiln.id}/3/0`, type: "heat" }]);
    const failed = kiln.journal().find(({ type }) => type === "bell.failed");
    expect(failed).toMatchObject({
      eventId: `effect/${kiln.id}/4/0`,
      actor: { id: "engine", role: "system" },
      data: { effectId: `${kiln.id}/4/0` },
      attested: true,
    });
    heating.resolve();
    await kiln.until(({ outbox }) => outbox.length === 0);
  });

  it("rule 8: an effect starts only after its entry is in the journal", async () => {
    const kiln = await shop.kiln();
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    let journalled: string[] = [];
    shop.hands.heat = (effect) => {
      journalled = kiln.lines();
      return kilnHands(shop.shelf).heat(effect);
    };
    shop.shelf.down = true;
    await kiln.submit(event("firing.started"));
    await sleep(500);
    expect(journalled).toEqual([]);
    shop.shelf.down = false;
    await kiln.written(4);
    expect(journalled).toEqual(["kiln.built", "pots.loaded", "firing.started"]);
  });

  it("rule 9, R-LIF-19: a hold stops the clocks and stands in the status", async () => {
    const kiln = await shop.kiln({ rampMs: 2_000 });
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    await kiln.apply(event("firing.started"));
    await kiln.apply(event("inspection.begun"));
    expect(await kiln.status()).toMatchObject({ held: true });
    await sleep(2_500);
    await kiln.until(({ outbox }) => outbox.length === 0);
    expect(kiln.lines()).not.toContain("deadline.ramp");
    await kiln.apply(event("inspection.ended"));
    await kiln.until(({ deadlines }) => deadlines[0]?.name === "soak");
    expect(await kiln.status()).toMatchObject({ held: false });
  });

  it("with the journal down an event is kept, and the same event id later gets the answer", async () => {
    const kiln = await shop.kiln();
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    shop.shelf.down = true;
    const started = event("firing.started");
    const sending = Date.now();
    const update = await kiln.submit(started);
    // A door waits 5 s for the answer; by then the event must be durable, so that "75, try again" is the truth.
    expect(Date.now() - sending).toBeLessThan(5_000);
    const second = await kiln.submit(event("keeper.left"));
    expect(await kiln.status()).toMatchObject({ state: "cold", seq: 2, pending: 2 });
    await kiln.notify(started);
    expect(kiln.journal()).toHaveLength(2);
    shop.shelf.down = false;
    expect(await kiln.apply(started)).toMatchObject({ outcome: "accepted", seq: 3, state: "firing" });
    expect(await update.result()).toMatchObject({ outcome: "accepted", seq: 3 });
    expect(await second.result()).toMatchObject({ outcome: "accepted", seq: 4 });
  });

  it("with the journal down at the opening, the kiln opens when it is back", async () => {
    shop.shelf.down = true;
    const kiln = await shop.kiln();
    await expect(kiln.status()).rejects.toThrow("not recorded yet");
    shop.shelf.down = false;
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    expect(kiln.lines()).toEqual(["kiln.built", "pots.loaded"]);
  });

  it("with a slow journal what another worker replays is what was written", async () => {
    // Slower than an attempt may be: what it writes stands there when the next attempt asks.
    let slow = 2;
    shop.shelf.pace = () => sleep(slow-- > 0 ? 6_000 : 0);
    const kiln = await shop.kiln();
    for (let n = 0; n < 2; n++) await kiln.notify(event("pots.loaded", { pots: 1 }));
    await kiln.written(2);
    await shop.down();
    await shop.up();
    expect(await kiln.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({ seq: 4 });
    expect(kiln.chain()).toBe("unbroken");
  });

  it("one update takes many events, each with its own answer; the run counts updates", async () => {
    const kiln = await shop.kiln({}, 3);
    const loads = Array.from({ length: 12 }, () => event("pots.loaded", { pots: 1 }));
    const [first, ...others] = loads;
    if (!first) throw new Error("twelve");
    const replies = await kiln.applyMany([...loads, event("keeper.left"), first]);
    expect(replies.map(({ outcome, seq }) => `${seq} ${outcome}`)).toEqual([
      ...loads.map((_, n) => `${n + 2} accepted`),
      "14 refused",
      "2 accepted",
    ]);
    expect(replies.at(-1)).toMatchObject({ repeated: true });
    expect(replies[12]?.findings).toMatchObject([{ rule: "R-LIF-0" }]);
    const again = await kiln.applyMany(others);
    expect(again.every(({ repeated }) => repeated)).toBe(true);
    expect(kiln.journal()).toHaveLength(14);
    expect(await kiln.runs()).toHaveLength(1);
    await kiln.applyMany([event("pots.loaded", { pots: 1 })]);
    await vi.waitFor(async () => expect(await kiln.runs()).toHaveLength(2), 5_000);
  });

  it("of many events all are taken or none: those that are none are named", async () => {
    const kiln = await shop.kiln();
    const { eventId: _, ...nameless } = event("pots.loaded", { pots: 1 });
    const sent = [event("pots.loaded", { pots: 1 }), event("pots.smashed"), nameless];
    expect(await rejection(kiln.applyMany(sent))).toMatchObject({
      type: "NotAll",
      details: [
        [
          { index: 1, type: "Malformed", faults: [{ path: "type" }] },
          { index: 2, type: "Malformed", faults: [{ path: "eventId" }] },
        ],
      ],
    });
    const tooMany = Array.from({ length: 51 }, () => event("pots.loaded", { pots: 1 }));
    expect(await rejection(kiln.applyMany(tooMany))).toMatchObject({ type: "TooLarge" });
    expect(await rejection(kiln.applyMany([]))).toMatchObject({ type: "Malformed" });
    expect(await rejection(kiln.handle.executeUpdate("applyMany", { args: ["x"] }))).toMatchObject({
      type: "Malformed",
    });
    expect(kiln.journal()).toHaveLength(1);
  });

  it("R-LIF-21: more signals than are judged at once keep their order, and deadlines theirs among them", async () => {
    const kiln = await shop.kiln({ rampMs: 2_500 });
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    const started = event("firing.started");
    await kiln.apply(started);
    await kiln.written(4);
    await shop.down();
    const at = Date.parse(started.receivedAt);
    const loaded = (ms: number) =>
      event("pots.loaded", { pots: 1 }, { receivedAt: new Date(at + ms).toISOString() });
    await sleep(Math.max(0, at + 2_600 - Date.now()));
    // Sixty were received before the deadline and two after it; fifty are judged at once.
    for (let n = 0; n < 60; n++) await kiln.notify(loaded(2_000 + n));
    for (const ms of [2_510, 2_520]) await kiln.notify(loaded(ms));
    await shop.up();
    await kiln.written(67);
    const lines = kiln.lines();
    expect(lines.indexOf("deadline.ramp")).toBe(64);
    expect(lines.slice(65)).toEqual(["pots.loaded", "pots.loaded"]);
  });

  it("R-LIF-27 what the archive can never hold is refused alone; the others are recorded", async () => {
    const kiln = await shop.kiln();
    const bad = event("pots.loaded", { pots: 666 });
    shop.shelf.refuses = ({ outcome, data }) =>
      outcome === "accepted" && (data as { pots?: number }).pots === 666;
    const sent = Array.from({ length: 7 }, (_, n) => (n === 4 ? bad : event("pots.loaded", { pots: 1 })));
    const replies = await kiln.applyMany(sent);
    expect(replies.map(({ outcome }) => outcome)).toEqual(
      sent.map((one) => (one === bad ? "refused" : "accepted")),
    );
    expect(replies[4]?.findings).toMatchObject([
      { rule: "R-LIF-27", passed: false, read: { code: "22000" } },
    ]);
    expect(kiln.journal()).toHaveLength(8);
    expect(kiln.chain()).toBe("unbroken");
    // The journal judged again comes to the same, though the machine alone would have taken the event.
    expect(await kiln.status()).toMatchObject({ seq: 8 });
    expect(await kiln.apply(bad)).toMatchObject({ outcome: "refused", seq: 6, repeated: true });
    await shop.down();
    await shop.up();
    expect(await kiln.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({ seq: 9 });
  });

  it("R-LIF-27 where even the refusal cannot be held the sender is told, and the kiln goes on", async () => {
    const kiln = await shop.kiln();
    const bad = event("pots.loaded", { pots: 666 });
    shop.shelf.refuses = ({ data }) => (data as { pots?: number }).pots === 666;
    await kiln.notify(bad);
    expect(await rejection(kiln.apply(bad))).toMatchObject({ type: "Unrecordable" });
    expect(await kiln.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({ seq: 2 });
  });

  it("R-LIF-0 woken, it takes over the valid entries of its journal, with their effects, and no others", async () => {
    const kiln = await shop.kiln({ rampMs: 60_000 });
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    const folded = refold(kilnDefinition(), kiln.journal());
    if (!("stored" in folded)) throw new Error("the journal holds");
    // A relationship that knows its journal does nothing about it.
    const before = (await kiln.history()).length;
    await kiln.wake(2);
    await sleep(300);
    expect((await kiln.history()).slice(before)).not.toContain("activityTaskScheduled");
    // Its report would be written next, where the row that nothing leads to stands.
    const heating = held();
    shop.hands.heat = async (effect) => {
      shop.shelf.carryOut(effect);
      await heating.promise;
      return null;
    };
    // What a task wrote that Temporal forgot: one valid entry, and one that nothing leads to.
    const [step] = judge(kilnDefinition(), folded.stored, event("firing.started"), Date.now());
    if (!step) throw new Error("a step");
    shop.shelf.plant(step.entry);
    shop.shelf.plant(closeEntry({ ...step.entry, seq: 4, eventId: randomUUID(), prev: step.entry.hash }));
    await kiln.wake(4);
    await vi.waitFor(
      () => expect(shop.shelf.ledger(kiln.id)).toMatchObject([{ effect: { type: "heat" } }]),
      5_000,
    );
    expect((await kiln.history()).filter((type) => type === "workflowTaskFailed")).toEqual([]);
    await soon(async () =>
      expect((await kiln.history()).filter((type) => type === "timerStarted")).toHaveLength(1),
    );
    // At the entry that it did not write it will stand still, visibly, until its journal has been put right.
    await kiln.handle.terminate();
    heating.resolve();
  });

  it("cancelling the workflow ends nothing: only the machine does", async () => {
    const kiln = await shop.kiln();
    await kiln.handle.cancel();
    expect(await kiln.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({
      outcome: "accepted",
      seq: 2,
    });
  });

  it("keeps one timer: a later deadline arms nothing, an earlier one replaces it", async () => {
    const kiln = await shop.kiln({ rampMs: 60_000, graceMs: 30_000 });
    await kiln.apply(event("pots.loaded", { pots: 1 }));
    await kiln.apply(event("firing.started"));
    await kiln.written(4);
    await kiln.until(({ outbox }) => outbox.length === 0);
    await kiln.apply(event("keeper.left"));
    await kiln.apply(event("keeper.back"));
    await kiln.apply(event("power.lost"));
    await kiln.apply(event("power.restored"));
    const timers = (await kiln.history()).filter((type) => type.startsWith("timer"));
    expect(timers.sort()).toEqual(["timerCanceled", "timerStarted", "timerStarted"]);
  });

  it("every run that these tests left is replayed", () => shop.replay());
});

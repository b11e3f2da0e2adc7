// Relationships go on under another version of their machine, on a real server.
import { setTimeout as sleep } from "node:timers/promises";
import type { WorkflowBundle } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADOPTED, type MachineRef } from "../../machines/format.ts";
import { sharedServer } from "../support/temporal.ts";
import { batchMachine } from "./fixtures/batch.ts";
import { type Batch, batchBundle, event, Workshop } from "./fixtures/workshop.ts";

let one: WorkflowBundle;
let two: WorkflowBundle;
let shop: Workshop;
beforeAll(async () => {
  [one, two] = await Promise.all([batchBundle(), batchBundle("twoMachines.ts")]);
  const { address } = await sharedServer();
  shop = await Workshop.set({ address, bundle: one });
  await shop.up();
});
afterAll(() => shop.close());

const [first, second] = [batchMachine("1").ref, batchMachine("2").ref];
const adopt = (batch: Batch, to: MachineRef = second, from: MachineRef = first) =>
  batch.apply(event(ADOPTED, { from, to }));
const versions = (batch: Batch) => batch.journal().map(({ machine }) => machine.version);
async function build(bundle: WorkflowBundle): Promise<void> {
  await shop.down();
  shop.build(bundle);
  await shop.up();
}

describe("a batch and its machines", () => {
  it("R-VER-3 moves between events: an entry of the machine that goes on, then a run of its own", async () => {
    await build(two);
    const batch = await shop.batch();
    await batch.apply(event("pots.loaded", { pots: 2 }));
    await batch.apply(event("firing.started"));
    const [moved, , after] = await Promise.all([
      adopt(batch),
      batch.apply(event("pots.loaded", { pots: 1 })),
      batch.apply(event("keeper.left")),
    ]);
    expect([moved.outcome, after.outcome]).toEqual(["accepted", "accepted"]);
    const entry = batch.journal().find(({ type }) => type === ADOPTED);
    const before = batch.journal()[(entry?.seq ?? 0) - 2];
    expect(entry).toMatchObject({ machine: second, effects: [], from: before?.to, to: before?.to });
    expect(entry?.deadlines).toEqual(before?.deadlines);
    await batch.apply(event("keeper.back"));
    expect(versions(batch).lastIndexOf("1")).toBeLessThan(versions(batch).indexOf("2"));
    expect(await batch.runs()).toHaveLength(2);
    expect(batch.chain()).toBe("unbroken");
    await shop.replay();
  });

  it("R-VER-3 a machine that a build lacks is a refusal, and one that has it replays it as it was", async () => {
    await build(one);
    const batch = await shop.batch();
    const refused = await adopt(batch);
    expect(refused).toMatchObject({ outcome: "refused" });
    expect(refused.findings).toMatchObject([{ rule: "R-VER-3", says: "this engine has the machine" }]);
    expect((await batch.apply(event("pots.loaded", { pots: 1 }))).outcome).toBe("accepted");
    // The newer build takes the run over in the midst of it, replays it, and moves it when it is asked again.
    await build(two);
    expect((await batch.apply(event("pots.loaded", { pots: 1 }))).outcome).toBe("accepted");
    expect((await adopt(batch)).outcome).toBe("accepted");
    expect((await batch.apply(event("pots.loaded", { pots: 1 }))).outcome).toBe("accepted");
    expect(versions(batch)).toEqual(["1", "1", "1", "1", "2", "2"]);
    await shop.replay();
  });

  it("R-VER-2 one whose machine a worker lacks waits for a worker that has it, and loses nothing", async () => {
    await build(two);
    const batch = await shop.batch();
    await adopt(batch);
    await build(one);
    await batch.notify(event("pots.loaded", { pots: 3 }));
    await sleep(1_000);
    expect(batch.lines()).toEqual(["batch.built", ADOPTED]);
    await build(two);
    await batch.written(3);
    expect(batch.lines().at(-1)).toBe("pots.loaded");
    expect(batch.chain()).toBe("unbroken");
  });

  it("R-VER-2 is started with the machine that it begins on, or is not started", async () => {
    const input = { opening: event("batch.built", { rampMs: 1, soakMs: 1, graceMs: 1 }) };
    const batch = await shop.start(input as never);
    await expect(batch.handle.result()).rejects.toMatchObject({ cause: { type: "Malformed" } });
  });
});

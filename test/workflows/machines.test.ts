// Relationships go on under another version of their machine, on a real server.
import { setTimeout as sleep } from "node:timers/promises";
import type { WorkflowBundle } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADOPTED, type MachineRef } from "../../machines/format.ts";
import { sharedServer } from "../support/temporal.ts";
import { kilnMachine } from "./fixtures/kiln.ts";
import { event, type Kiln, kilnBundle, Workshop } from "./fixtures/workshop.ts";

let one: WorkflowBundle;
let two: WorkflowBundle;
let shop: Workshop;
beforeAll(async () => {
  [one, two] = await Promise.all([kilnBundle(), kilnBundle("twoMachines.ts")]);
  const { address } = await sharedServer();
  shop = await Workshop.set({ address, bundle: one });
  await shop.up();
});
afterAll(() => shop.close());

const [first, second] = [kilnMachine("1").ref, kilnMachine("2").ref];
const adopt = (kiln: Kiln, to: MachineRef = second, from: MachineRef = first) =>
  kiln.apply(event(ADOPTED, { from, to }));
const versions = (kiln: Kiln) => kiln.journal().map(({ machine }) => machine.version);
async function build(bundle: WorkflowBundle): Promise<void> {
  await shop.down();
  shop.build(bundle);
  await shop.up();
}

describe("a kiln and its machines", () => {
  it("R-VER-3 moves between events: an entry of the machine that goes on, then a run of its own", async () => {
    await build(two);
    const kiln = await shop.kiln();
    await kiln.apply(event("pots.loaded", { pots: 2 }));
    await kiln.apply(event("firing.started"));
    const [moved, , after] = await Promise.all([
      adopt(kiln),
      kiln.apply(event("pots.loaded", { pots: 1 })),
      kiln.apply(event("keeper.left")),
    ]);
    expect([moved.outcome, after.outcome]).toEqual(["accepted", "accepted"]);
    const entry = kiln.journal().find(({ type }) => type === ADOPTED);
    const before = kiln.journal()[(entry?.seq ?? 0) - 2];
    expect(entry).toMatchObject({ machine: second, effects: [], from: before?.to, to: before?.to });
    expect(entry?.deadlines).toEqual(before?.deadlines);
    await kiln.apply(event("keeper.back"));
    expect(versions(kiln).lastIndexOf("1")).toBeLessThan(versions(kiln).indexOf("2"));
    expect(await kiln.runs()).toHaveLength(2);
    expect(kiln.chain()).toBe("unbroken");
    await shop.replay();
  });

  it("R-VER-3 a machine that a build lacks is a refusal, and one that has it replays it as it was", async () => {
    await build(one);
    const kiln = await shop.kiln();
    const refused = await adopt(kiln);
    expect(refused).toMatchObject({ outcome: "refused" });
    expect(refused.findings).toMatchObject([{ rule: "R-VER-3", says: "this engine has the machine" }]);
    expect((await kiln.apply(event("pots.loaded", { pots: 1 }))).outcome).toBe("accepted");
    // The newer build takes the run over in the midst of it, replays it, and moves it when it is asked again.
    await build(two);
    expect((await kiln.apply(event("pots.loaded", { pots: 1 }))).outcome).toBe("accepted");
    expect((await adopt(kiln)).outcome).toBe("accepted");
    expect((await kiln.apply(event("pots.loaded", { pots: 1 }))).outcome).toBe("accepted");
    expect(versions(kiln)).toEqual(["1", "1", "1", "1", "2", "2"]);
    await shop.replay();
  });

  it("R-VER-2 one whose machine a worker lacks waits for a worker that has it, and loses nothing", async () => {
    await build(two);
    const kiln = await shop.kiln();
    await adopt(kiln);
    await build(one);
    await kiln.notify(event("pots.loaded", { pots: 3 }));
    await sleep(1_000);
    expect(kiln.lines()).toEqual(["kiln.built", ADOPTED]);
    await build(two);
    await kiln.written(3);
    expect(kiln.lines().at(-1)).toBe("pots.loaded");
    expect(kiln.chain()).toBe("unbroken");
  });

  it("R-VER-2 is started with the machine that it begins on, or is not started", async () => {
    const input = { opening: event("kiln.built", { rampMs: 1, soakMs: 1, graceMs: 1 }) };
    const kiln = await shop.start(input as never);
    await expect(kiln.handle.result()).rejects.toMatchObject({ cause: { type: "Malformed" } });
  });
});

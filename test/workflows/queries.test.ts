// Queries from outside: refused, and without harm to any history.
import { setTimeout as sleep } from "node:timers/promises";
import { Worker, type WorkflowBundle } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedServer } from "../support/temporal.ts";
import { type Batch, batchBundle, event, Workshop } from "./fixtures/workshop.ts";

let bundle: WorkflowBundle;
let shop: Workshop;
beforeAll(async () => {
  bundle = await batchBundle();
  const { address } = await sharedServer();
  shop = await Workshop.set({ address, bundle });
  await shop.up();
});
afterAll(() => shop.close());

/** As Temporal's web UI and its command line do. */
const ask = (batch: Batch, type = "__temporal_workflow_metadata"): Promise<unknown> =>
  batch.handle.query(type).catch((error: unknown) => error);

async function replays(batch: Batch): Promise<void> {
  const history = await batch.handle.fetchHistory();
  await Worker.runReplayHistory({ workflowBundle: bundle }, history, batch.id);
}

describe("a query from outside", () => {
  it("of a batch that is idle is refused, and says where to ask instead", async () => {
    const batch = await shop.batch();
    await batch.apply(event("pots.loaded", { pots: 1 }));
    await sleep(200);
    const answer = await ask(batch);
    expect(answer).toBeInstanceOf(Error);
    expect(String((answer as Error).message)).toContain("takes no queries");
    expect(await batch.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({ seq: 3 });
    await replays(batch);
  });

  it("R-LIF-0 that waits for a worker takes nothing from the task after it: ten of ten histories replay", async () => {
    const batchs = await Promise.all(Array.from({ length: 10 }, () => shop.batch()));
    await Promise.all(batchs.map((batch) => batch.apply(event("pots.loaded", { pots: 1 }))));
    // The journal takes its time, so that the worker goes while an update waits for it.
    shop.shelf.pace = () => sleep(1_500);
    const waiting = await Promise.all(batchs.map((batch) => batch.submit(event("firing.started"))));
    await sleep(300);
    await shop.down();
    shop.shelf.pace = async () => {};
    const asked = batchs.flatMap((batch) => Array.from({ length: 3 }, () => ask(batch, "__stack_trace")));
    const second = batchs.map((batch) => batch.apply(event("pots.loaded", { pots: 1 })));
    await sleep(300);
    await shop.up();
    const replies = await Promise.all(waiting.map((update) => update.result()));
    expect(replies.map(({ outcome }) => outcome)).toEqual(batchs.map(() => "accepted"));
    expect(await Promise.all(second)).toHaveLength(10);
    await Promise.all(asked);
    for (const batch of batchs) await replays(batch);
  });

  it("R-LIF-0 asked over and over of a busy batch breaks no history", async () => {
    const batch = await shop.batch();
    let asking = true;
    let asked = 0;
    const reader = async (type: string) => {
      while (asking) {
        await ask(batch, type);
        asked += 1;
        await sleep(20);
      }
    };
    const readers = [reader("__temporal_workflow_metadata"), reader("__stack_trace"), reader("status")];
    const caller = async () => {
      const until = Date.now() + 6_000;
      // On a busy machine the answers take their time.
      for (let n = 0; Date.now() < until || asked <= 20; n++) {
        await batch.apply(event("pots.loaded", { pots: 1 }));
        if (n % 3 === 0) await batch.notify(event("pots.loaded", { pots: 1 }));
      }
    };
    await Promise.all(Array.from({ length: 4 }, caller));
    asking = false;
    await Promise.all(readers);
    expect(asked).toBeGreaterThan(20);
    expect(batch.chain()).toBe("unbroken");
    await replays(batch);
    // Another worker, which knows it by its history alone, goes on with it.
    await shop.down();
    await shop.up();
    expect(await batch.apply(event("pots.loaded", { pots: 1 }))).toMatchObject({ outcome: "accepted" });
  });
});

// Rule 12: the machine is preloaded and frozen in the sandbox of workflows, and says there what it says here.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import {
  type EventType,
  eventData,
  eventSpec,
  eventTypes,
  OPENED,
  openingSchema,
} from "../../machines/index.ts";
import { sharedServer } from "../support/temporal.ts";
import { outcomeOf } from "./fixtures/parsing.ts";
import { samples, spoilt } from "./fixtures/samples.ts";
import { batchBundle, event, Workshop } from "./fixtures/workshop.ts";

let shop: Workshop;
beforeAll(async () => {
  const { address } = await sharedServer();
  shop = await Workshop.set({ address, bundle: await batchBundle() });
  await shop.up();
});
afterAll(() => shop.close());

const root = join(import.meta.dirname, "../..");
const policy = parseYaml(readFileSync(join(root, "policies/2026-11.yaml"), "utf8"));

/** What a workflow makes of these inputs. */
function inside(inputs: readonly unknown[]): Promise<{ frozen: boolean; outcomes: unknown[] }> {
  const options = { workflowId: crypto.randomUUID(), taskQueue: shop.taskQueue, args: [inputs] };
  return shop.client.workflow.execute("parsing", options);
}

/** As JSON, which is how anything comes to a workflow and from it. */
const json = (value: unknown) => JSON.parse(JSON.stringify(value));

const NOON = "2026-11-01T12:00:00.000Z";

const goodOnes = (type: EventType) =>
  samples(eventData(type)).map((data) =>
    event(type, data as object, {
      actor: { id: "anna", role: eventSpec(type).roles[0] ?? "ops" },
      reason: "v_0123456789",
      // The samples' own day: what is promised for it is no promise of the past.
      occurredAt: NOON,
      receivedAt: NOON,
    }),
  );

it("parses a good and a bad sample of every event inside a workflow as outside", async () => {
  const openings = samples(openingSchema()).map((opening) =>
    event(OPENED, { ...(opening as object), policy }, { actor: { id: "sara", role: "sales" } }),
  );
  const good = [...openings, ...eventTypes().flatMap(goodOnes)];
  const first = [...openings.slice(0, 1), ...eventTypes().flatMap((type) => goodOnes(type).slice(0, 1))];
  const near = first.flatMap(spoilt);
  const is = (what: string) => (input: unknown) => Object.hasOwn(outcomeOf(input) as object, what);
  expect(good.filter((input) => !is("parsed")(input))).toEqual([]);
  const bad = new Set(near.filter(is("faults")).map((input) => (input as { type?: unknown }).type));
  expect(first.filter(({ type }) => !bad.has(type))).toEqual([]);
  // The calendar and its bounds are asked inside as outside.
  const untimely = ["1969-12-31", "2026-02-30", "2200-01-01", "+010000-01-01"].map((day) =>
    event("fault.opened", { faultId: "f1", at: `${day}T00:00:00Z`, loss: true, curedBy: day }),
  );
  expect(untimely.filter(is("parsed"))).toEqual([]);
  const inputs = [...good, ...near, ...untimely];
  for (let n = 0; n < inputs.length; n += 500) {
    const some = inputs.slice(n, n + 500);
    const { frozen, outcomes } = await inside(some);
    expect(frozen).toBe(true);
    expect(outcomes).toEqual(json(some.map(outcomeOf)));
  }
});

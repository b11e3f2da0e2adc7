import { afterAll, beforeAll, expect, it } from "vitest";
import { type ClassName, playClass } from "../../../bench/faults/classes.ts";
import { leave } from "../../../bench/faults/ground.ts";
import { quietSdk } from "../../../bench/faults/sdk.ts";

const SEED = "1";

beforeAll(quietSdk);
// A test that ran out of time has not cleaned up.
afterAll(leave);

async function holds(name: ClassName): Promise<void> {
  const say = (line: string) => console.error(`${name}: ${line}`);
  const { breaches, counts, notes } = await playClass(name, { seed: SEED, quick: true, say });
  console.log(name, counts, notes);
  // How fast it is depends on the machine: the bench tells.
  expect(breaches.filter(({ bar }) => bar !== "speed")).toEqual([]);
}

it("query-storm: questions from outside break no history, and lose nothing (S1 S2 S3 S5 S6, R-LIF-0)", () =>
  holds("query-storm"));

it("server-kill: no warning that the journal knows is forgotten with the server (S1 S2 S3 S5 S6, R-LIF-0)", () =>
  holds("server-kill"));

it("hot-client: many callers of one client are all answered, and faster than few (S1 S2 S3 S5 S6, R-LIF-0)", () =>
  holds("hot-client"));

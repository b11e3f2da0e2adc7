// Two builds of the engine on one home: the newer one has a second machine.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { MachineView } from "../../apps/api/machines.ts";
import { Ground, leave } from "../../bench/faults/ground.ts";
import { quietSdk } from "../../bench/faults/sdk.ts";
import type { Entry } from "../../machines/format.ts";
import { newest, registry } from "../../machines/versions/index.ts";
import { type Build, buildWith } from "../support/builds.ts";
import { OPENING } from "../support/machine.ts";
import { CHANGES, versionAfter } from "../support/versions.ts";

const EACH = 100;
const KILLS = 3;
const AT_ONCE = 8;

const OURS = registry()
  .known()
  .map(({ version }) => version);
/** Relationships begin on it in this build, and on the next in the newer one. */
const OWN = newest().ref.version;
const NEXT = versionAfter(1);

let ground: Ground;
let build: Build;
beforeAll(async () => {
  quietSdk();
  [ground, build] = await Promise.all([Ground.make((line) => console.error(line)), buildWith(CHANGES)]);
}, 120_000);
afterAll(async () => {
  await leave();
  await build?.remove();
});

async function call<T = unknown>(method: string, path: string, as: string, body?: unknown): Promise<T> {
  const response = await fetch(`${ground.place.api}/v1${path}`, {
    method,
    headers: { "tenure-actor": as, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as T;
  if (response.status >= 500 || response.status === 202) throw new Error(`${path}: ${response.status}`);
  return answer;
}

/** The same call until it is answered: the engine is killed in between. */
async function sure<T>(method: string, path: string, as: string, body: unknown): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call<T>(method, path, as, body);
    } catch (error) {
      if (tries > 120) throw error;
      await sleep(500);
    }
  }
}

async function each(clients: readonly string[], does: (client: string) => Promise<unknown>): Promise<void> {
  const next = clients.values();
  const work = async () => {
    for (const client of next) await does(client);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

const open = (client: string) =>
  sure("POST", `/clients/${client}`, "ops:olga", {
    ...{ ...OPENING, eventId: crypto.randomUUID() },
    contact: { name: client, email: `${client}@example.org` },
  });
const signal = <T = { outcome?: string }>(client: string, as: string, type: string, data: object) =>
  sure<T>("POST", `/clients/${client}/events`, as, {
    ...{ type, data, eventId: crypto.randomUUID() },
    reason: "as it was agreed",
  });
const report = (client: string, incidentId: string) =>
  signal(client, "ops:olga", "incident.reported", {
    ...{ incidentId, category: "insult", happenedAt: new Date(Date.now() - 60_000).toISOString() },
    evidence: [],
  });
const journal = async (client: string) =>
  (await call<{ items: Entry[] }>("GET", `/clients/${client}/timeline`, "auditor:ada")).items;
const versions = async (client: string) => [
  ...new Set((await journal(client)).map(({ machine }) => machine.version)),
];

it("R-VER-2 R-VER-3 R-VER-4 relationships of two machines go on side by side under kills, each by its own", async () => {
  const old = Array.from({ length: EACH }, (_, n) => `old${n}`);
  const young = Array.from({ length: EACH }, (_, n) => `young${n}`);
  await ground.up();
  await each(old, async (client) => {
    await open(client);
    await report(client, "i1");
  });
  await ground.down();

  // The newer build takes the home over.
  ground.from(build.root);
  await ground.up();
  const { items: machines } = await call<{ items: readonly MachineView[] }>(
    "GET",
    "/machines",
    "auditor:ada",
  );
  expect(machines).toMatchObject([
    ...OURS.map((version) => ({ version, relationships: version === OWN ? EACH : 0, newest: false })),
    { version: NEXT, relationships: 0, newest: true },
  ]);
  const { id, version, hash } = machines.at(-1) as MachineView;
  const to = { id, version, hash };

  const work = (async () => {
    await each(young, async (client) => {
      await open(client);
      await report(client, "i1");
    });
    await each([...old, ...young], (client) => report(client, "i2"));
    await each(old.slice(0, 10), (client) =>
      signal(client, "compliance:cleo", "machine.adopted", { from: newest().ref, to }),
    );
    await each([...old, ...young], (client) => report(client, "i3"));
  })();
  for (let kill = 0; kill < KILLS; kill += 1) {
    await Promise.race([sleep(4_000), work]);
    if (ground.alive) ground.hurt("both");
    await ground.ended().catch(() => {});
    await ground.up();
  }
  await work;

  // The rule that the second machine has: a manager alone does not confirm.
  const confirm = (client: string) =>
    signal<{ outcome?: string; findings?: { rule: string }[] }>(client, "manager:max", "incident.confirmed", {
      ...{ incidentId: "i3", explainedBy: null },
    });
  expect(await confirm("old50")).toMatchObject({ outcome: "accepted" });
  expect((await confirm("young0")).findings?.[0]?.rule).toBe("R-ROL-1");
  expect((await confirm("old0")).findings?.[0]?.rule).toBe("R-ROL-1");
  expect(await versions("old50")).toEqual([OWN]);
  expect(await versions("young0")).toEqual([NEXT]);
  expect(await versions("old0")).toEqual([OWN, NEXT]);

  const verified = await ground.tenure("audit", "verify", "--all", "-o", "json");
  expect(verified, verified.err).toMatchObject({ code: 0 });
  const agreed = await ground.tenure("audit", "reconcile", "--all", "-o", "json");
  expect(agreed, `${agreed.out}${agreed.err}`).toMatchObject({ code: 0 });
  await ground.down();

  // The older build lacks a machine that is needed: it does not start, and says so.
  ground.from(`${import.meta.dirname}/../..`);
  const refused = await ground.up().then(
    () => "it came up",
    (error: Error) => error.message,
  );
  expect(refused).toMatch(
    new RegExp(
      `lacks machines that live relationships are on:.*relationship ${NEXT} \\(\\w{12}\\): (old|young)\\d`,
    ),
  );
});

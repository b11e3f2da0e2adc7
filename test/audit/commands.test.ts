import { setTimeout as sleep } from "node:timers/promises";
import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { relationshipId } from "../../contracts/messages.ts";
import { type Cli, jsonOf, openCli, type Upped } from "../support/cli.ts";

let cli: Cli;
let up: Upped;

const event = (type: string, as: string, ...rest: string[]) =>
  cli.run(["apply", "c1", type, "--as", as, ...rest]);

beforeAll(async () => {
  cli = await openCli();
  up = await cli.up();
  const opened = await cli.run([
    ...["open", "c1", "--as", "ops:olga", "--zone", "Asia/Tokyo"],
    ...["--contract", "k1", "--contract-channel", "email", "--signed-at", "2025-01-01T00:00:00Z"],
  ]);
  expect(opened.code).toBe(0);
  const happenedAt = `happenedAt=${new Date(Date.now() - 60_000).toISOString()}`;
  const fields = ["--field", "incidentId=i1", "--field", "category=insult", "--field", happenedAt];
  expect((await event("incident.reported", "ops:olga", ...fields, "--field", "evidence=rude")).code).toBe(0);
  const confirmed = ["--data", '{"incidentId":"i1","explainedBy":null}', "--reason", "heard by all"];
  expect((await event("incident.confirmed", "manager:max", ...confirmed)).code).toBe(0);
  // The warning is delivered behind the answer.
  const rung = async () => jsonOf(await cli.run(["show", "c1", "-o", "json"]))[0].rung;
  while ((await rung()) !== "warnedOnce") await sleep(100);
}, 180_000);
afterAll(async () => {
  up?.child.kill("SIGINT");
  await up?.ended;
  await cli?.close();
});

describe("tenure audit show", () => {
  test("R-ROL-4 shows a moment, in the client's zone and in UTC, with what led there and why", async () => {
    const [answer] = jsonOf(await cli.run(["audit", "show", "c1", "--seq", "3", "-o", "json"]));
    expect(answer.moment).toMatchObject({ seq: 3, state: "active", zone: "Asia/Tokyo" });
    expect(answer.moment.last).toMatchObject({ type: "incident.confirmed", actor: { id: "max" } });
    expect(answer.moment.last.findings).not.toEqual([]);
    const { code, out } = await cli.run(["audit", "show", "c1", "--seq", "3"]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /written down +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d Asia\/Tokyo \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ\)/,
    );
    expect(out).toMatch(/N4 +email +3 +.* nothing heard yet/);
  });

  test("compares two moments, and knows no moment that there was not", async () => {
    const compared = await cli.run(["audit", "show", "c1", "--seq", "3", "--compare", "4"]);
    expect(compared.out).toContain("active → warnedOnce");
    expect(compared.out).toContain("N4 by email: delivered");
    expect((await cli.run(["audit", "show", "c1", "--seq", "99"])).code).toBe(4);
    expect((await cli.run(["audit", "show", "nobody", "--seq", "1"])).code).toBe(4);
    expect((await cli.run(["audit", "show", "c1", "--at", "2999-01-01"])).code).toBe(2);
    expect((await cli.run(["audit", "show", "c1"])).code).toBe(2);
  });
});

describe("tenure audit reconcile", () => {
  test("R-ROL-4 all agree, and then one that was terminated behind the engine's back does not", async () => {
    const [all] = jsonOf(await cli.run(["audit", "reconcile", "--all", "-o", "json"]));
    expect(all).toMatchObject({ agrees: true, clients: 1, differing: [] });
    const one = await cli.run(["audit", "reconcile", "c1"]);
    expect(one).toMatchObject({ code: 0, out: expect.stringContaining("agree  c1") });
    expect((await cli.run(["audit", "reconcile", "nobody"])).code).toBe(4);
    expect((await cli.run(["audit", "reconcile"])).code).toBe(2);

    const connection = await Connection.connect({ address: up.place.temporal });
    const client = new Client({ connection, namespace: up.place.namespace });
    await client.workflow.getHandle(relationshipId("c1")).terminate("out of the way");
    await connection.close();
    const after = await cli.run(["audit", "reconcile", "--all"]);
    expect(after.code).toBe(1);
    expect(after.out).toMatch(/terminated at entry 4: the workflow was terminated .*: out of the way/);
    expect(after.out).toContain("1 of 1 relationship");
  });
});

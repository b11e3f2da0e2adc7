import { execFile } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Cli, jsonOf, openCli } from "../../support/cli.ts";
import { startPostgres } from "../../support/postgres.ts";

let cli: Cli;
beforeEach(async () => {
  cli = await openCli();
});
afterEach(() => cli?.close());

/** Every process whose command line names the state folder. */
async function left(): Promise<string[]> {
  const { stdout } = await promisify(execFile)("ps", ["-eo", "pid,args"]);
  return stdout.split("\n").filter((line) => line.includes(cli.home));
}

const states = async () =>
  jsonOf(await cli.run(["list", "-o", "json"])).map(({ client, state }) => [client, state]);

it("runs everything once, survives a crash, and finds every relationship where it was", async () => {
  const first = await cli.up();
  expect(first.place).toMatchObject({
    api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    ui: expect.any(String),
  });
  const file = join(cli.home, "up.json");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(first.place);

  const second = await cli.run(["up"]);
  expect(second).toMatchObject({ code: 0, out: expect.stringContaining("running already") });
  expect(second.out).toContain(first.place.api);

  const open = ["open", "k1", "--as", "ops:olga", "--contract", "k-17"];
  expect(await cli.run(open)).toMatchObject({ code: 0 });
  expect(
    await cli.run(["apply", "k1", "client.left", "--as", "ops:olga", "--field", "cause=other"]),
  ).toMatchObject({ code: 0 });

  // A crash: nothing is cleaned up, and no orphan may hold the state.
  first.child.kill("SIGKILL");
  expect(await first.ended).toBe(null);
  expect(await readFile(file, "utf8")).toContain(first.place.instance);

  // Both know that the file is stale: a read says how to start an engine, a job brings its own for its length.
  expect(await cli.run(["list"])).toEqual({
    code: 75,
    out: "",
    err: `tenure: no engine runs on ${cli.home}: start one with \`tenure up\`, which keeps running, and ask again\n`,
  });
  expect(await cli.run(["audit", "verify", "k1"])).toMatchObject({ code: 0 });
  expect(await left()).toEqual([]);

  const again = await cli.up();
  expect(again.place.instance).not.toBe(first.place.instance);
  expect(await states()).toEqual([["k1", "terminated"]]);
  // Its history is read again first, which may take a slow machine a while.
  await vi.waitFor(
    async () => {
      const [shown] = jsonOf(await cli.run(["show", "k1", "-o", "json"]));
      expect(shown).toMatchObject({ state: "terminated", seq: 2, live: { status: "current" } });
    },
    { timeout: 30_000 },
  );

  expect(await cli.run(["down"])).toMatchObject({
    code: 0,
    out: expect.stringContaining(`${again.place.pid}`),
  });
  expect(await again.ended).toBe(0);
  expect(await left()).toEqual([]);
  await expect(stat(file)).rejects.toThrow("ENOENT");
  expect(await cli.run(["down"])).toMatchObject({ code: 0, out: "Nothing runs here.\n" });
}, 180_000);

it("a rubbish up.json is no obstacle; Ctrl-C ends it with 0 and leaves nothing; the log holds no words of a client's", async () => {
  await writeFile(join(cli.home, "up.json"), "{");
  const { child, ended } = await cli.up();
  const contact = ["--name", "Ann Example", "--email", "ann@example.org"];
  expect(await cli.run(["open", "k1", "--as", "ops:olga", ...contact])).toMatchObject({ code: 0 });
  await cli.run(["list", "--text", "Ann"]);
  // To the whole group, as a terminal sends it.
  process.kill(-(child.pid ?? 0), "SIGINT");
  expect(await ended).toBe(0);
  expect(await left()).toEqual([]);
  const log = await readFile(join(cli.home, "tenure.log"), "utf8");
  expect(log).toContain("/v1/clients/:client");
  expect(log).not.toMatch(/Ann|example\.org/);
}, 120_000);

it("two homes run side by side; where one's Temporal server is killed, it says so, ends with 75, leaves nothing", async () => {
  const other = await openCli();
  try {
    const here = await cli.up();
    const there = await other.up();
    expect(there.place.api).not.toBe(here.place.api);
    expect(there.place.temporal).not.toBe(here.place.temporal);
    // The lock tells whose it is.
    const lock = connect({ path: join(cli.home, "temporal.lock") });
    const { pid } = JSON.parse(await text(lock)) as { pid: number };
    process.kill(pid, "SIGKILL");
    expect(await here.ended).toBe(75);
    expect(await left()).toEqual([]);
    expect(await other.run(["down"])).toMatchObject({ code: 0 });
    expect(await there.ended).toBe(0);
  } finally {
    await other.close();
  }
}, 180_000);

it("on PostgreSQL, which stops: 75 and nothing lost; the same event id gives the answer", async () => {
  const postgres = await startPostgres();
  try {
    const DATABASE_URL = await postgres.database();
    const { place } = await cli.up({ DATABASE_URL });
    expect(place.archive).toBe("PostgreSQL");
    expect(await cli.run(["open", "k1", "--as", "ops:olga", "--contract", "k-17"])).toMatchObject({
      code: 0,
    });
    const paid = [
      "apply",
      "k1",
      "payment.received",
      "--as",
      "finance:fred",
      "--field",
      "invoiceId=n1",
      "--field",
      "paidOn=2026-01-01",
    ];
    await postgres.halt();
    const kept = await cli.run([...paid, "-o", "json"]);
    expect(kept.code).toBe(75);
    const [{ eventId, outcome }] = jsonOf(kept);
    expect(outcome).toBe("recorded");
    expect(await cli.run(["list"])).toMatchObject({ code: 75 });
    await postgres.resume();
    let again = await cli.run([...paid, "--event-id", eventId, "-o", "json"]);
    while (again.code === 75) again = await cli.run([...paid, "--event-id", eventId, "-o", "json"]);
    expect(jsonOf(again)).toMatchObject([{ outcome: "accepted", seq: 2 }]);
    expect(await cli.run(["down"])).toMatchObject({ code: 0 });
  } finally {
    await postgres.stop();
  }
}, 180_000);

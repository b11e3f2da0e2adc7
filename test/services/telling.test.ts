import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Archive, openArchive } from "../../archive/open.ts";
import type { TellEnd } from "../../archive/tellings.ts";
import type { Role } from "../../machines/index.ts";
import { POLICIES, policyInForce, readPolicies } from "../../services/policies.ts";
import { standings } from "../../services/standing.ts";
import { desk as deskOf } from "../../services/tasks.ts";
import { type TellDestination, telling as tellingOf } from "../../services/telling.ts";
import type { TellMessage } from "../../texts/tasks/write.ts";
import { type Backend, backends } from "../support/archives.ts";
import { journalOf } from "../support/entries.ts";

const T0 = Date.parse("2026-11-10T09:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const iso = (t: number) => new Date(t).toISOString();
const TOLD: TellEnd = { state: "told", cause: null };

/** A destination that keeps what it got, and answers as it is told. */
function place(key: string, ...roles: TellDestination["roles"]) {
  const got: string[] = [];
  const it = {
    ...{ key, channel: "mail" as const, roles, got },
    answer: async (_: TellMessage): Promise<TellEnd> => TOLD,
    send(message: TellMessage) {
      got.push(message.text);
      return it.answer(message);
    },
  };
  return it;
}

describe.each(backends)("telling our people, on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  let now = T0;
  let clients = 0;
  const policies = readPolicies(POLICIES);
  beforeAll(async () => {
    backend = await start();
  });
  afterAll(() => backend?.stop());
  beforeEach(async () => {
    archive = await openArchive(await backend.place());
    now = T0;
  });
  afterEach(() => archive?.close());

  const give = async (role: Role, more: { kind?: string; dueAt?: string | null } = {}): Promise<string> => {
    clients += 1;
    const client = `t${clients}`;
    await archive.journal.record(journalOf(client, [{}]));
    const id = `${client}/1/0`;
    const { kind = "rotate", dueAt = iso(T0 + DAY) } = more;
    await archive.tasks.open({ id, kind, role, dueAt, about: null, points: ["WORDS"], openedAt: iso(T0) });
    return id;
  };
  const parts = async () => {
    const policy = policyInForce(await policies, T0);
    return { archive, standings: standings(archive), policy: () => policy, clock: () => now };
  };
  const teller = async (...destinations: TellDestination[]) =>
    tellingOf({
      ...(await parts()),
      destinations,
      locale: "en",
      consoleUrl: () => "https://t.example/console",
    });
  const deskNow = async () => deskOf(await parts());

  it("R-TSK-1: each thing is told once to whoever it waits for, with a link to where it is answered", async () => {
    const [managers, seniors] = [place("m", "manager"), place("s", "senior")];
    const [rotate, exit] = [await give("manager"), await give("senior", { kind: "decideExit" })];
    const telling = await teller(managers, seniors);
    expect(await telling.round()).toBe(2);
    expect(managers.got).toHaveLength(1);
    expect(managers.got[0]).toContain("A manager is needed: find another colleague for the client. Client t");
    expect(managers.got[0]).toContain(`/console/inbox?task=${encodeURIComponent(rotate)}`);
    expect(managers.got[0]).not.toContain("WORDS");
    expect(seniors.got[0]).toContain(`https://t.example/console/approvals/${exit.split("/")[0]}`);
    now += 10 * MINUTE;
    expect(await telling.round()).toBe(0);
    // Nor by an engine that started anew.
    expect(await (await teller(managers, seniors)).round()).toBe(0);
    expect([managers.got.length, seniors.got.length]).toEqual([1, 1]);
  });

  it("R-TSK-1: many at once are one message, and what comes later is another", async () => {
    const ops = place("o", "ops");
    const telling = await teller(ops);
    for (let n = 0; n < 12; n += 1) await give("ops");
    await telling.round();
    expect(ops.got).toHaveLength(1);
    expect(ops.got[0]).toContain("And 2 more: https://t.example/console/inbox");
    await give("ops");
    await telling.round();
    expect(ops.got[1]?.match(/Ops are needed/g)).toHaveLength(1);
  });

  it("R-TSK-1: two workers tell once", async () => {
    const ops = place("o", "ops");
    for (let n = 0; n < 30; n += 1) await give("ops");
    const workers = await Promise.all(Array.from({ length: 4 }, () => teller(ops)));
    const told = await Promise.all(workers.map(({ round }) => round()));
    expect(told.reduce((sum, n) => sum + n)).toBe(30);
    const all = ops.got.join("\n");
    const named = [...all.matchAll(/Client (\w+),/g)].map(([, client]) => client);
    expect(new Set(named).size).toBe(named.length);
    const more = [...all.matchAll(/And (\d+) more/g)].reduce((sum, [, n]) => sum + Number(n), 0);
    expect(named.length + more).toBe(30);
  });

  it("what somebody has taken or put off is not told, and is once it is free again", async () => {
    const ops = place("o", "ops");
    const [telling, desk] = [await teller(ops), await deskNow()];
    const [taken, asleep] = [await give("ops"), await give("ops", { dueAt: null })];
    const ann = { id: "ann", role: "ops" } as const;
    await desk.claim(taken, ann);
    await desk.snooze(asleep, { until: iso(T0 + HOUR), reason: "later" }, ann);
    expect(await telling.round()).toBe(0);
    await desk.release(taken, ann);
    now += 2 * HOUR;
    expect(await telling.round()).toBe(2);
    await desk.claim(taken, ann);
    await desk.release(taken, ann);
    expect(await telling.round()).toBe(0);
  });

  it("R-TSK-4: it is told once more when it is overdue, and to a senior when it goes to one", async () => {
    const [managers, all] = [place("m", "manager"), place("a", "manager", "senior")];
    const [telling, desk] = [await teller(managers, all), await deskNow()];
    await give("manager", { dueAt: iso(T0) });
    const round = async (at: number) => {
      now = T0 + at;
      await desk.mindOverdue();
      await telling.round();
      return [managers.got.length, all.got.length];
    };
    expect(await round(0)).toEqual([1, 1]);
    expect(await round(DAY - 1)).toEqual([1, 1]);
    expect(await round(DAY)).toEqual([2, 2]);
    expect(managers.got[1]).toMatch(/^Overdue\. A manager is needed/);
    expect(await round(2 * DAY)).toEqual([2, 2]);
    expect(await round(5 * DAY)).toEqual([2, 3]);
    expect(all.got[2]).toMatch(/^Overdue for long\. A senior is needed/);
    expect(await round(60 * DAY)).toEqual([2, 3]);
  });

  it("R-TSK-1: what was surely not sent is tried again for a day, ever more seldom, and then is lost and seen", async () => {
    const ops = place("o", "ops");
    const telling = await teller(ops);
    ops.answer = async () => ({ state: "waiting", cause: "the mail server answered 451" });
    const id = await give("ops");
    const tries: number[] = [];
    for (; now <= T0 + 2 * DAY; now += MINUTE) {
      const before = ops.got.length;
      await telling.round();
      if (ops.got.length > before) tries.push((now - T0) / MINUTE);
      if (now === T0 + HOUR)
        expect(await telling.states()).toMatchObject([
          { lastAt: null, waiting: 1, lost: 0, cause: "the mail server answered 451" },
        ]);
      // A day of minutes takes long: once the pauses are as long as they get, only their ends are looked at.
      if (tries.length > 6) now += 14 * MINUTE;
    }
    expect(tries.slice(0, 6)).toEqual([0, 1, 3, 7, 15, 30]);
    expect(tries.at(-1)).toBeGreaterThanOrEqual(24 * 60);
    expect(tries.at(-1)).toBeLessThan(24 * 60 + 16);
    expect(await telling.states()).toMatchObject([{ waiting: 0, lost: 1 }]);
    // Whoever takes it knows of it.
    await (await deskNow()).claim(id, { id: "ann", role: "ops" });
    expect(await telling.states()).toMatchObject([{ waiting: 0, lost: 0, cause: null }]);
  });

  it("R-TSK-1: what may have been sent is not sent again, also not where a worker died over it", async () => {
    const [ops, sales] = [place("o", "ops"), place("d", "sales")];
    ops.answer = async () => ({ state: "unknown", cause: "no-answer" });
    let die: (why: Error) => void = () => {};
    sales.answer = () =>
      new Promise((_, fail) => {
        die = fail;
      });
    await give("ops");
    await give("sales");
    const first = await teller(ops, sales);
    const dead = first.round();
    const second = await teller(ops, sales);
    await expect.poll(() => [ops.got.length, sales.got.length]).toEqual([1, 1]);
    now += 14 * MINUTE;
    await second.round();
    expect(await second.states()).toMatchObject([{ lost: 1, cause: "no-answer" }, { lost: 0 }]);
    now += 2 * MINUTE;
    await second.round();
    expect([ops.got.length, sales.got.length]).toEqual([1, 1]);
    expect(await second.states()).toMatchObject([{ lost: 1 }, { lost: 1, cause: "broken-off" }]);
    die(new Error("killed"));
    await expect(dead).rejects.toThrow("killed");
  });

  it("what is done before it could be told is told no more; a destination that fails keeps no other from hearing", async () => {
    const [ops, others] = [place("o", "ops"), place("p", "ops")];
    ops.answer = async () => ({ state: "waiting", cause: "away", delayMs: 5 * MINUTE });
    const telling = await teller(ops, others);
    const [done, open] = [await give("ops"), await give("ops")];
    expect(await telling.round()).toBe(2);
    expect(others.got).toHaveLength(1);
    await archive.tasks.done(done, "ops:ann", iso(now));
    now += 4 * MINUTE;
    expect(await telling.round()).toBe(0);
    expect(ops.got).toHaveLength(1);
    ops.answer = async () => TOLD;
    now += MINUTE;
    expect(await telling.round()).toBe(1);
    expect(ops.got[1]?.match(/Client/g)).toHaveLength(1);
    expect(ops.got[1]).toContain(open.split("/")[0]);
    expect(await telling.states()).toEqual([
      { id: "o", channel: "mail", roles: ["ops"], lastAt: iso(now), waiting: 0, lost: 0, cause: null },
      { id: "p", channel: "mail", roles: ["ops"], lastAt: iso(T0), waiting: 0, lost: 0, cause: null },
    ]);
  });

  it("one that is put right elsewhere hears of everything that is open", async () => {
    await give("ops");
    await (await teller(place("old", "ops"))).round();
    const put = place("new", "ops");
    expect(await (await teller(put)).round()).toBe(1);
  });
});

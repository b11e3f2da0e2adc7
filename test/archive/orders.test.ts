import { PGlite } from "@electric-sql/pglite";
import { CamelCasePlugin, Kysely, PGliteDialect, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrations } from "../../archive/migrations.ts";
import { type Archive, openArchive } from "../../archive/open.ts";
import { type Backend, backends } from "../support/archives.ts";
import { hour } from "../support/entries.ts";

describe.each(backends)("orders about channels, on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  beforeAll(async () => {
    backend = await start();
    archive = await openArchive(await backend.place());
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });
  const at = hour(1);

  it("R-LIF-11 are kept before they are sent, the first of two runs as the one that counts", async () => {
    const { orders } = archive;
    const first = { id: "o1/7/0", allowed: ["post"], before: ["email"], at } as const;
    const kept = await orders.keep(first);
    expect(kept).toEqual({ ...first, client: "o1", seq: 7, told: null, acceptedAt: null });
    expect(await orders.keep({ ...first, before: ["chat"] })).toEqual(kept);
    expect(await orders.get("o1/7/0")).toEqual(kept);
    expect(await orders.get("o1/8/0")).toBeNull();
    await orders.accepted("o1/7/0", ["post"], hour(2));
    expect(await orders.last("o1")).toEqual({ ...kept, told: ["post"], acceptedAt: hour(2) });
  });

  it("R-LIF-11 are in force in the order they were asked for, in whatever order they came", async () => {
    const { orders } = archive;
    await orders.keep({ id: "o2/10/0", allowed: null, before: null, at });
    await orders.keep({ id: "o2/9/0", allowed: ["post"], before: null, at });
    await orders.keep({ id: "o2/9/1", allowed: ["chat"], before: null, at });
    expect(await orders.last("o2")).toMatchObject({ id: "o2/10/0" });
    expect(await orders.lastBefore("o2/10/0")).toMatchObject({ id: "o2/9/1" });
    expect(await orders.lastBefore("o2/9/1")).toMatchObject({ id: "o2/9/0" });
    expect(await orders.lastBefore("o2/9/0")).toBeNull();
    expect(await orders.last("o3")).toBeNull();
  });

  it("R-LIF-11 stand while they restrict, or while nobody took them, page by page", async () => {
    const { orders } = archive;
    await orders.accepted("o2/10/0", null, hour(2));
    for (const client of ["o4", "o5"]) {
      await orders.keep({ id: `${client}/1/0`, allowed: ["post"], before: null, at });
      await orders.accepted(`${client}/1/0`, null, at);
    }
    await orders.keep({ id: "o5/2/0", allowed: null, before: null, at });
    const page = await orders.standing({ limit: 2 });
    expect(page.map(({ id }) => id)).toEqual(["o1/7/0", "o4/1/0"]);
    expect((await orders.standing({ after: "o4" })).map(({ id }) => id)).toEqual(["o5/2/0"]);
    await orders.accepted("o5/2/0", null, at);
    expect(await orders.standing({ after: "o4" })).toEqual([]);
  });
});

it("R-LIF-11 restrictions from before orders were kept are taken over", async () => {
  const db = new Kysely<unknown>({
    dialect: new PGliteDialect({ pglite: new PGlite() }),
    plugins: [new CamelCasePlugin()],
  });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  expect((await migrator.migrateTo("0004-delivery")).error).toBeUndefined();
  await sql`insert into effects (id, client, seq, n, type, params, at, settled_at) values
    ('a/7/0', 'a', 7, 0, 'restrictChannels', '{"allowed": ["post"]}', now(), now()),
    ('a/8/0', 'a', 8, 0, 'liftRestriction', '{}', now(), now()),
    ('b/7/0', 'b', 7, 0, 'restrictChannels', '{"allowed": ["post"]}', now(), null),
    ('b/7/1', 'b', 7, 1, 'sendNotice', '{}', now(), now())`.execute(db);
  expect((await migrator.migrateToLatest()).error).toBeUndefined();
  const { rows } = await sql`select id, seq, allowed, before, accepted_at is not null as accepted
    from orders order by id`.execute(db);
  expect(rows).toEqual([
    { id: "a/7/0", seq: 7, allowed: ["post"], before: null, accepted: true },
    { id: "a/8/0", seq: 8, allowed: null, before: null, accepted: true },
  ]);
  await db.destroy();
});

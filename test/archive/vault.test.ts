import { Kysely, PostgresDialect } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClientKeys, Erased, keyFolder } from "../../archive/keys.ts";
import { type Archive, type ArchiveAt, openArchive } from "../../archive/open.ts";
import { commitment } from "../../archive/seal.ts";
import type { Tables } from "../../archive/tables.ts";
import { SealedWords } from "../../archive/vault.ts";
import { type Backend, backends, beside } from "../support/archives.ts";
import { poolOf } from "../support/postgres.ts";

it("R-LIF-0 the first words of a client may come twice at once: the second finds the key of the first", async () => {
  const backend = await backends.find(({ name }) => name === "PostgreSQL")?.start();
  if (!backend) throw new Error("there is no PostgreSQL among the backends");
  try {
    const at = await backend.place();
    const archive = await openArchive(at);
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: poolOf(at.databaseUrl) }) });
    try {
      const real = keyFolder(at.keys ?? "");
      let asked = 0;
      const late: ClientKeys = {
        ...real,
        async keyOf(client) {
          asked += 1;
          if (asked > 1) return real.keyOf(client);
          // Between the question and its answer, the first words come in.
          await archive.vault.put(client, "reason", "shouted");
          return null;
        },
      };
      expect(await new SealedWords(late).keyFor(db, "c1")).toEqual(await real.keyOf("c1"));
      expect(asked).toBe(2);
    } finally {
      await db.destroy();
      await archive.close();
    }
  } finally {
    await backend.stop();
  }
});

describe.each(backends)("the vault on $name", ({ start }) => {
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

  it("R-LIF-0 keeps texts under ids that say nothing about them", async () => {
    const { vault } = archive;
    const ids = await Promise.all([
      vault.put("c1", "reason", "Он кричал 🙂\n\\x00"),
      vault.put("c1", "reason", "Он кричал 🙂\n\\x00"),
    ]);
    for (const id of ids) {
      expect(id).toMatch(/^v_[A-Za-z0-9_-]{43}$/);
      expect(await vault.get(id)).toBe("Он кричал 🙂\n\\x00");
    }
    expect(new Set(ids).size).toBe(2);
    expect(await vault.get("v_unknown_id")).toBeNull();
  });

  it("R-LIF-0 gives a sender who repeats itself the same id, so that the event is the same one", async () => {
    const { vault } = archive;
    const put = (client: string, text: string) => vault.put(client, "reason", text, "event-1/reason");
    const [first, again] = await Promise.all([put("c2", "shouted"), put("c2", "shouted")]);
    expect(again).toBe(first);
    expect(await put("c2", "shouted")).toBe(first);
    expect(await put("c3", "shouted")).not.toBe(first);
    const other = await put("c2", "whispered");
    expect(other).not.toBe(first);
    expect(await vault.get(other)).toBe("whispered");
    expect(await vault.get(first)).toBe("shouted");
  });

  it("knows a client's name and one address a channel, and forgets the ones before", async () => {
    const { vault } = archive;
    const old = await vault.setAddress("c4", "email", "old@example.org");
    await vault.setAddress("c4", "post", "1 Main Street");
    await vault.setName("c4", "Ms Poppins");
    expect(await vault.addressOf("c4", "email")).toBe("old@example.org");
    const now = await vault.setAddress("c4", "email", "new@example.org");
    expect(await vault.get(now)).toBe("new@example.org");
    expect(await vault.addressOf("c4", "email")).toBe("new@example.org");
    expect(await vault.addressOf("c4", "post")).toBe("1 Main Street");
    expect(await vault.nameOf("c4")).toBe("Ms Poppins");
    expect(await vault.get(old)).toBeNull();
    expect(await vault.addressOf("c4", "chat")).toBeNull();
    expect(await vault.nameOf("c5")).toBeNull();
  });

  it("an id commits to client, kind and text, and to nothing without its salt", async () => {
    const { vault } = archive;
    const id = await vault.put("c6", "reason", "He shouted.");
    const disclosed = await vault.disclose(id);
    if (!disclosed) throw new Error("it was just kept");
    expect(disclosed).toMatchObject({ client: "c6", kind: "reason", text: "He shouted." });
    expect(Buffer.from(disclosed.salt, "base64url")).toHaveLength(16);
    expect(commitment(disclosed)).toBe(id);
    const others = { client: "c7", kind: "text", text: "He whispered.", salt: "A".repeat(22) };
    for (const [field, value] of Object.entries(others))
      expect(commitment({ ...disclosed, [field]: value }), field).not.toBe(id);
    expect(await vault.disclose("v_unknown_id")).toBeNull();
  });

  it("keeps no word and no mark of a word in the open", async () => {
    const at = await backend.place();
    const own = await openArchive(at);
    await own.vault.put("c1", "reason", "MARKER-reason", "MARKER-once");
    await own.vault.setName("c1", "MARKER-name");
    await own.vault.setAddress("c1", "post", "MARKER-address");
    await own.close();
    const rows = await beside(at, "select * from vault");
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toContain("MARKER");
  });

  it("finds words that were changed, or put in the place of others", async () => {
    const at = await backend.place();
    const own = await openArchive(at);
    const one = await own.vault.put("c1", "reason", "first");
    const two = await own.vault.put("c1", "reason", "second");
    await own.close();
    await beside(
      at,
      `update vault set sealed = (select sealed from vault where id = '${two}') where id = '${one}'`,
    );
    const again = await openArchive(at);
    await expect(again.vault.get(one)).rejects.toThrow("does not open: it was changed");
    expect(await again.vault.get(two)).toBe("second");
    await again.close();
  });

  it("an erased client's words cannot be read or added to; ids and other clients' words stay", async () => {
    const { vault, outbox } = archive;
    const at = "2026-11-01T00:00:00.000Z";
    const notice = { id: "c8/1/0", notice: "N1", channel: "email", locale: "en", at } as const;
    const words = { subject: "Welcome", body: "Dear Ann" };
    const id = await vault.put("c8", "reason", "shouted", "e1/reason");
    await vault.setName("c8", "Ann");
    await vault.setAddress("c8", "email", "ann@example.org");
    await outbox.capture(notice, words);
    const other = await vault.put("c9", "reason", "stays");
    const why = await vault.put("c8", "erasure", "asked for");
    await vault.erase("c8");
    await vault.erase("c8");
    for (const call of [
      () => vault.get(id),
      () => vault.disclose(id),
      () => vault.nameOf("c8"),
      () => vault.addressOf("c8", "email"),
      () => outbox.read("c8/1/0"),
      () => vault.put("c8", "reason", "shouted", "e1/reason"),
      () => vault.setName("c8", "Ann"),
      () => outbox.capture({ ...notice, id: "c8/2/0" }, words),
    ])
      await expect(call()).rejects.toBeInstanceOf(Erased);
    expect(await vault.get(other)).toBe("stays");
    expect(await vault.get(why)).toBe("asked for");
    expect((await outbox.list("c8")).map(({ id }) => id)).toEqual(["c8/1/0"]);
    await vault.erase("c10");
    await expect(vault.put("c10", "reason", "too late")).rejects.toBeInstanceOf(Erased);
  });

  it("makes no second key where the first one is somewhere else", async () => {
    const at = await backend.place();
    const own = await openArchive(at);
    const id = await own.vault.put("c1", "reason", "first");
    await own.close();
    const elsewhere: ArchiveAt = { ...at, keys: `${at.keys}.other` };
    const astray = await openArchive(elsewhere);
    const lost = "there are words of c1, and no key";
    await expect(astray.vault.get(id)).rejects.toThrow(lost);
    await expect(astray.vault.put("c1", "reason", "second")).rejects.toThrow(lost);
    await astray.close();
    const back = await openArchive(at);
    expect(await back.vault.get(id)).toBe("first");
    await back.close();
  });

  it("keeper at the opening what was kept in the open, under the ids that it has", async () => {
    const at = await backend.place();
    await (await openArchive(at)).close();
    const rows = Array.from(
      { length: 450 },
      (_, n) => `('v_old-${n}', 'c${n % 3}', 'reason', 'MARKER ${n}', 'e${n}')`,
    );
    await beside(at, `insert into vault (id, client, kind, plain, once) values ${rows.join(", ")}`);
    const own = await openArchive(at);
    expect(await own.vault.get("v_old-7")).toBe("MARKER 7");
    expect(await own.vault.put("c1", "reason", "MARKER 7", "e7")).toBe("v_old-7");
    await own.close();
    expect(await beside(at, "select id from vault where plain is not null or sealed is null")).toEqual([]);
    expect(JSON.stringify(await beside(at, "select * from vault"))).not.toContain("MARKER");
  });
});

describe.each(backends)("erasures on $name", ({ start }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await start();
  });
  afterAll(() => backend?.stop());

  const erased = (client: string) => ({
    ...{ client, seq: null, at: "2026-11-01T00:00:00.000Z", reason: "v_00000000" },
    actor: { id: "carl", role: "compliance" } as const,
  });

  it("are one a client, each waiting for its leaf, and nobody changes or removes one", async () => {
    const at = await backend.place();
    const archive = await openArchive(at);
    const [first] = await Promise.all(
      ["c1", "c2", "c3"].map((client) => archive.erasures.record(erased(client))),
    );
    expect(await archive.erasures.record({ ...erased("c1"), reason: "v_other000" })).toEqual(first);
    const list = await archive.erasures.list();
    expect(list.map(({ client }) => client)).toEqual(["c1", "c2", "c3"]);
    const leaves = await Promise.all(list.map(({ hash }) => archive.tree.leafOf("erasure", hash)));
    expect(leaves).toEqual(list.map(() => ({ index: null, salt: null, waits: true })));
    expect(await archive.erasures.of("c9")).toBeNull();
    await archive.close();
    for (const text of ["update erasures set client = 'x'", "delete from erasures", "truncate erasures"])
      await expect(beside(at, text)).rejects.toThrow("append-only");
  });
});

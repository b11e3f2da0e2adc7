import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Archive, openArchive } from "../../archive/open.ts";
import { OtherLog, openLog } from "../../audit/log.ts";
import { policyText } from "../../audit/logPolicy.ts";
import { type Backend, backends } from "../support/archives.ts";

describe.each(backends)("which log an engine signs, on $name", ({ start }) => {
  let backend: Backend;
  let folder: string;
  let archive: Archive;
  let first: string;
  let folders = 0;
  const fresh = () => join(folder, `k${++folders}`);
  const opened = (keys: string, of = archive, host = "tenure.example/x") =>
    openLog({ folder: keys, log: of.log, host });

  beforeAll(async () => {
    backend = await start();
    folder = await mkdtemp(join(tmpdir(), "tenure-log-"));
    archive = await openArchive(await backend.place());
    first = fresh();
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("is chosen at the first start, and is the same from then on, whatever the host is called later", async () => {
    const log = await opened(first);
    expect(log.origin).toMatch(/^tenure\.example\/x\/journal\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}$/u);
    expect((await readFile(join(first, "origin"), "utf8")).trim()).toBe(log.origin);
    expect(await readFile(join(first, "policy"), "utf8")).toBe(policyText(log.policy));
    expect(await archive.log.current()).toMatchObject({ origin: log.origin });
    const again = await opened(first, archive, "elsewhere.example");
    expect(policyText(again.policy)).toBe(policyText(log.policy));
  });

  it("keeps its keys for itself", async () => {
    expect((await stat(first)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(first))
      expect((await stat(join(first, name))).mode & 0o777, name).toBe(0o600);
  });

  it("does not start with the keys of another log, says which and what to do, and leaves no key behind", async () => {
    const other = await openArchive(await backend.place());
    const keys = fresh();
    const strange = await opened(keys, other);
    const refused = await opened(keys).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OtherLog);
    expect(String(refused)).toContain(strange.origin);
    expect(String(refused)).toContain((await archive.log.current())?.origin);
    expect(String(refused)).toContain("Copy log.pem, clock.pem and origin here");
    // A second engine on the database, with a folder of its own.
    const empty = fresh();
    await expect(opened(empty)).rejects.toThrow("Engines on one database share their signing keys: copy");
    expect(await readdir(empty)).toEqual([]);
    // As soon as it has them, it starts.
    await cp(first, empty, { recursive: true });
    expect((await opened(empty)).origin).toBe((await opened(first)).origin);
    await other.close();
  });

  it("does not start a second journal under the keys of a first one", async () => {
    const other = await openArchive(await backend.place());
    await expect(opened(first, other)).rejects.toThrow("this database has none yet");
    await other.close();
  });

  it("does not start with one key of another, or with another name", async () => {
    const mixed = fresh();
    await cp(first, mixed, { recursive: true });
    const origin = await readFile(join(mixed, "origin"), "utf8");
    await writeFile(join(mixed, "origin"), origin.replace("tenure.example", "other.example"));
    await expect(opened(mixed)).rejects.toThrow("holds the keys of other.example");
    await writeFile(join(mixed, "origin"), origin);
    const other = await openArchive(await backend.place());
    const keys = fresh();
    await opened(keys, other);
    await cp(join(keys, "clock.pem"), join(mixed, "clock.pem"));
    await expect(opened(mixed)).rejects.toThrow(OtherLog);
    await other.close();
  });

  it("goes on with a first start that broke off, and makes one log of two that start at once", async () => {
    const broken = fresh();
    await cp(first, broken, { recursive: true });
    await rm(join(broken, "origin"));
    expect((await opened(broken)).origin).toBe((await opened(first)).origin);
    expect((await readFile(join(broken, "origin"), "utf8")).trim()).toBe((await opened(first)).origin);

    const other = await openArchive(await backend.place());
    const [one, two] = [fresh(), fresh()];
    const both = await Promise.allSettled([opened(one, other), opened(two, other)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [won, lost] = both[0]?.status === "fulfilled" ? [one, two] : [two, one];
    expect((await readdir(won)).sort()).toEqual(["clock.pem", "log.pem", "origin", "policy"]);
    expect(await readdir(lost)).toEqual([]);
    await other.close();
  });
});

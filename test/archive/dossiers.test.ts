import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FactKind, factKinds } from "../../archive/facts/catalogue.ts";
import { Erased } from "../../archive/keys.ts";
import { type Archive, openArchive } from "../../archive/open.ts";
import { dossierOf } from "../../insight/dossier/dossier.ts";
import { given, POLICY } from "../insight/dossier/given.ts";
import { type Backend, backends } from "../support/archives.ts";
import { importInto, SAMPLES } from "./facts/rows.ts";

describe.each(backends)("what a dossier is made of, on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  beforeAll(async () => {
    backend = await start();
    archive = await openArchive(await backend.place());
    for (const kind of factKinds) await importInto(archive, kind, [SAMPLES[kind]]);
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  it("R-DEC-3: facts come back as they came in: money in minor units, words as vault ids, nothing for what is not told", async () => {
    const facts = await archive.facts.of("c1");
    for (const kind of factKinds) expect(facts[kind], kind).toHaveLength(1);
    expect(facts.purchases).toEqual([
      { id: "p1", client: "c1", on: "2026-11-01", units: -2, amount: -2933, cost: 1000, currency: "EUR" },
    ]);
    expect(facts.demands).toMatchObject([
      { about: "green-apples", offered: ["red-apples", "pears"], cost: 8050, currency: "EUR" },
    ]);
    expect(facts.threats).toMatchObject([{ risks: [{ basisPoints: 2500, impact: 120000 }] }]);
    expect(facts.faults).toMatchObject([{ opened: "2026-11-01T09:30:00.000Z", loss: 1234 }]);
    const [demand] = facts.demands;
    expect(await archive.vault.get(demand?.reasonRef ?? "")).toBe("MARKER they match the wall");
    expect(await archive.facts.of("nobody")).toEqual(Object.fromEntries(factKinds.map((kind) => [kind, []])));
  });

  it("leaves out what was over before a day, and keeps what lasts", async () => {
    const open = { client: "c3", invoice: "i9", amount: "1", due: "2026-01-01" };
    await importInto(archive, "payments", [open, { ...open, invoice: "i8", paid: "2026-01-02" }]);
    const counts = async (since: string) => {
      const facts = await archive.facts.of("c1", { since });
      return Object.fromEntries(factKinds.map((kind: FactKind) => [kind, facts[kind].length]));
    };
    expect(await counts("2026-11-01")).toMatchObject({ interactions: 1, faults: 1, hours: 1, scores: 0 });
    expect(await counts("2026-11-02")).toMatchObject({ interactions: 0, faults: 1, payments: 1, hours: 0 });
    expect(await counts("2026-11-03")).toMatchObject({ faults: 0, payments: 1 });
    expect(await archive.facts.ofKind("payments", "c3", { since: "2026-02-01" })).toMatchObject([
      { invoice: "i9", paid: null },
    ]);
  });

  it("R-DEC-5: counts other clients who want the same and have accepted nothing instead", async () => {
    const wanted = { id: "d1", at: "2026-11-01T09:30:00Z", about: "pears", kind: "feature" };
    await importInto(archive, "demands", [
      { ...wanted, client: "c4" },
      { ...wanted, client: "c5" },
      { ...wanted, client: "c5", id: "d2" },
      { ...wanted, client: "c6", accepted: "apples" },
      { ...wanted, client: "c7" },
      { ...wanted, client: "c7", id: "d2", accepted: "apples" },
      { ...wanted, client: "c8", accepted: "apples" },
      { ...wanted, client: "c8", id: "d2", at: "2026-11-02T09:30:00Z" },
    ]);
    const now = "2026-11-03T00:00:00.000Z";
    expect(await archive.facts.othersWanting("c4", "pears", now)).toBe(2);
    expect(await archive.facts.othersWanting("c9", "pears", now)).toBe(3);
    expect(await archive.facts.othersWanting("c4", "plums", now)).toBe(0);
    // c8 wants them anew on the second day only.
    expect(await archive.facts.othersWanting("c4", "pears", "2026-11-01T12:00:00.000Z")).toBe(1);
  });

  it("R-DEC-3: a dossier is kept once, under the client's key; erased, its digest stays", async () => {
    const facts = await archive.facts.of("c1");
    const dossier = dossierOf(given({ facts, policy: POLICY }));
    await archive.dossiers.keep(dossier);
    await archive.dossiers.keep(dossier);
    const kept = [{ id: dossier.id, at: dossier.at, digest: dossier.digest, decisions: [] }];
    expect(await archive.dossiers.list("c1")).toEqual(kept);
    expect(await archive.dossiers.get("c1", dossier.id)).toEqual(dossier);
    expect(await archive.dossiers.get("c2", dossier.id)).toBeNull();
    const held: string[] = [];
    const dump = async () => {
      held.length = 0;
      await archive.transfer.give(async (line) => void held.push(line));
      return held.join("\n");
    };
    expect(await dump()).not.toMatch(/MARKER|costToServe/);
    await archive.vault.erase("c1");
    await expect(archive.dossiers.get("c1", dossier.id)).rejects.toBeInstanceOf(Erased);
    expect(await archive.dossiers.list("c1")).toEqual(kept);
    const row = (await dump()).split("\n").find((line) => line.includes(dossier.digest));
    const [, , , , vaultId] = JSON.parse(row ?? "[]") as string[];
    const vaulted = held.find((line) => line.startsWith(`["${vaultId}"`));
    expect(JSON.parse(vaulted ?? "[]")).toEqual([vaultId, "c1", "dossier", null, null, null]);
    await expect(archive.dossiers.keep({ ...dossier, id: "another" })).rejects.toBeInstanceOf(Erased);
  });
});

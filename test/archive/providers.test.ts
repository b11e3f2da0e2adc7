import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Archive, openArchive } from "../../archive/open.ts";
import { PROVIDER_COLUMNS } from "../../archive/providers.ts";
import { readProviders } from "../../handover/providerFile.ts";
import type { Effect } from "../../machines/index.ts";
import { matchesOf, whyOf } from "../../machines/index.ts";
import { type Backend, backends } from "../support/archives.ts";

const row = (id: string, change: object = {}) => ({
  id,
  name: `Provider ${id}`,
  capabilities: ["tyres"],
  regions: ["berlin"],
  price: 900_000_000_000,
  capacity: 3,
  contact: "desk 4",
  verifiedAt: "2026-10-01T00:00:00.000Z",
  ...change,
});

describe.each(backends)("the catalogue of providers on $name", ({ start }) => {
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

  it("R-HND-1 imports rows, replaces known ones and leaves the others", async () => {
    const { providers } = archive;
    expect(await providers.importProviders([row("p2"), row("p1", { verifiedAt: "2026-10-01" })])).toBe(2);
    expect(await providers.importProviders([row("p2"), row("p1")])).toBe(2);
    expect(await providers.list()).toEqual([row("p1"), row("p2")]);
    await providers.importProviders([
      row("p2", { price: 5, capabilities: ["tyres", "brakes"], regions: [] }),
    ]);
    expect(await providers.list()).toEqual([
      row("p1"),
      row("p2", { price: 5, capabilities: ["tyres", "brakes"], regions: [] }),
    ]);
    expect(await providers.importProviders([])).toBe(0);
  });

  it("imports nothing when a row is wrong, and names every fault without repeating what was given", async () => {
    const { providers } = archive;
    const before = await providers.list();
    const rows = [
      row("p7"),
      row("p8", { price: -1, contact: "" }),
      { ...row("p9"), owner: "Mary Poppins" },
      row("p7"),
      "p10",
      row("p11", { verifiedAt: "yesterday" }),
    ];
    const error = await providers.importProviders(rows).catch((thrown: Error) => thrown);
    const says = error instanceof Error ? error.message : "";
    expect(says).toContain("nothing was imported");
    for (const fault of [
      "row 2, price",
      "row 2, contact",
      "row 3",
      "row 4, id: used in row 1 already",
      "row 5",
    ])
      expect(says).toContain(fault);
    expect(says).toContain("row 6, verifiedAt: an instant or a date");
    expect(says).not.toContain("Mary");
    expect(await providers.list()).toEqual(before);
  });

  it("R-HND-1 keeps rival, key and endpoint, and refuses a key or an address that cannot be used", async () => {
    const { providers } = archive;
    const key = await identityToRecipient(await generateIdentity());
    const full = row("p3", { rival: true, key, endpoint: "https://rival.example/hooks" });
    await providers.importProviders([full]);
    expect(await providers.get("p3")).toEqual(full);
    // Left out, it is gone: a row replaces the one before.
    await providers.importProviders([row("p3")]);
    expect(await providers.get("p3")).toEqual(row("p3"));
    expect(await providers.get("nobody")).toBeNull();
    const bad = [
      row("p4", { key: `${key.slice(0, -1)}q` }),
      row("p5", { endpoint: "http://rival.example/hooks" }),
      row("p6", { endpoint: "https://ann:secret@rival.example/" }),
      row("p7", { rival: "perhaps" }),
    ];
    const error = await providers.importProviders(bad).catch((thrown: Error) => thrown);
    const says = error instanceof Error ? error.message : "";
    for (const fault of ["row 1, key", "row 2, endpoint", "row 3, endpoint", "row 4, rival"])
      expect(says).toContain(fault);
    expect(says).not.toContain("secret");
  });

  it("R-HND-1 reads CSV as spreadsheets write it, JSON and YAML, and names the lines of faults", async () => {
    const { providers } = archive;
    const head = "id;name;capabilities;regions;price;capacity;contact;verifiedAt;rival;key;endpoint";
    const csv = `\uFEFF${head}\r\ncsv1;"Müller; ""Obst""";pears green-apples;berlin|köpenick;100;2;"desk\n4";2026-10-01;yes;;\r\n`;
    const { rows, places } = readProviders(csv.replace("köpenick", "paris"), "csv");
    expect(places).toEqual(["row 1 (line 3)"]);
    expect(await providers.importProviders(rows, places)).toBe(1);
    expect(await providers.get("csv1")).toEqual({
      ...{ id: "csv1", name: 'Müller; "Obst"', capabilities: ["pears", "green-apples"], price: 100 },
      ...{ regions: ["berlin", "paris"], capacity: 2, contact: "desk\n4", rival: true },
      verifiedAt: "2026-10-01T00:00:00.000Z",
    });

    const comma = "id,name,capabilities,regions,price,capacity,contact,verifiedAt\n";
    const faulty = readProviders(`${comma}a,A,x,,1,1,c,2026-10-01\n\nb,B,x,,cheap,1,c,2026-10-01\n`, "csv");
    const faults = await providers
      .importProviders(faulty.rows, faulty.places)
      .catch((thrown: Error) => thrown);
    expect((faults as Error).message).toContain("row 2 (line 4), price");
    expect(await providers.get("a")).toBeNull();

    const json = `[\n ${JSON.stringify(row("j1"))},\n ${JSON.stringify(row("j2", { price: -1 }))}\n]`;
    const read = readProviders(json, "json");
    expect(read.rows).toEqual([row("j1"), row("j2", { price: -1 })]);
    expect(read.places).toEqual(["row 1 (line 2)", "row 2 (line 3)"]);
  });

  it.each([
    ["an unknown column", "csv", "id,owner\n", "line 1: column 2 is unknown"],
    ["a missing column", "csv", "id,name\n", "no column price"],
    [
      "a row of other length",
      "csv",
      `${PROVIDER_COLUMNS.join(",")}\nx,Mary\n`,
      `row 1 (line 2): 2 cells under ${PROVIDER_COLUMNS.length} columns`,
    ],
    ["a quote that is not closed", "csv", 'id,"Mary', "line 1: this is not CSV (CSV_QUOTE_NOT_CLOSED)"],
    ["broken JSON", "json", "[\n{", "neither JSON nor YAML"],
    ["no list", "yaml", "name: Mary", "a list, one provider a row"],
  ] as const)("R-HND-1 refuses a file with %s, and repeats nothing of it", (_, format, text, says) => {
    expect(() => readProviders(text, format)).toThrow(says);
    expect(() => readProviders(text, format)).not.toThrow("Mary");
  });

  it("signs for each provider with a secret of its own, and keeps the one before valid", async () => {
    const { providers } = archive;
    await providers.importProviders([row("s1"), row("s2")]);
    const [first, ...none] = (await providers.secretsOf("s1")) ?? [];
    expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(none).toEqual([]);
    expect(await providers.secretsOf("s2")).not.toEqual([first]);
    expect(await providers.secretsOf("nobody")).toBeNull();
    const second = await providers.rotateSecret("s1");
    expect(await providers.secretsOf("s1")).toEqual([second, first]);
    const third = await providers.rotateSecret("s1");
    expect(await providers.secretsOf("s1")).toEqual([third, second]);
    // An import does not touch it.
    await providers.importProviders([row("s1", { price: 7 })]);
    expect(await providers.secretsOf("s1")).toEqual([third, second]);
  });

  it("R-HND-2 counts the clients whose data went there since it was verified, and stayed", async () => {
    const { providers, effects } = archive;
    await providers.importProviders([row("taker", { verifiedAt: "2026-10-01", capacity: 2 })]);
    const give = (client: string, seq: number, type: "exportData" | "revokeAccess", at: string) =>
      effects.take(
        { id: `${client}/${seq}/0`, type, params: { providerId: "taker", items: [] } } as unknown as Effect,
        at,
      );
    const taken = async () => (await providers.offered()).find(({ id }) => id === "taker")?.taken;
    expect(await taken()).toBe(0);
    await give("t1", 2, "exportData", "2026-10-02T00:00:00.000Z");
    await give("t1", 9, "exportData", "2026-10-03T00:00:00.000Z");
    await give("t2", 2, "exportData", "2026-09-30T00:00:00.000Z");
    await give("t3", 2, "exportData", "2026-10-02T00:00:00.000Z");
    expect(await taken()).toBe(2);
    await give("t3", 3, "revokeAccess", "2026-10-04T00:00:00.000Z");
    expect(await taken()).toBe(1);
  });
});

describe("R-HND-2 matching", () => {
  const at = "2026-11-22T00:00:00.000Z";
  const provider = (id: string, change: object = {}) => row(id, { price: 100, capacity: 1, ...change });
  const wanted = { needs: ["tyres"], regions: ["berlin"], budget: 100, verifiedDays: 180 };

  it("says of each provider why it fits or not, with what was read and the limits", () => {
    const all = [
      provider("dear", { price: 101 }),
      provider("fits"),
      provider("old", { verifiedAt: "2026-05-25T23:59:59.000Z" }),
      provider("last-day", { verifiedAt: "2026-05-26T00:00:00.000Z", price: 99 }),
      { ...provider("full", { capacity: 2 }), taken: 2 },
      provider("elsewhere", { regions: ["paris"] }),
      provider("unable", { capabilities: ["brakes"] }),
    ];
    const matches = matchesOf(all, wanted, at);
    expect(matches.filter(({ fits }) => fits).map(({ provider: { id } }) => id)).toEqual([
      "last-day",
      "fits",
    ]);
    const why = Object.fromEntries(all.map((it) => [it.id, whyOf(it, wanted, at)]));
    expect(why).toEqual({
      dear: ["price:101"],
      fits: ["needs:met", "regions:met", "price:100", "left:1", "verified:52"],
      old: ["verified:181"],
      "last-day": ["needs:met", "regions:met", "price:99", "left:1", "verified:180"],
      full: ["left:0"],
      elsewhere: ["absent:berlin"],
      unable: ["lacks:tyres"],
    });
    const dear = matches.find(({ provider: { id } }) => id === "dear");
    expect(dear?.findings.filter(({ passed }) => !passed)).toMatchObject([
      { rule: "R-HND-2", read: { price: 101 }, threshold: { value: 100, from: "budget" } },
    ]);
  });

  it("asks nothing that was not told: no region, no budget", () => {
    const [match] = matchesOf(
      [provider("p", { regions: [], price: 1e9 })],
      { needs: [], verifiedDays: 180 },
      at,
    );
    expect(match?.fits).toBe(true);
    expect(match?.findings).toHaveLength(3);
  });
});

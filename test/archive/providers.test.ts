import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Archive, openArchive } from "../../archive/open.ts";
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
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Archive, type ArchiveAt, openArchive } from "../../archive/open.ts";
import { type Backend, backends } from "../support/archives.ts";
import { hour } from "../support/entries.ts";

const ID = "00000000-0000-4000-8000-000000000001";
const stamps = (received: number, occurred = received) => ({
  receivedAt: hour(received),
  occurredAt: hour(occurred),
});

describe.each(backends)("receipts on $name", ({ start }) => {
  let backend: Backend;
  let place: ArchiveAt;
  let archive: Archive;
  beforeAll(async () => {
    backend = await start();
    place = await backend.place();
    archive = await openArchive(place);
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  it("R-LIF-0 the stamps that an id was given first stand, for its client", async () => {
    const { stamp } = archive.receipts;
    expect(await stamp("r1", ID, stamps(2, 1))).toEqual(stamps(2, 1));
    expect(await stamp("r1", ID, stamps(4, 3))).toEqual(stamps(2, 1));
    expect(await stamp("r2", ID, stamps(5))).toEqual(stamps(5));
    expect(await stamp("r1", ID, stamps(0))).toEqual(stamps(2, 1));
  });

  it("R-LIF-0 of processes that stamp at once one is first, and all are told the same", async () => {
    // PGlite is one process's; on PostgreSQL each of these is a process of its own.
    const archives = [archive];
    if (place.databaseUrl !== undefined)
      for (let n = 0; n < 3; n += 1) archives.push(await openArchive(place));
    for (let round = 0; round < 20; round += 1) {
      const client = `race.${round}`;
      const asked = Array.from({ length: 8 }, (_, n) =>
        archives[n % archives.length]?.receipts.stamp(client, ID, stamps(n)),
      );
      const told = await Promise.all(asked);
      expect(new Set(told.map((one) => one?.receivedAt)).size).toBe(1);
      expect(await archive.receipts.stamp(client, ID, stamps(9))).toEqual(told[0]);
    }
    for (const opened of archives.slice(1)) await opened.close();
  });

  it("times are instants to the millisecond, however they were written", async () => {
    const fine = { receivedAt: "2026-11-01T09:00:01Z", occurredAt: "2026-11-01T12:00:00.9999999+03:00" };
    const cut = { receivedAt: "2026-11-01T09:00:01.000Z", occurredAt: "2026-11-01T09:00:00.999Z" };
    expect(await archive.receipts.stamp("r3", ID, fine)).toEqual(cut);
    expect(await archive.receipts.stamp("r3", ID, fine)).toEqual(cut);
  });
});

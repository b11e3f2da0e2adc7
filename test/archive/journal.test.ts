import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Archive } from "../../archive/open.ts";
import { openArchive } from "../../archive/open.ts";
import { digest, type Entry } from "../../machines/journal.ts";
import { type Backend, backends } from "../support/archives.ts";
import { hour, journalOf, journals } from "../support/entries.ts";

describe.each(backends)("the journal on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  let clients = 0;
  const newClient = (): string => `j${++clients}`;

  beforeAll(async () => {
    backend = await start();
    archive = await openArchive(await backend.place());
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  it("R-LIF-0 gives every entry back as it was hashed, recorded in whatever pieces and repetition", async () => {
    const plan = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(journals("x"), plan, async (shape, pieces) => {
        const client = newClient();
        const entries = journalOf(
          client,
          shape.map(({ client: _, seq: __, prev: ___, hash: ____, ...said }) => said),
        );
        let there = 0;
        for (const [from, length] of pieces) {
          const piece = entries.slice(from, from + length + 1);
          const recorded = archive.journal.record(piece);
          if (piece.length > 0 && from > there) {
            await expect(recorded).rejects.toThrow(`${client}/${from + 1} does not follow`);
            continue;
          }
          expect(await recorded).toEqual(from < there ? entries.slice(from, there) : piece);
          there = Math.max(there, from === there ? from + piece.length : 0);
        }
        for (const entry of entries.slice(there)) await archive.journal.record([entry]);

        const read = await archive.journal.timeline(client);
        expect(read.map(({ seq, hash }) => [seq, hash])).toEqual(entries.map(({ seq, hash }) => [seq, hash]));
        for (const { hash, ...entry } of read) expect(digest(entry)).toBe(hash);
        expect(await archive.relationships.get(client)).toEqual(standing(entries));
      }),
      { numRuns: 40 },
    );
  });

  it("R-LIF-0 refuses an entry that names another one as the one before, and writes nothing", async () => {
    const client = newClient();
    const [first] = journalOf(client, [{}]);
    const [, second, third] = journalOf(client, [
      { data: { kind: "retail", locale: "en", zone: "UTC" } },
      {},
      {},
    ]);
    if (!first || !second || !third) throw new Error("three entries");
    await archive.journal.record([first]);
    await expect(archive.journal.record([second, third])).rejects.toThrow(`${client}/2 does not follow`);
    expect(await archive.journal.timeline(client)).toEqual([first]);
    expect(await archive.relationships.get(client)).toMatchObject({ seq: 1 });
  });

  /** What a reader of the entries would say about the relationship. */
  function standing(entries: readonly Entry[]) {
    const last = entries.at(-1);
    const hold = entries
      .filter(({ type, outcome }) => type.startsWith("hold.") && outcome === "accepted")
      .at(-1);
    const held = hold?.type === "hold.placed";
    const deadline = held ? undefined : last?.deadlines[0];
    return {
      client: last?.client,
      kind: "b2b",
      locale: "en",
      zone: "Europe/Berlin",
      seq: last?.seq,
      state: last?.to.state,
      rung: last?.to.rung ?? null,
      hold: held,
      due: deadline?.due ?? null,
      dueName: deadline?.name ?? null,
      machine: "lifecycle",
      machineVersion: "1",
      machineHash: "a".repeat(64),
      openedAt: entries[0]?.at,
      updatedAt: last?.at,
    };
  }

  it("records the same entries from several writers at once", async () => {
    const client = newClient();
    const entries = journalOf(client, [{}, {}, { to: { state: "suspended", rung: "active" } }]);
    await Promise.all([1, 2, 3, 4].map(() => archive.journal.record(entries)));
    expect(await archive.journal.timeline(client)).toEqual(entries);
    expect(await archive.relationships.get(client)).toMatchObject({
      seq: 3,
      state: "suspended",
      rung: "active",
    });
  });

  it("writes nothing where other entries stand in their place, and returns those", async () => {
    const client = newClient();
    const [first, second] = journalOf(client, [{}, {}]);
    const other = journalOf(client, [{}, { data: { other: true } }, {}]);
    if (!first || !second) throw new Error("two entries");
    await archive.journal.record([first, second]);
    expect(await archive.journal.record(other)).toEqual([first, second]);
    expect(await archive.journal.timeline(client)).toEqual([first, second]);
    expect(await archive.relationships.get(client)).toMatchObject({ seq: 2 });
  });

  it("R-LIF-0 recalls the entry that an event id was given first", async () => {
    const client = newClient();
    const eventId = "11111111-1111-4111-8111-111111111111";
    const unknown = "22222222-2222-4222-8222-222222222222";
    const said = { eventId, type: "exit.requested", reason: "v_abcdefgh", data: { requestId: "r1" } };
    const entries = journalOf(client, [
      {},
      { ...said, outcome: "refused", to: { state: "suspended", rung: "warnedOnce" } },
      { ...said, outcome: "accepted" },
    ]);
    await archive.journal.record(entries);
    const [first, , third] = entries;
    const opening = first?.eventId ?? "";
    expect(await archive.journal.recall(client, [eventId])).toEqual([entries[1]]);
    expect(await archive.journal.recall(client, [eventId, unknown, opening])).toEqual(entries.slice(0, 2));
    expect(third?.eventId).toBe(eventId);
    expect(await archive.journal.recall(client, [unknown])).toEqual([]);
    expect(await archive.journal.recall(client, [])).toEqual([]);
    expect(await archive.journal.recall(newClient(), [eventId])).toEqual([]);
  });

  it("tells a timeline in pages, and as of an instant", async () => {
    const client = newClient();
    const entries = journalOf(client, [{}, {}, {}, {}, {}]);
    await archive.journal.record(entries);
    const seqs = async (page: Parameters<typeof archive.journal.timeline>[1]) =>
      (await archive.journal.timeline(client, page)).map(({ seq }) => seq);
    expect(await seqs({ limit: 2 })).toEqual([1, 2]);
    expect(await seqs({ limit: 2, afterSeq: 2 })).toEqual([3, 4]);
    expect(await seqs({ asOf: hour(2) })).toEqual([1, 2, 3]);
    expect(await seqs({ asOf: "2026-11-01T12:59:59+02:00" })).toEqual([1, 2]);
    expect(await seqs({ asOf: "2026-01-01T00:00:00Z" })).toEqual([]);
  });
});

describe.each(backends)("the relationships on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  beforeAll(async () => {
    backend = await start();
    archive = await openArchive(await backend.place());
    const open = (client: string, said: Parameters<typeof journalOf>[1][number]) =>
      archive.journal.record(journalOf(client, [{}, said]));
    await open("acme-1", { to: { state: "active" } });
    await open("acme_2", {
      to: { state: "suspended", rung: "warnedOnce" },
      deadlines: [{ name: "duns", due: hour(50) }],
    });
    await open("Beta", { to: { state: "warnedOnce" }, deadlines: [{ name: "coolOff", due: hour(90) }] });
    await open("zeta%", { to: { state: "warnedOnce" } });
    await archive.journal.record(
      journalOf("held", [{}, { type: "hold.placed", deadlines: [{ name: "coolOff", due: hour(1) }] }]),
    );
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });
  const clients = async (wanted: Parameters<typeof archive.relationships.list>[0]) =>
    (await archive.relationships.list(wanted)).rows.map(({ client }) => client);

  it("are listed by state, rung, hold, due date and part of the id, in one order", async () => {
    expect(await clients({})).toEqual(["Beta", "acme-1", "acme_2", "held", "zeta%"]);
    expect(await clients({ state: "warnedOnce" })).toEqual(["Beta", "zeta%"]);
    expect(await clients({ rung: "warnedOnce" })).toEqual(["acme_2"]);
    expect(await clients({ hold: true })).toEqual(["held"]);
    expect(await clients({ dueBefore: hour(60) })).toEqual(["acme_2"]);
    expect(await clients({ text: "ACME" })).toEqual(["acme-1", "acme_2"]);
    expect(await clients({ text: "e_2" })).toEqual(["acme_2"]);
    expect(await clients({ text: "%" })).toEqual(["zeta%"]);
    expect(await clients({ text: "a", state: "warnedOnce" })).toEqual(["Beta", "zeta%"]);
    expect(await clients({ text: "nobody" })).toEqual([]);
  });

  it("R-LIF-19 nothing falls due under a hold, and it does again when the hold is lifted", async () => {
    const deadlines = [{ name: "coolOff", due: hour(1) }];
    expect(await archive.relationships.get("held")).toMatchObject({ hold: true, due: null, dueName: null });
    const lifted = journalOf("lifted", [
      {},
      { type: "hold.placed", deadlines },
      { type: "hold.lifted", deadlines },
    ]);
    await archive.journal.record(lifted.slice(0, 2));
    expect(await archive.relationships.get("lifted")).toMatchObject({ hold: true, due: null });
    await archive.journal.record(lifted.slice(2));
    expect(await archive.relationships.get("lifted")).toMatchObject({ hold: false, due: hour(1) });
  });

  it("page without gaps or repeats while others are opened", async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await archive.relationships.list({ limit: 2, ...(after !== undefined && { after }) });
      seen.push(...page.rows.map(({ client }) => client));
      await archive.journal.record(journalOf(`A${seen.length}`, [{}]));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(["Beta", "acme-1", "acme_2", "held", "lifted", "zeta%"]);
    expect(await archive.relationships.get("nobody")).toBeNull();
  });
});

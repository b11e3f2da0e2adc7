import { Readable } from "node:stream";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FactKind, factKinds } from "../../../archive/facts/catalogue.ts";
import type { ImportOutcome } from "../../../archive/facts/import.ts";
import { fieldsOf } from "../../../archive/facts/kinds.ts";
import { type Archive, type ArchiveAt, openArchive } from "../../../archive/open.ts";
import { type Backend, backends, beside } from "../../support/archives.ts";
import { journalOf } from "../../support/entries.ts";
import { importInto, type Lines, SAMPLES } from "./rows.ts";

type Row = Readonly<Record<string, unknown>>;

const bought = { client: "c1", on: "2026-11-01", units: 1, amount: "29.33" };
const NONE = { completed: 0, refused: [] };

describe.each(backends)("facts on $name", ({ start }) => {
  let backend: Backend;
  let shared: Archive;
  beforeAll(async () => {
    backend = await start();
    shared = await openArchive(await backend.place());
  });
  afterAll(async () => {
    await shared?.close();
    await backend?.stop();
  });

  /** Uses an archive of its own, then reads it past the archive. */
  async function on<T>(
    use: (archive: Archive) => Promise<T>,
    query: string,
  ): Promise<{ result: T; rows: Row[] }> {
    const at: ArchiveAt = await backend.place();
    const archive = await openArchive(at);
    let result: T;
    try {
      result = await use(archive);
    } finally {
      await archive.close();
    }
    return { result, rows: (await beside(at, query)) as Row[] };
  }

  it("every kind is kept with all it says, once, and its words in the vault only", async () => {
    const { result, rows } = await on(
      async (archive) => {
        const taken: [FactKind, unknown, unknown][] = [];
        for (const kind of factKinds) {
          const sample = [SAMPLES[kind]];
          taken.push([
            kind,
            await importInto(archive, kind, sample),
            await importInto(archive, kind, sample),
          ]);
        }
        const lines: string[] = [];
        const given = await archive.transfer.give(async (line) => void lines.push(line));
        // Moved into another archive, they are the same, to the last letter.
        const other = await openArchive(await backend.place());
        const again: string[] = [];
        await other.transfer.take(Readable.from(lines));
        await other.transfer.give(async (line) => void again.push(line));
        await other.close();
        return { taken, given, lines, again };
      },
      `select ${factKinds.map((kind) => `(select row_to_json(${kind}) from ${kind}) as ${kind}`).join()},
        (select json_agg(imports order by n) from imports) as imports`,
    );
    for (const [kind, first, second] of result.taken) {
      expect(first, kind).toEqual({ ...NONE, new: 1, known: 0 });
      expect(second, kind).toEqual({ ...NONE, new: 0, known: 1 });
    }
    for (const kind of factKinds) expect(result.given[kind], kind).toBe(1);
    expect(result.lines.join("\n")).not.toContain("MARKER");
    expect(result.again).toEqual(result.lines);
    const [kept = {}] = rows;
    expect(kept.imports).toHaveLength(factKinds.length);
    expect((kept.imports as Row[])[0]).toMatchObject({
      ...{ n: 1, kind: "interactions", actor_id: "olga", actor_role: "ops", rows: 1 },
    });
    // Nothing that a row says is left out.
    for (const kind of factKinds)
      for (const [name, { use }] of fieldsOf(kind)) {
        const column = (use === "words" ? `${name}_ref` : name).replace("underThreat", "under_threat");
        expect((kept[kind] as Row)[column], `${kind}.${name}`).not.toBeNull();
      }
    expect(kept.interactions).toMatchObject({
      ...{ client: "c1", direction: "in", seconds: 100, zone: "Europe/Berlin", import_n: 1 },
      text_ref: expect.stringMatching(/^v_/),
    });
    expect(Date.parse(String((kept.interactions as Row).at))).toBe(Date.parse("2026-11-01T06:30:00Z"));
    expect(kept.purchases).toMatchObject({
      on: "2026-11-01",
      units: -2,
      amount: -2933,
      cost: 1000,
      currency: "EUR",
    });
    expect(kept.threats).toMatchObject({ risks: [{ basisPoints: 2500, impact: 120_000 }] });
    expect(kept.demands).toMatchObject({ offered: ["red-apples", "pears"], accepted: "pears" });
  });

  it("equal rows without ids count as often as they come, and no more the second time", async () => {
    const one = { ...bought, client: "equal" };
    const rows: Lines = [one, { ...one, amount: 29.33 }, { ...one, units: 2 }, one, one];
    const bring = (some: Lines, batch?: number) =>
      importInto(shared, "purchases", some, batch === undefined ? {} : { batch });
    expect(await bring(rows.slice(0, 2))).toEqual({ ...NONE, new: 2, known: 0 });
    expect(await bring(rows)).toEqual({ ...NONE, new: 3, known: 2 });
    expect(await bring(rows, 2)).toEqual({ ...NONE, new: 0, known: 5 });
    expect(await bring([...rows].reverse())).toEqual({ ...NONE, new: 0, known: 5 });
  });

  it("R-LIF-0 the same id with the same content is known, with other content it is refused", async () => {
    const named = { ...bought, client: "same", id: "p1" };
    const other = { ...named, amount: "29.34" };
    const reason = "id: a row of this name says something else already";
    const bring = (kind: FactKind, rows: Lines) => importInto(shared, kind, rows);
    expect(await bring("purchases", [named, named, other])).toEqual({
      ...{ new: 1, completed: 0, known: 1, refused: [{ line: 3, reason }] },
    });
    const rows = [other, { ...named, amount: "0029.330" }, { ...other, client: "other" }];
    expect(await bring("purchases", rows)).toEqual({
      ...{ new: 1, completed: 0, known: 1, refused: [{ line: 1, reason }] },
    });
    const review = { ...SAMPLES.reviews, client: "same" };
    expect(await bring("reviews", [review, { ...review, text: "other words" }])).toEqual({
      ...{ new: 1, completed: 0, known: 0, refused: [{ line: 2, reason }] },
    });
  });

  it("R-DEC-3 a fault is cured by a later row, once; an invoice is paid so", async () => {
    const { cured, ...open } = SAMPLES.faults;
    const { paid, owed: _, asOf: __, ...owed } = SAMPLES.payments as Row;
    const says = "cured: a row of this name says something else already";
    const { result, rows } = await on(
      async (archive) => [
        await importInto(archive, "faults", [open]),
        await importInto(archive, "faults", [
          { ...open, cured },
          open,
          { ...open, cured: "2026-11-03T00:00:00Z" },
        ]),
        await importInto(archive, "faults", [{ ...open, cured }]),
        await importInto(archive, "payments", [owed, { ...owed, paid }, { ...owed, invoice: "i2" }]),
      ],
      "select (select cured from faults) as cured, (select json_agg(paid order by invoice) from payments where current) as paid",
    );
    expect(result).toEqual([
      { ...NONE, new: 1, known: 0 },
      { new: 0, completed: 1, known: 1, refused: [{ line: 3, reason: says }] },
      { ...NONE, new: 0, known: 1 },
      { ...NONE, new: 2, completed: 1, known: 0 },
    ]);
    expect(Date.parse(String(rows[0]?.cured))).toBe(Date.parse(String(cured)));
    expect(rows[0]?.paid).toEqual([paid, null]);
  });

  it("R-FCT-3: the newest state of an invoice counts, and no older one is lost", async () => {
    const i1 = { client: "c1", invoice: "i1", amount: "100", due: "2026-11-01" };
    const i2 = { client: "c1", invoice: "i2", amount: "80", due: "2026-11-02" };
    const paid = { ...i1, paid: "2026-11-10" };
    const states = (archive: Archive) => archive.facts.ofKind("payments", "c1");
    const { result, rows } = await on(async (archive) => {
      const bring = (...given: object[]) => importInto(archive, "payments", given);
      const seen: unknown[] = [];
      const look = async (...given: object[]) => {
        const { new: fresh, completed, known } = await bring(...given);
        const now = await states(archive);
        seen.push([fresh, completed, known, now.map(({ due, owed }) => `${due} ${owed}`)]);
      };
      await look(i1, i2);
      // Part of it is paid, and a due day moves.
      await look({ ...i1, amount: "40" }, { ...i2, due: "2026-12-15" });
      await look({ ...i1, amount: "40" });
      await look(paid);
      // An older list that comes late makes no debt of it again; somebody who says as of when does.
      await look({ ...i1, amount: "55" });
      await look({ ...i1, amount: "60", asOf: "2026-11-20T10:00:00Z" });
      await look({ ...i1, amount: "60", owed: "20", asOf: "2026-11-22T11:59:00Z" }, { ...i2, voided: true });
      return seen;
    }, "select (select count(*)::int from payments) as all, (select count(*)::int from payments where current) as current");
    const [first, moved] = ["2026-11-02 8000", "2026-12-15 8000"];
    expect(result).toEqual([
      [2, 0, 0, ["2026-11-01 10000", first]],
      [0, 2, 0, ["2026-11-01 4000", moved]],
      [0, 0, 1, ["2026-11-01 4000", moved]],
      [0, 1, 0, ["2026-11-01 0", moved]],
      [0, 1, 0, ["2026-11-01 0", moved]],
      // As of a time before the payment was told.
      [0, 1, 0, ["2026-11-01 0", moved]],
      [0, 2, 0, ["2026-11-01 0", "2026-11-02 0"]],
    ]);
    expect(rows).toEqual([{ all: 9, current: 2 }]);
  });

  it("R-FCT-3: whatever the order of rows, what was paid is paid, and the latest dated state counts", async () => {
    const i1 = { client: "c1", invoice: "i1", amount: "100", due: "2026-11-01" };
    const dated = [
      { ...i1, asOf: "2026-11-02T10:00:00Z" },
      { ...i1, owed: "60", asOf: "2026-11-04T10:00:00Z" },
      { ...i1, due: "2026-12-01", owed: "60", asOf: "2026-11-06T10:00:00Z" },
    ];
    const { result } = await on(async (archive) => {
      const left: string[] = [];
      const orders = [dated, dated.toReversed(), [dated[1], dated[2], dated[0]]];
      for (const [n, order] of orders.entries()) {
        const client = `d${n}`;
        for (const row of order) await importInto(archive, "payments", [{ ...row, client }]);
        left.push(
          ...(await archive.facts.ofKind("payments", client)).map(({ due, owed }) => `${due} ${owed}`),
        );
      }
      for (const [n, order] of [
        [i1, { ...i1, paid: "2026-11-10" }],
        [{ ...i1, paid: "2026-11-10" }, i1],
        // Of a debt that a dated row has made again, what comes after counts, undated as it is.
        [
          { ...i1, paid: "2026-11-10" },
          { ...i1, asOf: "2026-11-22T10:30:00Z" },
          { ...i1, owed: "60" },
        ],
        // And what a dated row has settled stays so.
        [{ ...i1, paid: "2026-11-10", asOf: "2026-11-11T10:00:00Z" }, i1],
      ].entries()) {
        const client = `e${n}`;
        for (const [nth, row] of order.entries())
          await importInto(archive, "payments", [{ ...row, client }], {
            now: `2026-11-22T1${nth}:00:00.000Z`,
          });
        left.push(
          ...(await archive.facts.ofKind("payments", client)).map(({ due, owed }) => `${due} ${owed}`),
        );
      }
      return left;
    }, "select 1 as one");
    expect(result).toEqual([
      ...["2026-12-01 6000", "2026-12-01 6000", "2026-12-01 6000"],
      ...["2026-11-01 0", "2026-11-01 0", "2026-11-01 6000", "2026-11-01 0"],
    ]);
  });

  it("broken rows are refused with the reason, which repeats nothing of them; the rest goes in", async () => {
    const at = "2026-11-01T09:30:00Z";
    const said = { client: "c1", at, direction: "in", channel: "email" };
    const cases: readonly [kind: FactKind, row: object | string, reason: string | RegExp][] = [
      [
        "interactions",
        { ...said, at: "2026-02-30T09:30:00Z" },
        /^at: an instant from 1970 to 2199 with its offset/,
      ],
      ["interactions", { ...said, at: "2026-11-01T09:30:00" }, /^at: an instant/],
      ["interactions", { ...said, at: "2026-11-01T25:30:00Z" }, /^at: an instant/],
      ["interactions", { ...said, at: "1970-01-01T02:59:59+03:00" }, /^at: an instant from 1970 to 2199/],
      ["interactions", { ...said, at: "2200-01-01T00:00:00Z" }, /^at: an instant from 1970 to 2199/],
      ["interactions", { ...said, at: "+010000-01-01T00:00:00Z" }, /^at: an instant from 1970 to 2199/],
      ["interactions", { ...said, at: "2026-11-22T12:06:00Z" }, "at: lies in the future"],
      ["interactions", { ...said, client: "SECRET@example.org" }, /^client: an id/],
      ["interactions", { ...said, direction: "up" }, "direction: one of in, out"],
      ["interactions", { ...said, zone: "SECRET/Nowhere" }, /^zone: an IANA time zone/],
      ["interactions", { ...said, "SECRET words": 1 }, "there is no field of that name"],
      ["interactions", { ...said, colour: 1 }, "there is no field colour"],
      ["interactions", { ...said, text: "a\0b" }, /^text: a text of 1 to 20000/],
      ["interactions", { ...said, text: "\ud800" }, /^text: a text of 1 to 20000/],
      ["interactions", { ...said, text: "x".repeat(20_001) }, /^text: a text of 1 to 20000/],
      ["interactions", { at }, /^client: .*; direction: .*; channel: /],
      ["interactions", '"SECRET"', "an object with the fields of the kind"],
      ["hours", { ...SAMPLES.hours, minutes: -5 }, "minutes: a whole number from 1 to 60000"],
      ["hours", { ...SAMPLES.hours, minutes: 1.5 }, /^minutes: a whole number/],
      ["hours", { ...SAMPLES.hours, day: "2026-13-01" }, /^day: a date of the calendar/],
      ["hours", { ...SAMPLES.hours, day: "2026-02-30" }, /^day: a date of the calendar/],
      ["hours", { ...SAMPLES.hours, day: "1969-12-31" }, /^day: a date of the calendar from 1970/],
      ["hours", { ...SAMPLES.hours, day: "2026-11-25" }, "day: lies in the future"],
      [
        "payments",
        { ...SAMPLES.payments, due: "2200-01-01" },
        /^due: a date of the calendar from 1970 to 2199/,
      ],
      ["payments", { ...SAMPLES.payments, due: "0000-12-31" }, /^due: a date of the calendar from 1970/],
      [
        "payments",
        { ...SAMPLES.payments, owed: "100.11" },
        "owed: from nothing to the amount of the invoice",
      ],
      ["payments", { ...SAMPLES.payments, owed: "-1" }, "owed: from nothing to the amount of the invoice"],
      ["payments", { ...SAMPLES.payments, voided: true }, /^owed: nothing is owed of an invoice/],
      ["payments", { ...SAMPLES.payments, owed: "0", voided: true }, /^paid: nothing was paid of an invoice/],
      ["purchases", { ...bought, amount: "29,33" }, /^amount: an amount as a decimal/],
      ["purchases", { ...bought, amount: "1e3" }, /^amount: an amount as a decimal/],
      ["purchases", { ...bought, amount: "29.333" }, /^amount: an amount of EUR has at most 2 decimals/],
      ["purchases", { ...bought, amount: "10000000000.01" }, /^amount: an amount of EUR/],
      ["purchases", { ...bought, currency: "ABC" }, /^currency: a currency of ISO 4217/],
      ["concessions", { ...SAMPLES.concessions, cost: "-1" }, /^cost: .*not below nothing/],
      ["scores", { ...SAMPLES.scores, period: "2026-13" }, /^period: a month/],
      ["scores", { ...SAMPLES.scores, period: "1969-12" }, /^period: a month from 1970 to 2199/],
      ["threats", { ...SAMPLES.threats, risks: [] }, /^risks: 1 to 50 risks/],
      [
        "threats",
        { ...SAMPLES.threats, risks: [{ probability: "1.01", impact: "1" }] },
        /^risks.0.probability: /,
      ],
      [
        "threats",
        { ...SAMPLES.threats, id: "w2", risks: [{ probability: "1", impact: "0.001" }] },
        /^risks.impact: an amount of EUR/,
      ],
    ];
    const result: ImportOutcome[] = [];
    for (const [kind, row] of cases) {
      const good = { ...SAMPLES[kind], ...(kind === "scores" ? { period: "2026-09" } : {}) };
      result.push(await importInto(shared, kind, [row, good]));
    }
    cases.forEach(([kind, row, reason], n) => {
      const { refused, new: fresh, known } = result[n] ?? { refused: [], new: 0, known: 0 };
      const what = `${kind} ${JSON.stringify(row)}`.slice(0, 200);
      expect(refused, what).toHaveLength(1);
      expect(refused[0]?.line, what).toBe(1);
      if (typeof reason === "string") expect(refused[0]?.reason, what).toBe(reason);
      else expect(refused[0]?.reason, what).toMatch(reason);
      expect(refused[0]?.reason, what).not.toContain("SECRET");
      expect(fresh + known, what).toBe(1);
    });
  });

  it("money is exact, in the currency of the relationship", async () => {
    const { result, rows } = await on(async (archive) => {
      const opening = { kind: "b2b", locale: "en", zone: "Asia/Tokyo", channels: ["email"] };
      const open = (client: string, currency: string) =>
        archive.journal.record(journalOf(client, [{ data: { ...opening, currency } }]));
      await open("yen", "JPY");
      await open("dinar", "KWD");
      return importInto(archive, "purchases", [
        { ...bought, client: "yen", amount: "2933" },
        { ...bought, client: "yen", amount: "29.33" },
        { ...bought, client: "dinar", amount: "29.333" },
        { ...bought, client: "dinar", currency: "EUR" },
        { ...bought, client: "nobody", amount: 0.07 },
        { ...bought, client: "nobody", amount: "0.07", currency: "USD" },
      ]);
    }, "select client, amount, currency from purchases order by client, currency");
    expect(result.refused).toEqual([
      { line: 2, reason: expect.stringContaining("an amount of JPY has at most 0 decimals") },
      { line: 4, reason: "currency: that of the relationship is KWD" },
    ]);
    expect(rows.map(({ client, amount, currency }) => [client, Number(amount), currency])).toEqual([
      ["dinar", 29_333, "KWD"],
      ["nobody", 7, "EUR"],
      ["nobody", 7, "USD"],
      ["yen", 2_933, "JPY"],
    ]);
  });

  it("any amount is kept as it was written, to the last digit", async () => {
    const amounts = fc.sample(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), 200);
    const written = (minor: bigint) => {
      const digits = String(minor < 0n ? -minor : minor).padStart(3, "0");
      return `${minor < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
    };
    const { rows } = await on(
      (archive) =>
        importInto(
          archive,
          "purchases",
          amounts.map((minor, n) => ({
            ...bought,
            id: `p${n}`,
            amount: n % 2 ? written(minor) : Number(written(minor)),
          })),
          { batch: 100 },
        ),
      "select id, amount::text as amount from purchases",
    );
    const kept = new Map(rows.map(({ id, amount }) => [id, amount]));
    expect(kept.size).toBe(200);
    amounts.forEach((minor, n) => {
      expect(kept.get(`p${n}`)).toBe(String(minor));
    });
  });

  it("takes facts of clients that have no relationship, unless it is told not to", async () => {
    await shared.journal.record(journalOf("opened", [{}]));
    const rows = [
      { ...bought, client: "opened" },
      { ...bought, client: "stranger" },
    ];
    expect(await importInto(shared, "purchases", rows, { knownOnly: true })).toEqual({
      ...{ new: 1, completed: 0, known: 0 },
      refused: [{ line: 2, reason: "client: there is no relationship with this client" }],
    });
    expect(await importInto(shared, "purchases", rows)).toEqual({ ...NONE, new: 1, known: 1 });
  });

  it("a dry run says what would be done, and does nothing", async () => {
    const rows = [SAMPLES.reviews, { ...SAMPLES.reviews, id: "r2" }, { ...SAMPLES.reviews, good: "?" }];
    const { result, rows: kept } = await on(
      async (archive) => [
        await importInto(archive, "reviews", rows, { dryRun: true }),
        await importInto(archive, "reviews", rows.slice(0, 1)),
        await importInto(archive, "reviews", rows, { dryRun: true }),
      ],
      "select (select count(*)::int from reviews) as reviews, (select count(*)::int from vault) as words, (select count(*)::int from imports) as imports",
    );
    expect(result).toMatchObject([
      { new: 2, known: 0, refused: [{ line: 3 }] },
      { new: 1 },
      { new: 1, known: 1, refused: [{ line: 3 }] },
    ]);
    expect(kept).toEqual([{ reviews: 1, words: 1, imports: 1 }]);
  });

  it("an erased client leaves none of its words, and none come back with the same file", async () => {
    const { id: _, ...review } = SAMPLES.reviews;
    const { text: __, ...silent } = review;
    const other = { ...review, client: "c2" };
    const { result, rows } = await on(async (archive) => {
      await importInto(archive, "reviews", [review, review, other]);
      await archive.vault.erase("c1");
      return importInto(archive, "reviews", [review, silent, other]);
    }, "select client, kind, sealed is null as gone from vault order by client, gone");
    expect(result).toEqual({
      ...{ new: 1, completed: 0, known: 1 },
      refused: [
        { line: 1, reason: "text: the client's personal data were erased; a row without words is taken" },
      ],
    });
    expect(rows).toEqual([
      { client: "c1", kind: "fact", gone: true },
      { client: "c1", kind: "fact", gone: true },
      { client: "c2", kind: "fact", gone: false },
    ]);
  });

  it("words that repeat are known by a mark under the client's key, which tells nobody what they are", async () => {
    const { id: _, ...review } = SAMPLES.reviews;
    const told = (client: string) => ({ ...review, client, text: "no" });
    const { result, rows } = await on(
      async (archive) => [
        await importInto(archive, "reviews", [told("c1"), { ...told("c1"), text: "yes" }]),
        await importInto(archive, "reviews", [told("c1"), { ...told("c1"), text: "yes" }]),
      ],
      "select key::text as key from reviews order by key",
    );
    expect(result).toEqual([
      { ...NONE, new: 2, known: 0 },
      { ...NONE, new: 0, known: 2 },
    ]);
    // Another archive, with other keys, knows the same rows by other marks.
    const elsewhere = await on(
      (archive) => importInto(archive, "reviews", [told("c1")]),
      "select key::text as key from reviews",
    );
    expect(rows).not.toContainEqual(elsewhere.rows[0]);
  });
});

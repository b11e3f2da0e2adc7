import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openArchive } from "../../archive/open.ts";
import { type Backend, backends } from "../support/archives.ts";
import { hour, journalOf } from "../support/entries.ts";

async function* of(lines: readonly string[]) {
  yield* lines;
}

const [pglite, postgres] = backends;
const ways = [
  { from: pglite, to: postgres },
  { from: postgres, to: pglite },
].flatMap(({ from, to }) => (from && to ? [{ from, to, name: `${from.name} to ${to.name}` }] : []));

describe.each(ways)("an archive moved from $name", ({ from, to }) => {
  let [source, target]: (Backend | undefined)[] = [];
  beforeAll(async () => {
    [source, target] = await Promise.all([from.start(), to.start()]);
  });
  afterAll(async () => {
    await Promise.all([source?.stop(), target?.stop()]);
  });
  const place = async (backend: Backend | undefined) => {
    if (!backend) throw new Error("not started");
    return backend.place();
  };

  it("R-LIF-0 keeps every entry byte by byte, every hash and every word", async () => {
    const at = await place(source);
    const archive = await openArchive(at);
    // Numbers and texts that a rewriting of the JSON would change.
    const data = {
      much: 1e21,
      little: 1e-7,
      text: 'A "quoted" \\ line\u2028and ✓',
      deep: [null, true, { a: [] }],
    };
    const said = (length: number) => Array.from({ length }, (_, n) => (n === 0 ? {} : { data }));
    for (const client of ["c1", "C2", "d.3"]) await archive.journal.record(journalOf(client, said(700)));
    await archive.vault.setName("c1", "Ada Lovelace");
    const reason = await archive.vault.put("c1", "reason", "because", "once");
    await archive.effects.take(
      { id: "c1/2/0", type: "openTask", params: { kind: "thank" } } as never,
      hour(2),
    );
    // More than a page, under a key of two columns.
    const received = (n: number) => ({ receivedAt: hour(n), occurredAt: hour(0) });
    for (let n = 0; n < 600; n += 1) await archive.receipts.stamp(`c${n % 7}`, `e${n}`, received(n));
    const lines: string[] = [];
    const given = await archive.transfer.give(async (line) => void lines.push(line));
    expect(given).toMatchObject({ relationships: 3, entries: 2_100, vault: 2, contacts: 1, effects: 1 });
    expect(given).toMatchObject({ receipts: 600 });
    expect(lines.join("\n")).not.toMatch(/Lovelace|because/);

    // The keys are kept apart, and move by themselves.
    const other = await openArchive({ ...(await place(target)), keys: at.keys });
    expect(await other.transfer.take(of(lines))).toEqual(given);
    const again: string[] = [];
    await other.transfer.give(async (line) => void again.push(line));
    const entriesIn = (all: readonly string[]) =>
      all.flatMap((line) => (line.includes("little") ? (JSON.parse(line) as string[]).at(-1) : []));
    expect(entriesIn(lines)).toHaveLength(2_097);
    expect(entriesIn(again)).toEqual(entriesIn(lines));
    expect(await other.journal.timeline("C2")).toEqual(await archive.journal.timeline("C2"));
    expect(await other.relationships.list()).toEqual(await archive.relationships.list());
    expect(await other.vault.nameOf("c1")).toBe("Ada Lovelace");
    expect(await other.vault.get(reason)).toBe("because");
    expect(await other.receipts.stamp("c4", "e599", received(700))).toEqual(received(599));

    // It goes on where it was.
    const next = journalOf("c1", said(701)).slice(-1);
    expect(await other.journal.record(next)).toEqual(next);
    await expect(other.transfer.take(of(lines))).rejects.toThrow("not empty: it has relationships");
    await Promise.all([archive.close(), other.close()]);
  });

  it("is taken in whole or not at all", async () => {
    const archive = await openArchive(await place(source));
    await archive.journal.record(journalOf("c1", [{}, {}, {}]));
    const lines: string[] = [];
    await archive.transfer.give(async (line) => void lines.push(line));
    await archive.close();
    const other = await openArchive(await place(target));
    const row = lines.findIndex((line) => line.includes("relationship.opened"));
    const changed = lines.map((line, n) =>
      n === row ? line.replace("relationship.opened", "relationship.closed") : line,
    );
    const refused: [readonly string[], string][] = [
      [lines.slice(0, -1), "breaks off"],
      [lines.toSpliced(row, 1), "not what was given"],
      [changed, "not what was given"],
      [[...lines, lines[1] ?? ""], "more after the end"],
      [lines.with(row, "no json"), `line ${row + 1}: this is not JSON`],
      [["{}"], "line 1: this is not a tenure-archive/1 file"],
      [lines.slice(1), "line 1: this is not"],
      [["null"], "line 1: this is not a tenure-archive/1 file"],
      [['{"format":"tenure-archive/1"}'], "line 1: this is not a tenure-archive/1 file"],
      [lines.with(row, "null"), `line ${row + 1}: this is no line of an archive`],
      [lines.with(1, '{"table":"relationships"}'), "line 2: this is no line of an archive"],
      [lines.with(1, '{"table":"constructor","columns":[]}'), "line 2: there is no such table"],
      [lines.with(0, (lines[0] ?? "").replace("0001-first", "0000-zero")), "this version has others"],
      [[], "breaks off"],
    ];
    for (const [bad, says] of refused) await expect(other.transfer.take(of(bad))).rejects.toThrow(says);
    expect((await other.relationships.list()).rows).toEqual([]);
    expect(await other.transfer.take(of(lines))).toMatchObject({ entries: 3 });
    await other.close();
  });
});

it("every table of the archive is given, but for the feed, which is made anew of the entries", () => {
  const source = readFileSync(new URL("../../archive/migrations.ts", import.meta.url), "utf8");
  const made = [...source.matchAll(/create table (\w+)/g)].map(([, table]) => table);
  const given = readFileSync(new URL("../../archive/transfer.ts", import.meta.url), "utf8");
  for (const table of made.filter((name) => name !== "feed")) expect(given).toContain(`  ${table}: [`);
});

import { describe, expect, it } from "vitest";
import type { FactFormat, FactKind } from "../../../archive/facts/catalogue.ts";
import { type FileRow, type Renames, readFacts } from "../../../archive/facts/file.ts";
import { LONGEST_LINE } from "../../../values/lines.ts";
import { fileOf, type Lines } from "./rows.ts";

async function read(
  kind: FactKind,
  format: FactFormat,
  rows: Lines,
  renames: Renames = new Map(),
): Promise<FileRow[]> {
  const read: FileRow[] = [];
  for await (const row of readFacts(fileOf(rows), kind, { format, renames })) read.push(row);
  return read;
}
const values = (rows: readonly FileRow[]) => rows.map((row) => ("value" in row ? row.value : row.refused));
const lines = (rows: readonly FileRow[]) => rows.map(({ line }) => line);

const HEADER = "client,role,minutes,kind,day,agent";
const HOURS = { client: "c1", role: "ops", minutes: 90, kind: "service", day: "2026-11-01" };

describe("a file of facts", () => {
  it("is read from CSV as spreadsheets write it: any delimiter, BOM, CRLF, quotes, empty cells", async () => {
    const rows = [
      `\uFEFF${HEADER}\r`,
      'c1,ops,90,service,2026-11-01,"bob"\r',
      "\r",
      "c1, ops ,90,service,2026-11-01,\r",
    ];
    const asRead = await read("hours", "csv", rows);
    expect(values(asRead)).toEqual([{ ...HOURS, agent: "bob" }, HOURS]);
    expect(lines(asRead)).toEqual([2, 4]);
    for (const delimiter of [";", "\t"]) {
      const parted = rows.map((row) => row.replaceAll(",", delimiter));
      expect(values(await read("hours", "csv", parted)), delimiter).toEqual([
        { ...HOURS, agent: "bob" },
        HOURS,
      ]);
    }
  });

  it("takes a quoted cell over several lines, blank ones too, and counts on by the file's own lines", async () => {
    const rows = [
      "client,at,kind,good,text",
      'c1,x,review,yes,"one',
      "",
      'two, ""three"""',
      "c2,x,review,no,four",
    ];
    const asRead = await read("reviews", "csv", rows);
    expect(values(asRead)).toEqual([
      { client: "c1", at: "x", kind: "review", good: true, text: 'one\n\ntwo, "three"' },
      { client: "c2", at: "x", kind: "review", good: false, text: "four" },
    ]);
    expect(lines(asRead)).toEqual([2, 5]);
  });

  it("loses the line of a stray quote, and no other", async () => {
    const good = "c1,ops,90,service,2026-11-01,";
    const rows = [
      HEADER,
      good,
      'c1,ops,90,service,2026-11-01,5" disk',
      good,
      'c1,"ops,90',
      ...Array(40).fill(good),
    ];
    const asRead = await read("hours", "csv", rows);
    const refused = asRead.filter((row) => "refused" in row);
    expect(refused.map(({ line }) => line)).toEqual([3, 5]);
    expect(values(asRead).filter((value) => typeof value === "object")).toHaveLength(42);
    expect(lines(asRead)).toEqual(Array.from({ length: 44 }, (_, n) => n + 2));
  });

  it("refuses by line what is no row, and reads on", async () => {
    const good = JSON.stringify(HOURS);
    const much = `{"client":"${"x".repeat(2_000_000)}"}`;
    const rows = [good, "{", Buffer.from(`${good}\0`), Buffer.from([0x7b, 0xff, 0xfe]), much, "", good];
    const asRead = await read("hours", "jsonl", rows);
    expect(values(asRead)).toEqual([
      HOURS,
      "is no JSON",
      "holds a NUL character; UTF-8 text is expected",
      "is not UTF-8 text",
      `is longer than ${LONGEST_LINE} bytes`,
      HOURS,
    ]);
    expect(lines(asRead)).toEqual([1, 2, 3, 4, 5, 7]);
    const csv = [
      HEADER,
      "c1,ops,90,service,2026-11-01,bob,more",
      "c1,ops",
      `c1,${"x".repeat(2_000_000)}`,
      "c1,ops,90,service,2026-11-01,",
    ];
    expect(values(await read("hours", "csv", csv))).toEqual([
      "has 7 cells under 6 columns",
      "has 2 cells under 6 columns",
      `is longer than ${LONGEST_LINE} bytes`,
      HOURS,
    ]);
  });

  it("is refused as a whole for a header that is not one, which it does not repeat", async () => {
    const header = (text: string) => read("hours", "csv", [text, "x"]);
    await expect(header("client,role,minutes,kind,day,password")).rejects.toThrow(
      "line 1: column 6 is unknown, or there twice; the columns of hours are id, client, role, minutes, kind, day, agent",
    );
    await expect(header("client,role,minutes,kind")).rejects.toThrow("no column day");
    await expect(header("client,client,role,minutes,kind,day")).rejects.toThrow("column 2 is unknown");
    await expect(header("ann@example.org")).rejects.not.toThrow("ann");
    await expect(header("\0")).rejects.toThrow("line 1: holds a NUL");
  });

  it("may call columns and keys otherwise, or leave them out", async () => {
    const renames = new Map([
      ["employee", "agent"],
      ["note", ""],
    ]);
    const rows = ["client,role,minutes,kind,day,employee,note", "c1,ops,90,service,2026-11-01,bob,hm"];
    const mapped = [{ ...HOURS, agent: "bob" }];
    expect(values(await read("hours", "csv", rows, renames))).toEqual(mapped);
    expect(
      values(await read("hours", "jsonl", [{ ...HOURS, employee: "bob", note: "hm" }], renames)),
    ).toEqual(mapped);
  });

  it("reads lists and risks from a cell", async () => {
    const rows = ["client,at,demand,risks", "c1,x,d1,0.25:1200.00; 1:5", "c1,x,d1,0.25:1:2"];
    expect(values(await read("threats", "csv", rows))).toEqual([
      ...[
        [
          { probability: "0.25", impact: "1200.00" },
          { probability: "1", impact: "5" },
        ],
        ["0.25:1:2"],
      ].map((risks) => ({
        ...{ client: "c1", at: "x", demand: "d1", risks },
      })),
    ]);
    const demands = ["id,client,at,about,kind,offered", "d1,c1,x,a,feature,b c"];
    expect(values(await read("demands", "csv", demands))).toMatchObject([{ offered: ["b", "c"] }]);
  });

  it("reads purchases in the layout of the CDNOW sample", async () => {
    const rows = [" 00004 0001 19970101  2   29.33", " 00004 0001 19970101  2"];
    expect(values(await read("purchases", "cdnow", rows))).toEqual([
      { client: "00004", on: "1997-01-01", units: 2, amount: "29.33" },
      "has 4 fields; a purchase has 5: master id, sample id, date yyyymmdd, units, dollars",
    ]);
  });
});

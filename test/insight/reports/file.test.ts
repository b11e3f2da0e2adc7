import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine, reportFrom, Unreadable } from "../../../insight/reports/index.ts";
import { LONGEST_LINE, linesOf } from "../../../values/lines.ts";
import { decimal, MOST, minorOf, percent, perHead, plus, spoken, sumOf } from "../../../values/money.ts";
import { openFolder } from "./rows.ts";

const file = await openFolder();
const SOUND = " 00004 0001 19970101  2   29.33";
const MESSAGE = { client: "k", company: "us", channel: "mail", direction: "in", at: "2026-03-10T10:00:00Z" };

async function read(name: "tiers" | "storms", content: string | Uint8Array) {
  const refused: string[] = [];
  const path = await file("rows", content);
  const onRefused = (line: number, reason: string) => refused.push(`${line}: ${reason}`);
  const made = await reportFrom(name, path, { zone: "UTC", shares: { highPct: 80, midPct: 80 }, onRefused });
  return { ...made, refused };
}

describe("broken rows are refused by line with the reason, the rest counts", () => {
  it.each([
    ["too few fields", " 00004 0001 19970101 2", "has 4 fields; a purchase has 5"],
    ["too many fields", `${SOUND} 1`, "has 6 fields"],
    ["a day that is none", " 00004 0001 19970229 2 29.33", "date is no day of the calendar as yyyymmdd"],
    ["another way to write a day", " 00004 0001 1997-01-01 2 29.33", "date is no day"],
    ["a month that is none", " 00004 0001 19971301 2 29.33", "date is no day"],
    ["a date in other digits", " 00004 0001 １９９７0101 2 29.33", "date is no day"],
    ["half a unit", " 00004 0001 19970101 2.5 29.33", "units are no whole number"],
    ["a tenth of a cent", " 00004 0001 19970101 2 29.335", "dollars are no amount with at most two decimals"],
    ["an exponent", " 00004 0001 19970101 2 1e3", "dollars are no amount"],
    ["a comma", " 00004 0001 19970101 2 29,33", "dollars are no amount"],
    ["too great an amount", " 00004 0001 19970101 2 10000000000.01", "dollars are no amount"],
    ["an id with a sign of its own", " =cmd 0001 19970101 2 29.33", "master id"],
    ["NUL", ` 00004 0001 19970101 2 29.33\0`, "NUL"],
    ["a line of 2 MB", "x".repeat(2_000_000), `longer than ${LONGEST_LINE} bytes`],
    ["another encoding", Buffer.from(" Müller 0001 19970101 2 29.33", "latin1"), "is not UTF-8"],
  ])("a purchase: %s", async (_, broken, reason) => {
    const content = Buffer.concat(
      [`${SOUND}\r\n\r\n`, broken, `\r\n${SOUND}`].map((part) => Buffer.from(part)),
    );
    const { refused, report, tally } = await read("tiers", content);
    expect(refused).toEqual([expect.stringContaining(reason)]);
    expect(refused[0]).toMatch(/^3: /);
    expect(tally).toEqual({ rows: 2, refused: 1, later: 0 });
    expect(report.data.total).toBe(5866);
  });

  it.each([
    ["no JSON", "{'client': 1}", "is no JSON"],
    ["no object", "[1]", "is no object"],
    ["a field that is missing", { ...MESSAGE, client: undefined }, "client is missing"],
    ["a name that is none", { ...MESSAGE, client: 7 }, "client is missing, or no text"],
    ["control characters", { ...MESSAGE, company: "\u001b[31mred" }, "company is not 1 to 200 characters"],
    ["an empty name", { ...MESSAGE, channel: "" }, "channel is not 1 to 200 characters"],
    ["another direction", { ...MESSAGE, direction: "up" }, "direction is neither in nor out"],
    [
      "a moment without its offset",
      { ...MESSAGE, at: "2026-03-10T10:00:00" },
      "at is no moment with its offset",
    ],
    ["a day that is none", { ...MESSAGE, at: "2026-02-30T10:00:00Z" }, "at is no moment"],
    ["a zone that is none", { ...MESSAGE, zone: "Mars/Olympus" }, "zone is no time zone"],
  ])("an interaction: %s", async (_, broken, reason) => {
    const line = typeof broken === "string" ? broken : JSON.stringify(broken);
    const { refused, tally } = await read("storms", `${JSON.stringify(MESSAGE)}\n${line}\n`);
    expect(refused).toEqual([expect.stringContaining(`2: ${reason}`)]);
    expect(tally).toEqual({ rows: 1, refused: 1, later: 0 });
  });

  it("what a row says is never repeated in the reason", async () => {
    const { refused } = await read(
      "storms",
      [
        MESSAGE,
        { ...MESSAGE, direction: "secret" },
        { ...MESSAGE, at: "secret" },
        { ...MESSAGE, client: { secret: 1 } },
      ]
        .map((row) => JSON.stringify(row))
        .join("\n"),
    );
    expect(refused).toHaveLength(3);
    expect(refused.join()).not.toMatch("secret");
  });

  it("rows out of order are read again, and told of once", async () => {
    const later = { ...MESSAGE, at: "2026-03-10T11:00:00Z" };
    const rows = [later, "broken", MESSAGE, "broken"].map((row) => JSON.stringify(row)).join("\n");
    const { refused, tally } = await read("storms", rows);
    expect(refused).toHaveLength(2);
    expect(tally).toEqual({ rows: 2, refused: 2, later: 0 });
  });
});

describe("a file that no report can be made of", () => {
  const reading = { zone: "UTC", shares: { highPct: 80, midPct: 80 } };
  it.each([
    ["an empty one", "", "it is empty"],
    ["blank lines", "\n \r\n\n", "it holds no rows"],
    ["something else", "a,b\n1,2\n", "no line of it is a purchase; line 1: has 1 fields"],
    ["UTF-16", Buffer.from(`\uFEFF${SOUND}\n${SOUND}\n`, "utf16le"), "no line of it is a purchase; line 1:"],
  ])("%s", async (_, content, reason) => {
    const path = await file("nothing", content);
    await expect(reportFrom("tiers", path, reading)).rejects.toThrow(reason);
    await expect(reportFrom("tiers", path, reading)).rejects.toBeInstanceOf(Unreadable);
  });

  it("none at all, a folder, or rows that are all too late", async () => {
    const path = await file("sound", SOUND);
    await expect(reportFrom("tiers", `${path}.not`, reading)).rejects.toThrow("there is no such file");
    const folder = join(dirname(path), "folder");
    await mkdir(folder);
    await expect(reportFrom("tiers", folder, reading)).rejects.toThrow("it is no file");
    const early = reportFrom("tiers", path, { ...reading, at: "1996-12-31" });
    await expect(early).rejects.toThrow("all of its 1 rows are later than 1996-12-31");
  });
});

it("lines are the same however the bytes come", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("a", "ü", "\n", "\r\n", "€", " ", "𝄞"), { maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
      async (words, size) => {
        const text = words.join("");
        const bytes = Buffer.from(text);
        async function* chunks() {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        }
        const expected = text
          .split("\n")
          .map((line, n) => ({ number: n + 1, text: line.trimEnd() }))
          .filter((line) => line.text !== "");
        const read: unknown[] = [];
        for await (const line of linesOf(chunks())) read.push(line);
        expect(read).toEqual(expected);
      },
    ),
    { numRuns: 1_000 },
  );
});

it("a byte order mark is no part of the first line", async () => {
  const { report } = await read("tiers", `\uFEFF${SOUND}`);
  expect([...report.csv()]).toEqual([
    ["client", "tier", "revenue"],
    ["00004", "high", "29.33"],
  ]);
});

it("progress is told in bytes, never backwards", async () => {
  const path = await file("long", `${SOUND}\n`.repeat(60_000));
  const told: number[] = [];
  const sizes = new Set<number>();
  const onProgress = (bytes: number, size: number) => {
    told.push(bytes);
    sizes.add(size);
  };
  await reportFrom("tiers", path, { zone: "UTC", shares: { highPct: 80, midPct: 80 }, onProgress });
  expect(told.length).toBeGreaterThan(0);
  expect(told).toEqual([...told].sort((a, b) => a - b));
  expect([...sizes]).toEqual([60_000 * (SOUND.length + 1)]);
});

describe("money is exact", () => {
  it("amounts are read to the cent, and written as they were read", () => {
    expect(["0.29", "29.33", "5", "4.5", "-0.07", "-0.00", "10000000000"].map(minorOf)).toEqual([
      29,
      2933,
      500,
      450,
      -7,
      0,
      MOST,
    ]);
    fc.assert(
      fc.property(fc.integer({ min: -MOST, max: MOST }), (minor) => {
        expect(minorOf(decimal(minor))).toBe(minor);
        expect(spoken(minor).replaceAll(",", "")).toBe(decimal(minor));
      }),
    );
    expect(spoken(-123456789)).toBe("-1,234,567.89");
  });

  it("a million cents are ten thousand, and a sum that could not be exact is refused", () => {
    expect(decimal(sumOf(Array.from({ length: 1_000_000 }, () => minorOf("0.01") ?? 0)))).toBe("10000.00");
    expect(() => plus(Number.MAX_SAFE_INTEGER, 1)).toThrow(RangeError);
  });

  it("shares and means are rounded from whole numbers", () => {
    expect([percent(1, 3), percent(2, 3), percent(1, 1), percent(5, 0), percent(1, 20_000)]).toEqual([
      33.33, 66.67, 100, 0, 0.01,
    ]);
    expect(percent(Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER)).toBe(100);
    expect([perHead(1, 2), perHead(-1, 2), perHead(1, 3), perHead(5, 0)]).toEqual([1, -1, 0, 0]);
  });
});

it("CSV as RFC 4180 has it", () => {
  expect(csvLine(["a", 1, "b,c", 'd"e', "f\ng", ""])).toBe('a,1,"b,c","d""e","f\ng",');
});

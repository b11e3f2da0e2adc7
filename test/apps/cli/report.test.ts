import { execFile } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isFileReport, reportNames } from "../../../insight/reports/catalogue.ts";
import { openFolder } from "../../insight/reports/rows.ts";
import { type Cli, jsonOf, openCli } from "../../support/cli.ts";

const TENURE = new URL("../../../apps/cli/tenure.mjs", import.meta.url).pathname;
const SAMPLE = new URL("../../../examples/data/cdnow_sample.txt", import.meta.url).pathname;
const file = await openFolder();

const MESSAGES = ["10:00", "10:01", "10:02"]
  .map((time) => ({
    client: "k",
    company: "us",
    channel: "mail",
    direction: "in",
    at: `2026-03-10T${time}:00Z`,
  }))
  .map((row) => JSON.stringify(row))
  .join("\n");

/** One command to its end, without colour and without a terminal. */
function tenure(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { FORCE_COLOR: _, ...env } = process.env;
  return new Promise((resolve) => {
    const options = { env: { ...env, NO_COLOR: "1" }, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [TENURE, ...args], options, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}
const report = (...args: string[]) => tenure("report", ...args);

describe("tenure report", () => {
  it("R-DEC-11: tiers of the sample, as data", async () => {
    const { code, out, err } = await report("tiers", "--from", SAMPLE, "-o", "json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^\{"high":777,"mid":899,"low":681,/);
    expect(JSON.parse(out)).toMatchObject({ total: 24_409_194, file: { rows: 6919, refused: 0, later: 0 } });
  });

  it("R-DEC-11, R-REP-1, R-REP-4, R-DEC-1: every report of a file in every form", async () => {
    const messages = await file("messages.jsonl", MESSAGES);
    for (const name of reportNames.filter(isFileReport)) {
      const from = name === "storms" ? messages : SAMPLE;
      const [table, json, csv, svg, html] = await Promise.all(
        ["table", "json", "csv", "svg", "html"].map((format) => report(name, "--from", from, "-o", format)),
      );
      for (const ended of [table, json, csv, svg, html]) expect(ended).toMatchObject({ code: 0, err: "" });
      expect(table?.out).toMatch(/R-(DEC|REP)-/);
      expect(JSON.parse(json?.out ?? "")).toHaveProperty("file.refused", 0);
      const lines = csv?.out.split("\r\n") ?? [];
      expect(lines.pop()).toBe("");
      expect(lines.length).toBeGreaterThan(1);
      expect(new Set(lines.map((line) => line.split(",").length)).size).toBe(1);
      expect(svg?.out).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [\s\S]*<\/svg>\n$/);
      expect(html?.out).toMatch(/^<!doctype html>[\s\S]*<svg [\s\S]*<table>[\s\S]*<\/html>\n$/);
      expect(html?.out).not.toContain("<script");
    }
  });

  it("R-REP-1, R-REP-4: tables read well: numbers stand under each other, with what they mean", async () => {
    const [pareto, cohorts] = await Promise.all([
      report("pareto", "--from", SAMPLE),
      report("cohorts", "--from", SAMPLE),
    ]);
    expect(pareto.out).toMatch("     20.0 %      472  164,652.26      67.5 %  █████████████████\n");
    expect(pareto.out).toMatch("33.0 % of the clients (777) bring 80 % of the revenue.");
    expect(pareto.out).toMatch("the biggest 20 % (472) bring 67.5 %: the 20/80 check does not hold.");
    expect(cohorts.out).toMatch(/^1997-01 {11}781 {6}113 {2}23 {2}17 /m);
  });

  it("broken rows: their lines and reasons to the standard error, their number into the result", async () => {
    const sound = " 00004 0001 19970101  2   29.33\n";
    const path = await file("broken.txt", `${sound}nothing\n${sound} 00004 0001 19970230 1 1.00\n`);
    const { code, out, err } = await report("tiers", "--from", path, "-o", "json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ total: 5866, file: { rows: 2, refused: 2, later: 0 } });
    expect(err).toMatch(/^line 2: has 1 fields.*\nline 4: the date is no day.*\n$/);
    expect((await report("tiers", "--from", path)).out).toMatch("2 lines were refused; 2 count");
    const many = await file("many.txt", sound + "x\n".repeat(150));
    expect((await report("tiers", "--from", many)).err).toMatch(
      /line 101: .*\n… and 50 more lines were refused\n$/,
    );
  });

  it("R-DEC-1: a table of very many storms ends, and says where the rest is", async () => {
    const from = await file(
      "storms.jsonl",
      Array.from({ length: 501 }, (_, n) => MESSAGES.replaceAll('"k"', `"k${n}"`)).join("\n"),
    );
    const { code, out } = await report("storms", "--from", from);
    expect(code).toBe(0);
    expect(out.match(/^2026-03-10T10:02:00Z/gm)).toHaveLength(500);
    expect(out).toMatch("… and 1 more rows: -o csv has them all");
    expect((await report("storms", "--from", from, "-o", "csv")).out.match(/\r\n/g)).toHaveLength(502);
  });

  it("--at: as things stood at the end of that day", async () => {
    const { out } = await report("tiers", "--from", SAMPLE, "--at", "1997-03-31", "-o", "json");
    const { clients, until, file: rows } = JSON.parse(out);
    expect({ clients, until }).toEqual({ clients: 2357, until: "1997-03-31" });
    expect(rows.rows + rows.later).toBe(6919);
    expect(rows.later).toBeGreaterThan(0);
  });

  it("without a name, and with --help, the reports are listed", async () => {
    const [plain, help, data] = await Promise.all([report(), report("--help"), report("-o", "json")]);
    for (const { code, out } of [plain, help]) {
      expect(code).toBe(0);
      for (const name of reportNames) expect(out).toMatch(new RegExp(`^ *${name} `, "m"));
    }
    expect(JSON.parse(data.out).reports.map(({ name }: { name: string }) => name)).toEqual(reportNames);
  });

  it.each([
    [
      "a file of a report that is made of none",
      ["conduct", "--from", SAMPLE],
      "conduct is made of what is recorded",
    ],
    [
      "days of a file",
      ["tiers", "--from", SAMPLE, "--since", "1997-01-01"],
      "--since is for what is recorded",
    ],
    [
      "a currency of a file",
      ["tiers", "--from", SAMPLE, "--currency", "EUR"],
      "--currency is for what is recorded",
    ],
    ["a zone for what is recorded", ["storms", "--zone", "UTC"], "--zone is for --from FILE"],
    ["a file that is none", ["tiers", "--from", "no-such.txt"], "no-such.txt: there is no such file"],
    ["an unknown report", ["teirs", "--from", SAMPLE], "there is no report teirs; did you mean tiers?"],
    [
      "a file of the other kind",
      ["storms", "--from", SAMPLE],
      "no line of it is an interaction; line 1: is no",
    ],
    [
      "a day that is none",
      ["tiers", "--from", SAMPLE, "--at", "1997-02-30"],
      "--at is a day of the calendar",
    ],
    ["a zone that is none", ["storms", "--from", SAMPLE, "--zone", "Nowhere"], "--zone is an IANA time zone"],
    ["a zone for days", ["tiers", "--from", SAMPLE, "--zone", "UTC"], "days of purchases have no time zone"],
  ])("2: %s", async (_, args, words) => {
    const { code, out, err } = await report(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(words);
  });

  it("2: an empty file, as data too; csv and svg of what is no report", async () => {
    const empty = await file("empty.txt", "");
    const { code, out } = await report("tiers", "--from", empty, "-o", "json");
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ detail: `${empty}: it is empty`, exit: 2 });
    expect(await tenure("events", "-o", "csv")).toMatchObject({
      code: 2,
      err: "tenure: -o csv is for reports; events prints table or json\n",
    });
  });
});

describe("tenure report, of what is recorded", () => {
  let cli: Cli;
  beforeAll(async () => {
    cli = await openCli();
    await cli.up();
  });
  afterAll(async () => {
    await cli?.run(["down"]);
    await cli?.close();
  });

  it("R-REP-3, R-REP-8: of what was imported, in every form; before that it says what to import", async () => {
    const before = await cli.run(["report", "mentions"]);
    expect(before).toMatchObject({
      code: 0,
      out: "There is nothing to report yet: tenure import reviews FILE\n",
    });
    const rows = ["2026-10-01", "2026-10-02", "2026-11-01"].map((day, n) =>
      JSON.stringify({ client: `c${n}`, kind: "review", good: n > 0, at: `${day}T10:00:00Z`, where: "maps" }),
    );
    const reviews = await file("reviews.jsonl", rows.join("\n"));
    expect((await cli.run(["import", "reviews", reviews, "--as", "manager:max"])).code).toBe(0);
    const table = await cli.run(["report", "mentions"]);
    expect(table.out).toMatch(
      /^3 reviews and mentions, up to [\d-]+\nkind +good +bad +good of all\nreview +2 +1 +66\.7 %$/m,
    );
    expect(table.out).toMatch("R-REP-8: Good: 66.7 % (95 %: 20.8 to 93.9).");
    const [data] = jsonOf(
      await cli.run(["report", "mentions", "--since", "2026-10-02", "--at", "2026-10-31", "-o", "json"]),
    );
    expect(data).toMatchObject({ since: "2026-10-02", at: "2026-10-31", count: 1, good: 1 });
    const forms = await Promise.all(
      ["csv", "svg", "html"].map((form) => cli.run(["report", "mentions", "-o", form])),
    );
    expect(forms.map(({ code }) => code)).toEqual([0, 0, 0]);
    const [csv, svg, html] = forms.map(({ out }) => out);
    expect(csv).toBe(
      "month,kind,where,good,number\r\n2026-10,review,maps,0,1\r\n2026-10,review,maps,1,1\r\n2026-11,review,maps,1,1\r\n",
    );
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(html).toMatch(/^<!doctype html>/);
    const wrong = await cli.run(["report", "mentions", "--since", "2026-12-01", "--at", "2026-11-01"]);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("a day not after at") });
  });
});

import { execFile } from "node:child_process";
import { describe, expect, it } from "vitest";
import { readCards } from "../../../texts/help/read.ts";
import { openFolder } from "../../insight/reports/rows.ts";

const TENURE = new URL("../../../apps/cli/tenure.mjs", import.meta.url).pathname;
const file = await openFolder();

/** One command to its end, without colour and without a terminal. */
function tenure(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { FORCE_COLOR: _, ...env } = process.env;
  return new Promise((resolve) => {
    const options = { env: { ...env, NO_COLOR: "1" }, maxBuffer: 2 ** 24 };
    execFile(process.execPath, [TENURE, ...args], options, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

describe("tenure coach, assist, guides, checklist", () => {
  it("R-HLP-1: the cards are listed and found by name in either language, by number, by rule", async () => {
    const [listed, ...shown] = await Promise.all([
      tenure("coach", "-o", "json"),
      ...["know-it-all", "всезнайка", "2", "R-ARC-2"].map((name) => tenure("coach", "show", name)),
    ]);
    expect(listed?.out.trim().split("\n")).toHaveLength(25);
    expect(JSON.parse(listed?.out.split("\n")[3] ?? "")).toMatchObject({
      archetype: "questioner",
      rule: "R-ARC-4",
      version: "2026-11",
      exit: { rules: [] },
    });
    expect(new Set(shown.map(({ out }) => out)).size).toBe(1);
    expect(shown[0]).toMatchObject({ code: 0, err: "" });
    expect(shown[0]?.out).toMatch(/^Know-it-all \(R-ARC-2\)\nFor our people only/);
    expect(await tenure("coach", "show", "know-all")).toMatchObject({
      code: 2,
      err: "tenure: there is no archetype know-all; did you mean know-it-all?\n",
    });
  });

  it("R-HLP-1: Markdown and a page to print say everything that the card says; no scripts, nothing from elsewhere", async () => {
    const card = (await readCards()).find(({ archetype }) => archetype === "blackmailer");
    const [md, html] = await Promise.all(
      ["md", "html"].map((form) => tenure("coach", "show", "blackmailer", "--lang", "ru", "-o", form)),
    );
    expect(html?.out).toMatch(/^<!doctype html>\n<html lang="ru">[\s\S]*@page\{size:A4[\s\S]*<\/html>\n$/);
    expect(html?.out).not.toMatch(/<script|src=|href=|@import|url\(/);
    const plain = html?.out.replace(/<\/?code>/g, "`") ?? "";
    for (const words of [...(card?.ru.signals ?? []), ...(card?.ru.steps ?? []), card?.ru.script ?? ""]) {
      expect(md?.out).toContain(words);
      expect(plain).toContain(words);
    }
    expect(md?.out).toMatch(/^# Шантажист \(R-ARC-13\)\n/);
    expect(md?.out).toContain("(R-DEC-4)");
  });

  it("R-HLP-2: sums judge by the policy and tell what they read; wrong fields end with 2 and what is allowed", async () => {
    const { code, out } = await tenure(
      "assist",
      "sums",
      "blackmail",
      "--field",
      "demand=20100",
      "--field",
      "concessions=10000",
      "--field",
      "risk=30x50000",
      "--field",
      "risk=50%x30000",
      "-o",
      "json",
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      passed: true,
      policy: "2026-11",
      findings: [{ rule: "R-DEC-4", passed: true, read: { cost: 30_100, risk: 30_000 } }, { passed: true }],
    });
    const said = await tenure("assist", "sums", "exit", "--field", "revenue=10000", "--field", "cost=9000");
    expect(said.out).toMatch(/the exit leaves +-1,000\n {2}✗ R-DEC-6/);
    const wrong = await tenure("assist", "sums", "netvalue", "--field", "revenue=much", "--field", "cost=1");
    expect(wrong).toMatchObject({ code: 2, out: "" });
    expect(wrong.err).toMatch("--field revenue takes number, as JSON");
    const negative = await tenure("assist", "sums", "netvalue", "--field", "revenue=-1", "--field", "cost=1");
    expect(negative.err).toMatch(/no finance\.assessed: revenue: [\s\S]*netvalue takes revenue: number/);
    expect((await tenure("assist", "sums", "blackmail", "--field", "risk=high")).err).toMatch(
      "PERCENTxIMPACT",
    );
    expect((await tenure("assist", "sums", "exit", "--policy", "1999-01")).err).toMatch(
      "there is no policy 1999-01",
    );
  });

  it("R-HLP-2: the order of an exit as a sheet, whole or for one ground", async () => {
    const [whole, one] = await Promise.all([
      tenure("assist", "order", "-o", "md"),
      tenure("assist", "order", "--ground", "blackmail", "-o", "json"),
    ]);
    const heads = whole?.out.match(/^## .+$/gm);
    expect(heads).toEqual([
      "## To fill in",
      "## 1. Clause (R-DEC-2)",
      "## 2. Dossier (R-DEC-3)",
      "## 3. Cost (R-DEC-4, R-DEC-5, R-DEC-6, R-DEC-15)",
      "## 4. Call sheet (R-LIF-5, R-COM-2, R-DEC-13)",
      "## 5. Otherwise restrict (R-DEC-2, R-LIF-4, R-COM-3)",
      "## What has to be on record, by ground",
    ]);
    expect(JSON.parse(one?.out ?? "").grounds).toMatchObject([{ ground: "blackmail", rules: ["R-DEC-4"] }]);
  });

  it("R-HLP-3: questions from CSV and from JSON lines give the same; broken rows are told by line", async () => {
    const rows = [
      ["2026-11-01T10:00:00Z", "c1", "install-module"],
      ["2026-11-02T10:00:00+03:00", "c1", "install-module"],
      ["2026-11-02T11:00:00Z", "c2", "opening hours, holidays"],
    ];
    const csv = await file(
      "q.csv",
      `topic,note,client,at\n${rows.map(([at, client, topic]) => `"${topic}",x,${client},${at}`).join("\r\n")}\n`,
    );
    const jsonl = await file(
      "q.jsonl",
      `${rows.map(([at, client, topic]) => JSON.stringify({ at, client, topic })).join("\n")}\n{"at":"2026-11-01","client":"c","topic":"t"}\nnothing\n`,
    );
    const [a, b, said, cells] = await Promise.all([
      tenure("guides", "coverage", "--from", csv, "-o", "json"),
      tenure("guides", "coverage", "--from", jsonl, "-o", "json"),
      tenure("guides", "coverage", "--from", csv),
      tenure("guides", "coverage", "--from", csv, "-o", "csv"),
    ]);
    expect(a).toMatchObject({ code: 0, err: "" });
    const { file: tally, ...found } = JSON.parse(a?.out ?? "");
    expect(tally).toEqual({ rows: 3, refused: 0 });
    expect(found).toMatchObject({ questions: 3, answered: 2, share: 66.67 });
    expect(found.topics[0]).toMatchObject({ topic: "install-module", clients: 1, repeated: 1 });
    expect(JSON.parse(b?.out ?? "")).toEqual({ ...found, file: { rows: 3, refused: 2 } });
    expect(b?.err).toMatch(/line 4: at is no moment.*\nline 5: is no JSON, and does not name the columns/);
    expect(said?.out).toMatch(/^66\.7 % of 3 questions \(2\)/);
    expect(said?.out).toMatch(/No guide yet: opening hours, holidays\nAsked again .*: install-module/);
    expect(cells?.out).toMatch(/^topic,questions,clients,repeated,guides\r\ninstall-module,2,1,1,https:/);
    expect(cells?.out).toMatch(/\r\n"opening hours, holidays",1,1,0,\r\n$/);
  });

  it("R-HLP-3: a file without questions, or without the columns, ends with 2", async () => {
    const heads = await file("heads.csv", "at,client,topic\n");
    const other = await file("other.csv", "a,b\n1,2\n");
    expect(await tenure("guides", "coverage", "--from", heads)).toMatchObject({ code: 2, out: "" });
    expect((await tenure("guides", "coverage", "--from", other)).err).toMatch("columns at, client and topic");
    expect(await tenure("guides", "coverage")).toMatchObject({ code: 2 });
  });

  it("R-HLP-3, R-HLP-4: benefits and every checklist, in both languages", async () => {
    const [benefits, lists] = await Promise.all([
      tenure("guides", "benefits", "--lang", "ru", "-o", "json"),
      tenure("checklist", "-o", "json"),
    ]);
    expect(Object.keys(JSON.parse(benefits?.out ?? "").benefits)).toEqual([
      "loyalty",
      "raffle",
      "referral",
      "barter",
      "consulting",
    ]);
    const names = lists?.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).name);
    expect(names).toEqual(["clauses", "intake", "refusal", "transfer"]);
    const ru = await tenure("checklist", "show", "transfer", "--lang", "ru", "-o", "md");
    expect(ru.out).toMatch(/^# Передача клиента между менеджерами\n[\s\S]*- \[ \] /);
  });

  it("R-HLP-1: forms that a command has not are refused", async () => {
    expect((await tenure("coach", "show", "2", "-o", "svg")).err).toBe(
      "tenure: -o svg is for reports; show prints table or json\n",
    );
    expect((await tenure("events", "-o", "md")).err).toBe(
      "tenure: -o md is for pages of help; events prints table or json\n",
    );
  });
});

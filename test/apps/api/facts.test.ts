import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImportLine } from "../../../apps/api/facts.ts";
import type { Problem } from "../../../apps/api/problem.ts";
import { MAX_BODY } from "../../../apps/api/requests.ts";
import { apiAt } from "../../../apps/cli/api.ts";
import { SAMPLES } from "../../archive/facts/rows.ts";
import { type Backend, embedded } from "../../support/archives.ts";
import { type Parts, startParts } from "../../support/engine.ts";
import { type Postgres, startPostgres } from "../../support/postgres.ts";

const NDJSON = "application/x-ndjson";

/** Sends a file as a stream. */
async function send(
  { url }: Parts,
  path: string,
  file: string | AsyncIterable<string>,
  { type = NDJSON, as = "ops:olga", signal }: { type?: string; as?: string; signal?: AbortSignal } = {},
): Promise<Response> {
  const chunks = typeof file === "string" ? [file] : file;
  const body = ReadableStream.from(chunks).pipeThrough(new TextEncoderStream());
  const headers = { "content-type": type, "tenure-actor": as };
  const init = { method: "POST", headers, body, duplex: "half", ...(signal && { signal }) };
  return fetch(`${url}/v1/facts/${path}`, init as RequestInit);
}

async function* bytesOf(file: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of file) yield Buffer.from(text);
}

async function* answered(response: Response): AsyncGenerator<ImportLine> {
  let rest = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as ImportLine;
  }
}

async function linesOf(response: Response): Promise<ImportLine[]> {
  const lines: ImportLine[] = [];
  for await (const line of answered(response)) lines.push(line);
  return lines;
}

const bought = (client: string, n: number) =>
  `${JSON.stringify({ client, id: `p${n}`, on: "2026-11-01", units: 1, amount: "1.00", cost: "0.5" })}\n`;
const many = (client: string, count: number) =>
  Array.from({ length: count }, (_, n) => bought(client, n)).join("");

describe("facts over HTTP", () => {
  let backend: Backend;
  let parts: Parts;
  beforeAll(async () => {
    backend = await embedded.start();
    parts = await startParts(await backend.place());
  });
  afterAll(async () => {
    await parts?.stop();
    await backend?.stop();
  });

  it("one fact is new, then known; a fault is completed; a broken one says why", async () => {
    const { cured, ...open } = SAMPLES.faults;
    const tell = (kind: string, row: object, as = "ops:olga") =>
      parts.call("POST", `/facts/${kind}`, as, row);
    expect(await tell("hours", SAMPLES.hours)).toMatchObject({ status: 201, body: { outcome: "new" } });
    expect(await tell("hours", SAMPLES.hours)).toMatchObject({ status: 200, body: { outcome: "known" } });
    expect(await tell("faults", open)).toMatchObject({ status: 201 });
    expect(await tell("faults", { ...open, cured })).toMatchObject({
      status: 200,
      body: { outcome: "completed" },
    });
    const broken = await tell("hours", { ...SAMPLES.hours, minutes: -5 });
    expect(broken).toMatchObject({ status: 400, body: { type: "urn:tenure:problem:malformed" } });
    expect(broken.body.detail).toBe("in the body: minutes: a whole number from 1 to 60000");
    expect(await tell("hours", { ...SAMPLES.hours, minutes: 91 })).toMatchObject({ status: 400 });
  });

  it("R-ROL-1 who may not tell of it is refused", async () => {
    const tell = (as?: string) => parts.call("POST", "/facts/payments", as, SAMPLES.payments);
    expect(await tell("ops:olga")).toMatchObject({ status: 403, body: { type: "urn:tenure:problem:role" } });
    expect(await tell()).toMatchObject({ status: 401 });
    expect(await tell("finance:fred")).toMatchObject({ status: 201 });
    expect(await (await send(parts, "payments", "{}\n")).json()).toMatchObject({ status: 403 });
  });

  it("a file is answered line by line, with what was refused and why", async () => {
    const client = parts.name();
    const response = await send(
      parts,
      "purchases",
      `${bought(client, 1)}{\n${bought(client, 2)}${bought(client, 1)}`,
    );
    expect(response.headers.get("content-type")).toBe(NDJSON);
    const counts = { import: expect.any(Number), rows: 4, new: 2, completed: 0, known: 1, rejected: 1 };
    expect(await linesOf(response)).toEqual([
      { rejected: { line: 2, reason: "is no JSON", row: "{" } },
      { progress: counts },
      { result: counts },
    ]);
  });

  it("a file may be larger than any other body, and be CSV or the CDNOW layout", async () => {
    const client = parts.name();
    const file = many(client, 12_000);
    expect(file.length).toBeGreaterThan(MAX_BODY);
    const last = async (response: Response) => (await linesOf(response)).at(-1)?.result;
    expect(await last(await send(parts, "purchases", file))).toMatchObject({ rows: 12_000, new: 12_000 });
    expect(await last(await send(parts, "purchases", file))).toMatchObject({ new: 0, known: 12_000 });
    const csv = `who;id;on;units;amount;note\n${client};x1;2026-11-01;1;2.50;hm\n`;
    const mapped = await send(parts, "purchases?map=who%3Dclient&map=note%3D", csv, {
      type: "text/csv; charset=utf-8",
    });
    expect(await last(mapped)).toMatchObject({ new: 1, rejected: 0 });
    const cdnow = await send(parts, "purchases?currency=USD", " 00004 0001 19970101  2   29.33\n", {
      type: "text/x-cdnow",
    });
    expect(await last(cdnow)).toMatchObject({ new: 1 });
  });

  it("what is no such file is a problem, before anything is taken in", async () => {
    const problem = async (path: string, file: string, type?: string) => {
      const response = await send(parts, path, file, type === undefined ? {} : { type });
      return (await response.json()) as Problem;
    };
    expect(await problem("hours", "client;password\nc1;x\n", "text/csv")).toMatchObject({
      status: 400,
      detail: expect.stringContaining("line 1: column 2 is unknown"),
    });
    expect(await problem("hours", "x", "text/plain")).toMatchObject({ status: 415 });
    expect(await problem("hours", "x", "text/x-cdnow")).toMatchObject({ status: 415 });
    for (const body of ["{", "", "\u0000"])
      expect(await problem("hours", body, "application/json")).toMatchObject({
        ...{ status: 400, detail: "the body is not JSON" },
      });
    expect(await problem("ours", "{}\n")).toMatchObject({ status: 404 });
    expect(await problem("hours?dryRun=perhaps", "{}\n")).toMatchObject({ status: 400 });
    expect(await problem("hours?currency=EURO", "{}\n")).toMatchObject({ status: 400 });
    expect(await problem("hours?map=x", "{}\n")).toMatchObject({ status: 400 });
  });

  it("who hangs up has whole batches, and sends it again", async () => {
    const client = parts.name();
    const over = new AbortController();
    async function* slowly() {
      yield many(client, 4_500);
      await sleep(60_000, null, { signal: over.signal }).catch(() => {});
    }
    const response = await send(parts, "purchases", slowly(), { signal: over.signal });
    for await (const { progress } of answered(response)) if (progress?.rows === 4_000) break;
    over.abort();
    const [result] = (await linesOf(await send(parts, "purchases", many(client, 5_000)))).slice(-1);
    expect(result).toMatchObject({ result: { new: 1_000, known: 4_000 } });
  });

  it("every kind is in the API's description", async () => {
    const { body } = await parts.call("GET", "/openapi.json");
    for (const kind of Object.keys(SAMPLES)) {
      const { post } = body.paths[`/v1/facts/${kind}`];
      expect(Object.keys(post.requestBody.content), kind).toContain(NDJSON);
      expect(post.requestBody.content["application/json"].schema.properties.client.type, kind).toBe("string");
    }
  });
});

describe("facts while the database goes away", () => {
  let postgres: Postgres;
  let parts: Parts;
  beforeAll(async () => {
    postgres = await startPostgres();
    parts = await startParts({ databaseUrl: await postgres.database() });
  });
  afterAll(async () => {
    await parts?.stop();
    await postgres?.stop();
  });

  it("the answer ends with the problem, and run again nothing counts twice", async () => {
    const client = parts.name();
    let halted: () => void = () => {};
    const halt = new Promise<void>((resolve) => {
      halted = resolve;
    });
    async function* halting() {
      yield many(client, 2_000);
      await halt;
      yield many(client, 6_000);
    }
    const sent = (file: AsyncIterable<string>) =>
      apiAt(parts.url).exchange<ImportLine>("/facts/purchases", NDJSON, bytesOf(file), { as: "ops:olga" });
    const lines: ImportLine[] = [];
    for await (const line of sent(halting())) {
      lines.push(line);
      if (lines.length > 1) continue;
      await postgres.halt();
      halted();
    }
    expect(lines).toMatchObject([
      { progress: { new: 2_000 } },
      { problem: { type: "urn:tenure:problem:unavailable", status: 503 } },
    ]);
    await postgres.resume();
    const [result] = (await linesOf(await send(parts, "purchases", many(client, 6_000)))).slice(-1);
    expect(result).toMatchObject({ result: { new: 4_000, known: 2_000 } });
  });
});

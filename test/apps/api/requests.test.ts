import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contract, type Parts, startParts } from "../../support/engine.ts";

let parts: Parts;
beforeAll(async () => {
  parts = await startParts();
});
afterAll(async () => {
  await parts?.stop();
});

interface Sent {
  readonly method?: string;
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Asks with these headers, and gives all that was answered. */
async function ask(path: string, { method = "GET", as = "ops:olga", headers = {}, body }: Sent = {}) {
  const response = await fetch(`${parts.url}${path}`, {
    method,
    headers: {
      "tenure-actor": as,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  const said: any = type.endsWith("json") && !type.includes("ndjson") ? JSON.parse(text) : text;
  return { status: response.status, type, said, header: (name: string) => response.headers.get(name) };
}

const boundary = { type: "boundary.stated", data: { textRef: "Calls before nine are too early" } };

describe("requests that cannot be answered", () => {
  it("an unknown address, and a method that it has not, are problems", async () => {
    expect(await ask("/v1/nowhere")).toMatchObject({ status: 404, type: "application/problem+json" });
    for (const [method, path, allow] of [
      ["DELETE", "/v1/clients/c1", "GET, HEAD, POST"],
      ["PUT", "/v1/tasks", "GET, HEAD"],
      ["GET", "/v1/clients/c1/events", "POST"],
      ["POST", "/health", "GET, HEAD"],
    ] as const) {
      const answer = await ask(path, { method });
      expect(answer, path).toMatchObject({
        status: 405,
        type: "application/problem+json",
        said: { type: "urn:tenure:problem:method" },
      });
      expect(answer.header("allow")).toBe(allow);
    }
  });

  it("only JSON is JSON", async () => {
    const path = `/v1/clients/${parts.name()}/events`;
    for (const type of ["application/json-evil", "application/jsonp", "text/plain", "text/json", ""])
      expect(
        await ask(path, { method: "POST", headers: { "content-type": type }, body: boundary }),
        type,
      ).toMatchObject({ status: 415, type: "application/problem+json" });
    for (const type of ["application/json; charset=utf-8", "Application/JSON"])
      expect(
        (await ask(path, { method: "POST", headers: { "content-type": type }, body: boundary })).status,
        type,
      ).toBe(404);
  });

  it("an answer that nobody would take is not made", async () => {
    const taking = (accept: string, path = "/v1/clients") => ask(path, { headers: { accept } });
    expect(await taking("image/png")).toMatchObject({ status: 406, type: "application/problem+json" });
    expect((await taking("application/json;q=0, text/html")).status).toBe(406);
    for (const accept of [
      "*/*",
      "application/*;q=0.5",
      "text/html, application/json",
      "application/x-ndjson",
    ])
      expect((await taking(accept)).status, accept).toBe(200);
  });

  it("characters that nothing can keep are malformed, wherever they stand", async () => {
    for (const path of [
      "/v1/clients/c%00",
      "/v1/clients/%00/timeline",
      "/v1/tasks/%00",
      "/v1/clients?text=%00",
    ])
      expect(await ask(path), path).toMatchObject({ status: 400, type: "application/problem+json" });
    for (const path of ["/v1/clients/%FF", "/v1/clients/%", "/v1/clients?text=%E0%A4"])
      expect(await ask(path), path).toMatchObject({ status: 400, type: "application/problem+json" });
    const path = `/v1/clients/${parts.name()}/events`;
    const body = (text: string) => `{"type":"boundary.stated","data":{"textRef":"a${text}"}}`;
    expect((await ask(path, { method: "POST", body: body("\\u0000") })).status).toBe(400);
    // An escaped backslash before those letters is a backslash.
    expect((await ask(path, { method: "POST", body: body("\\\\u0000") })).status).toBe(404);
  });
});

it("what only Date.parse takes for an instant is malformed: the archive takes it for nothing", async () => {
  for (const path of [
    "/v1/outbox?since=0.5",
    "/v1/clients/c1/moment?at=0.5",
    "/v1/clients/c1/moment?seq=1&compareAt=May",
  ])
    expect(await ask(path, { as: "manager:mia" }), path).toMatchObject({
      ...{ status: 400, said: { type: "urn:tenure:problem:malformed" } },
    });
});

describe("a request's id", () => {
  it("is its own where it brings a UUID, is told, and stands in problems", async () => {
    const id = randomUUID();
    const named = await ask("/v1/clients/nobody", { headers: { "x-request-id": id } });
    expect(named.header("x-request-id")).toBe(id);
    expect(named.said).toMatchObject({ status: 404, instance: `urn:uuid:${id}` });
    const other = await ask("/v1/clients", { headers: { "x-request-id": "one\ttwo" } });
    expect(other.header("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("Idempotency-Key (R-LIF-0)", () => {
  it("names the event: the same key has the same answer, and is one entry", async () => {
    const client = await parts.opened();
    const path = `/v1/clients/${client}/events`;
    const key = randomUUID();
    const send = (headers: Record<string, string>, body: object = boundary) =>
      ask(path, { method: "POST", headers, body });
    const first = await send({ "idempotency-key": key });
    expect(first).toMatchObject({ status: 200, said: { eventId: key, seq: 2 } });
    // By the draft it stands in quotes.
    expect(await send({ "idempotency-key": `"${key}"` })).toMatchObject({
      status: 200,
      said: { eventId: key, seq: 2, repeated: true },
    });
    expect(await send({}, { ...boundary, eventId: key })).toMatchObject({ said: { repeated: true } });
    const changed = { ...boundary, data: { textRef: "Something else" } };
    expect(await send({ "idempotency-key": key }, changed)).toMatchObject({
      status: 409,
      said: { type: "urn:tenure:problem:refused" },
    });
    expect(await send({ "idempotency-key": key }, { ...boundary, eventId: randomUUID() })).toMatchObject({
      status: 400,
      said: { faults: [{ path: "eventId" }] },
    });
    expect(await send({ "idempotency-key": "once" })).toMatchObject({
      status: 400,
      said: { faults: [{ path: "Idempotency-Key" }] },
    });
    expect(await parts.archive.journal.recall(client, [key])).toHaveLength(1);
  });

  it("opens a relationship once", async () => {
    const path = `/v1/clients/${parts.name()}`;
    const sent = { method: "POST", headers: { "idempotency-key": randomUUID() }, body: contract };
    expect((await ask(path, sent)).status).toBe(201);
    expect(await ask(path, sent)).toMatchObject({ status: 200, said: { repeated: true } });
  });
});

describe("ETag and If-Match (R-LIF-0)", () => {
  it("an event is taken only while the relationship stands where it was seen", async () => {
    const client = await parts.opened();
    const path = `/v1/clients/${client}`;
    const seen = (await ask(path)).header("etag");
    expect(seen).toBe('"1"');
    expect((await ask(`${path}/allowed`)).header("etag")).toBe(seen);
    const send = (etag: string, key: string = randomUUID()) =>
      ask(`${path}/events`, {
        method: "POST",
        headers: { "if-match": etag, "idempotency-key": key },
        body: boundary,
      });
    const key = randomUUID();
    // Of two at once one wins, and the other is told who was faster.
    const both = await Promise.all([send('"1"', key), send('"1"')]);
    expect(both.map(({ status }) => status)).toEqual([200, 412]);
    expect(both[1]?.said).toMatchObject({
      type: "urn:tenure:problem:moved",
      seq: 2,
      detail: expect.stringContaining("ops:olga"),
    });
    // Sent again, it is answered as before: it was itself what moved the relationship.
    expect(await send('"1"', key)).toMatchObject({ status: 200, said: { repeated: true } });
    // The notice that it asked for moves the relationship too, when it has gone.
    await expect
      .poll(async () => (await send((await ask(path)).header("etag") ?? "")).status, { timeout: 10_000 })
      .toBe(200);
    expect((await send("*")).status).toBe(200);
    expect((await send("W/7")).status).toBe(400);
    const said = await parts.archive.journal.timeline(client);
    expect(said.filter(({ type }) => type === "boundary.stated")).toHaveLength(3);
  });
});

it("a body that is too large is cut off, whatever it says of its length", async () => {
  const answer = await new Promise<{ status: number | undefined; type: string | undefined }>(
    (resolve, reject) => {
      const sending = request(`${parts.url}/v1/clients/c1/events`, {
        method: "POST",
        headers: { "content-type": "application/json", "tenure-actor": "ops:olga" },
      });
      sending.once("response", (response) => {
        response.resume();
        resolve({ status: response.statusCode, type: response.headers["content-type"] });
        sending.destroy();
      });
      sending.once("error", reject);
      sending.write(`{"type":"${"a".repeat(1_100_000)}`);
    },
  );
  expect(answer).toEqual({ status: 413, type: "application/problem+json" });
});

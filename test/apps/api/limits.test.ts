import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buckets } from "../../../apps/api/limits.ts";
import { type Parts, startParts } from "../../support/engine.ts";

let parts: Parts;
beforeAll(async () => {
  // A proxy of ours is on this machine.
  const trusts = (address: string) => address.includes("127.0.0.1");
  parts = await startParts(undefined, undefined, { limits: { requests: 5, logins: 3, trusts } });
});
afterAll(() => parts?.stop());

interface Heard {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/** Over plain HTTP: `fetch` sends no header of a proxy. */
const ask = (
  path: string,
  headers: Readonly<Record<string, string>>,
  method = "GET",
  body = "",
): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const asked = request(`${parts.url}${path}`, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => {
        const { "retry-after": retryAfter } = response.headers;
        resolve({ status: response.statusCode ?? 0, retryAfter, body: text });
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
const times = async (n: number, one: () => Promise<Heard>): Promise<Heard[]> => {
  const heard: Heard[] = [];
  for (let i = 0; i < n; i++) heard.push(await one());
  return heard;
};
const statuses = (heard: readonly Heard[]) => heard.map(({ status }) => status);

describe("how often anybody may ask", () => {
  it("is counted for each caller: 429 with Retry-After, and nobody else waits", async () => {
    const mine = await times(6, () => ask("/v1/whoami", { "tenure-actor": "ops:ann" }));
    expect(statuses(mine)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(Number(mine.at(-1)?.retryAfter)).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(mine.at(-1)?.body ?? "")).toMatchObject({
      type: "urn:tenure:problem:tooMany",
      status: 429,
      detail: expect.stringContaining("5 requests a minute"),
    });
    expect((await ask("/v1/whoami", { "tenure-actor": "ops:bob" })).status).toBe(200);
    // In another role they are the same person.
    expect((await ask("/v1/whoami", { "tenure-actor": "senior:ann" })).status).toBe(429);
  });

  it("is counted for each token, whoever made it", async () => {
    const made = await ask(
      "/v1/tokens",
      { "tenure-actor": "ops:carl", "content-type": "application/json" },
      "POST",
      JSON.stringify({ role: "ops", scopes: ["read"], days: 1 }),
    );
    const { secret } = JSON.parse(made.body) as { readonly secret: string };
    const heard = await times(6, () => ask("/v1/whoami", { authorization: `Bearer ${secret}` }));
    expect(statuses(heard)).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await ask("/v1/whoami", { "tenure-actor": "ops:carl" })).status).toBe(200);
  });

  it("is counted for each address where people sign in, and where nothing shows who asks", async () => {
    const from = (address: string, one = "9.9.9.9") => ({ "x-forwarded-for": `${one}, ${address}` });
    const login = (address: string, one?: string) => ask("/login", from(address, one));
    expect(statuses(await times(4, () => login("203.0.113.1")))).toEqual([200, 200, 200, 429]);
    // What stands left of the last stranger, anybody could have written.
    expect((await login("203.0.113.1", "8.8.8.8")).status).toBe(429);
    expect((await login("203.0.113.2")).status).toBe(200);

    const guess = (n: number) =>
      ask("/v1/whoami", { ...from("203.0.113.3"), authorization: `Bearer tnr_${n}` });
    let n = 0;
    expect(statuses(await times(4, () => guess(n++)))).toEqual([401, 401, 401, 429]);
    // Of IPv6, a whole network is one.
    expect(statuses(await times(3, () => login("2001:db8::1")))).toEqual([200, 200, 200]);
    expect((await login("2001:db8::2")).status).toBe(429);
    expect((await login("2001:db8:1::1")).status).toBe(200);
  });

  it("is not counted of what tells whether the engine runs", async () => {
    expect(statuses(await times(8, () => ask("/health", {})))).toEqual(Array(8).fill(200));
  });
});

describe("a bucket", () => {
  it("fills up again all the time, and says how long that takes", () => {
    let now = 0;
    const { take } = buckets(60, () => now);
    for (let n = 0; n < 60; n++) expect(take("a")).toBe(0);
    expect(take("a")).toBe(1);
    now += 1_000;
    expect([take("a"), take("a")]).toEqual([0, 1]);
    now += 3_600_000;
    for (let n = 0; n < 60; n++) expect(take("a")).toBe(0);
    expect(take("a")).toBe(1);
  });

  it("says of a small number how long it is till the next", () => {
    let now = 0;
    const { take } = buckets(2, () => now);
    expect([take("a"), take("a"), take("a")]).toEqual([0, 0, 30]);
    now += 29_000;
    expect(take("a")).toBe(1);
  });

  it("takes no more memory, however many names come", () => {
    const { take, size } = buckets(2, () => 0);
    for (let n = 0; n < 50_000; n++) take(`${n}`);
    expect(size()).toBe(20_000);
  });
});

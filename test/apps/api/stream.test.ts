import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { follower } from "../../../services/follow.ts";
import { type Parts, startParts } from "../../support/engine.ts";

let parts: Parts;
beforeAll(async () => {
  parts = await startParts();
});
afterAll(async () => {
  await parts?.stop();
});

interface Heard {
  readonly event: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly data: any;
}

/** Reads a stream. `until` gives what was heard once it is enough. */
async function listen(query = "", headers: Readonly<Record<string, string>> = {}, as = "manager:mia") {
  const over = new AbortController();
  const response = await fetch(`${parts.url}/v1/events/stream${query}`, {
    headers: { "tenure-actor": as, ...headers },
    signal: over.signal,
  });
  const heard: Heard[] = [];
  const reading = (async () => {
    let rest = "";
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const fields = new Map(
          block.split("\n").map((line) => {
            const at = line.indexOf(":");
            return [line.slice(0, at), line.slice(at + 1).trim()] as const;
          }),
        );
        const data = fields.get("data");
        const id = fields.get("id");
        if (data !== undefined)
          heard.push({ event: fields.get("event") ?? "", ...(id && { id }), data: JSON.parse(data) });
      }
    }
  })().catch(() => {});
  return {
    response,
    heard,
    entries: () => heard.filter(({ event }) => event === "entry"),
    async close() {
      over.abort();
      await reading;
    },
  };
}

const signal = (client: string, type: string, data: object, as = "ops:olga", more: object = {}) =>
  parts.call("POST", `/clients/${client}/events`, as, { type, data, ...more });

describe("the stream of what happens (R-LIF-0)", () => {
  it("tells each entry once, and goes on where it was left, without a gap", async () => {
    const client = await parts.opened();
    const live = await listen(`?client=${client}`);
    expect(live.response.headers.get("content-type")).toContain("text/event-stream");
    await signal(client, "vip.marked", {});
    await expect.poll(() => live.entries().length, { timeout: 10_000 }).toBe(1);
    expect(live.entries()[0]?.data).toMatchObject({ client, seq: 2, type: "vip.marked" });
    await live.close();

    // What happens while nobody listens comes first, and nothing comes twice.
    await signal(client, "vip.removed", {});
    const resumed = await listen(`?client=${client}`, { "last-event-id": live.entries()[0]?.id ?? "" });
    await signal(client, "vip.marked", {});
    await expect.poll(() => resumed.entries().length, { timeout: 10_000 }).toBe(2);
    await resumed.close();
    expect(resumed.entries().map(({ data }) => data.seq)).toEqual([3, 4]);
    const ids = [...live.entries(), ...resumed.entries()].map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });

  it("is of all clients, in one order, whoever records at the same time", async () => {
    const clients = await Promise.all([parts.opened(), parts.opened(), parts.opened(), parts.opened()]);
    const live = await listen();
    const marked = Array.from({ length: 5 }, () => clients).flat();
    await Promise.all(
      marked.map((client, n) => signal(client, n % 2 === 0 ? "vip.marked" : "vip.removed", {})),
    );
    const ours = () => live.entries().filter(({ data }) => clients.includes(data.client));
    await expect.poll(() => ours().length, { timeout: 20_000 }).toBe(marked.length);
    await live.close();
    for (const client of clients)
      expect(
        ours()
          .filter(({ data }) => data.client === client)
          .map(({ data }) => data.seq),
      ).toEqual([2, 3, 4, 5, 6]);
  });

  it("tells that the inbox has changed: of an entry's tasks, and of who took one", async () => {
    const live = await listen();
    const told = () => live.heard.filter(({ event }) => event === "tasks").length;
    const client = await parts.opened();
    await signal(client, "incident.reported", {
      ...{ incidentId: "i1", category: "insult", happenedAt: new Date(Date.now() - 60_000).toISOString() },
      evidence: [],
    });
    const { items } = (await parts.call("GET", `/tasks?client=${client}`, "manager:mia")).body;
    const before = told();
    expect(
      (await parts.call("POST", `/tasks/${encodeURIComponent(items[0].id)}/claim`, "manager:mia", {})).status,
    ).toBe(200);
    await expect.poll(told, { timeout: 10_000 }).toBeGreaterThan(before);
    await live.close();
  });

  it("refuses an id that none of its events has", async () => {
    const { response, close } = await listen("", { "last-event-id": "yesterday" });
    expect(response.status).toBe(400);
    await close();
  });

  it("says something while nothing happens", async () => {
    const over = new AbortController();
    const following = follower(parts.archive, 50).follow({ client: "nobody", signal: over.signal });
    const kinds: string[] = [];
    for await (const { kind } of following) if (kinds.push(kind) === 3) over.abort();
    expect(kinds).toEqual(["beat", "beat", "beat"]);
  });
});

describe("what a role may read of an entry (R-ROL-1, R-ROL-2)", () => {
  it("sums reach those who decide, by whichever way, and nobody else", async () => {
    const client = await parts.opened();
    const everyone = { sales: await listen(`?client=${client}`, {}, "ops:olga") };
    const deciding = await listen(`?client=${client}`, {}, "senior:anna");
    const sums = { revenue: 12_345_671, benefit: 7_654_321, cost: 3_456_789 };
    expect((await signal(client, "finance.assessed", sums, "finance:fred")).status).toBe(200);
    await expect.poll(() => everyone.sales.entries().length, { timeout: 10_000 }).toBe(1);
    await expect.poll(() => deciding.entries().length, { timeout: 10_000 }).toBe(1);
    await everyone.sales.close();
    await deciding.close();
    expect(deciding.entries()[0]?.data.data).toEqual(sums);

    const request = { type: "exit.requested", data: { requestId: randomUUID(), ground: "unprofitable" } };
    const read = async (as: string) => {
      const answers = await Promise.all([
        parts.call("GET", `/clients/${client}/timeline`, as),
        parts.call("GET", `/clients/${client}`, as),
        parts.call("GET", `/clients/${client}/allowed`, as),
        parts.call("POST", `/clients/${client}/explain`, as, request),
        parts.call("POST", `/clients/${client}/events`, as, request),
        parts.call("GET", `/tasks?client=${client}`, as),
      ]);
      return JSON.stringify(answers.map(({ body }) => body));
    };
    const shown = JSON.stringify(everyone.sales.heard) + (await read("ops:olga"));
    for (const sum of Object.values(sums)) expect(shown).not.toContain(`${sum}`);
    const whole = await read("senior:anna");
    for (const sum of Object.values(sums)) expect(whole).toContain(`${sum}`);
  });
});

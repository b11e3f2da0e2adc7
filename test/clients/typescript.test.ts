// The client package against a real server, for a whole story.
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TenureProblem, tenure } from "../../clients/typescript/index.ts";
import { contract, type Parts, startParts } from "../support/engine.ts";

let parts: Parts;
beforeAll(async () => {
  parts = await startParts();
});
afterAll(() => parts?.stop());

/** Stands between: lets requests through, and loses the answers to some. */
async function lossy(loses: (n: number) => "nothing" | "the answer" | "everything") {
  const keys: (string | undefined)[] = [];
  const server: Server = createServer((given, answer) => {
    const what = loses(keys.push(given.headers["idempotency-key"] as string | undefined));
    if (what === "everything") return answer.writeHead(503, { "retry-after": "0" }).end();
    const { headers, method, url } = given;
    const passed = request(new URL(url ?? "", parts.url), { method, headers }, (told) => {
      if (what === "the answer") return void given.socket.destroy();
      answer.writeHead(told.statusCode ?? 500, told.headers);
      told.pipe(answer);
    });
    given.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, keys, close: () => new Promise((resolve) => server.close(resolve)) };
}

describe("the typed client", () => {
  it("opens a client, signals, reads lists and refusals, by a token", async () => {
    const local = tenure({ url: parts.url, as: "ops:olga" });
    const client = parts.name();
    const opened = await local.call("openClient", { params: { client }, body: { ...contract } });
    expect(opened).toMatchObject({ client, outcome: "accepted" });

    const body = { role: "ops", scopes: ["read", "signal"], days: 1 } as const;
    const { secret } = await local.call("makeToken", { body });
    const api = tenure({ url: parts.url, token: secret });
    expect(await api.call("getWhoami")).toMatchObject({ person: "olga", by: "token" });

    const told = await api.call("submitEvent", {
      params: { client },
      body: { type: "staff.askedOff", data: { agentId: "olga" } },
    });
    expect(told).toMatchObject({ outcome: "accepted", type: "staff.askedOff" });
    const kinds: string[] = [];
    for await (const task of api.items("listTasks", { query: { client, limit: 1 } })) kinds.push(task.kind);
    expect(kinds.sort()).toEqual(["alert", "rotate"]);

    const refused = api.call("submitEvent", {
      params: { client },
      body: { type: "exit.withdrawn", data: { requestId: "r1" } },
    });
    await expect(refused).rejects.toBeInstanceOf(TenureProblem);
    const problem = (await refused.catch((error: unknown) => error)) as TenureProblem;
    expect({ status: problem.status, kind: problem.kind }).toEqual({ status: 409, kind: "refused" });
    expect(problem.problem.findings?.[0]).toMatchObject({ rule: "R-LIF-0", passed: false });
    await expect(api.call("getClient", { params: { client: parts.name() } })).rejects.toMatchObject({
      kind: "missing",
    });
  });

  it("sends an event once, whatever is lost on the way (R-LIF-0)", async () => {
    const client = await parts.opened();
    const between = await lossy((n) => (n === 1 ? "the answer" : n === 2 ? "everything" : "nothing"));
    const api = tenure({ url: between.url, as: "ops:olga" });
    const event = {
      params: { client },
      body: { type: "staff.askedOff", data: { agentId: "olga" } },
    } as const;
    expect(await api.call("submitEvent", event)).toMatchObject({ outcome: "accepted", repeated: true });
    expect(new Set(between.keys).size).toBe(1);
    expect(between.keys).toHaveLength(3);
    const marked = (await parts.archive.journal.timeline(client)).filter(
      ({ type }) => type === "staff.askedOff",
    );
    expect(marked.map(({ eventId }) => eventId)).toEqual([between.keys[0]]);
    await between.close();
  });

  it("hears what happens, and goes on where a connection broke off", async () => {
    const client = await parts.opened();
    const api = tenure({ url: parts.url, as: "manager:mia", retries: 20 });
    const over = new AbortController();
    const heard: number[] = [];
    const following = (async () => {
      for await (const one of api.events({ client, signal: over.signal }))
        if (one.event === "entry") heard.push(one.entry.seq);
    })().catch(() => {});
    const mark = (type: string) =>
      parts.call("POST", `/clients/${client}/events`, "ops:olga", { type, data: {} });
    // Nothing says when a follower has come: it is told until it hears.
    await expect
      .poll(async () => {
        await mark("vip.marked");
        return heard.length;
      })
      .toBeGreaterThan(0);
    await parts.stopApi();
    await parts.startApi();
    await mark("vip.removed");
    const last = (await parts.archive.journal.timeline(client)).at(-1)?.seq ?? 0;
    await expect.poll(() => heard.at(-1)).toBe(last);
    over.abort();
    await following;
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    expect(new Set(heard).size).toBe(heard.length);
  });
});

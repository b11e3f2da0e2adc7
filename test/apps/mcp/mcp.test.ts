import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cli, jsonOf, openCli } from "../../support/cli.ts";

const TENURE = fileURLToPath(new URL("../../../apps/cli/tenure.ts", import.meta.url));
const READING = [
  ...[
    "describe_events",
    "describe_machine",
    "describe_policy",
    "explain_event",
    "list_allowed",
    "list_clients",
  ],
  ...["list_suggestions", "list_tasks", "read_report", "read_timeline", "show_client", "who_am_i"],
];

let cli: Cli;
let http: { readonly url: string; readonly child: ChildProcess };
const clients: Client[] = [];
/** What came on a standard output that was no message of the protocol. */
const strays: Error[] = [];
/** What the server over HTTP said on its standard error. */
const noted: string[] = [];

const argumentsOf = (...args: readonly string[]) => [TENURE, "--home", cli.home, ...args];

async function overStdio(as: string): Promise<Client> {
  const client = new Client({ name: "desk-helper", version: "1" });
  client.onerror = (error) => strays.push(error);
  const env = { PATH: process.env.PATH ?? "", NO_COLOR: "1" };
  await client.connect(
    new StdioClientTransport({
      ...{ command: process.execPath, args: argumentsOf("mcp", "--as", as), env, stderr: "ignore" },
    }),
  );
  clients.push(client);
  return client;
}

/** Of the latest revision, with no session; over stdio, of the one before. */
async function overHttp(token: string): Promise<Client> {
  const versionNegotiation = { mode: "auto" } as const;
  const client = new Client({ name: "desk-helper", version: "1" }, { versionNegotiation });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(http.url), { requestInit }));
  clients.push(client);
  return client;
}

beforeAll(async () => {
  cli = await openCli();
  await cli.up();
  const child = spawn(process.execPath, argumentsOf("mcp", "--http", "--port", "0", "-o", "json"), {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stderr?.on("data", (said) => noted.push(String(said)));
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  http = { child, url: (JSON.parse(String(line)) as { url: string }).url };
  const opening = ["--email", "ann@example.org", "--contract", "k-17", "--zone", "Europe/Berlin"];
  for (const client of ["c1", "c2"])
    expect(await cli.run(["open", client, "--as", "ops:olga", ...opening])).toMatchObject({ code: 0 });
}, 120_000);
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  http?.child.kill("SIGTERM");
  await cli?.run(["down"]);
  await cli?.close();
});

/** Calls a tool. @returns what it says: data, or why not. */
async function call(client: Client, name: string, given: Record<string, unknown> = {}) {
  const { content, isError = false } = await client.callTool({ name, arguments: given });
  const [{ text = "" } = {}] = content as { readonly text?: string }[];
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  return { isError, text, data: isError ? null : (JSON.parse(text) as any) };
}

const incident = (incidentId: string) => ({
  type: "incident.reported",
  data: { incidentId, category: "insult", happenedAt: "2026-01-01T00:00:00Z", evidence: ["you idiot"] },
  reason: "she wrote that Bob is an idiot",
});
const journal = async (client: string) => jsonOf(await cli.run(["timeline", client, "-o", "json"]));
const suggested = async (client: string) =>
  jsonOf(await cli.run(["tasks", "list", "--client", client, "--kind", "suggestion", "-o", "json"]));

describe("tenure mcp", () => {
  it("R-ROL-2: over stdio it reads and explains, and no tool confirms, approves or sends", async () => {
    const agent = await overStdio("manager:mona");
    const { tools } = await agent.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([...READING, "propose_event"].sort());
    for (const { name, description = "", annotations } of tools) {
      expect(annotations, name).toMatchObject({
        readOnlyHint: name !== "propose_event",
        destructiveHint: false,
      });
      expect(description.length, name).toBeGreaterThan(40);
    }
    const before = await journal("c1");
    const given: Record<string, object> = {
      describe_events: { type: "incident.reported" },
      explain_event: { client: "c1", ...incident("i1"), reason: undefined },
      read_report: { name: "conduct" },
      ...Object.fromEntries(
        ["describe_policy", "list_allowed", "read_timeline", "show_client"].map((name) => [
          name,
          { client: "c1" },
        ]),
      ),
    };
    const answers = new Map<string, Awaited<ReturnType<typeof call>>>();
    for (const name of READING) {
      const answer = await call(agent, name, { ...given[name] });
      expect(answer.isError, `${name}: ${answer.text}`).toBe(false);
      answers.set(name, answer);
    }
    const told = (name: string) => answers.get(name)?.data;
    expect(told("who_am_i")).toMatchObject({ person: "mona", role: "manager" });
    expect(told("list_clients").items).toMatchObject([{ client: "c1" }, { client: "c2" }]);
    expect(told("show_client")).toMatchObject({ client: "c1", state: "active" });
    expect(told("list_allowed").notNow).toContainEqual(
      expect.objectContaining({
        type: "exit.approved",
        because: expect.arrayContaining([expect.any(String)]),
      }),
    );
    expect(told("explain_event")).toMatchObject({ type: "incident.reported", admitted: "yes" });
    expect(told("read_timeline").items).toMatchObject([{ type: "relationship.opened", seq: 1 }]);
    expect(told("describe_events")).toMatchObject({ data: { properties: { incidentId: {} } } });
    expect(told("describe_policy")).toMatchObject({ version: expect.any(String), conduct: {} });
    expect(told("describe_machine").items.length).toBeGreaterThan(0);
    expect(await journal("c1")).toEqual(before);
    expect(strays).toEqual([]);
  }, 60_000);

  it("R-ROL-2, R-TSK-3: a proposal is a task for a person; another one confirms it than the one behind the agent", async () => {
    const agent = await overStdio("manager:max");
    const before = await journal("c1");
    const { data } = await call(agent, "propose_event", { client: "c1", ...incident("i1") });
    expect(data).toMatchObject({
      kind: "proposal",
      state: "open",
      numbers: { behind: "manager:max", agent: "desk-helper" },
    });
    expect(await journal("c1")).toEqual(before);
    expect(await suggested("c1")).toMatchObject([{ about: data.id, role: "ops", client: "c1" }]);
    expect((await call(agent, "list_tasks", { client: "c1" })).data.items).toMatchObject([
      { about: data.id },
    ]);
    const shown = await cli.run(["attention", "show", data.id, "--as", "ops:olga"]);
    expect(shown.out).toContain("you idiot");
    expect(shown.out).toContain("desk-helper");

    const own = await cli.run(["attention", "confirm", data.id, "--as", "ops:max"]);
    expect(own.code, own.err).toBe(6);
    expect(await journal("c1")).toEqual(before);
    const other = await cli.run(["attention", "confirm", data.id, "--as", "ops:olga"]);
    expect(other.code, other.err).toBe(0);
    await expect.poll(() => journal("c1").then((entries) => entries.length)).toBe(2);
    expect((await journal("c1"))[1]).toMatchObject({
      ...{ type: "incident.reported", actor: { id: "olga", role: "ops" }, onBehalfOf: "max" },
    });
    expect(await suggested("c1")).toEqual([]);
    const mine = await call(agent, "list_suggestions", { client: "c1", proposals: true });
    expect(mine.data.items).toMatchObject([{ id: data.id, state: "confirmed", by: "ops:olga" }]);

    // R-LIF-1: nor is max the second person for what his agent proposed.
    const confirm = (as: string) =>
      cli.run([
        ...["apply", "c1", "incident.confirmed", "--as", as, "--reason", "read by two of us"],
        ...["--field", "incidentId=i1", "--field", "explainedBy=null"],
      ]);
    const second = await confirm("manager:max");
    expect(second.code, second.err).toBe(6);
    expect((await confirm("manager:mia")).code).toBe(0);
  }, 60_000);

  it("R-ROL-1: over HTTP each caller's token counts, in its role and for what it is for", async () => {
    const token = async (role: string, ...scopes: readonly string[]) => {
      const asked = scopes.flatMap((scope) => ["--scope", scope]);
      const made = await cli.run([
        ...["tokens", "create", "--role", role, ...asked, "--expires", "1d"],
        ...["--as", `${role}:pia`, "-o", "json"],
      ]);
      return (jsonOf(made)[0] as { secret: string }).secret;
    };
    const agent = await overHttp(await token("ops", "read", "propose"));
    expect((await agent.listTools()).tools).toHaveLength(READING.length + 1);
    expect(agent.getProtocolEra()).toBe("modern");
    expect((await call(agent, "who_am_i")).data).toMatchObject({ person: "pia", role: "ops", by: "token" });
    const id = "5f0c7e50-9f2f-4f4e-8a63-2d2f2b8a4f11";
    const [first, again] = [
      await call(agent, "propose_event", { client: "c2", ...incident("i1"), id }),
      await call(agent, "propose_event", { client: "c2", ...incident("i1"), id }),
    ];
    expect(first.data).toMatchObject({ numbers: { behind: "ops:pia", agent: "desk-helper" } });
    expect(again.data).toEqual(first.data);
    expect(await suggested("c2")).toHaveLength(1);
    // R-ROL-2: what the role may not read stays hidden, and what the token is not for stays shut.
    expect(await call(agent, "read_report", { name: "tiers" })).toMatchObject({ isError: true });
    const reader = await overHttp(await token("auditor", "read"));
    const refused = await call(reader, "propose_event", { client: "c2", ...incident("i2") });
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining("auditor may not") });
    const stranger = await overHttp("tnr_nobody-at-all");
    expect(await call(stranger, "list_clients")).toMatchObject({
      isError: true,
      text: expect.stringContaining("unidentified"),
    });
    expect(noted.join("")).not.toContain("tnr_");
  }, 60_000);

  it("says in words what is wrong with an input, and proposes nothing by halves", async () => {
    const agent = await overStdio("manager:mona");
    const entries = await journal("c2");
    const tasks = await suggested("c2");
    const event = incident("i9");
    const bad: [Record<string, unknown>, RegExp][] = [
      [{ client: "nobody", ...event }, /^missing: there is no client nobody/],
      [{ client: "c2", ...event, type: "no.such" }, /^malformed: .*type/s],
      [{ client: "c2", ...event, data: { incidentId: "i9" } }, /^malformed: .*data\.category/s],
      [
        { client: "c2", ...event, occurredAt: "2099-01-01T00:00:00Z" },
        /^malformed: occurredAt lies in the future/,
      ],
      [{ client: "c2", ...event, type: "notice.delivered", data: {} }, /^(malformed|refused): /],
    ];
    for (const [given, says] of bad) {
      const answer = await call(agent, "propose_event", given);
      expect(answer).toMatchObject({ isError: true, text: expect.stringMatching(says) });
      expect(answer.text).not.toMatch(/\.ts:\d|node_modules|at async/);
    }
    for (const given of [
      { client: "c2" },
      { client: "c2", ...event, reason: " " },
      { client: "c2", ...event, id: "x" },
    ]) {
      const answer = await agent
        .callTool({ name: "propose_event", arguments: given })
        .then(({ isError, content }) => ({ isError, text: JSON.stringify(content) }))
        .catch((error: Error) => ({ isError: true, text: error.message }));
      expect(answer).toMatchObject({ isError: true, text: expect.stringContaining("Invalid arguments") });
    }
    expect(await call(agent, "describe_events", { type: "no.such" })).toMatchObject({ isError: true });
    expect(await call(agent, "read_report", { name: "none" })).toMatchObject({
      ...{ isError: true, text: expect.stringContaining("there are tiers") },
    });
    expect(await journal("c2")).toEqual(entries);
    expect(await suggested("c2")).toEqual(tasks);
  }, 60_000);

  it("R-ROL-1: over HTTP pages, other names of this machine, and whoever shows nothing are refused", async () => {
    const message = { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} };
    const post = (headers: Record<string, string>, url = http.url) =>
      fetch(url, {
        method: "POST",
        headers: {
          ...{ "content-type": "application/json", accept: "application/json, text/event-stream" },
          ...headers,
        },
        body: JSON.stringify(message),
      });
    const known = { "tenure-actor": "ops:olga" };
    expect((await post(known)).status).toBe(200);
    for (const origin of ["https://evil.example", "http://localhost:3000", "null", new URL(http.url).origin])
      expect((await post({ ...known, origin })).status, origin).toBe(403);
    expect((await post({})).status).toBe(401);
    expect((await post(known, new URL("/", http.url).href)).status).toBe(404);
    // `fetch` sets Host by itself.
    const { request } = await import("node:http");
    const asked = request(http.url, { method: "POST", headers: { ...known, host: "evil.example" } });
    asked.end(JSON.stringify(message));
    const [answer] = await once(asked, "response");
    expect(answer.statusCode).toBe(403);
    answer.resume();
    expect(new URL(http.url).hostname).toBe("127.0.0.1");
    expect(await cli.run(["mcp"], { env: {} })).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("--as"),
    });
  }, 60_000);
});

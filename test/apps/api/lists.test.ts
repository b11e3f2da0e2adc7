// Every list of the API keeps one shape: `items` and `next`, by `cursor`, `limit`, `sort` and filters.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serveApi } from "../../../apps/api/server.ts";
import { accessTo, isPublic } from "../../../services/access.ts";
import { type Parts, startParts } from "../../support/engine.ts";
import { wholeApi } from "../../support/wholeApi.ts";

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly maximum?: number;
  readonly default?: unknown;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}
interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

let parts: Parts;
let served: Served;
let document: Described;
beforeAll(async () => {
  parts = await startParts();
  served = await serveApi(await wholeApi(parts), { port: 0 });
  document = (await (await fetch(`${served.url}/v1/openapi.json`)).json()) as Described;
});
afterAll(async () => {
  await served?.close();
  await parts?.stop();
});

const whole = (schema: Schema | undefined): Schema => {
  const name = schema?.$ref?.split("/").at(-1);
  return name === undefined ? (schema ?? {}) : whole(document.components.schemas[name]);
};
const answerOf = ({ responses }: Operation): Schema =>
  whole(responses[200]?.content?.["application/json"]?.schema);
const reads = () =>
  Object.entries(document.paths).flatMap(([path, { get }]) => (get ? [{ path, operation: get }] : []));
const lists = () => reads().filter(({ operation }) => operation.operationId.startsWith("list"));

/** What is told of one thing, and holds a list of objects: with all of it, for it is short by what it is. */
const VIEWS = [
  ...["countClients", "getTask"],
  ...["getClient", "getAllowedEvents", "getArchetypes", "getHandover", "getNotice", "getWatch"],
  ...["getClientValue", "getPortfolios", "matchProviders", "getDossier", "getCompiledDossier"],
];

/** A query that the list can answer, beside what is asked. */
const needed = (path: string, query: Readonly<Record<string, string>> = {}): string => {
  const own = path.startsWith("/v1/facts/") ? { client: "c1", ...query } : query;
  return `?${new URLSearchParams(own)}`;
};

async function ask(path: string, query: Readonly<Record<string, string>>, client: string, accept?: string) {
  const access = accessTo(`GET ${path}`);
  if (!access || isPublic(access)) throw new Error(`${path} has no roles`);
  const to = path.replace("{client}", client) + needed(path, query);
  const headers = { "tenure-actor": `${access.roles[0]}:ann`, ...(accept && { accept }) };
  const response = await fetch(served.url + to, { headers });
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  const isJson = /^application\/(problem\+)?json/.test(type);
  return { status: response.status, type, text, body: isJson ? JSON.parse(text || "{}") : {} };
}

describe("every list", () => {
  it("is one by its name, and nothing else is", () => {
    expect(lists().length).toBeGreaterThan(20);
    for (const { path, operation } of reads()) {
      const schema = answerOf(operation);
      expect(schema.type, `${path} answers a bare list`).not.toBe("array");
      const holds = Object.values(schema.properties ?? {}).some(
        (property) => whole(property).type === "array" && whole(whole(property).items).type === "object",
      );
      const isList = operation.operationId.startsWith("list");
      if (holds && !isList) expect(VIEWS, `${path} holds a list`).toContain(operation.operationId);
    }
  });

  it("answers `items` and `next`, and is described so", () => {
    for (const { path, operation } of lists()) {
      const { properties = {}, required = [] } = answerOf(operation);
      expect(whole(properties.items).type, path).toBe("array");
      expect(properties.next?.type, path).toEqual(["string", "null"]);
      expect(required, path).toEqual(expect.arrayContaining(["items", "next"]));
      const more = Object.keys(properties).filter((name) => name !== "items" && name !== "next");
      expect(more, path).toEqual(path === "/v1/tasks" ? ["counts"] : []);
      expect(operation.responses[200]?.content?.["application/x-ndjson"], path).toBeDefined();
    }
  });

  it("takes `cursor`, `limit` with a maximum that is stated, and `sort`", () => {
    for (const { path, operation } of lists()) {
      const query = new Map(
        operation.parameters?.filter((each) => each.in === "query").map((each) => [each.name, each]),
      );
      expect(query.get("cursor")?.required ?? false, path).toBe(false);
      expect(query.get("limit")?.schema, path).toMatchObject({
        ...{ minimum: 1, default: 100 },
        maximum: path.endsWith("/timeline") ? 10_000 : 1_000,
      });
      const { enum: sorts = [], default: usual } = query.get("sort")?.schema ?? {};
      expect(sorts, path).toContain(usual);
      for (const sort of sorts)
        expect(sorts, path).toContain(sort.startsWith("-") ? sort.slice(1) : `-${sort}`);
    }
  });

  it("keeps to it when it is asked, in every order, as a page and as lines", async () => {
    const client = await parts.opened();
    for (const { path, operation } of lists()) {
      const sorts = operation.parameters?.find(({ name }) => name === "sort")?.schema.enum ?? [];
      for (const sort of sorts) {
        const { status, body } = await ask(path, { sort, limit: "1" }, client);
        expect({ path, sort, status }).toEqual({ path, sort, status: 200 });
        expect(Array.isArray(body.items), path).toBe(true);
        expect(body.next === null || typeof body.next === "string", path).toBe(true);
      }
      const lines = await ask(path, {}, client, "application/x-ndjson");
      expect({ path, status: lines.status }).toEqual({ path, status: 200 });
      expect(lines.type, path).toBe("application/x-ndjson");
    }
  });

  it("says what is allowed where it is asked for something else", async () => {
    const client = await parts.opened();
    for (const { path } of lists()) {
      const faulty = async (query: Readonly<Record<string, string>>) => {
        const { status, body } = await ask(path, query, client);
        expect({ path, query, status }).toEqual({ path, query, status: 400 });
        expect(body.type, path).toBe("urn:tenure:problem:malformed");
        return body.faults;
      };
      expect(await faulty({ limit: "0" })).toMatchObject([
        { path: "limit", says: expect.stringMatching(/from 1 to/) },
      ]);
      expect(await faulty({ limit: "x" })).toMatchObject([
        { path: "limit", says: expect.stringMatching(/from 1 to/) },
      ]);
      expect(await faulty({ sort: "nothing" })).toMatchObject([
        { path: "sort", says: expect.stringMatching(/^one of /) },
      ]);
      const forged = [
        ...["x", "W10", Buffer.from('["at",{}]').toString("base64url")],
        ...["client", "-at", "seq", "dueAt", "id", "-n", "fromAt", "-madeAt", "version", "at"].map((sort) =>
          Buffer.from(JSON.stringify([sort, "'; drop", 1e99])).toString("base64url"),
        ),
      ];
      for (const cursor of forged)
        expect(await faulty({ cursor })).toMatchObject([
          { path: "cursor", says: expect.stringMatching(/`next`/) },
        ]);
      expect(await faulty({ colour: "red" })).toMatchObject([
        {
          path: "colour",
          says: expect.stringMatching(/^there is no such parameter; .*sort, cursor, limit$/),
        },
      ]);
    }
  });

  it("shows each row once, whatever comes in between (R-TSK-1)", async () => {
    const mine = parts.name();
    const open = async (name: string) => {
      const { contract } = await import("../../support/engine.ts");
      const { status } = await parts.call("POST", `/clients/${mine}-${name}`, "ops:olga", contract);
      expect(status).toBe(201);
    };
    for (const name of ["b", "d", "f"]) await open(name);
    for (const sort of ["client", "-client", "openedAt", "-updatedAt", "due", "-due"]) {
      const seen: string[] = [];
      let between = 0;
      for (let cursor: string | null = ""; cursor !== null; ) {
        const query = new URLSearchParams({ text: mine, sort, limit: "2", ...(cursor && { cursor }) });
        const { body } = await parts.call("GET", `/clients?${query}`, "ops:olga");
        seen.push(...body.items.map(({ client }: { client: string }) => client));
        // Before what was shown, in the order of ids: an offset would show the last one again.
        if (between++ === 0) await open(`a${sort}`.replace(/[^\w-]/g, ""));
        cursor = body.next;
      }
      expect(new Set(seen).size, sort).toBe(seen.length);
      expect(seen, sort).toEqual(expect.arrayContaining([`${mine}-b`, `${mine}-d`, `${mine}-f`]));
    }
    const lines = await fetch(`${parts.url}/v1/clients?text=${mine}`, {
      headers: { "tenure-actor": "ops:olga", accept: "application/x-ndjson" },
    });
    expect((await lines.text()).trim().split("\n")).toHaveLength(9);
  });
});

// The API's own description, held against the running API by a program that others wrote: every operation is asked with what
// the description allows and with what it forbids.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serveApi } from "../../../apps/api/server.ts";
import { accessTo, isPublic } from "../../../services/access.ts";
import { contract, type Parts, startParts } from "../../support/engine.ts";
import { portfolio } from "../../support/portfolio.ts";
import { askSchemathesis, bringSchemathesis } from "../../support/schemathesis.ts";
import { wholeApi } from "../../support/wholeApi.ts";

let parts: Parts;
let served: Served;
beforeAll(async () => {
  await bringSchemathesis();
  parts = await startParts();
  served = await serveApi(await wholeApi(parts), { port: 0 });
}, 300_000);
afterAll(async () => {
  await served?.close();
  await parts?.stop();
});

/** Not asked: a stream does not end by itself, and who signs in or out is somebody else afterwards. */
const LEFT_OUT = /\/(stream|login\/.*|logout)$/;

const SETTINGS = `
[generation]
with-security-parameters = false
database = "none"

[checks]
# A description says the form of a value; a cursor, a zone or a rule is judged by more than that.
positive_data_acceptance.enabled = false
# Who acts is set for each operation, so that it never leaves it out; document.test.ts asks that of every route.
ignored_auth.enabled = false
`;

type Paths = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** Every operation of the description, by its route: `GET /v1/clients`. */
async function operations(): Promise<string[]> {
  const answer = await fetch(`${served.url}/v1/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Paths };
  return Object.entries(paths)
    .filter(([path]) => !LEFT_OUT.test(path))
    .flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
}

/** What is there, so that not all that is asked is of nothing. */
async function filled() {
  const { warned, reported, leaving, gone, task } = await portfolio(parts.call);
  const erased = parts.name();
  await parts.call("POST", `/clients/${erased}`, "ops:olga", contract);
  const { body: journal } = await parts.call("GET", `/clients/${leaving}/timeline`, "senior:anna");
  const compiled = journal.items.find(({ type }: { type: string }) => type === "dossier.compiled");
  return { clients: [warned, reported, leaving, gone], erased, leaving, task, compiled };
}

type There = Awaited<ReturnType<typeof filled>>;

/** What stands in a path. An address of one client has one that is there, each operation the next one. */
function named(route: string, at: number, there: There): Record<string, string> {
  const { clients, erased, leaving, task, compiled } = there;
  if (route.includes("/dossiers/")) return { client: leaving, dossier: compiled.data.dossierId };
  if (route.includes("/tasks/{id}")) return { id: encodeURIComponent(task) };
  if (route.includes("/reports/{name}")) return { name: "tiers" };
  // Nothing is left to ask of whom was erased.
  if (route.endsWith("/erasure")) return { client: erased };
  return /\{client\}\//.test(route) ? { client: clients[at % clients.length] ?? "" } : {};
}

/** What an operation is not asked, each for its reason. */
const LESS: Readonly<Record<string, string>> = {
  // Its address is one of GET /v1/attention/{id} too.
  "POST /v1/attention/run": "checks.allow_header_conformance.enabled = false",
  // They take what …/events takes, which is asked all 6,000 bodies of every event.
  "POST /v1/clients/{client}/preview": "phases.coverage.enabled = false",
  "POST /v1/clients/{client}/explain": "phases.coverage.enabled = false",
};

/** Each operation is asked by somebody whom the table of access lets in. */
function settings(routes: readonly string[], there: There): string {
  const each = routes.map((route, at) => {
    const access = accessTo(route);
    const roles = access && !isPublic(access) ? access.roles : ["manager" as const];
    const role = roles.includes("manager") ? "manager" : roles[0];
    const path = Object.entries(named(route, at, there)).map(
      ([name, value]) => `"path.${name}" = "${value}"`,
    );
    return [
      "[[operations]]",
      `include-name = "${route}"`,
      `headers = { "tenure-actor" = "${role}:anna" }`,
      `parameters = { ${path.join(", ")} }`,
      LESS[route] ?? "",
    ].join("\n");
  });
  return [SETTINGS, ...each].join("\n");
}

describe("API v1: the description and the server say the same (R-ROL-3)", () => {
  it("to whoever asks every operation by it, rightly and wrongly", { timeout: 900_000 }, async () => {
    const routes = await operations();
    const { code, report } = await askSchemathesis(settings(routes, await filled()), [
      `${served.url}/v1/openapi.json`,
      ...["--phases", "examples,coverage,fuzzing", "--max-examples", "4", "--seed", "7"],
      ...["--exclude-path-regex", LEFT_OUT.source, "--request-timeout", "30"],
      ...["--continue-on-failure", "--warnings", "off", "--no-color"],
    ]);
    expect(code, report).toBe(0);
    expect(report).toMatch(new RegExp(`Tested: +${routes.length}\\b`));
  });
});

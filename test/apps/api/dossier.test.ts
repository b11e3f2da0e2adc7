import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SECTIONS } from "../../../insight/dossier/dossier.ts";
import { announce } from "../../../worker/running.ts";
import { importInto } from "../../archive/facts/rows.ts";
import { commandHere, type Ended } from "../../support/command.ts";
import { contract, type Parts, startParts } from "../../support/engine.ts";

let parts: Parts;
let home: string;
beforeAll(async () => {
  parts = await startParts();
  home = await mkdtemp(join(tmpdir(), "tenure-dossier-"));
  const { url: api } = parts;
  const startedAt = new Date().toISOString();
  const place = { api, temporal: "", namespace: "", ui: null, archive: "", startedAt };
  await announce(home, { instance: "test", pid: process.pid, ...place });
}, 60_000);
afterAll(async () => {
  await parts?.stop();
  await rm(home, { recursive: true, force: true });
}, 30_000);

/** One command, on the engine of this test. */
const tenure = (...args: readonly string[]): Promise<Ended> =>
  commandHere(["--home", home, ...args], { ...process.env, NO_COLOR: "1" });

async function opened(): Promise<string> {
  const client = parts.name();
  expect(await parts.call("POST", `/clients/${client}`, "ops:olga", contract)).toMatchObject({ status: 201 });
  return client;
}

const signal = (client: string, as: string, type: string, data: object = {}, more: object = {}) =>
  parts.call("POST", `/clients/${client}/events`, as, { type, data, ...more });

/** R-DEC-4 G9: 100 given in, a demand of 201, a risk of 300. */
async function blackmailed(): Promise<string> {
  const client = await opened();
  const at = "2026-11-01T10:00:00Z";
  const take = (kind: Parameters<typeof importInto>[1], row: object) =>
    importInto(parts.archive, kind, [{ client, ...row }]);
  await take("interactions", { at, direction: "in", channel: "email", text: "MARKER or I post it" });
  await take("hours", { role: "ops", minutes: 60, kind: "service", day: "2026-11-01" });
  await take("purchases", { on: "2026-11-01", units: 1, amount: "900", cost: "100" });
  await take("concessions", { on: "2026-11-01", cost: "100", underThreat: true });
  await take("demands", {
    ...{ id: "d1", at, about: "half-price", kind: "other", cost: "201", offered: ["loyalty"] },
  });
  await take("threats", { at, demand: "d1", risks: [{ probability: "0.3", impact: "1000" }] });
  return client;
}

const lastOf = async (client: string) => (await parts.archive.journal.timeline(client)).at(-1);

describe("the dossier over HTTP", () => {
  it("R-DEC-3 R-DEC-4 G9: plain dossier.compiled compiles from the facts; what is approved is frozen with it", async () => {
    const client = await blackmailed();
    const eventId = randomUUID();
    const compile = () => signal(client, "manager:mia", "dossier.compiled", {}, { eventId });
    expect(await compile()).toMatchObject({ status: 200, body: { outcome: "accepted" } });
    expect(await compile()).toMatchObject({ status: 200, body: { repeated: true } });
    const entry = await lastOf(client);
    const [compiled] = await parts.archive.dossiers.list(client);
    expect(entry?.data).toMatchObject({
      ...{ dossierId: compiled?.id, hash: compiled?.digest, sections: SECTIONS },
      sums: { concessionsUnderThreat: 100_00, threat: { demand: 201_00 }, missing: [] },
    });

    const ask = { requestId: "r1", ground: "blackmail" };
    await signal(client, "legal:lea", "clause.answered", {
      ...{ ground: "blackmail", terminable: true, clauseRef: "s7", noticeDays: 0 },
    });
    expect(
      await signal(client, "manager:mia", "exit.requested", ask, { reason: "it costs more" }),
    ).toMatchObject({
      status: 200,
    });
    expect(
      await signal(client, "senior:anna", "exit.approved", { requestId: "r1" }, { reason: "agreed" }),
    ).toMatchObject({ status: 200, body: { state: "offboarding" } });
    for (let tries = 0; tries < 100; tries++) {
      const [frozen] = await parts.archive.dossiers.list(client);
      if ((frozen?.decisions.length ?? 0) > 0) break;
      await sleep(50);
    }
    const [frozen] = await parts.archive.dossiers.list(client);
    expect(frozen?.decisions).toHaveLength(1);
    const asCompiled = await parts.call("GET", `/clients/${client}/dossiers/${compiled?.id}`, "auditor:ada");
    expect(asCompiled.body).toMatchObject({ dossier: { digest: compiled?.digest }, compiled: [frozen] });
  });

  it("R-DEC-3, R-ROL-2: what if it were compiled now is answered from the facts, and keeps nothing", async () => {
    const client = await blackmailed();
    const ask = (verb: string, body: object) =>
      parts.call("POST", `/clients/${client}/${verb}`, "manager:mia", { type: "dossier.compiled", ...body });
    for (const said of [{}, { data: {} }])
      expect(await ask("explain", said)).toMatchObject({ status: 200, body: { admitted: "yes" } });
    expect(await ask("preview", { data: {} })).toMatchObject({ status: 200, body: { notices: [] } });
    // What is refused when it is signalled is refused here.
    expect(await ask("explain", { data: { dossierId: "d1" } })).toMatchObject({ status: 400 });
    expect(await parts.archive.dossiers.list(client)).toEqual([]);
    expect(await lastOf(client)).toMatchObject({ type: "relationship.opened" });
  });

  it("R-ROL-2: managers, seniors, compliance and auditors see it with its texts; others are told that they may not", async () => {
    const client = await blackmailed();
    for (const as of ["manager:mia", "senior:anna", "compliance:cleo", "auditor:ada"]) {
      const { status, body } = await parts.call("GET", `/clients/${client}/dossier`, as);
      expect(status, as).toBe(200);
      expect(Object.values(body.texts)).toEqual(["MARKER or I post it"]);
    }
    for (const as of ["ops:olga", "sales:sam", "finance:fred", "legal:lea", "product:pia", "client:ann"]) {
      const { status, body } = await parts.call("GET", `/clients/${client}/dossier`, as);
      expect(status, as).toBe(403);
      expect(body.detail).toContain("may see the dossier");
      expect(JSON.stringify(body)).not.toContain("MARKER");
    }
    expect(await parts.call("GET", "/clients/nobody/dossier", "manager:mia")).toMatchObject({ status: 404 });
    const before = await parts.call(
      "GET",
      `/clients/${client}/dossier?at=2026-01-01T00:00:00Z`,
      "manager:mia",
    );
    expect(before.body.dossier.sections.conversations.messages).toBe(0);
    expect(
      await parts.call("GET", `/clients/${client}/dossier?at=2999-01-01T00:00:00Z`, "manager:mia"),
    ).toMatchObject({ status: 400 });
  });

  it("R-DEC-3: nobody states sums; sections are stated by hand only where nothing was imported", async () => {
    const client = await opened();
    const hand = { dossierId: "d1", sections: SECTIONS, hash: "0".repeat(64) };
    expect(await signal(client, "manager:mia", "dossier.compiled", { ...hand, sums: {} })).toMatchObject({
      status: 400,
      body: { faults: [{ path: "data.sums", says: "the API says this itself; leave it out" }] },
    });
    expect(await signal(client, "manager:mia", "dossier.compiled", { dossierId: "d1" })).toMatchObject({
      status: 400,
      body: { faults: [{ path: "data.dossierId" }] },
    });
    expect(await signal(client, "manager:mia", "dossier.compiled", hand)).toMatchObject({ status: 200 });
    expect((await lastOf(client))?.data).toEqual(hand);
    expect(await parts.archive.dossiers.list(client)).toEqual([]);

    const told = await blackmailed();
    expect(await signal(told, "manager:mia", "dossier.compiled", hand)).toMatchObject({
      status: 400,
      body: { faults: [{ path: "data.dossierId" }, { path: "data.sections" }, { path: "data.hash" }] },
    });
    expect(await signal(told, "ops:olga", "dossier.compiled")).toMatchObject({ status: 403 });
    expect(await parts.archive.dossiers.list(told)).toEqual([]);
  });

  it("R-DEC-3: what is missing stands among the reasons why an exit is not approved", async () => {
    const client = await opened();
    await importInto(parts.archive, "reviews", [
      { client, kind: "review", good: false, at: "2026-11-01T10:00:00Z" },
    ]);
    await signal(client, "manager:mia", "dossier.compiled");
    const { body } = await parts.call("POST", `/clients/${client}/explain`, "senior:anna", {
      type: "exit.approved",
    });
    expect(body.misplaced).toContainEqual(
      expect.objectContaining({
        ...{ rule: "R-DEC-3", passed: false },
        read: expect.objectContaining({
          missing: ["conversations.interactions", "costToServe.hours", "lossOnExit.revenue"],
        }),
      }),
    );
  });

  it("erasure takes the dossier away; its digest stays in the journal and in the list", async () => {
    const client = await blackmailed();
    await signal(client, "manager:mia", "dossier.compiled");
    const [compiled] = await parts.archive.dossiers.list(client);
    const { id: dossierId, digest: hash } = compiled ?? {};
    expect((await lastOf(client))?.data).toMatchObject({ dossierId, hash });
    const read = () => parts.call("GET", `/clients/${client}/dossiers/${dossierId}`, "manager:mia");
    expect((await read()).status).toBe(200);
    await parts.archive.vault.erase(client);
    expect(await read()).toMatchObject({ status: 410 });
    expect(await parts.archive.dossiers.list(client)).toMatchObject([{ id: dossierId, digest: hash }]);
  });

  it("R-ROL-1: facts are read by those who tell of them, and by those who decide", async () => {
    const client = await blackmailed();
    const read = (as: string, query: string, kind = "hours") =>
      parts.call("GET", `/facts/${kind}?${query}`, as);
    expect(await read("ops:olga", `client=${client}`)).toMatchObject({
      status: 200,
      body: { items: [{ role: "ops", minutes: 60, day: "2026-11-01" }], next: null },
    });
    expect((await read("ops:olga", `client=${client}&since=2026-11-02`)).body.items).toEqual([]);
    expect(await read("ops:olga", `client=${client}`, "payments")).toMatchObject({ status: 403 });
    expect(await read("auditor:ada", `client=${client}`, "payments")).toMatchObject({ status: 200 });
    expect(await read("ops:olga", "")).toMatchObject({ status: 400, body: { faults: [{ path: "client" }] } });
    for (const since of ["today", "2026-02-30", "0000-01-01", "9999-01-01"])
      expect(await read("ops:olga", `client=${client}&since=${since}`)).toMatchObject({ status: 400 });
    expect(await read("ops:olga", `client=${client}`, "nothing")).toMatchObject({ status: 404 });
  });

  it("R-HLP-2 R-ROL-2: the command line shows, compiles and assists; ops are told that they may not", async () => {
    const client = await blackmailed();
    const max = ["--as", "manager:max"];
    const shown = await tenure("dossier", client, ...max);
    expect(shown).toMatchObject({ code: 0, err: "" });
    expect(shown.out).toContain("MARKER or I post it");
    expect(await tenure("dossier", client, "--as", "ops:olga")).toMatchObject({
      ...{ code: 5, out: "" },
      err: "tenure: manager, senior, compliance, auditor may see the dossier; ops may not\n",
    });
    const compiled = await tenure("dossier", "compile", client, ...max);
    expect(compiled).toMatchObject({ code: 0 });
    expect(compiled.out).toContain("All six sections are there.");
    const [kept] = await parts.archive.dossiers.list(client);
    expect(compiled.out).toContain(`${kept?.id}, SHA-256 ${kept?.digest}`);
    const asCompiled = await tenure("dossier", client, ...max, "--id", kept?.id ?? "", "-o", "json");
    expect(JSON.parse(asCompiled.out).dossier.digest).toBe(kept?.digest);
    expect((await tenure("dossier", client, ...max, "--id", "dossier-0")).code).toBe(4);
    expect((await tenure("dossier", client, ...max, "--lang", "ru", "-o", "html")).out).toMatch(
      /^<!doctype html>\n<html lang="ru">/,
    );
    const fields = await tenure("events", "dossier.compiled");
    expect(fields.out).toContain("--field hash=…  SHA-256  (may be left out)");
    expect(fields.out).not.toContain("sums");
    const listed = await tenure("facts", client, "demands", ...max);
    expect(listed.out).toMatch(/^demands \(1\)\nid .*cost .*\nd1 .*201\.00/);
    // Kinds that a role may not read are left out of all of them, and refused where they are asked for.
    const readable = await tenure("facts", client, "--as", "ops:olga");
    expect(readable).toMatchObject({ code: 0, err: expect.stringContaining("not for this role: payments") });
    expect(readable.out).toContain("demands (1)");
    expect(await tenure("facts", client, "payments", "--as", "ops:olga")).toMatchObject({ code: 5, out: "" });
    expect(await tenure("facts", client, "--as", `client:${client}`)).toMatchObject({ code: 5, out: "" });
    expect(await tenure("facts", "nobody", ...max)).toMatchObject({
      ...{ code: 0, out: "Nothing is on record of nobody.\n" },
    });

    const assisted = await tenure("assist", "exit", client, ...max, "-o", "json");
    const { grounds, sums, state, talk } = JSON.parse(assisted.out);
    expect(state).toBe("active");
    expect(grounds.filter(({ stands }: { stands: boolean }) => stands)).toMatchObject([
      {
        ground: "blackmail",
        findings: [
          { rule: "R-DEC-4", passed: true },
          { rule: "R-DEC-4", passed: true },
        ],
      },
    ]);
    expect(sums.map(({ name }: { name: string }) => name)).toEqual(["blackmail", "netvalue", "exit"]);
    expect(talk).not.toEqual([]);
    await signal(
      client,
      "manager:mia",
      "exit.requested",
      { requestId: "r1", ground: "blackmail" },
      { reason: "so" },
    );
    expect((await tenure("assist", "exit", client, ...max)).out).toContain(
      "Asked for by manager:mia: blackmail",
    );
    expect((await tenure("assist", "exit", client, "--as", "ops:olga")).code).toBe(5);
    const why = await tenure(
      "explain",
      client,
      "exit.approved",
      "--as",
      "senior:anna",
      "--field",
      "requestId=r1",
    );
    expect(why.out).toContain("R-DEC-2");
  });

  it("R-HND-2: the assistant names a provider that fits what the client needs, or none", async () => {
    const client = await blackmailed();
    const alternative = async () =>
      (await parts.call("GET", `/clients/${client}/exit`, "manager:mia")).body.alternative;
    expect(await alternative()).toBeNull();
    await signal(client, "ops:olga", "needs.stated", { needs: ["pears"] });
    const at = new Date().toISOString();
    const orchard = {
      name: "Orchard",
      regions: ["berlin"],
      price: 1,
      capacity: 1,
      contact: "x",
      verifiedAt: at,
    };
    await parts.archive.providers.importProviders([
      { id: "orchard", capabilities: ["pears"], ...orchard },
      { id: "mill", capabilities: ["flour"], ...orchard },
    ] as never);
    expect(await alternative()).toBe("orchard");
  });
});

import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { chatwootServer } from "../../support/chatwoot.ts";
import { type Cli, jsonOf, openCli } from "../../support/cli.ts";
import { ALL, type HelpDesk, helpDesk, SECRET } from "../../support/helpDesk.ts";
import { hubspotServer } from "../../support/hubspot.ts";
import { soon } from "../../support/soon.ts";

let cli: Cli;
let desk: HelpDesk;
beforeEach(async () => {
  cli = await openCli();
  desk = await helpDesk();
});
afterEach(async () => {
  await desk?.close();
  await cli?.close();
});

type Data = Readonly<Record<string, unknown>>;
const sections = ["conversations", "problems", "reviews", "ourFaults", "costToServe", "lossOnExit"];

/** Signals events to the running engine as a client of the API would. */
function relationship(api: string, client: string) {
  const ask = async (path: string, as: string, body?: unknown) => {
    const response = await fetch(`${api}/v1/clients/${client}${path}`, {
      headers: { "tenure-actor": as, "content-type": "application/json" },
      ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies of every shape
    const said = (await response.json()) as any;
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(said)}`);
    return said;
  };
  const signal = (as: string, type: string, data: Data, reason?: string) =>
    ask("/events", as, { type, data, ...(reason && { reason }) });
  const until = (state: string) =>
    soon(async () => expect(await ask("", "ops:olga")).toMatchObject({ state, live: { status: "current" } }));
  const incident = async (incidentId: string) => {
    const happenedAt = new Date().toISOString();
    const what = { incidentId, category: "insult", happenedAt, evidence: [] };
    await signal("ops:olga", "incident.reported", what);
    await signal("manager:mia", "incident.confirmed", { incidentId, explainedBy: null }, "as reported");
  };
  return {
    /** G8a: an abuser whose contract cannot be ended. */
    async restrict(): Promise<void> {
      await ask("", "ops:olga", {
        kind: "b2b",
        locale: "en",
        zone: "Europe/Berlin",
        currency: "EUR",
        channels: ["email", "chat", "post"],
        contract: { contractRef: "k1", channel: "email", signedAt: "2025-01-01T00:00:00Z" },
        contact: { email: "mary@poppins.example" },
      });
      await incident("i1");
      await until("warnedOnce");
      await incident("i2");
      await until("warnedTwice");
      await incident("i3");
      const clause = { ground: "conduct", terminable: false, clauseRef: "s7", noticeDays: 0 };
      await signal("legal:leo", "clause.answered", clause);
      await signal("manager:mia", "dossier.compiled", { dossierId: "d1", sections, hash: "0".repeat(64) });
      await signal("manager:mia", "restriction.ordered", { channel: "post" }, "by the policy");
      await until("restricted");
    },
    signal,
    ask,
  };
}

it("R-LIF-4, R-LIF-11, R-COM-3 G8a: a restricted client really has one channel left, and drift is found", async () => {
  const hubspot = await hubspotServer("t0ken", "tenure_client");
  hubspot.contacts.set("c1", "9001");
  // By the client's own wish nobody phones.
  desk.open.set("c1", ["email", "chat", "post"]);
  const env = {
    TENURE_WEBHOOK_URL: desk.url,
    TENURE_WEBHOOK_SECRET: SECRET,
    TENURE_WEBHOOK_ALLOW_PRIVATE: "1",
    TENURE_HUBSPOT_TOKEN: "t0ken",
    TENURE_HUBSPOT_URL: hubspot.url,
  };
  const { place, child, ended } = await cli.up(env);
  const c1 = relationship(place.api, "c1");
  await c1.restrict();
  await vi.waitFor(() => expect(desk.openTo("c1")).toEqual(["post"]), { timeout: 20_000, interval: 100 });
  await vi.waitFor(() => expect(hubspot.notes.size).toBe(1), { timeout: 20_000, interval: 100 });

  const show = await cli.run(["channels", "show", "c1"]);
  expect(show).toMatchObject({ code: 0, out: expect.stringMatching(/as ordered[\s\S]*open there +post/) });
  const rule = await cli.run(["channels", "sieve", "c1", "--as", "ops:olga"]);
  expect(rule.out).toContain('"mary@poppins.example"');
  expect((await cli.run(["channels", "sieve", "c1", "--as", "legal:leo"])).code).toBe(5);

  desk.open.set("c1", ALL);
  expect((await cli.run(["channels", "show", "c1"])).out).toMatch(/drift[\s\S]*email, chat, phone, post/);
  const found = await cli.run(["channels", "reconcile", "--as", "ops:olga"]);
  expect(found).toMatchObject({
    code: 1,
    out: expect.stringMatching(/c1 +sent again +post +email, chat, phone, post +post/),
  });
  expect(desk.openTo("c1")).toEqual(["post"]);
  expect((await cli.run(["channels", "reconcile", "--as", "ops:olga"])).code).toBe(0);
  expect((await c1.ask("", "ops:olga")).tasks).toContainEqual(
    expect.objectContaining({ kind: "channelDrift", role: "ops" }),
  );

  // A message on a closed channel is answered with the open one.
  const message = { messageId: "m1", threadId: "t1", channel: "email" };
  await c1.signal("ops:olga", "message.received", message);
  await vi.waitFor(
    async () =>
      expect((await c1.ask("", "ops:olga")).notices).toContainEqual(
        expect.objectContaining({ notice: "pointer", channel: "email", status: "captured" }),
      ),
    { timeout: 20_000, interval: 100 },
  );
  const agreed = await cli.run(["audit", "reconcile", "c1"]);
  expect(agreed).toMatchObject({ code: 0, out: expect.stringContaining("agree") });
  const file = join(cli.home, "c1.zip");
  expect((await cli.run(["audit", "export", "c1", "-o", file])).code).toBe(0);
  expect((await cli.run(["audit", "open", file])).code).toBe(0);

  await c1.signal("manager:mia", "conduct.improved", { evidence: "three calm months" }, "three calm months");
  await soon(() => expect(desk.openTo("c1")).toEqual(["email", "chat", "post"]));
  child.kill("SIGTERM");
  await ended;
  await hubspot.close();
});

it("the doctor shows what is connected, and wrong settings do not start", async () => {
  const chatwoot = await chatwootServer(3, "t0ken");
  const env = {
    TENURE_CHATWOOT_URL: chatwoot.url,
    TENURE_CHATWOOT_ACCOUNT: "3",
    TENURE_CHATWOOT_TOKEN: "t0ken",
  };
  const checks = jsonOf(await cli.run(["doctor", "-o", "json"], { env }));
  expect(checks.find(({ name }) => name === "help desk, CRM")).toMatchObject({
    ok: false,
    says: expect.stringContaining("TENURE_WEBHOOK_ALLOW_PRIVATE=1 allows it"),
  });
  const wrong = await cli.run(["up"], { env });
  expect(wrong).toMatchObject({
    code: 1,
    err: expect.stringContaining("TENURE_CHATWOOT_URL cannot be used"),
  });
  expect(wrong.err).not.toContain("t0ken");
  await chatwoot.close();
});

// Our people are told of real clients, by a real mail server and servers that stand for Slack's and Telegram's.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ListedTellings } from "../../../apps/api/tellings.ts";
import { POLICIES, policyInForce, readPolicies } from "../../../services/policies.ts";
import { standings } from "../../../services/standing.ts";
import { type StaffTelling, telling as tellingOf } from "../../../services/telling.ts";
import { readConfig } from "../../../worker/config.ts";
import { consoleUrlOf, tellDestinations } from "../../../worker/telling.ts";
import { type Backend, embedded } from "../../support/archives.ts";
import { contract, type Parts, startParts } from "../../support/engine.ts";
import { decoded, type MailServer, startMailServer } from "../../support/mail.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";

/** What people wrote, what clients are called, and sums: no message holds any of it. */
const PLANTED = [
  "Zenobia",
  "zenobia@planted.example",
  "Plantstrasse",
  "PLANTED",
  "471117",
  "4711.17",
  "4,711",
];
const BOT = "4711:s3cr3t-of-the-bot";
const HOOK = "/services/T0/B0/s3cr3t";

let backend: Backend;
let parts: Parts;
let mail: MailServer;
let [slack, bot]: (Receiver | undefined)[] = [];
let telling: StaffTelling;

beforeAll(async () => {
  backend = await embedded.start();
  [mail, slack, bot] = await Promise.all([startMailServer(), startReceiver(), startReceiver()]);
  slack.answer = (response) => void response.end("ok");
  bot.answer = (response) =>
    void response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ ok: true, result: { message_id: 1, date: 1, chat: { id: 1, type: "group" } } }));
  parts = await startParts(await backend.place(), undefined, {
    telling: { round: () => telling.round(), states: () => telling.states() },
  });
  const config = readConfig({
    TENURE_SMTP_URL: mail.url,
    TENURE_SMTP_FROM: "Tenure <t@tenure.example>",
    TENURE_TELL_MAIL: "manager=managers@example.org",
    TENURE_TELL_SLACK: `all=${slack.url}${HOOK}`,
    TENURE_TELL_TELEGRAM: "senior=-100123",
    TENURE_TELL_TELEGRAM_TOKEN: BOT,
    TENURE_TELEGRAM_URL: bot.url,
    TENURE_WEBHOOK_ALLOW_PRIVATE: "1",
  });
  const policies = await readPolicies(POLICIES);
  telling = tellingOf({
    archive: parts.archive,
    standings: standings(parts.archive),
    policy: () => policyInForce(policies, Date.now()),
    clock: Date.now,
    destinations: tellDestinations(config),
    locale: config.TENURE_TELL_LANGUAGE,
    consoleUrl: () => consoleUrlOf(config, parts.url),
  });
});
afterAll(async () => {
  await parts?.stop();
  await Promise.all([mail?.close(), slack?.close(), bot?.close(), backend?.stop()]);
});

const accepted = async (client: string, as: string, type: string, data: object, reason?: string) => {
  const body = { type, data, ...(reason !== undefined && { reason }) };
  const answer = await parts.call("POST", `/clients/${client}/events`, as, body);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200, body: { outcome: "accepted" } });
};

/** A client of whom much is known, with an incident, a request to part, and a question to legal. */
async function busyClient(): Promise<string> {
  const client = parts.name();
  const contact = { name: "Zenobia Plant", email: "zenobia@planted.example", post: "Plantstrasse 1, Berlin" };
  const opened = await parts.call("POST", `/clients/${client}`, "ops:olga", { ...contract, contact });
  expect(opened).toMatchObject({ status: 201 });
  await accepted(client, "ops:olga", "incident.reported", {
    ...{ incidentId: "i1", category: "insult", happenedAt: "2026-11-01T09:00:00Z", evidence: [] },
  });
  await accepted(client, "finance:fred", "finance.assessed", { revenue: 471_117, benefit: 0, cost: 999_999 });
  await accepted(client, "ops:olga", "staff.askedOff", { agentId: "olga" }, "PLANTED she shouts");
  await accepted(
    client,
    "manager:max",
    "exit.requested",
    { requestId: "r1", ground: "unprofitable" },
    "PLANTED: costs 4711.17 a month",
  );
  return client;
}

describe("telling our people of clients", () => {
  it("R-TSK-1, R-TSK-3, R-ROL-2: who is needed, for what, of which client, and where; no name, address, word or sum", async () => {
    const client = await busyClient();
    expect(await telling.round()).toBeGreaterThan(5);
    const mailed = mail.received.map(({ text }) => decoded(text)).join("\n");
    const posted = (slack?.calls ?? []).map(({ body }) => JSON.parse(body).text).join("\n");
    const chatted = (bot?.calls ?? []).map(({ body }) => JSON.parse(body).text).join("\n");

    const incident = `A manager is needed: confirm or dismiss an incident. Client ${client}, since `;
    expect(mailed).toContain(incident);
    expect(mailed).toContain(
      `${parts.url}/console/inbox?task=${encodeURIComponent(`${client}/waiting/incident/i1`)}`,
    );
    expect(mailed).toContain("find another colleague for the client");
    expect(mailed).not.toContain("A senior is needed");
    expect(chatted).toContain(`A senior is needed: decide on a request to part. Client ${client}`);
    expect(chatted).toContain(`${parts.url}/console/approvals/${client}`);
    expect(chatted).not.toContain("A manager is needed");
    for (const words of [
      incident,
      "A senior is needed",
      "Legal is needed: say whether a clause covers a ground",
    ])
      expect(posted).toContain(words);
    expect([mail.received.length, slack?.calls.length, bot?.calls.length]).toEqual([1, 1, 1]);
    expect(mail.received[0]?.to).toEqual(["managers@example.org"]);
    expect(slack?.calls[0]?.path).toBe(HOOK);

    const everything = [
      mailed,
      posted,
      chatted,
      JSON.stringify(slack?.calls),
      JSON.stringify(bot?.calls),
    ].join();
    for (const planted of PLANTED) expect(everything).not.toContain(planted);
    // Nor what the ground is, what kind of incident, or what a client is taken for.
    for (const word of ["unprofitable", "insult", "olga", "buttons", "inline_keyboard"])
      expect(everything).not.toContain(word);
  });

  it("R-TSK-1: the API says where our people are told and what could not be, without an address", async () => {
    slack?.server.closeAllConnections();
    if (slack) slack.answer = (response) => void response.writeHead(404).end(`no ${HOOK}`);
    await busyClient();
    await telling.round();
    const { status, body } = await parts.call("GET", "/tellings", "ops:olga");
    expect(status).toBe(200);
    const { items } = body as ListedTellings;
    expect(items.map(({ channel, waiting, lost }) => [channel, waiting > 0, lost])).toEqual([
      ["mail", false, 0],
      ["slack", true, 0],
      ["telegram", false, 0],
    ]);
    expect(items[1]).toMatchObject({ cause: "slack-404", lastAt: expect.any(String) });
    expect(JSON.stringify(body)).not.toMatch(/s3cr3t|example\.org|100123/);
    expect(await parts.call("GET", "/tellings", "auditor:ada")).toMatchObject({ status: 403 });
  });
});

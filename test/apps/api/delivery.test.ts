// What carriers, mailboxes and clients tell about notices, with a real SMTP server and a real engine.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apply, relationshipId } from "../../../contracts/messages.ts";
import type { Entry } from "../../../machines/index.ts";
import { contract, type Parts, startParts } from "../../support/engine.ts";
import { type MailServer, startMailServer } from "../../support/mail.ts";

const secret = (letter: string) => `whsec_${Buffer.from(letter.repeat(24)).toString("base64")}`;
const [NEW, OLD, FOREIGN] = [secret("n"), secret("o"), secret("f")];

let mail: MailServer;
let parts: Parts;
beforeAll(async () => {
  mail = await startMailServer();
  parts = await startParts(undefined, undefined, {
    connections: {
      smtp: { url: mail.url, from: "help@tenure.example", silenceMs: 3_000 },
      outgoing: { quiet: null, perDay: null },
      publicUrl: "https://tenure.example",
    },
    deliverySecrets: [NEW, OLD],
  });
});
afterAll(async () => {
  await parts?.stop();
  await mail?.close();
});

const entriesOf = (client: string): Promise<Entry[]> => parts.archive.journal.timeline(client);

/** Waits until the journal holds so many entries of a type. */
async function until(client: string, type: string, count = 1): Promise<Entry[]> {
  for (const limit = Date.now() + 20_000; ; await sleep(50)) {
    const found = (await entriesOf(client)).filter((entry) => entry.type === type);
    if (found.length >= count) return found;
    if (Date.now() > limit) throw new Error(`${client} has no ${count} ${type}`);
  }
}

async function opened(): Promise<string> {
  const client = parts.name();
  const contact = { email: `${client}@poppins.example`, post: "Cherry Tree Lane 17; London" };
  expect(await parts.call("POST", `/clients/${client}`, "ops:olga", { ...contract, contact })).toMatchObject({
    status: 201,
  });
  return client;
}

/** A client who was sent a first warning by e-mail. @returns the effect's id. */
async function warned(): Promise<{ client: string; id: string }> {
  const client = await opened();
  const say = async (as: string, type: string, data: object, more: object = {}) =>
    expect(await parts.call("POST", `/clients/${client}/events`, as, { type, data, ...more })).toMatchObject({
      status: 200,
    });
  const happenedAt = new Date(Date.now() - 60_000).toISOString();
  await say("ops:olga", "incident.reported", {
    incidentId: "i1",
    category: "insult",
    happenedAt,
    evidence: [],
  });
  await say(
    "manager:max",
    "incident.confirmed",
    { incidentId: "i1", explainedBy: null },
    { reason: "mail 4711" },
  );
  const [confirmed] = await until(client, "incident.confirmed");
  const effect = confirmed?.effects.find(({ type }) => type === "sendNotice");
  return { client, id: effect?.id ?? "" };
}

const stateOf = async (client: string): Promise<string> =>
  (await parts.call("GET", `/clients/${client}`, "ops:olga")).body.state;

/** Tells as a carrier does. */
async function hook(body: object, by: string | null = NEW, at = new Date()) {
  const text = JSON.stringify(body);
  const id = `msg_${Math.random()}`.replace(".", "");
  const signed = by && {
    "webhook-id": id,
    "webhook-timestamp": `${Math.floor(at.getTime() / 1000)}`,
    "webhook-signature": new Webhook(by).sign(id, at, text),
  };
  const response = await fetch(`${parts.url}/hooks/delivery`, {
    method: "POST",
    headers: { "content-type": "application/json", ...signed },
    body: text,
  });
  return { status: response.status, body: await response.json() };
}

describe("a letter that could not go out", () => {
  it("R-LIF-26 does not go out once its matter is over", async () => {
    const client = await opened();
    const say = async (type: string, data: object) =>
      expect(
        await parts.call("POST", `/clients/${client}/events`, "finance:fay", { type, data }),
      ).toMatchObject({ status: 200 });
    mail.refusals.set("RCPT", 451);
    await say("payment.overdue", { invoiceId: "F1", dueOn: "2026-01-01", ourPartDone: true });
    const [overdue] = await until(client, "payment.overdue");
    const n6 = overdue?.effects.find(({ type }) => type === "sendNotice")?.id ?? "";
    while ((await parts.archive.outbox.get(n6)) === null) await sleep(50);
    // The first attempt is refused by then.
    await sleep(1_000);
    await say("payment.received", { invoiceId: "F1", paidOn: "2026-02-01" });
    await until(client, "payment.received");
    mail.refusals.clear();
    const [failed] = await until(client, "notice.failed");
    expect(failed?.data).toMatchObject({ notice: "N6", cause: "withdrawn" });
    expect(failed?.effects).toEqual([]);
    // What is so now is told.
    const [delivered] = await until(client, "notice.delivered");
    expect(delivered?.data).toMatchObject({ notice: "N8" });
    const got = mail.received.filter(({ to }) => to.includes(`${client}@poppins.example`));
    expect(got).toHaveLength(1);
    expect(await parts.archive.outbox.get(n6)).toMatchObject({
      status: "failed",
      cause: "withdrawn",
    });
  });
});

describe("reports on notices", () => {
  it("R-LIF-20 a bounce that is told later takes the strike back, and the next channel is tried", async () => {
    const { client, id } = await warned();
    await until(client, "notice.delivered");
    expect(await stateOf(client)).toBe("warnedOnce");
    const said = { effectId: id, status: "bounced", at: new Date().toISOString(), cause: "mailbox-full" };
    expect(await hook(said)).toMatchObject({ status: 200, body: { effectId: id, outcome: "applied" } });
    const [failed] = await until(client, "notice.failed");
    expect(failed).toMatchObject({
      outcome: "accepted",
      actor: { role: "system", id: "carrier" },
      data: { effectId: id, notice: "N4", channel: "email", cause: "mailbox-full" },
    });
    // By post it stays in the outbox, which counts as arrived: nothing is connected there.
    const delivered = await until(client, "notice.delivered", 2);
    expect(delivered.at(-1)?.data).toMatchObject({ notice: "N4", channel: "post" });
    expect(await stateOf(client)).toBe("warnedOnce");
    expect(await parts.archive.outbox.get(id)).toMatchObject({ status: "bounced", cause: "mailbox-full" });
  });

  it("R-LIF-0 the same report is applied once, however often and whenever it comes", async () => {
    const { client, id } = await warned();
    await until(client, "notice.delivered");
    const at = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
    const bounce = (seconds: number) => ({ effectId: id, status: "bounced", at: at(seconds) });
    const together = await Promise.all([hook(bounce(1)), hook(bounce(1))]);
    expect(together.map(({ status }) => status)).toEqual([200, 200]);
    expect(await hook(bounce(0))).toMatchObject({ status: 200, body: { outcome: "known" } });
    // The word for it differs, the event would not.
    expect(await hook({ ...bounce(0), status: "rejected" })).toMatchObject({ status: 200 });
    // It had arrived before it came back; that is old news.
    expect(await hook({ ...bounce(5), status: "delivered" })).toMatchObject({ body: { outcome: "noted" } });
    const reports = (await entriesOf(client)).filter(({ type }) => type === "notice.failed");
    const applied = reports.filter(({ outcome }) => outcome === "accepted");
    expect(applied).toHaveLength(1);
    for (const { eventId, receivedAt, occurredAt } of applied) {
      const again = { receivedAt: at(0), occurredAt: at(0) };
      expect(await parts.archive.receipts.stamp(client, eventId, again)).toEqual({ receivedAt, occurredAt });
    }
    expect(await parts.archive.outbox.get(id)).toMatchObject({ status: "bounced" });
  });

  it("that a mail arrived or was read is noted, and tells the relationship nothing new", async () => {
    const { client, id } = await warned();
    await until(client, "notice.delivered");
    const before = (await entriesOf(client)).length;
    const { mark } = (await parts.archive.outbox.show(id)) ?? { mark: "" };
    const messageId = `<${mark}@tenure.example>`;
    for (const status of ["delivered", "read"])
      expect(await hook({ messageId, status })).toMatchObject({
        status: 200,
        body: { effectId: id, outcome: "noted" },
      });
    expect(await entriesOf(client)).toHaveLength(before);
    expect(await parts.archive.outbox.get(id)).toMatchObject({ status: "delivered" });
  });

  it("R-LIF-20 an attempt of unknown outcome is a task and no strike, until a report says that it arrived", async () => {
    mail.afterData = "silence";
    const { client, id } = await warned();
    const [unknown] = await until(client, "notice.unknown");
    mail.afterData = "answer";
    expect(unknown?.data).toMatchObject({ effectId: id, cause: "no-answer" });
    expect(await stateOf(client)).toBe("active");
    const { tasks } = (await parts.call("GET", `/clients/${client}`, "ops:olga")).body;
    expect(tasks).toMatchObject([{ kind: "checkDelivery", role: "ops", about: id }]);

    expect(await hook({ effectId: id, status: "delivered" })).toMatchObject({ body: { outcome: "applied" } });
    await until(client, "notice.delivered");
    expect(await stateOf(client)).toBe("warnedOnce");
    expect(mail.received.filter(({ to }) => to.includes(`${client}@poppins.example`))).toHaveLength(1);
  });

  it("R-LIF-20 an attempt of unknown outcome ends by what a person found out, for the outbox too", async () => {
    mail.afterData = "hangUp";
    const [arrived, lost, told] = [await warned(), await warned(), await warned()];
    for (const { client } of [arrived, lost, told]) await until(client, "notice.unknown");
    mail.afterData = "answer";
    const check = ({ client, id }: { client: string; id: string }, found: boolean) =>
      parts.call("POST", `/clients/${client}/events`, "ops:olga", {
        type: "delivery.checked",
        data: { effectId: id, arrived: found, at: new Date().toISOString() },
      });
    expect(await check(arrived, true)).toMatchObject({ status: 200 });
    expect(await stateOf(arrived.client)).toBe("warnedOnce");
    expect(await parts.archive.outbox.get(arrived.id)).toMatchObject({ status: "delivered" });

    expect(await check(lost, false)).toMatchObject({ status: 200 });
    expect(await parts.archive.outbox.get(lost.id)).toMatchObject({
      status: "bounced",
      cause: "not-arrived",
    });
    // Told past the API, it stands beside the notice likewise.
    const found = { effectId: told.id, arrived: true, at: new Date().toISOString() };
    const event = { eventId: randomUUID(), type: "delivery.checked", data: found };
    await parts.client.workflow
      .getHandle(relationshipId(told.client))
      .executeUpdate(apply, { args: [{ ...event, actor: { id: "olga", role: "ops" } }] });
    expect(await parts.archive.outbox.get(told.id)).toMatchObject({ status: "delivered" });

    // What did not arrive is tried on the next channel.
    const [delivered] = await until(lost.client, "notice.delivered");
    expect(delivered?.data).toMatchObject({ notice: "N4", channel: "post" });
    // A notice of another client is none of theirs.
    expect(await check({ client: arrived.client, id: lost.id }, true)).toMatchObject({
      ...{ status: 409, body: { findings: [{ rule: "R-LIF-27" }] } },
    });
    expect(await parts.archive.outbox.get(lost.id)).toMatchObject({ status: "bounced" });
  });

  it("are taken from whoever has one of our secrets, and of notices that are ours", async () => {
    const { client, id } = await warned();
    await until(client, "notice.delivered");
    const said = { effectId: id, status: "read" };
    for (const by of [FOREIGN, null])
      expect(await hook(said, by)).toMatchObject({
        status: 401,
        body: { type: "urn:tenure:problem:unidentified" },
      });
    expect(await hook(said, NEW, new Date(Date.now() - 10 * 60_000))).toMatchObject({ status: 401 });
    expect(await parts.archive.outbox.reports(id)).toEqual([]);
    expect(await hook({ ...said, effectId: "nobody/1/0" })).toMatchObject({ status: 404 });
    expect(await hook({ effectId: id, status: "vanished" })).toMatchObject({
      status: 400,
      body: { faults: [{ path: "status" }] },
    });
    expect(await hook({ status: "read" })).toMatchObject({ status: 400 });
    // Keys rotate with two valid at once.
    expect(await hook(said, OLD)).toMatchObject({ status: 200 });
    expect(await hook(said, NEW)).toMatchObject({ status: 200, body: { outcome: "known" } });
  });

  it("are told by our people too, and by nobody else", async () => {
    const { client, id } = await warned();
    await until(client, "notice.delivered");
    const tell = (as: string) =>
      parts.call("POST", "/outbox/reports", as, { effectId: id, status: "bounced", cause: "dsn-5.1.1" });
    expect(await tell("sales:sam")).toMatchObject({ status: 403 });
    expect(await tell("ops:olga")).toMatchObject({ status: 200, body: { outcome: "applied" } });
    const [failed] = await until(client, "notice.failed");
    expect(failed?.data).toMatchObject({ cause: "dsn-5.1.1" });
  });
});

describe("the outbox", () => {
  it("lists every notice, and shows one as it was sent", async () => {
    const { client, id } = await warned();
    await until(client, "notice.delivered");
    const listed = await parts.call("GET", `/outbox?client=${client}&status=sent`, "ops:olga");
    expect(listed).toMatchObject({
      status: 200,
      body: { items: [{ id, client, notice: "N4", channel: "email", status: "sent", attempts: 1 }] },
    });
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(
      (await parts.call("GET", `/outbox?client=${client}&since=${later}`, "ops:olga")).body.items,
    ).toEqual([]);
    expect(await parts.call("GET", "/outbox?status=lost", "ops:olga")).toMatchObject({ status: 400 });

    const shown = await parts.call("GET", `/outbox/${id}`, "ops:olga");
    const sent = mail.received.find(({ to }) => to.includes(`${client}@poppins.example`));
    expect(shown.body).toMatchObject({
      id,
      words: { subject: expect.stringContaining("1"), body: expect.any(String) },
      attempts: [{ n: 1, outcome: "accepted", message: sent?.text }],
      reports: [],
    });
    expect(await parts.call("GET", `/outbox/${client}/99/0`, "ops:olga")).toMatchObject({ status: 404 });
  });

  it("streams all of it, page after page, each notice once", async () => {
    for (let n = 0; n < 3; n += 1) await until((await warned()).client, "notice.delivered");
    const response = await fetch(`${parts.url}/v1/outbox`, {
      headers: { accept: "application/x-ndjson", "tenure-actor": "ops:olga" },
    });
    const rows = (await response.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const ids = rows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const times = rows.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
    expect(ids.length).toBeGreaterThanOrEqual(3);
  });
});

describe("unsubscribing", () => {
  const at = (path: string, init?: RequestInit) => fetch(parts.url + path, init);

  it("takes one click on a link, and looking at the link changes nothing", async () => {
    const { client, id } = await warned();
    await until(client, "notice.delivered");
    const path = `/unsubscribe/${await parts.archive.mailings.unsubscribeToken(id)}`;
    const page = await at(path);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<form method="post"><button>Unsubscribe</button></form>');
    expect(await parts.archive.mailings.unsubscribedAt(client)).toBeNull();
    // As mail programs do it (RFC 8058).
    const clicked = await at(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    });
    expect(clicked.status).toBe(200);
    expect(await parts.archive.mailings.unsubscribedAt(client)).not.toBeNull();
  });

  it("takes no link that we did not sign, and none of an erased client", async () => {
    const [one, other] = [await warned(), await warned()];
    await until(one.client, "notice.delivered");
    await until(other.client, "notice.delivered");
    const [mark, signature] = (await parts.archive.mailings.unsubscribeToken(one.id)).split(".");
    const [otherMark] = (await parts.archive.mailings.unsubscribeToken(other.id)).split(".");
    for (const token of [`${otherMark}.${signature}`, `${mark}.`, mark, "x"])
      expect((await at(`/unsubscribe/${token}`, { method: "POST" })).status).toBe(404);
    expect(await parts.archive.mailings.unsubscribedAt(other.client)).toBeNull();
    await parts.archive.vault.erase(one.client);
    expect((await at(`/unsubscribe/${mark}.${signature}`)).status).toBe(404);
  });

  it("can be told to one of ours", async () => {
    const client = await opened();
    const path = `/clients/${client}/unsubscription`;
    expect(await parts.call("POST", path, "finance:fred", {})).toMatchObject({ status: 403 });
    expect(await parts.call("POST", path, "ops:olga", {})).toMatchObject({ status: 200, body: { client } });
    expect(await parts.call("POST", "/clients/nobody/unsubscription", "ops:olga", {})).toMatchObject({
      status: 404,
    });
  });
});

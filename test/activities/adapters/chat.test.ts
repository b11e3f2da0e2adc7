// Notices by chat: Telegram's Bot API and signed webhooks, each against a real HTTP server.
import type { ServerResponse } from "node:http";
import { inspect } from "node:util";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CarrierConnections } from "../../../activities/adapters/carriers.ts";
import { systemPorts } from "../../../activities/adapters/system.ts";
import { activities } from "../../../activities/index.ts";
import type { EffectOf } from "../../../activities/ports.ts";
import { type Archive, openArchive } from "../../../archive/open.ts";
import { type Backend, embedded } from "../../support/archives.ts";
import { hour, journalOf } from "../../support/entries.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";

const AT = "2020-01-01T00:00:00.000Z";

let backend: Backend;
let archive: Archive;
let receiver: Receiver;
let clients = 0;

beforeAll(async () => {
  backend = await embedded.start();
  archive = await openArchive(await backend.place());
});
afterAll(async () => {
  await archive?.close();
  await backend?.stop();
});
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const handsOn = (chat: CarrierConnections["chat"]) =>
  activities(systemPorts(archive, { chat, outgoing: { quiet: null } }));

async function notice(address: string | null = "4711"): Promise<EffectOf<"sendNotice">> {
  const client = `t${++clients}`;
  await archive.journal.record(journalOf(client, [{}]));
  if (address !== null) await archive.vault.setAddress(client, "chat", address);
  const slots = { n: 1, of: 2, happenedAt: hour(1), appealDays: 14 };
  return {
    id: `${client}/4/0`,
    type: "sendNotice",
    params: { notice: "N4", channel: "chat", slots, about: "d4" },
  };
}

const json = (response: ServerResponse, status: number, body: object) =>
  void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

describe("notices by Telegram", () => {
  const TOKEN = "4711:secret-of-the-bot";
  const bot = (timeoutMs = 20_000) => handsOn({ telegram: { token: TOKEN, url: receiver.url, timeoutMs } });
  const sent = (response: ServerResponse) =>
    json(response, 200, {
      ok: true,
      result: { message_id: 1, date: 1, chat: { id: 4711, type: "private" }, text: "" },
    });
  const says =
    (status: number, parameters: object = {}) =>
    (response: ServerResponse) =>
      json(response, status, { ok: false, error_code: status, description: "says no to mary", parameters });

  it("R-LIF-20 arrive when the Bot API has taken them, once", async () => {
    receiver.answer = sent;
    const effect = await notice();
    const effects = bot();
    const told = await effects.sendNotice(effect, AT);
    expect(told).toMatchObject({ type: "notice.delivered", data: { effectId: effect.id, channel: "chat" } });
    expect(await effects.sendNotice(effect, AT)).toEqual(told);
    expect(receiver.calls).toHaveLength(1);
    expect(receiver.calls[0]?.path).toBe(`/bot${TOKEN}/sendMessage`);
    const said = JSON.parse(receiver.calls[0]?.body ?? "");
    expect(said).toMatchObject({ chat_id: "4711", text: expect.stringContaining("1 of 2") });
    const [attempt] = (await archive.outbox.show(effect.id))?.attempts ?? [];
    expect(JSON.parse(attempt?.message ?? "")).toEqual({ chat_id: "4711", text: said.text });
    expect(attempt?.message).not.toContain(TOKEN);
  });

  it.each([403, 400])(
    "R-LIF-20 fail for good when the Bot API answers %i, as for a blocked bot",
    async (status) => {
      receiver.answer = says(status);
      const effect = await notice();
      expect(await bot().sendNotice(effect, AT)).toMatchObject({
        type: "notice.failed",
        data: { cause: `telegram-${status}` },
      });
    },
  );

  it("wait as long as the Bot API says when it takes no more for now", async () => {
    receiver.answer = says(429, { retry_after: 17 });
    const effect = await notice();
    const effects = bot();
    await expect(effects.sendNotice(effect, AT)).rejects.toMatchObject({
      type: "Telegram",
      nonRetryable: false,
      nextRetryDelay: 17_000,
    });
    receiver.answer = sent;
    expect(await effects.sendNotice(effect, AT)).toMatchObject({ type: "notice.delivered" });
    expect((await archive.outbox.show(effect.id))?.attempts.map(({ outcome }) => outcome)).toEqual([
      "postponed",
      "accepted",
    ]);
  });

  it("are tried again when the bot is not known or the Bot API is not reached, and errors name no secret", async () => {
    receiver.answer = says(401);
    const effect = await notice();
    const unknown = await bot()
      .sendNotice(effect, AT)
      .catch((thrown: unknown) => thrown);
    const closed = receiver.url;
    await receiver.close();
    receiver = await startReceiver();
    const away = await handsOn({ telegram: { token: TOKEN, url: closed } })
      .sendNotice(effect, AT)
      .catch((thrown: unknown) => thrown);
    for (const error of [unknown, away]) {
      expect(error).toMatchObject({ type: "Telegram", nonRetryable: false });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/secret-of-the-bot|mary/);
    }
  });

  it.each([
    ["says nothing", () => {}],
    ["hangs up", (response: ServerResponse) => void response.destroy()],
    ["answers 502", says(502)],
    ["answers with no JSON", (response: ServerResponse) => void response.writeHead(200).end("<html>")],
  ])("R-LIF-20 are not sent again when the Bot API %s", async (_, answer) => {
    receiver.answer = answer;
    const effect = await notice();
    const effects = bot(500);
    const told = await effects.sendNotice(effect, AT);
    expect(told).toMatchObject({ type: "notice.unknown", data: { effectId: effect.id } });
    receiver.answer = sent;
    expect(await effects.sendNotice(effect, AT)).toEqual(told);
    expect(receiver.calls).toHaveLength(1);
  });

  it("fail for good without an address", async () => {
    expect(await bot().sendNotice(await notice(null), AT)).toMatchObject({
      type: "notice.failed",
      data: { cause: "no-address" },
    });
    expect(receiver.calls).toEqual([]);
  });
});

describe("notices by a signed webhook", () => {
  const [NEW, OLD] = ["n", "o"].map(
    (letter) => `whsec_${Buffer.from(letter.repeat(24)).toString("base64")}`,
  ) as [string, string];
  const gateway = (timeoutMs = 2_000) =>
    handsOn({
      webhook: { url: `${receiver.url}/in?token=t0k`, secrets: [NEW, OLD], allowPrivate: true, timeoutMs },
    });
  const answers =
    (status: number, headers: Record<string, string> = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(status, headers).end("mary@poppins.example");

  it("R-LIF-20 arrive when the receiver has them, signed with both secrets", async () => {
    receiver.answer = answers(200);
    const effect = await notice();
    expect(await gateway().sendNotice(effect, AT)).toMatchObject({ type: "notice.delivered" });
    const [call] = receiver.calls;
    for (const secret of [NEW, OLD]) {
      const verified = new Webhook(secret).verify(call?.body ?? "", call?.headers as Record<string, string>);
      expect(verified).toMatchObject({
        type: "notice.sent",
        data: { effectId: effect.id, notice: "N4", to: "4711", locale: "en", subject: expect.any(String) },
      });
    }
  });

  it("R-LIF-20 are on their way when the receiver says so (202), and nobody is told yet", async () => {
    receiver.answer = answers(202);
    const effect = await notice();
    expect(await gateway().sendNotice(effect, AT)).toBeNull();
    expect(await archive.outbox.get(effect.id)).toMatchObject({ status: "sent" });
  });

  it.each([429, 500])("are given again under the same id after %i", async (status) => {
    receiver.answer = answers(status, { "retry-after": "7" });
    const effect = await notice();
    const effects = gateway();
    const error = await effects.sendNotice(effect, AT).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ type: "Webhook", nonRetryable: false, nextRetryDelay: 7_000 });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/mary|t0k/);
    receiver.answer = answers(200);
    expect(await effects.sendNotice(effect, AT)).toMatchObject({ type: "notice.delivered" });
    const ids = receiver.calls.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual([effect.id, effect.id]);
  });

  it("are given again under the same id when the receiver did it and answered too late, or a worker died", async () => {
    const done = new Set<unknown>();
    receiver.answer = (response, { headers }) => {
      done.add(headers["webhook-id"]);
      setTimeout(() => response.writeHead(200).end(), 600);
    };
    const effect = await notice();
    await expect(gateway(200).sendNotice(effect, AT)).rejects.toMatchObject({ type: "Webhook" });
    // As a worker leaves it that died between sending and noting.
    const begun = await archive.outbox.begin(effect.id, { at: AT, idempotent: true, message: "{}" });
    expect(begun.mine).toBe(true);
    expect(await gateway().sendNotice(effect, AT)).toMatchObject({ type: "notice.delivered" });
    // The receiver has seen it twice, and has done it once.
    expect(receiver.calls).toHaveLength(2);
    expect([...done]).toEqual([effect.id]);
    expect((await archive.outbox.show(effect.id))?.attempts.map(({ outcome }) => outcome)).toEqual([
      "postponed",
      "unknown",
      "accepted",
    ]);
  });

  it("R-LIF-20 fail for good when the receiver refuses them", async () => {
    receiver.answer = answers(422);
    const effect = await notice();
    const told = await gateway().sendNotice(effect, AT);
    expect(told).toMatchObject({ type: "notice.failed", data: { cause: "WebhookRefused" } });
    expect(await gateway().sendNotice(effect, AT)).toEqual(told);
    expect(receiver.calls).toHaveLength(1);
  });
});

// Our people are told by mail, Slack and Telegram, each against a real server.
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { staffMail, staffSlack, staffTelegram } from "../../../activities/adapters/staff.ts";
import { decoded, type MailServer, startMailServer } from "../../support/mail.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";

const HOUR = 3_600_000;
const MESSAGE = {
  subject: "Tenure: 1 дело ждёт",
  text: "Нужен менеджер: <b> & client c1.\nhttps://t.example/console",
};
const answers =
  (status: number, body: unknown = "ok", headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

describe("Slack", () => {
  const SECRET = "/services/T0/B0/s3cr3t";
  const slack = (options: object = {}) =>
    staffSlack({ url: `${receiver.url}${SECRET}`, allowPrivate: true, ...options });

  it("gets a post of text, with its marks escaped, and no preview of links", async () => {
    receiver.answer = answers(200);
    expect(await slack()(MESSAGE)).toEqual({ state: "told", cause: null });
    expect(receiver.calls).toHaveLength(1);
    expect(receiver.calls[0]?.path).toBe(SECRET);
    expect(JSON.parse(receiver.calls[0]?.body ?? "")).toEqual({
      text: "Нужен менеджер: &lt;b&gt; &amp; client c1.\nhttps://t.example/console",
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it.each([
    [404, {}, { state: "waiting", cause: "slack-404", delayMs: HOUR }],
    [302, { location: "https://elsewhere.example" }, { state: "waiting", cause: "slack-302", delayMs: HOUR }],
    [
      429,
      { "retry-after": "17" },
      { state: "waiting", cause: "Slack takes no more for now", delayMs: 17_000 },
    ],
    [500, {}, { state: "unknown", cause: "slack-500" }],
    [408, {}, { state: "unknown", cause: "slack-408" }],
  ])(
    "that answers %i: what was surely not posted is tried again, and nothing else",
    async (status, headers, end) => {
      receiver.answer = answers(status, "no_service s3cr3t", headers);
      expect(await slack()(MESSAGE)).toEqual(end);
      expect(receiver.calls).toHaveLength(1);
    },
  );

  it("that is not reached is tried again, one that gives no answer is not; private addresses are refused", async () => {
    expect(await slack({ timeoutMs: 100 })(MESSAGE)).toEqual({ state: "unknown", cause: "no-answer" });
    receiver.answer = (response) => void response.destroy();
    expect(await slack()(MESSAGE)).toEqual({ state: "unknown", cause: "no-answer" });
    const refused = await slack({ allowPrivate: false })(MESSAGE);
    expect(refused).toMatchObject({
      state: "waiting",
      cause: expect.stringContaining("private"),
      delayMs: HOUR,
    });
    const gone = staffSlack({ url: "http://127.0.0.1:1/s3cr3t", allowPrivate: true });
    expect(await gone(MESSAGE)).toEqual({
      state: "waiting",
      cause: "Slack is out of reach",
      delayMs: undefined,
    });
  });
});

describe("Telegram", () => {
  const TOKEN = "4711:secret-of-the-bot";
  const chat = () => staffTelegram({ token: TOKEN, url: receiver.url }, "-100123");
  const json = (status: number, body: object) =>
    answers(status, body, { "content-type": "application/json" });

  it("gets the text in the chat of that number, without buttons", async () => {
    const result = { message_id: 1, date: 1, chat: { id: -100123, type: "group" }, text: "" };
    receiver.answer = json(200, { ok: true, result });
    expect(await chat()(MESSAGE)).toEqual({ state: "told", cause: null });
    expect(receiver.calls[0]?.path).toBe(`/bot${TOKEN}/sendMessage`);
    expect(JSON.parse(receiver.calls[0]?.body ?? "")).toEqual({
      chat_id: "-100123",
      text: MESSAGE.text,
      link_preview_options: { is_disabled: true },
    });
  });

  it.each([
    [403, { state: "waiting", cause: "telegram-403", delayMs: HOUR }],
    [401, { state: "waiting", cause: "the Bot API answered 401", delayMs: undefined }],
    [500, { state: "unknown", cause: "telegram-500" }],
  ])("that answers %i is told of without the token", async (status, end) => {
    receiver.answer = json(status, { ok: false, error_code: status, description: `no ${TOKEN}` });
    expect(await chat()(MESSAGE)).toEqual(end);
  });
});

describe("mail", () => {
  let mail: MailServer;
  beforeEach(async () => {
    mail = await startMailServer();
  });
  afterEach(() => mail.close());
  const send = () =>
    staffMail({ url: mail.url, from: "Tenure <t@tenure.example>", silenceMs: 200 }, "max@example.org");

  it("goes to the address as text, told to be automatic", async () => {
    expect(await send()(MESSAGE)).toEqual({ state: "told", cause: null });
    expect(mail.received).toMatchObject([{ from: "t@tenure.example", to: ["max@example.org"] }]);
    const text = mail.received[0]?.text ?? "";
    expect(text).toContain("Auto-Submitted: auto-generated");
    expect(text).toMatch(/^Message-ID: <[\w-]+@tenure\.example>\r$/m);
    expect(text).toContain("Content-Type: text/plain; charset=utf-8");
    expect(decoded(text)).toContain("https://t.example/console");
  });

  it("that is refused is tried again, seldom; after a server that went silent nobody knows", async () => {
    mail.refusals.set("RCPT", 550);
    expect(await send()(MESSAGE)).toEqual({ state: "waiting", cause: "smtp-550", delayMs: HOUR });
    mail.refusals.set("RCPT", 451);
    expect(await send()(MESSAGE)).toMatchObject({ state: "waiting", cause: "the mail server answered 451" });
    mail.refusals.clear();
    mail.afterData = "silence";
    expect(await send()(MESSAGE)).toMatchObject({ state: "unknown" });
  });
});

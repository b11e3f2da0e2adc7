import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isPublic, publicLookup, type Resolve } from "../../../activities/adapters/privateAddress.ts";
import { checkPost, type PostConfig, signedPost } from "../../../activities/adapters/signedPost.ts";
import { hour } from "../../support/entries.ts";

const secretOf = (words: string) => `whsec_${Buffer.from(words.padEnd(32, ".")).toString("base64")}`;
const OLD = secretOf("the old one");
const NEW = secretOf("the new one");
const MESSAGE = { id: "c.1/7/0", type: "channels.changed", at: hour(3), data: { client: "c.1" } };

interface Seen {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

let server: Server;
let port: number;
let seen: Seen[];
let answer: (response: ServerResponse) => void;
beforeEach(async () => {
  seen = [];
  answer = (response) => response.end('{"open":["post"]}');
  server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    seen.push({ headers: request.headers, text });
    answer(response);
  }).listen(0);
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const config = (more: Partial<PostConfig> = {}): PostConfig => ({
  url: `http://127.0.0.1:${port}/hook?token=s3cret`,
  secrets: [NEW],
  allowPrivate: true,
  ...more,
});
const failing = (more: Partial<PostConfig>): Promise<unknown> =>
  signedPost(config(more), MESSAGE).then(
    () => {
      throw new Error("it was sent");
    },
    (error: unknown) => error,
  );

describe("a signed message", () => {
  it("is one of Standard Webhooks, and brings the answer back", async () => {
    expect(await signedPost(config(), MESSAGE)).toEqual({ status: 200, body: '{"open":["post"]}' });
    const [{ headers, text } = { headers: {}, text: "" }] = seen;
    expect(new Webhook(NEW).verify(text, headers as Record<string, string>)).toEqual({
      type: "channels.changed",
      timestamp: hour(3),
      data: { client: "c.1" },
    });
    expect(headers["webhook-id"]).toBe("c~1/7/0");
  });

  it("is signed with both secrets while keys rotate: whoever knows either one believes it", async () => {
    await signedPost(config({ secrets: [NEW, OLD] }), MESSAGE);
    const [{ headers, text } = { headers: {}, text: "" }] = seen;
    const given = headers as Record<string, string>;
    for (const secret of [OLD, NEW]) expect(() => new Webhook(secret).verify(text, given)).not.toThrow();
    expect(() => new Webhook(secretOf("another")).verify(text, given)).toThrow();
    expect(() => new Webhook(OLD).verify(text.replace("c.1", "c.2"), given)).toThrow();
  });

  it("does not follow a redirect to a metadata service, and asks again later", async () => {
    answer = (response) =>
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end();
    expect(await failing({})).toMatchObject({
      type: "Webhook",
      message: expect.stringContaining("answered 302"),
    });
    expect(seen).toHaveLength(1);
  });

  it.each([
    ["too long an answer", (response: ServerResponse) => response.end("x".repeat(70_000)), "WebhookRefused"],
    ["a connection that breaks", (response: ServerResponse) => response.destroy(), "Webhook"],
    ["an answer that stops halfway", (response: ServerResponse) => void response.write("half"), "Webhook"],
    [
      "a refusal",
      (response: ServerResponse) => response.writeHead(410).end("no word of this"),
      "WebhookRefused",
    ],
  ])("fails with words of our own after %s", async (_, how, type) => {
    answer = how;
    const error = await failing({ timeoutMs: 300 });
    expect(error).toMatchObject({ type, nonRetryable: type === "WebhookRefused" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/s3cret|no word|127\.0\.0\.1|whsec/);
  });
});

describe("private addresses", () => {
  const hosts = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "0.0.0.0",
  ];
  it.each(hosts)("are refused before anything is sent: %s", async (host) => {
    const error = await failing({ url: `http://${host}:${port}/`, allowPrivate: false });
    expect(error).toMatchObject({ type: "PrivateAddress", nonRetryable: true });
    expect((error as Error).message).not.toContain(host);
    expect(seen).toEqual([]);
  });

  it("are refused behind a name, also where only one of its addresses is private", async () => {
    const resolve: Resolve = (_host, _options, done) =>
      done(null, [
        { address: "93.184.215.14", family: 4 },
        { address: "127.0.0.1", family: 4 },
      ]);
    const asked = { url: `http://receiver.example:${port}/`, allowPrivate: false, resolve };
    expect(await failing(asked)).toMatchObject({ type: "PrivateAddress" });
    expect(seen).toEqual([]);
  });

  it("are not reached by a name that changes its mind: the addresses that were looked at are the ones connected to", async () => {
    const answers = ["8.8.8.8", "127.0.0.1"];
    const resolve: Resolve = (_host, _options, done) =>
      done(null, [{ address: answers.shift() ?? "", family: 4 }]);
    const lookup = publicLookup(resolve);
    const ask = (all: boolean) =>
      new Promise((settle) => lookup("receiver.example", { all }, (...told) => settle(told)));
    expect(await ask(true)).toEqual([null, [{ address: "8.8.8.8", family: 4 }]]);
    expect(await ask(true)).toMatchObject([{ name: "PrivateAddress" }, "", 0]);
    answers.push("8.8.8.8");
    expect(await ask(false)).toEqual([null, "8.8.8.8", 4]);
  });

  it("are reached where they are allowed", async () => {
    await signedPost(config({ url: `http://localhost:${port}/` }), MESSAGE);
    expect(seen).toHaveLength(1);
  });

  it.each([
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fd00:ec2::254",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "::127.0.0.1",
    "ff02::1",
    "not an address",
  ])("%s is none of the public internet", (address) => {
    expect(isPublic(address)).toBe(false);
  });
  it.each(["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])("%s is one", (address) => {
    expect(isPublic(address)).toBe(true);
  });
});

describe("a config by which nothing can be sent", () => {
  it.each([
    [{ url: "ftp://example.org/" }, "not one of http:// or https://"],
    [{ url: "s3cret" }, "not one of http:// or https://"],
    [{ url: "https://s3cret:s3cret@example.org/" }, "a user or a password"],
    [{ url: "http://10.0.0.1/s3cret", allowPrivate: false }, "not a public one"],
    [{ secrets: ["s3cret!"] as [string] }, "not base64"],
  ])("is told without its contents: %o", (wrong, says) => {
    expect(() => checkPost(config(wrong))).toThrow(says);
    expect(() => checkPost(config(wrong))).not.toThrow("s3cret");
  });
});

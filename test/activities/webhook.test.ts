import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemPorts } from "../../activities/adapters/system.ts";
import { webhook } from "../../activities/adapters/webhook.ts";
import { activities } from "../../activities/index.ts";
import type { EffectOf } from "../../activities/ports.ts";
import { type Archive, openArchive } from "../../archive/open.ts";
import { type Backend, embedded } from "../support/archives.ts";
import { hour } from "../support/entries.ts";

const SECRET = `whsec_${Buffer.from("a secret of thirty-two characters").toString("base64")}`;
const AT = hour(3);

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly afterMs?: number;
}

/** A real HTTP receiver that checks signatures, drops what it knows or what is older, and answers as told. */
async function receiver() {
  const answers: Answer[] = [];
  const open = new Map<string, { seq: number; allowed: unknown }>();
  const seen: { id: string; headers: IncomingHttpHeaders; body: unknown }[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      const body = new Webhook(SECRET).verify(text, request.headers as Record<string, string>) as {
        data: { client: string; seq: number; allowed: unknown };
      };
      seen.push({ id: `${request.headers["webhook-id"]}`, headers: request.headers, body });
      const { status, headers, afterMs } = answers.shift() ?? { status: 204 };
      const { client, seq, allowed } = body.data;
      if (status < 300 && seq >= (open.get(client)?.seq ?? 0)) open.set(client, { seq, allowed });
      setTimeout(() => response.writeHead(status, headers).end("no word of this is repeated"), afterMs ?? 0);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/hook?token=s3cret`, answers, open, seen, close };
}

describe("orders about channels", () => {
  let backend: Backend;
  let archive: Archive;
  let hook: Awaited<ReturnType<typeof receiver>>;
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
    hook = await receiver();
  });
  afterEach(() => hook.close());

  const hands = (timeoutMs = 5_000) =>
    activities({ ...systemPorts(archive), gate: webhook({ url: hook.url, secret: SECRET, timeoutMs }) });
  const restrict = (client: string, seq: number): EffectOf<"restrictChannels"> => ({
    id: `${client}/${seq}/0`,
    type: "restrictChannels",
    params: { allowed: ["post"] },
  });
  const lift = (client: string, seq: number): EffectOf<"liftRestriction"> => ({
    id: `${client}/${seq}/0`,
    type: "liftRestriction",
    params: {},
  });
  const newClient = () => `w.${++clients}`;

  it("R-LIF-4 reach the receiver signed, under the effect's id, once", async () => {
    const client = newClient();
    expect(await hands().restrictChannels(restrict(client, 7), AT)).toBeNull();
    expect(await hands().restrictChannels(restrict(client, 7), AT)).toBeNull();
    expect(hook.seen).toHaveLength(1);
    expect(hook.seen[0]).toMatchObject({
      id: `${client.replace(".", "~")}/7/0`,
      body: {
        type: "channels.changed",
        timestamp: AT,
        data: { effectId: `${client}/7/0`, client, seq: 7, allowed: ["post"] },
      },
    });
    expect((await archive.effects.measures(client)).channels).toEqual(["post"]);
  });

  it("R-LIF-4 that come late change nothing: the receiver and the archive keep the newer one", async () => {
    const client = newClient();
    hook.answers.push({ status: 503 });
    await expect(hands().restrictChannels(restrict(client, 7), AT)).rejects.toThrow("answered 503");
    await hands().liftRestriction(lift(client, 9), AT);
    await hands().restrictChannels(restrict(client, 7), AT);
    expect(hook.open.get(client)).toEqual({ seq: 9, allowed: null });
    expect((await archive.effects.measures(client)).channels).toBeNull();
    expect(hook.seen.map(({ id }) => id.slice(-3))).toEqual(["7/0", "9/0", "7/0"]);
  });

  it.each([408, 429, 500, 503, 302])("are sent again under the same id after %i", async (status) => {
    const client = newClient();
    hook.answers.push({ status, headers: { location: "/elsewhere" } });
    const error = await hands()
      .restrictChannels(restrict(client, 7), AT)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      type: "Webhook",
      message: `the receiver of the webhook answered ${status} to ${client}/7/0`,
    });
    expect((error as { nonRetryable?: boolean }).nonRetryable).not.toBe(true);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/s3cret|no word/);
    await hands().restrictChannels(restrict(client, 7), AT);
    expect(hook.seen.map(({ id }) => id)).toEqual([hook.seen[0]?.id, hook.seen[0]?.id]);
    expect(hook.open.get(client)).toEqual({ seq: 7, allowed: ["post"] });
  });

  it("wait as long as the receiver asks", async () => {
    hook.answers.push({ status: 429, headers: { "retry-after": "7" } });
    await expect(hands().liftRestriction(lift(newClient(), 2), AT)).rejects.toThrow(
      expect.objectContaining({ nextRetryDelay: 7_000 }),
    );
  });

  it.each([400, 401, 404, 410, 422])("fail for good after %i", async (status) => {
    const client = newClient();
    hook.answers.push({ status });
    await expect(hands().restrictChannels(restrict(client, 7), AT)).rejects.toThrow(
      expect.objectContaining({ type: "WebhookRefused", nonRetryable: true }),
    );
    // What was ordered stands all the same: our own people keep to it.
    expect((await archive.effects.measures(client)).channels).toEqual(["post"]);
    expect(await archive.effects.list(client)).toMatchObject([{ settledAt: null }]);
  });

  it("are sent again when the receiver is slow or away", async () => {
    const client = newClient();
    hook.answers.push({ status: 204, afterMs: 2_000 });
    const slow = await hands(100)
      .restrictChannels(restrict(client, 7), AT)
      .catch((thrown: unknown) => thrown);
    expect(slow).toMatchObject({
      type: "Webhook",
      message: "the receiver of the webhook gave no answer in 100 ms",
    });
    await hook.close();
    const away = await hands()
      .restrictChannels(restrict(client, 7), AT)
      .catch((thrown: unknown) => thrown);
    expect(away).toMatchObject({ type: "Webhook", message: "the receiver of the webhook is out of reach" });
    expect(inspect(away, { depth: 9, showHidden: true })).not.toMatch(/s3cret|127\.0\.0\.1/);
  });
});

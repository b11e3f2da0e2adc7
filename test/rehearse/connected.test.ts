// The stories in a world that is connected: mail by SMTP, chat and help desk by signed webhooks, to real receivers.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DefaultLogger, Runtime } from "@temporalio/worker";
import { SMTPServer } from "smtp-server";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scripted, type World } from "../../activities/adapters/scripted.ts";
import { systemPorts } from "../../activities/adapters/system.ts";
import type { Carrier, Ports } from "../../activities/ports.ts";
import type { Archive } from "../../archive/open.ts";
import { readStories } from "../../rehearse/files.ts";
import type { Rehearsal } from "../../rehearse/play.ts";
import { rehearseOnServer } from "../../worker/onServer.ts";
import { briefArchive } from "../support/archives.ts";
import { type HelpDesk, helpDesk, SECRET } from "../support/helpDesk.ts";
import { storyFiles } from "../support/stories.ts";
import { sharedBundle, sharedServer } from "../support/temporal.ts";

const played = storyFiles.filter((file) => /\/g(07[ab]|08[ab]|10a|10c|11b|12|14|28|29|34[ab])-/.test(file));
const { stories } = await readStories(played);

type WorldOf = (client: string) => World | undefined;
const RECEIVER_MS = 1_500;

/** A mailbox for each client: `<client>@clients.example`. It refuses where the client's story says so. */
async function mailServer(worldOf: WorldOf) {
  const received: { to: string; messageId: string }[] = [];
  const clientOf = (address: string) => address.slice(0, address.lastIndexOf("@"));
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: ({ address }, _session, done) =>
      worldOf(clientOf(address))?.channels?.email === "bounces"
        ? done(Object.assign(new Error("no such mailbox"), { responseCode: 550 }))
        : done(),
    onData(stream, session, done) {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      stream.on("end", () => {
        const [to] = session.envelope.rcptTo;
        received.push({
          to: clientOf(to?.address ?? ""),
          messageId: /^message-id: *(\S+)/im.exec(text)?.[1] ?? "",
        });
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(resolve));
  return { url: `smtp://127.0.0.1:${port}`, received, close };
}

/** A messenger behind a signed webhook. It drops what it has had, and refuses where the client's story says so. */
async function messenger(worldOf: WorldOf) {
  const received = new Map<string, string>();
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { data } = new Webhook(SECRET).verify(text, request.headers as Record<string, string>) as {
      data: { client: string; effectId: string };
    };
    if (worldOf(data.client)?.channels?.chat === "bounces") return response.writeHead(410).end();
    received.set(data.effectId, data.client);
    response.writeHead(200).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/chat`, received, close };
}

/** Gives whoever is written to an address: stories have clients, and no addresses. */
function addressed(carrier: Carrier, { vault }: Archive): Carrier {
  return {
    async prepare(dispatch) {
      const { client, channel } = dispatch;
      if ((await vault.addressOf(client, channel)) === null)
        await vault.setAddress(client, channel, `${client}@clients.example`);
      return carrier.prepare(dispatch);
    },
  };
}

let archive: Archive;
let mail: Awaited<ReturnType<typeof mailServer>>;
let chat: Awaited<ReturnType<typeof messenger>>;
let desk: HelpDesk;
let rehearsals: readonly Rehearsal[];
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const logger = new DefaultLogger("ERROR");
  Runtime.install({ logger, shutdownSignals: [] });
  archive = await briefArchive();
  let worldOf: WorldOf = () => undefined;
  const now: WorldOf = (client) => worldOf(client);
  mail = await mailServer(now);
  chat = await messenger(now);
  desk = await helpDesk();
  closing.push(() => archive.close(), mail.close, chat.close, desk.close);
  // Busy, broken, slow, and one that does what it is told and says so too late.
  desk.answers.push(
    { status: 429, headers: { "retry-after": "1" } },
    { status: 500 },
    { status: 200, afterMs: 500 },
    { status: 200, afterMs: RECEIVER_MS + 500, done: true },
  );
  const receiver = { secrets: [SECRET], timeoutMs: RECEIVER_MS, allowPrivate: true } as const;
  const ports = (of: WorldOf): Ports => {
    worldOf = of;
    const connected = systemPorts(archive, {
      smtp: { url: mail.url, from: "Support <help@house.example>" },
      chat: { webhook: { ...receiver, url: chat.url } },
      gate: { webhook: { ...receiver, url: desk.url } },
      // A story's days pass in seconds.
      outgoing: { quiet: null, perDay: null },
    });
    // Of the script only the providers and the worlds of the receivers are left.
    return { ...scripted(connected, of), carrier: addressed(connected.carrier, archive) };
  };
  const temporal = await sharedServer();
  const bundle = await sharedBundle();
  rehearsals = await rehearseOnServer(played, { temporal, archive, bundle, ports });
}, 120_000);
afterAll(async () => {
  for (const close of closing) await close();
});

describe("in a world that is connected", () => {
  test.each(stories.map((story, n) => ({ n, title: `${story.title} (${story.source.join(", ")})` })))(
    "$title",
    ({ n }) => expect(rehearsals[n]?.differences).toEqual([]),
  );

  test("R-LIF-20 each notice is in the client's mailbox once, or was refused there", async () => {
    const { rows: notices } = await archive.outbox.search({}, { limit: 1_000, descending: true });
    const mailed = notices.filter(({ channel }) => channel === "email");
    expect(mailed.length).toBeGreaterThan(20);
    const sent = mailed.filter(({ status }) => status === "sent");
    expect(mail.received).toHaveLength(sent.length);
    expect(new Set(mail.received.map(({ messageId }) => messageId)).size).toBe(sent.length);
    expect(mailed.filter(({ status }) => status !== "sent").map(({ status }) => status)).toEqual(
      mailed.filter(({ status }) => status === "failed").map(() => "failed"),
    );
    const chatted = notices.filter(({ channel, status }) => channel === "chat" && status === "sent");
    expect([...chat.received.keys()].sort()).toEqual(chatted.map(({ id }) => id).sort());
    // G14: on every channel there is.
    const failed = notices.filter(({ status }) => status === "failed").map(({ channel }) => channel);
    expect(new Set(failed)).toEqual(new Set(["email", "chat"]));
  });

  test("R-LIF-4 R-LIF-9 the help desk closed what was ordered, whatever it answered, and opened it again", () => {
    expect(desk.answers).toEqual([]);
    const of = (name: string) => [...desk.open].filter(([client]) => client.startsWith(name));
    expect(of("g08a").map(([, open]) => open)).toEqual([["post"]]);
    expect(of("g08b").map(([, open]) => open)).toEqual([["email", "chat", "phone", "post"]]);
    // An order that was tried again came with the id that it had.
    const ids = desk.seen.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(new Set(ids).size);
  });
});

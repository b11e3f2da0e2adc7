import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { inspect } from "node:util";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemPorts } from "../../activities/adapters/system.ts";
import { type Activities, activities } from "../../activities/index.ts";
import type { EffectOf } from "../../activities/ports.ts";
import { type Archive, openArchive } from "../../archive/open.ts";
import { type Backend, embedded } from "../support/archives.ts";
import { hour, journalOf } from "../support/entries.ts";

type Stage = "MAIL" | "RCPT" | "DATA";

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

/** A real SMTP server in this process that answers as it is told. */
async function mailServer() {
  const received: Received[] = [];
  const refusals = new Map<Stage, number>();
  const answer = (stage: Stage, done: (error?: Error) => void) => {
    const responseCode = refusals.get(stage);
    // The words name the recipient, as real servers' do.
    done(
      responseCode ? Object.assign(new Error("mary@poppins.example says no"), { responseCode }) : undefined,
    );
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(new Error("no such user")),
    onMailFrom: (_address, _session, done) => answer("MAIL", done),
    onRcptTo: (_address, _session, done) => answer("RCPT", done),
    onData(stream, session, done) {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : "";
        if (!refusals.has("DATA")) received.push({ from, to: rcptTo.map(({ address }) => address), text });
        answer("DATA", done);
      });
    },
  });
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `smtp://127.0.0.1:${port}`, port, received, refusals, close };
}

const decoded = (text: string): string =>
  text
    .replaceAll(/=\r\n/g, "")
    .replaceAll(/(?:=[0-9A-F]{2})+/g, (bytes) =>
      Buffer.from(bytes.replaceAll("=", ""), "hex").toString("utf8"),
    );

describe("notices by e-mail", () => {
  let backend: Backend;
  let archive: Archive;
  let mail: Awaited<ReturnType<typeof mailServer>>;
  let hands: Activities;
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
    mail = await mailServer();
    hands = handsOn(mail.url);
  });
  afterEach(() => mail.close());

  const handsOn = (url: string) =>
    activities(systemPorts(archive, { smtp: { url, from: "Support <help@tenure.example>" } }));

  /** A client with an address, and a warning for it. The relationship's clock is long past. */
  async function warning(
    channel: "email" | "post" = "email",
    address: string | null = "mary@poppins.example",
  ) {
    const client = `s.${++clients}`;
    await archive.journal.record(journalOf(client, [{}]));
    if (address !== null) await archive.vault.setAddress(client, "email", address);
    const slots = { n: 1, of: 2, happenedAt: hour(1), appealDays: 14 };
    const effect: EffectOf<"sendNotice"> = {
      id: `${client}/4/0`,
      type: "sendNotice",
      params: { notice: "N4", channel, slots, about: "d4" },
    };
    return { client, effect };
  }
  const AT = "2020-01-01T00:00:00.000Z";

  it("R-LIF-20 are delivered when the recipient's server has accepted them, and sent once", async () => {
    const { client, effect } = await warning();
    const before = new Date().toISOString();
    const result = await hands.sendNotice(effect, AT);
    expect(result).toMatchObject({
      type: "notice.delivered",
      data: { effectId: effect.id, notice: "N4", channel: "email" },
    });
    const deliveredAt = result?.type === "notice.delivered" ? result.data.deliveredAt : "";
    expect(deliveredAt >= before && deliveredAt <= new Date().toISOString()).toBe(true);
    expect(await hands.sendNotice(effect, AT)).toEqual(result);

    expect(mail.received).toHaveLength(1);
    const [message] = mail.received;
    expect(message).toMatchObject({ from: "help@tenure.example", to: ["mary@poppins.example"] });
    expect(message?.text).toMatch(/^Subject: Warning 1 of 2\r$/m);
    expect(message?.text).toMatch(/^Message-ID: <[0-9a-f]{32}@tenure\.example>\r$/m);
    expect(decoded(message?.text ?? "")).toContain("This is warning 1 of 2.");
    expect(await archive.outbox.list(client)).toMatchObject([
      { status: "sent", cause: null, at: deliveredAt },
    ]);
  });

  it("carry the same message id and words when a worker died before it could note the delivery", async () => {
    const { client, effect } = await warning();
    const { words } = await crashAfterSending(effect);
    await archive.vault.setName(client, "Mary");
    await hands.sendNotice(effect, AT);
    const ids = mail.received.map(({ text }) => /^Message-ID: (.*)\r$/m.exec(text)?.[1]);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    expect(await archive.outbox.read(effect.id)).toEqual(words);
  });

  /** Sends the notice and fails before anything is written down about it. */
  async function crashAfterSending(effect: EffectOf<"sendNotice">) {
    const ports = systemPorts(archive, { smtp: { url: mail.url, from: "help@tenure.example" } });
    const { carrier } = ports;
    const dying = activities({
      ...ports,
      carrier: {
        async carry(dispatch) {
          await carrier.carry(dispatch);
          throw new Error("the worker dies here");
        },
      },
    });
    await expect(dying.sendNotice(effect, AT)).rejects.toThrow("the worker dies here");
    return { words: await archive.outbox.read(effect.id) };
  }

  it.each([
    ["RCPT", 550],
    ["MAIL", 553],
    ["DATA", 554],
  ] as const)("R-LIF-20 fail for good when the server refuses at %s with %i", async (stage, code) => {
    mail.refusals.set(stage, code);
    const { client, effect } = await warning();
    const failed = {
      type: "notice.failed",
      data: { effectId: effect.id, notice: "N4", channel: "email", cause: `smtp-${code}` },
    };
    const told = await hands.sendNotice(effect, AT);
    expect(told).toMatchObject(failed);
    mail.refusals.clear();
    expect(await hands.sendNotice(effect, AT)).toEqual(told);
    expect(mail.received).toEqual([]);
    expect(await archive.outbox.list(client)).toMatchObject([
      { status: "failed", cause: `smtp-${code}`, at: AT },
    ]);
  });

  it.each([
    ["RCPT", 451],
    ["DATA", 452],
    ["MAIL", 421],
    ["MAIL", 530],
  ] as const)("are tried again when the server answers %s with %i", async (stage, code) => {
    mail.refusals.set(stage, code);
    const { client, effect } = await warning();
    const error = await hands.sendNotice(effect, AT).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      type: "MailServer",
      nonRetryable: false,
      message: `the mail server answered ${code}`,
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("mary");
    expect(await archive.outbox.list(client)).toMatchObject([{ status: "captured" }]);
    mail.refusals.clear();
    expect(await hands.sendNotice(effect, AT)).toMatchObject({ type: "notice.delivered" });
    expect(mail.received).toHaveLength(1);
  });

  it("are tried again when the login fails or nobody answers", async () => {
    const { effect } = await warning();
    const stranger = handsOn(`smtp://user:secret@127.0.0.1:${mail.port}`);
    const refused = await stranger.sendNotice(effect, AT).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ type: "MailServer", nonRetryable: false });
    expect(inspect(refused, { depth: 9, showHidden: true })).not.toContain("secret");

    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    await expect(handsOn(`smtp://127.0.0.1:${port}`).sendNotice(effect, AT)).rejects.toThrow(
      expect.objectContaining({ type: "MailServer", nonRetryable: false }),
    );
  });

  it.each([
    [null, "no-address"],
    ["not an address", "smtp-501"],
    ["", "bad-address"],
  ])("fail for good without an address that mail can go to (%j)", async (address, cause) => {
    const { effect } = await warning("email", address);
    expect(await hands.sendNotice(effect, AT)).toMatchObject({ type: "notice.failed", data: { cause } });
    expect(mail.received).toEqual([]);
  });

  it("go to one recipient, whatever stands in the address", async () => {
    const { effect } = await warning("email", "mary@poppins.example, eve@elsewhere.example");
    await hands.sendNotice(effect, AT).catch(() => {});
    expect(mail.received.flatMap(({ to }) => to)).not.toContain("eve@elsewhere.example");
  });

  it("stay in the outbox on the other channels", async () => {
    const { effect } = await warning("post");
    expect(await hands.sendNotice(effect, AT)).toMatchObject({
      type: "notice.delivered",
      data: { channel: "post", deliveredAt: AT },
    });
    expect(mail.received).toEqual([]);
  });
});

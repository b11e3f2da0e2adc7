import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemPorts } from "../../../activities/adapters/system.ts";
import { type Activities, activities } from "../../../activities/index.ts";
import type { EffectOf } from "../../../activities/ports.ts";
import { type Archive, openArchive } from "../../../archive/open.ts";
import { type Backend, embedded } from "../../support/archives.ts";
import { hour, journalOf } from "../../support/entries.ts";
import { decoded, type MailServer, startMailServer } from "../../support/mail.ts";

describe("notices by e-mail", () => {
  let backend: Backend;
  let archive: Archive;
  let mail: MailServer;
  let effects: Activities;
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
    mail = await startMailServer();
    effects = handsOn(mail.url);
  });
  afterEach(() => mail.close());

  const portsOn = (smtp: { url: string; silenceMs?: number }) =>
    systemPorts(archive, {
      smtp: { ...smtp, from: "Support <help@tenure.example>" },
      // These tests run at any hour.
      outgoing: { quiet: null },
    });
  const handsOn = (url: string) => activities(portsOn({ url }));

  /** A client with an address, and a warning for it. The relationship's clock is long past. */
  async function warning(
    channel: "email" | "post" = "email",
    address: string | null = "mary@poppins.example",
  ) {
    const client = `s.${++clients}`;
    await archive.journal.record(journalOf(client, [{}]));
    if (address !== null) await archive.vault.setAddress(client, channel, address);
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
    const result = await effects.sendNotice(effect, AT);
    expect(result).toMatchObject({
      type: "notice.delivered",
      data: { effectId: effect.id, notice: "N4", channel: "email" },
    });
    const deliveredAt = result?.type === "notice.delivered" ? result.data.deliveredAt : "";
    expect(deliveredAt >= before && deliveredAt <= new Date().toISOString()).toBe(true);
    expect(await effects.sendNotice(effect, AT)).toEqual(result);

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

  it("R-LIF-20 are not sent again when a worker died before it could note the answer: nobody knows", async () => {
    const { client, effect } = await warning();
    await dyingAfterSending(effect);
    expect(mail.received).toHaveLength(1);
    const told = await effects.sendNotice(effect, AT);
    expect(told).toMatchObject({
      type: "notice.unknown",
      data: { effectId: effect.id, notice: "N4", channel: "email", cause: "lost" },
    });
    expect(await effects.sendNotice(effect, AT)).toEqual(told);
    expect(mail.received).toHaveLength(1);
    expect(await archive.outbox.list(client)).toMatchObject([{ status: "unknown", cause: "lost" }]);
  });

  /** Sends the notice by a worker that dies when the server has answered. */
  async function dyingAfterSending(effect: EffectOf<"sendNotice">) {
    const ports = portsOn({ url: mail.url });
    const sent = Promise.withResolvers<void>();
    const dying = activities({
      ...ports,
      carrier: {
        async prepare(dispatch) {
          const ready = await ports.carrier.prepare(dispatch);
          if (ready.status !== "ready") return ready;
          const send = async () => {
            await ready.send();
            sent.resolve();
            return new Promise<never>(() => {});
          };
          return { ...ready, send };
        },
      },
    });
    void dying.sendNotice(effect, AT);
    await sent.promise;
  }

  it.each([
    ["silence", "no-answer"],
    ["hangUp", "broken-off"],
    [1_000, "no-answer"],
  ] as const)(
    "R-LIF-20 are not sent again when the server has the message and then: %s",
    async (afterData, cause) => {
      const patient = activities(portsOn({ url: mail.url, silenceMs: 300 }));
      mail.afterData = afterData;
      const { client, effect } = await warning();
      const told = await patient.sendNotice(effect, AT);
      expect(told).toMatchObject({ type: "notice.unknown", data: { effectId: effect.id, cause } });
      mail.afterData = "answer";
      expect(await patient.sendNotice(effect, AT)).toEqual(told);
      expect(mail.received).toHaveLength(1);
      expect((await archive.outbox.show(effect.id))?.attempts).toMatchObject([
        { n: 1, outcome: "unknown", cause },
      ]);
      expect(await archive.outbox.list(client)).toMatchObject([{ status: "unknown", cause }]);
    },
  );

  it("are kept as they went out, byte for byte, under a message id that names nobody", async () => {
    const { client, effect } = await warning();
    await effects.sendNotice(effect, AT);
    const shown = await archive.outbox.show(effect.id);
    const [message] = mail.received;
    expect(shown?.attempts).toMatchObject([{ n: 1, outcome: "accepted", message: message?.text }]);
    expect(message?.text).toContain(`Message-ID: <${shown?.mark}@tenure.example>`);
    expect(message?.text).not.toContain(client);
    expect(await archive.outbox.marked(shown?.mark ?? "")).toBe(effect.id);
  });

  it("give up a channel that took nothing for a day, and not before", async () => {
    mail.refusals.set("RCPT", 451);
    const { client, effect } = await warning();
    await expect(effects.sendNotice(effect, AT)).rejects.toThrow("answered 451");
    // As if that had been a day ago.
    await archive.outbox.conclude(effect.id, 0, { outcome: "postponed", cause: "MailServer", at: AT }, null);
    const other = await warning();
    await archive.outbox.capture(
      { id: other.effect.id, notice: "N4", channel: "email", locale: "en", at: AT },
      { subject: "s", body: "b" },
    );
    await archive.outbox.conclude(
      other.effect.id,
      0,
      { outcome: "postponed", cause: "MailServer", at: AT },
      null,
    );
    expect(await effects.sendNotice(other.effect, AT)).toMatchObject({
      type: "notice.failed",
      data: { cause: "MailServer" },
    });
    await expect(effects.sendNotice(effect, AT)).rejects.toThrow("answered 451");
    expect(await archive.outbox.list(client)).toMatchObject([{ status: "captured" }]);
  });

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
    const told = await effects.sendNotice(effect, AT);
    expect(told).toMatchObject(failed);
    mail.refusals.clear();
    expect(await effects.sendNotice(effect, AT)).toEqual(told);
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
    const error = await effects.sendNotice(effect, AT).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      type: "MailServer",
      nonRetryable: false,
      message: `the mail server answered ${code}`,
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("mary");
    expect(await archive.outbox.list(client)).toMatchObject([{ status: "captured" }]);
    mail.refusals.clear();
    expect(await effects.sendNotice(effect, AT)).toMatchObject({ type: "notice.delivered" });
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
    expect(await effects.sendNotice(effect, AT)).toMatchObject({ type: "notice.failed", data: { cause } });
    expect(mail.received).toEqual([]);
  });

  it("go to one recipient, whatever stands in the address", async () => {
    const { effect } = await warning("email", "mary@poppins.example, eve@elsewhere.example");
    await effects.sendNotice(effect, AT).catch(() => {});
    expect(mail.received.flatMap(({ to }) => to)).not.toContain("eve@elsewhere.example");
  });

  it("stay in the outbox on the other channels", async () => {
    const { effect } = await warning("post", "Cherry Tree Lane 17, London");
    expect(await effects.sendNotice(effect, AT)).toMatchObject({
      type: "notice.delivered",
      data: { channel: "post", deliveredAt: AT },
    });
    const { effect: nowhere } = await warning("post", null);
    expect(await effects.sendNotice(nowhere, AT)).toMatchObject({
      type: "notice.failed",
      data: { channel: "post", cause: "no-address" },
    });
    expect(mail.received).toEqual([]);
  });
});

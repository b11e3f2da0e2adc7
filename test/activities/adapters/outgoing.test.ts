// Nothing leaves by accident: what may go out, and when.
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CarrierConnections } from "../../../activities/adapters/carriers.ts";
import { type OutgoingConfig, QUIET, quietUntil } from "../../../activities/adapters/outgoing.ts";
import { systemPorts } from "../../../activities/adapters/system.ts";
import { type Activities, activities } from "../../../activities/index.ts";
import type { EffectOf } from "../../../activities/ports.ts";
import { type Archive, openArchive } from "../../../archive/open.ts";
import type { Channel, Notice } from "../../../machines/index.ts";
import { type Backend, embedded } from "../../support/archives.ts";
import { hour, journalOf, type Said } from "../../support/entries.ts";
import { decoded, type MailServer, startMailServer } from "../../support/mail.ts";

const AT = hour(100);

let backend: Backend;
let archive: Archive;
let mail: MailServer;
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
  return () => mail.close();
});

const effectsOn = (outgoing: OutgoingConfig, more: CarrierConnections = {}): Activities =>
  activities(
    systemPorts(archive, {
      smtp: { url: mail.url, from: "help@tenure.example" },
      outgoing: { quiet: null, ...outgoing },
      ...more,
    }),
  );

/** A client in Berlin. */
async function newClient(address = "mary@poppins.example", said: readonly Said[] = [{}]): Promise<string> {
  const client = `o${++clients}`;
  await archive.journal.record(journalOf(client, said));
  await archive.vault.setAddress(client, "email", address);
  return client;
}

const SLOTS: Partial<Record<Notice, EffectOf<"sendNotice">["params"]["slots"]>> = {
  N4: { n: 1, of: 2, happenedAt: hour(1), appealDays: 14 },
  N8: { what: "payment", from: AT },
  N10: { promotion: false, cause: "obstacle" },
  N15: { segment: "core" },
};

let effects = 0;
const effectFor = (
  client: string,
  notice: Notice = "N4",
  channel: Channel = "email",
): EffectOf<"sendNotice"> => ({
  id: `${client}/${++effects + 1}/0`,
  type: "sendNotice",
  params: { notice, channel, slots: SLOTS[notice] ?? {}, about: null },
});
const rowOf = async ({ id }: EffectOf<"sendNotice">) => archive.outbox.get(id);

/** Sends, and says which cause it waits for and how long, ms. */
async function waits(effects: Activities, effect: EffectOf<"sendNotice">) {
  const error = await effects.sendNotice(effect, AT).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ type: "Waiting", nonRetryable: false });
  const { status, cause } = (await rowOf(effect)) ?? {};
  return { status, cause, delay: (error as { nextRetryDelay: number }).nextRetryDelay };
}

describe("a dry run", () => {
  it("sends nothing, keeps everything, and the relationship goes on", async () => {
    const effects = effectsOn({ dryRun: true });
    const effect = effectFor(await newClient());
    const told = await effects.sendNotice(effect, AT);
    expect(told).toMatchObject({ type: "notice.delivered", data: { deliveredAt: AT } });
    expect(await effects.sendNotice(effect, AT)).toEqual(told);
    expect(mail.received).toEqual([]);
    expect(await rowOf(effect)).toMatchObject({ status: "captured", cause: "dry-run" });
    expect((await archive.outbox.read(effect.id))?.body).toContain("warning 1 of 2");
  });
});

describe("an allow-list", () => {
  it.each([
    ["mary@poppins.example", true],
    ["MARY@Poppins.Example", true],
    ["bert@staging.example", true],
    ["bert@sub.staging.example", false],
    ["bert@notstaging.example", false],
    ["staging.example@elsewhere.example", false],
    ["mary@poppins.example.org", false],
  ])("lets %s get notices: %s", async (address, gets) => {
    const effects = effectsOn({ allow: ["mary@poppins.example", " Staging.example "] });
    const effect = effectFor(await newClient(address));
    expect(await effects.sendNotice(effect, AT)).toMatchObject({ type: "notice.delivered" });
    expect(mail.received).toHaveLength(gets ? 1 : 0);
    expect(await rowOf(effect)).toMatchObject(
      gets ? { status: "sent" } : { status: "captured", cause: "not-allowed" },
    );
  });

  it("that is empty lets nobody get anything", async () => {
    await effectsOn({ allow: [] }).sendNotice(effectFor(await newClient()), AT);
    expect(mail.received).toEqual([]);
  });
});

describe("quiet hours", () => {
  const at = (text: string) => () => Date.parse(text);

  it("hold a notice back by the client's clock, visibly, until they end", async () => {
    const client = await newClient();
    const effect = effectFor(client);
    // 23:30 in Berlin.
    const night = effectsOn({ quiet: QUIET, clock: at("2026-11-20T22:30:00Z") });
    expect(await waits(night, effect)).toMatchObject({ status: "waiting", cause: "quiet-hours" });
    expect(mail.received).toEqual([]);
    expect(await archive.outbox.attempts(effect.id)).toEqual([]);
    const morning = effectsOn({ quiet: QUIET, clock: at("2026-11-21T07:00:00Z") });
    expect(await morning.sendNotice(effect, AT)).toMatchObject({ type: "notice.delivered" });
    expect(await rowOf(effect)).toMatchObject({ status: "sent", cause: null });
  });

  it("do not hold back what stays in the house anyway", async () => {
    const night = { quiet: QUIET, clock: at("2026-11-20T22:30:00Z") };
    const client = await newClient();
    await archive.vault.setAddress(client, "post", "Cherry Tree Lane 17; London");
    const byPost = effectFor(client, "N4", "post");
    expect(await effectsOn(night).sendNotice(byPost, AT)).toMatchObject({ type: "notice.delivered" });
    const dry = effectFor(await newClient());
    expect(await effectsOn({ ...night, dryRun: true }).sendNotice(dry, AT)).toMatchObject({
      type: "notice.delivered",
    });
  });

  it.each([
    ["2026-11-20T19:59:00Z", "Europe/Berlin", null],
    ["2026-11-20T20:00:00Z", "Europe/Berlin", "2026-11-21T07:00:00.000Z"],
    ["2026-11-21T06:59:59Z", "Europe/Berlin", "2026-11-21T07:00:00.000Z"],
    ["2026-11-21T07:00:00Z", "Europe/Berlin", null],
    ["2026-11-20T23:00:00Z", "Asia/Tokyo", null],
    ["2026-11-20T14:00:00Z", "Asia/Kolkata", null],
    ["2026-11-20T15:45:00Z", "Asia/Kolkata", "2026-11-21T02:30:00.000Z"],
  ])("at %s in %s last until %s", (now, zone, until) => {
    const end = quietUntil(QUIET, zone, Date.parse(now));
    expect(end === null ? null : new Date(end).toISOString()).toBe(until);
  });

  it("end, whatever they are, within a day, and not before it is loud", () => {
    const minutes = fc.integer({ min: 0, max: 1_439 });
    const moment = fc.date({ min: new Date("2026-05-01"), max: new Date("2026-09-30"), noInvalidDate: true });
    fc.assert(
      fc.property(minutes, minutes, moment, (from, to, now) => {
        const end = quietUntil({ from, to }, "America/New_York", now.getTime());
        if (from === to) return end === null;
        if (end === null) return true;
        const length = end - now.getTime();
        return (
          length > 0 && length <= 86_400_000 && quietUntil({ from, to }, "America/New_York", end) === null
        );
      }),
    );
  });
});

describe("the number of notices a client and day", () => {
  it("holds back what is too much, until the oldest of them is a day old", async () => {
    const client = await newClient();
    const effects = effectsOn({ perDay: 2 });
    for (let n = 0; n < 2; n += 1) await effects.sendNotice(effectFor(client, "N8"), AT);
    const third = effectFor(client);
    const { status, cause, delay } = await waits(effects, third);
    expect({ status, cause }).toEqual({ status: "waiting", cause: "full-day" });
    expect(delay).toBeGreaterThan(86_300_000);
    expect(delay).toBeLessThanOrEqual(86_400_000);
    expect(mail.received).toHaveLength(2);
    // Others are not held up by that.
    await effects.sendNotice(effectFor(await newClient()), AT);
    const tomorrow = effectsOn({ perDay: 2, clock: () => Date.now() + 86_400_001 });
    expect(await tomorrow.sendNotice(third, AT)).toMatchObject({ type: "notice.delivered" });
  });

  it("counts what may have gone out, once each, and nothing else", async () => {
    const client = await newClient();
    const effects = effectsOn({ perDay: 1 });
    const dry = effectsOn({ dryRun: true });
    await dry.sendNotice(effectFor(client), AT);
    mail.refusals.set("RCPT", 451);
    const tried = effectFor(client);
    await expect(effects.sendNotice(tried, AT)).rejects.toThrow("answered 451");
    mail.refusals.clear();
    // The same notice again is no second one.
    expect(await effects.sendNotice(tried, AT)).toMatchObject({ type: "notice.delivered" });
    expect(await waits(effects, effectFor(client))).toMatchObject({ cause: "full-day" });
  });
});

describe("a letter whose matter is over", () => {
  it("R-LIF-26 does not go out; one that has gone out is told of as it was", async () => {
    const client = await newClient(undefined, [{}, {}]);
    const effect = { ...effectFor(client), id: `${client}/1/0` };
    const smtp = { url: mail.url, from: "help@tenure.example" };
    const holding = (holds: boolean): Activities =>
      activities(
        systemPorts(
          archive,
          { smtp, outgoing: { quiet: null } },
          { letters: async () => [{ seq: 1, notice: "N4", holds }] },
        ),
      );
    const sent = await holding(true).sendNotice(effect, AT);
    expect(sent).toMatchObject({ type: "notice.delivered" });
    // The same effect again, as after a worker that died before it could say so.
    expect(await holding(false).sendNotice(effect, AT)).toEqual(sent);
    const other = { ...effectFor(client), id: `${client}/1/1` };
    expect(await holding(false).sendNotice(other, AT)).toMatchObject({
      type: "notice.failed",
      data: { cause: "withdrawn" },
    });
    expect(mail.received).toHaveLength(1);
  });
});

describe("whoever unsubscribed", () => {
  it("R-LIF-27 gets no mailings and all that is our duty; the relationship hears that none went out", async () => {
    const client = await newClient();
    await archive.mailings.unsubscribe(client, AT, "link");
    const effects = effectsOn({});
    for (const notice of ["N10", "N15"] as const) {
      const effect = effectFor(client, notice);
      expect(await effects.sendNotice(effect, AT)).toMatchObject({
        type: "notice.failed",
        data: { notice, cause: "unsubscribed" },
      });
      expect(await rowOf(effect)).toMatchObject({ status: "failed", cause: "unsubscribed" });
    }
    expect(mail.received).toEqual([]);
    expect(await effects.sendNotice(effectFor(client, "N4"), AT)).toMatchObject({ type: "notice.delivered" });
    expect(mail.received).toHaveLength(1);
  });

  it("found the link in the mailing, of one click, and in no other notice", async () => {
    const client = await newClient();
    const effects = effectsOn({}, { publicUrl: "https://tenure.example" });
    const mailing = effectFor(client, "N15");
    await effects.sendNotice(mailing, AT);
    await effects.sendNotice(effectFor(client, "N4"), AT);
    const [thanks, warning] = mail.received.map(({ text }) => text);
    const unfolded = (thanks ?? "").replaceAll(/\r\n[ \t]/g, " ");
    const token = await archive.mailings.unsubscribeToken(mailing.id);
    expect(unfolded).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(unfolded).toContain(`List-Unsubscribe: <https://tenure.example/unsubscribe/${token}>`);
    expect(warning).not.toContain("List-Unsubscribe");
  });
});

describe("letters", () => {
  it("R-LIF-20 are pages to print, and a task to post them; nobody is told that they arrived", async () => {
    const client = await newClient();
    await archive.vault.setAddress(client, "post", "Mary Poppins <Ltd>\nCherry Tree Lane 17\nLondon");
    await archive.vault.setName(client, "Mary & Bert");
    const effects = effectsOn({}, { letters: { sender: ["Tenure GmbH", "Hauptstr. 1", "10115 Berlin"] } });
    const effect = effectFor(client, "N4", "post");
    expect(await effects.sendNotice(effect, AT)).toBeNull();
    const { status, attempts } = (await archive.outbox.show(effect.id)) ?? {};
    expect({ status, outcome: attempts?.[0]?.outcome }).toEqual({ status: "sent", outcome: "pending" });
    const page = attempts?.[0]?.message ?? "";
    expect(page).toContain("size: A4");
    expect(page).toContain("<small>Tenure GmbH · Hauptstr. 1 · 10115 Berlin</small>");
    expect(page).toContain("Mary Poppins &lt;Ltd&gt;<br>Cherry Tree Lane 17<br>London");
    expect(page).toContain("Mary &amp; Bert");
    const tasks = await archive.tasks.list({ client, state: "open" });
    expect(tasks).toMatchObject([{ kind: "postLetter", role: "ops", about: effect.id }]);
    expect(tasks[0]?.points[0]).toContain(`tenure outbox open ${effect.id}`);
    expect(mail.received).toEqual([]);
  });

  it("fail without an address", async () => {
    const effects = effectsOn({}, { letters: { sender: ["Tenure GmbH"] } });
    expect(await effects.sendNotice(effectFor(await newClient(), "N4", "post"), AT)).toMatchObject({
      type: "notice.failed",
      data: { channel: "post", cause: "no-address" },
    });
  });
});

describe("e-mail with a page", () => {
  it("has the plain text beside it, and the same words in both", async () => {
    await effectsOn({}).sendNotice(effectFor(await newClient()), AT);
    const text = decoded(mail.received[0]?.text ?? "");
    expect(text).toContain("multipart/alternative");
    expect(text.split("Content-Type: text/plain")).toHaveLength(2);
    expect(text.split("Content-Type: text/html")).toHaveLength(2);
    expect(text.match(/warning 1 of 2/g)?.length).toBeGreaterThanOrEqual(2);
  });
});

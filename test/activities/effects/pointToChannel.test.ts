import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { systemPorts } from "../../../activities/adapters/system.ts";
import { activities } from "../../../activities/index.ts";
import type { EffectOf, Ports } from "../../../activities/ports.ts";
import { type Archive, openArchive } from "../../../archive/open.ts";
import type { Channel } from "../../../machines/index.ts";
import { sieve } from "../../../services/sieve.ts";
import { type Backend, embedded } from "../../support/archives.ts";
import { hour, journalOf } from "../../support/entries.ts";
import { decoded, type MailServer, startMailServer } from "../../support/mail.ts";

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
});
afterEach(() => mail.close());

const AT = hour(5);
const EN =
  "Thank you for your message; we cannot answer it on this channel at present, so please send it to us by post.";

const ports = (): Ports =>
  systemPorts(archive, {
    smtp: { url: mail.url, from: "Support <help@tenure.example>" },
    outgoing: { quiet: null },
  });
const effects = (made = ports()) => activities(made);

/** Somebody who wrote on a closed channel, though only post is open. */
async function wrote(channel: Channel, locale: "en" | "ru" = "en"): Promise<EffectOf<"pointToChannel">> {
  const client = `p.${++clients}`;
  const opening = { kind: "b2b", locale, zone: "Europe/Berlin", currency: "EUR", channels: ["email"] };
  await archive.journal.record(journalOf(client, [{ data: opening }]));
  await archive.vault.setAddress(client, "email", "mary@poppins.example");
  return { id: `${client}/4/0`, type: "pointToChannel", params: { channel, open: "post" } };
}
const outboxOf = ({ id }: { id: string }) => archive.outbox.list(id.split("/")[0] ?? "");

it("R-LIF-11 a message on a closed channel is answered there, with one polite sentence, once", async () => {
  const effect = await wrote("email");
  expect(await effects().pointToChannel(effect, AT)).toBeNull();
  expect(await effects().pointToChannel(effect, AT)).toBeNull();
  expect(mail.received).toHaveLength(1);
  expect(mail.received[0]?.to).toEqual(["mary@poppins.example"]);
  expect(decoded(mail.received[0]?.text ?? "")).toContain(EN);
  // Kept in the outbox like a notice.
  expect(await outboxOf(effect)).toMatchObject([{ notice: "pointer", channel: "email", status: "sent" }]);
  expect((await archive.outbox.read(effect.id))?.body).toBe(EN);
});

it("is written in the client's language, and captured where nothing carries that channel", async () => {
  const effect = await wrote("chat", "ru");
  await effects().pointToChannel(effect, AT);
  expect(mail.received).toEqual([]);
  expect(await outboxOf(effect)).toMatchObject([{ notice: "pointer", channel: "chat", status: "captured" }]);
  expect((await archive.outbox.read(effect.id))?.body).toContain("напишите нам обычной почтой");
});

it("is left to the person who answers the phone", async () => {
  const effect = await wrote("phone");
  expect(await effects().pointToChannel(effect, AT)).toBeNull();
  expect(await outboxOf(effect)).toEqual([]);
});

it("is not sent again when a worker died in the middle of it: nobody knows", async () => {
  const effect = await wrote("email");
  const real = ports();
  const sent = Promise.withResolvers<void>();
  const dying: Ports = {
    ...real,
    carrier: {
      async prepare(dispatch) {
        const ready = await real.carrier.prepare(dispatch);
        if (ready.status !== "ready") return ready;
        const send = async () => {
          await ready.send();
          sent.resolve();
          return new Promise<never>(() => {});
        };
        return { ...ready, send };
      },
    },
  };
  void effects(dying).pointToChannel(effect, AT);
  await sent.promise;
  expect(await effects().pointToChannel(effect, AT)).toBeNull();
  expect(mail.received).toHaveLength(1);
  expect(await outboxOf(effect)).toMatchObject([{ status: "unknown", cause: "lost" }]);
});

it("is sent later when the mail server was away, and not at all to an erased client", async () => {
  const effect = await wrote("email");
  await mail.close();
  await expect(effects().pointToChannel(effect, AT)).rejects.toMatchObject({ type: "MailServer" });
  mail = await startMailServer();
  await effects().pointToChannel(effect, AT);
  expect(mail.received).toHaveLength(1);

  const erased = await wrote("email");
  await archive.vault.erase(erased.id.split("/")[0] ?? "");
  expect(await effects().pointToChannel(erased, AT)).toBeNull();
  expect(mail.received).toHaveLength(1);
});

it("R-LIF-11 a mailbox rule closes one sender's e-mail, and answers with the pointer once a day", () => {
  const rule = sieve({
    client: "c1",
    open: "post",
    locale: "en",
    at: AT,
    address: 'a"b\\c"; stop; #@poppins.example',
  });
  expect(rule).toContain('address :is :all "from" "a\\"b\\\\c\\"; stop; #@poppins.example"');
  expect(rule).toContain('vacation :days 1 :handle "tenure-c1"');
  expect(rule).toContain(`text:\n${EN}\n.\n;`);
  expect(rule).toMatch(/fileinto :create "Closed";\n {2}stop;\n}\n$/);
});

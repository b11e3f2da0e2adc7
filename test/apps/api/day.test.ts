import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apply, relationshipId } from "../../../contracts/messages.ts";
import { Malformed, parseEvent } from "../../../machines/index.ts";
import { dating } from "../../../services/dating.ts";
import { dayIn } from "../../../values/days.ts";
import { contract, type Parts, startParts } from "../../support/engine.ts";
import { soon } from "../../support/soon.ts";

let parts: Parts;
beforeAll(async () => {
  parts = await startParts();
});
afterAll(() => parts?.stop());

async function opened(zone: string): Promise<string> {
  const client = parts.name();
  const { status } = await parts.call("POST", `/clients/${client}`, "ops:olga", { ...contract, zone });
  expect(status).toBe(201);
  return client;
}

async function signalled(client: string, type: string, data: unknown) {
  const { body } = await parts.call("POST", `/clients/${client}/events`, "ops:olga", { type, data });
  const entries = await parts.archive.journal.timeline(client);
  const { seq } = body as { seq: number };
  return entries.find((entry) => entry.seq === seq);
}

describe("the client's day", () => {
  it.each(["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"])(
    "R-LIF-27: an event is stamped with the date at which it comes in, in %s",
    async (zone) => {
      const client = await opened(zone);
      const left = await signalled(client, "client.replied", { messageId: "m1" });
      const [opening] = await parts.archive.journal.timeline(client);
      for (const entry of [opening, left])
        expect(entry?.day).toBe(dayIn(zone)(Date.parse(entry?.receivedAt ?? "")));
    },
  );

  it("R-LIF-27: from a corrected zone on, the day is that zone's", async () => {
    const client = await opened("Pacific/Pago_Pago");
    await signalled(client, "contact.corrected", { zone: "Pacific/Kiritimati" });
    const replied = await signalled(client, "client.replied", { messageId: "m1" });
    // A day and an hour apart: never the same date.
    expect(replied?.day).toBe(dayIn("Pacific/Kiritimati")(Date.parse(replied?.receivedAt ?? "")));
    expect(await parts.archive.relationships.get(client)).toMatchObject({ zone: "Pacific/Kiritimati" });
  });

  it("R-LIF-27: a raw caller's day is at most one from UTC's", async () => {
    const client = await opened("Europe/Berlin");
    const handle = parts.client.workflow.getHandle(relationshipId(client));
    const said = {
      type: "client.replied",
      actor: { id: "fred", role: "ops" as const },
      data: { messageId: "m" },
    };
    const send = (day: string) => handle.executeUpdate(apply, { args: [{ ...said, day }] });
    await expect(send("2001-01-01")).rejects.toMatchObject({ cause: { type: "Malformed" } });
    expect(await send(new Date().toISOString().slice(0, 10))).toMatchObject({ outcome: "accepted" });
  });

  it("R-LIF-27: a zone that nobody knows, told by a raw caller, counts as UTC and stalls no notice", async () => {
    const client = await opened("Europe/Berlin");
    const handle = parts.client.workflow.getHandle(relationshipId(client));
    const data = { zone: "Europe/Berln" };
    const raw = { type: "contact.corrected", actor: { id: "olga", role: "ops" as const }, data };
    expect(await handle.executeUpdate(apply, { args: [raw] })).toMatchObject({ outcome: "accepted" });
    const stated = await signalled(client, "boundary.stated", { textRef: "No." });
    expect(stated?.day).toBe(dayIn("UTC")(Date.parse(stated?.receivedAt ?? "")));
    await soon(async () => {
      const told = (await parts.archive.journal.timeline(client)).map(({ type }) => type);
      expect(told).toContain("notice.delivered");
    });
  });

  it("R-LIF-27: whose zone is not to be learnt has no day, and its events go on", async () => {
    const get = async (): Promise<never> => {
      throw new Error("away");
    };
    const event = { eventId: randomUUID(), type: "client.left", actor: { id: "o", role: "ops" as const } };
    const sent = {
      ...event,
      occurredAt: "2026-11-01T00:00:00Z",
      receivedAt: "2026-11-01T00:00:00Z",
      data: {},
    };
    expect(await dating({ get })("c", sent)).toEqual(sent);
  });
});

it.each([
  ["2026-11-01", true],
  ["2026-11-02", true],
  ["2026-11-03", true],
  ["2026-10-31", false],
  ["2026-11-04", false],
])("R-LIF-27: of what came in on 2 November, %s is a day somewhere: %s", (day, somewhere) => {
  const at = "2026-11-02T23:59:59Z";
  const event = { eventId: randomUUID(), type: "client.replied", actor: { id: "o", role: "ops" }, day };
  const read = () => parseEvent({ ...event, occurredAt: at, receivedAt: at, data: { messageId: "m" } });
  if (somewhere) expect(read()).toMatchObject({ day });
  else expect(read).toThrow(Malformed);
});

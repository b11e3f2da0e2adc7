import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contract, type Parts, startParts } from "../../support/engine.ts";
import { soon } from "../../support/soon.ts";

let parts: Parts;
beforeAll(async () => {
  parts = await startParts();
});
afterAll(() => parts?.stop());

async function opened(more: object = {}): Promise<string> {
  const client = parts.name();
  const { status } = await parts.call("POST", `/clients/${client}`, "ops:olga", { ...contract, ...more });
  expect(status).toBe(201);
  return client;
}

const correct = (client: string, body: object, as = "ops:olga") =>
  parts.call("POST", `/clients/${client}/contact`, as, body);
const last = async (client: string) => (await parts.archive.journal.timeline(client)).at(-1);

describe("how a client is reached, put right", () => {
  it("R-COM-1: zone, language and channels, for whoever reads where the client is", async () => {
    const client = await opened();
    const told = { zone: "Asia/Kathmandu", locale: "ru", channels: ["chat", "post"] };
    expect(await correct(client, told)).toMatchObject({ status: 200, body: { type: "contact.corrected" } });
    expect((await last(client))?.data).toEqual(told);
    const { body } = await parts.call("GET", `/clients/${client}`, "ops:olga");
    expect(body).toMatchObject({ zone: "Asia/Kathmandu", locale: "ru" });
  });

  it("R-COM-1: a new address is kept in the vault, and its channel added; the journal holds neither", async () => {
    const client = await opened({ channels: ["phone"] });
    const contact = { name: "Ann Example", post: "Ann Example; 12 Main St; Berlin" };
    expect(await correct(client, { contact })).toMatchObject({ status: 200 });
    expect(await parts.archive.vault.addressOf(client, "post")).toBe(contact.post);
    expect(await parts.archive.vault.nameOf(client)).toBe(contact.name);
    expect((await last(client))?.data).toEqual({ channels: ["phone", "post"] });
    expect(JSON.stringify(await parts.archive.journal.timeline(client))).not.toContain("Main St");
    await correct(client, { contact: { email: "ann@example.org" }, channels: ["email"] });
    await correct(client, { contact: { email: "anna@example.org" } });
    expect((await last(client))?.data).toEqual({ channels: ["email"] });
  });

  it("R-COM-1: notices after it go the corrected way", async () => {
    const client = await opened({ channels: ["email"] });
    await correct(client, { channels: ["chat"] });
    const event = { type: "boundary.stated", data: { textRef: "No." } };
    expect((await parts.call("POST", `/clients/${client}/events`, "ops:olga", event)).status).toBe(200);
    await soon(async () => {
      const [notice] = await parts.archive.outbox.list(client);
      expect(notice).toMatchObject({ notice: "N3", channel: "chat" });
    });
  });

  it("R-COM-1: a letter without a postal address is not sent, and nobody counts it as delivered", async () => {
    const client = await opened({ channels: ["post"] });
    await parts.call("POST", `/clients/${client}/events`, "ops:olga", {
      ...{ type: "boundary.stated", data: { textRef: "No." } },
    });
    const failed = await soon(async () => {
      const entries = await parts.archive.journal.timeline(client);
      const found = entries.find(({ type }) => type === "notice.failed");
      if (!found) throw new Error("nothing has failed yet");
      return found;
    });
    expect(failed.data).toMatchObject({ channel: "post", cause: "no-address" });
    const [notice] = await parts.archive.outbox.list(client);
    expect(notice).toMatchObject({ status: "failed", cause: "no-address" });
  });

  it.each([
    [{}, ""],
    [{ eventId: randomUUID() }, ""],
    [{ zone: "Europe/Berln" }, "zone"],
    [{ locale: "de" }, "locale"],
    [{ channels: [] }, "channels"],
    [{ contact: { email: "ann" } }, "contact.email"],
    [{ contact: { fax: "1" } }, "contact.fax"],
    [{ zone: "Europe/Berlin", contact: { phone: "none" } }, "contact.phone"],
  ])("R-LIF-27: %j is no correction, and none of it is kept", async (body, path) => {
    const client = await opened();
    const said = await correct(client, body);
    expect(said).toMatchObject({ status: 400, body: { faults: [{ path }] } });
    expect(await parts.archive.journal.timeline(client)).toHaveLength(1);
  });

  it("R-COM-1: of nobody, by nobody else, and not after the end", async () => {
    expect((await correct("nobody", { locale: "ru" })).status).toBe(404);
    const client = await opened({ contract: undefined });
    for (const as of ["finance:fay", `client:${client}`])
      expect((await correct(client, { contact: { email: "ann@example.org" } }, as)).status).toBe(403);
    const withdrew = { type: "prospect.withdrew", data: {} };
    await parts.call("POST", `/clients/${client}/events`, "ops:olga", withdrew);
    const late = await correct(client, { contact: { email: "ann@example.org" } });
    expect(late).toMatchObject({ status: 409, body: { findings: [{ rule: "R-LIF-0" }] } });
    expect(await parts.archive.vault.addressOf(client, "email")).toBeNull();
  });
});

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { hubspot } from "../../../activities/adapters/hubspot.ts";
import { type Connections, systemPorts } from "../../../activities/adapters/system.ts";
import { activities } from "../../../activities/index.ts";
import type { EffectOf } from "../../../activities/ports.ts";
import { type Archive, openArchive } from "../../../archive/open.ts";
import { type Backend, embedded } from "../../support/archives.ts";
import { hour } from "../../support/entries.ts";
import { SECRET } from "../../support/helpDesk.ts";
import { hubspotServer } from "../../support/hubspot.ts";

let backend: Backend;
let archive: Archive;
beforeAll(async () => {
  backend = await embedded.start();
  archive = await openArchive(await backend.place());
});
afterAll(async () => {
  await archive?.close();
  await backend?.stop();
});

const AT = hour(3);
let notes = 0;
const recordNote = (client: string): EffectOf<"recordNote"> => ({
  id: `${client}/${++notes}/0`,
  type: "recordNote",
  params: { note: "formally, <to the point>", seconds: 60 },
});
const effects = (crm: Connections["crm"]) => activities(systemPorts(archive, { crm }));

describe("the note on the record", () => {
  it("R-COM-3 goes to the CRM as a signed message, once, and to nobody else", async () => {
    const seen: { path: string; body: unknown; id: unknown }[] = [];
    const server = createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      const body = new Webhook(SECRET).verify(text, request.headers as Record<string, string>);
      seen.push({ path: request.url ?? "", body, id: request.headers["webhook-id"] });
      response.writeHead(204).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/crm`;
    const effect = recordNote("n.1");
    const { recordNote: hand } = effects({ webhook: { url, secrets: [SECRET], allowPrivate: true } });
    expect(await hand(effect, AT)).toBeNull();
    expect(await hand(effect, AT)).toBeNull();
    const data = { effectId: effect.id, client: "n.1", note: "formally, <to the point>", seconds: 60 };
    expect(seen).toEqual([
      { path: "/crm", id: effect.id.replace(".", "~"), body: { type: "note.recorded", timestamp: AT, data } },
    ]);
    expect((await archive.effects.measures("n.1")).note).toBe("formally, <to the point>");
    expect(await archive.outbox.list("n.1")).toEqual([]);
    await new Promise((resolve) => server.close(resolve));
  });

  it("R-COM-3 stands in the archive where there is no CRM", async () => {
    expect(await effects(undefined).recordNote(recordNote("n.2"), AT)).toBeNull();
    expect((await archive.effects.measures("n.2")).note).toBe("formally, <to the point>");
  });
});

describe("HubSpot", () => {
  let server: Awaited<ReturnType<typeof hubspotServer>>;
  beforeEach(async () => {
    server = await hubspotServer("t0ken", "tenure_client");
    server.contacts.set("h.1", "9001");
  });
  afterEach(() => server.close());
  const crm = (more: Partial<Parameters<typeof hubspot>[0]> = {}) => ({
    hubspot: { url: server.url, token: "t0ken", allowPrivate: true, timeoutMs: 5_000, ...more },
  });
  const failing = (attempt: Promise<unknown>): Promise<unknown> =>
    attempt.then(
      () => {
        throw new Error("nothing failed");
      },
      (thrown: unknown) => thrown,
    );

  it("R-COM-3 gets the note on the contact's timeline, as plain text", async () => {
    await effects(crm()).recordNote(recordNote("h.1"), AT);
    const [note] = [...server.notes.values()];
    expect(note).toMatchObject({
      properties: { hs_timestamp: AT },
      associations: [
        {
          to: { id: "9001" },
          types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 202 }],
        },
      ],
    });
    expect(note?.properties.hs_note_body).toMatch(
      /^formally, &lt;to the point&gt;<br>Contact: 60 seconds at most<br>tenure-[0-9a-f]{16}$/,
    );
  });

  it("is told once, also when it did it and answered too late or with an error", async () => {
    const [slow, broken] = [recordNote("h.1"), recordNote("h.1")];
    server.failures.push({ status: 500, done: true, afterMs: 1_500 });
    expect(await failing(effects(crm({ timeoutMs: 700 })).recordNote(slow, AT))).toMatchObject({
      type: "HubSpot",
      message: "HubSpot gave no answer in 700 ms",
    });
    server.failures.push({ status: 502, done: true });
    expect(await failing(effects(crm()).recordNote(broken, AT))).toMatchObject({ type: "HubSpot" });
    for (const effect of [slow, broken]) await effects(crm()).recordNote(effect, AT);
    expect(server.notes.size).toBe(2);
  });

  it.each([
    [{ status: 503 }, "HubSpot", false, undefined],
    [{ status: 429 }, "HubSpot", false, 7_000],
    [{ status: 400 }, "HubSpotRefused", true, undefined],
  ])(
    "is asked again, or not, after %o, and its words stay its own",
    async (failure, type, forGood, delay) => {
      server.failures.push(failure);
      const error = await failing(effects(crm()).recordNote(recordNote("h.1"), AT));
      expect(error).toMatchObject({
        type,
        message: expect.stringContaining(`HubSpot answered ${failure.status}`),
      });
      expect((error as { nonRetryable?: boolean }).nonRetryable ?? false).toBe(forGood);
      expect((error as { nextRetryDelay?: number }).nextRetryDelay).toBe(delay);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/s3cret|t0ken|127\.0\.0\.1/);
    },
  );

  it("a client it does not know, a wrong token, a private address, a server that is away", async () => {
    const told = async (client: string, connected: Connections["crm"]) =>
      failing(effects(connected).recordNote(recordNote(client), AT));
    expect(await told("h.2", crm())).toMatchObject({ type: "HubSpotRefused", nonRetryable: true });
    expect(await told("h.1", crm({ token: "wrong" }))).toMatchObject({ type: "HubSpotRefused" });
    expect(await told("h.1", crm({ allowPrivate: false }))).toMatchObject({ type: "PrivateAddress" });
    const named = crm({ allowPrivate: false, url: server.url.replace("127.0.0.1", "localhost") });
    expect(await told("h.1", named)).toMatchObject({ type: "PrivateAddress" });
    await server.close();
    expect(await told("h.1", crm())).toMatchObject({ type: "HubSpot", message: "HubSpot is out of reach" });
  });
});

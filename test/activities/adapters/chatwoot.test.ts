import { inspect } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { chatwoot, checkChatwoot } from "../../../activities/adapters/chatwoot.ts";
import { systemPorts } from "../../../activities/adapters/system.ts";
import { activities } from "../../../activities/index.ts";
import { channelKeeper } from "../../../activities/jobs/reconcileChannels.ts";
import type { Gate, GateOrder } from "../../../activities/ports.ts";
import type { Channel } from "../../../machines/index.ts";
import { briefArchive } from "../../support/archives.ts";
import { type Contact, chatwootServer } from "../../support/chatwoot.ts";
import { hour } from "../../support/entries.ts";

let server: Awaited<ReturnType<typeof chatwootServer>>;
let ann: Contact;
beforeEach(async () => {
  server = await chatwootServer(3, "t0ken");
  ann = { id: 41, identifier: "c.1", blocked: false, custom_attributes: { plan: "gold" } };
  server.contacts.push({ ...ann, id: 40, identifier: "c.10", custom_attributes: {} }, ann);
});
afterEach(() => server.close());

const gate = (token = "t0ken"): Gate =>
  chatwoot({ url: server.url, account: 3, token, channels: ["email", "chat"], allowPrivate: true });
const order = (seq: number, allowed: readonly Channel[] | null): GateOrder => ({
  id: `c.1/${seq}/0`,
  effectId: `c.1/${seq}/0`,
  client: "c.1",
  seq,
  allowed,
  at: hour(seq),
});

it("R-LIF-11 a contact none of whose channels is open is blocked, and unblocked when one is", async () => {
  expect(await gate().enforce(order(7, ["post"]))).toEqual([]);
  expect(ann).toMatchObject({
    blocked: true,
    custom_attributes: { tenure_open_channels: "", tenure_seq: 7 },
  });
  expect(await gate().enforce(order(8, ["chat"]))).toEqual(["chat"]);
  expect(ann).toMatchObject({ blocked: false, custom_attributes: { tenure_open_channels: "chat" } });
  expect(await gate().enforce(order(9, null))).toEqual(["email", "chat"]);
  expect(ann.blocked).toBe(false);
  // What others keep with the contact stays, and other contacts stay as they are.
  expect(ann.custom_attributes.plan).toBe("gold");
  expect(server.contacts[0]).toMatchObject({ blocked: false, custom_attributes: {} });
});

it("R-LIF-11 an older order changes nothing, and is answered with what is open", async () => {
  await gate().enforce(order(9, null));
  expect(await gate().enforce(order(7, ["post"]))).toEqual(["email", "chat"]);
  expect(ann.blocked).toBe(false);
});

it("what an agent blocked is told: lifting a restriction does not open it", async () => {
  ann.blocked = true;
  expect(await gate().openTo("c.1")).toEqual([]);
  expect(await gate().enforce(order(9, []))).toEqual([]);
  expect(ann.blocked).toBe(true);
});

it("R-LIF-11 a contact that an agent unblocks is found by the reconciliation, and lifting leaves the rest as it was", async () => {
  const archive = await briefArchive();
  const ports = { ...systemPorts(archive), gate: gate() };
  const effects = activities(ports);
  const at = hour(8);
  await effects.restrictChannels(
    { id: "c.1/7/0", type: "restrictChannels", params: { allowed: ["post"] } },
    at,
  );
  expect(ann.blocked).toBe(true);
  ann.blocked = false;
  ann.custom_attributes = { plan: "gold" };
  const { checked } = await channelKeeper(ports, () => Date.parse(hour(30))).reconcile();
  expect(checked).toMatchObject([
    { client: "c.1", outcome: "sentAgain", found: ["email", "chat"], told: [] },
  ]);
  expect(ann.blocked).toBe(true);
  expect(await archive.tasks.list({ client: "c.1" })).toMatchObject([{ kind: "channelDrift" }]);
  await effects.liftRestriction({ id: "c.1/9/0", type: "liftRestriction", params: {} }, hour(31));
  expect(ann).toMatchObject({ blocked: false, custom_attributes: { tenure_open_channels: "email,chat" } });
  await archive.close();
});

it("a client whom Chatwoot does not know is told of, for good", async () => {
  expect(await gate().openTo("c.2")).toBeNull();
  await expect(gate().enforce({ ...order(7, ["post"]), client: "c.2" })).rejects.toThrow(
    expect.objectContaining({
      type: "ChatwootRefused",
      nonRetryable: true,
      message: "Chatwoot has no contact whose identifier is c.2",
    }),
  );
});

it.each([
  [503, "Chatwoot", false],
  [429, "Chatwoot", false],
  [403, "ChatwootRefused", true],
])("after %i it is asked again, or not, and none of its words is repeated", async (status, type, forGood) => {
  server.failures.push(status);
  const error = await gate()
    .openTo("c.1")
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ type, message: `Chatwoot answered ${status} to c.1` });
  expect((error as { nonRetryable?: boolean }).nonRetryable ?? false).toBe(forGood);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/s3cret|t0ken|127\.0\.0\.1/);
});

it("a wrong token, a private address and a server that is away are told apart", async () => {
  await expect(gate("wrong").openTo("c.1")).rejects.toThrow("answered 401");
  const private_ = { url: server.url, account: 3, token: "t0ken", channels: ["email"] } as const;
  await expect(chatwoot(private_).openTo("c.1")).rejects.toThrow("Chatwoot is not on the public internet");
  expect(() => checkChatwoot(private_)).toThrow("not a public one");
  await server.close();
  await expect(gate().openTo("c.1")).rejects.toThrow("Chatwoot is out of reach");
});

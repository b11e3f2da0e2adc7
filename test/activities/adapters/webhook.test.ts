import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemPorts } from "../../../activities/adapters/system.ts";
import { activities } from "../../../activities/index.ts";
import { channelKeeper } from "../../../activities/jobs/reconcileChannels.ts";
import type { EffectOf, Ports } from "../../../activities/ports.ts";
import { type Archive, openArchive } from "../../../archive/open.ts";
import { type Backend, embedded } from "../../support/archives.ts";
import { hour } from "../../support/entries.ts";
import { ALL, type HelpDesk, helpDesk, SECRET } from "../../support/helpDesk.ts";

const AT = hour(3);
const AT_LIFT = hour(31);

let backend: Backend;
let archive: Archive;
let desk: HelpDesk;
let clients = 0;
beforeAll(async () => {
  backend = await embedded.start();
});
afterAll(() => backend?.stop());
beforeEach(async () => {
  desk = await helpDesk();
});
afterEach(() => desk?.close());

const ports = (timeoutMs = 5_000): Ports =>
  systemPorts(archive, {
    gate: { webhook: { url: desk.url, secrets: [SECRET], timeoutMs, allowPrivate: true } },
  });
const effects = (timeoutMs?: number) => activities(ports(timeoutMs));
const keeperAt = (hours: number) => channelKeeper(ports(), () => Date.parse(hour(hours)));
const keeper = () => keeperAt(30);
const restrict = (
  client: string,
  seq: number,
  allowed: EffectOf<"restrictChannels">["params"]["allowed"] = ["post"],
): EffectOf<"restrictChannels"> => ({
  id: `${client}/${seq}/0`,
  type: "restrictChannels",
  params: { allowed },
});
const lift = (client: string, seq: number): EffectOf<"liftRestriction"> => ({
  id: `${client}/${seq}/0`,
  type: "liftRestriction",
  params: {},
});
const newClient = () => `w.${++clients}`;
const failing = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => {
      throw new Error("nothing failed");
    },
    (thrown: unknown) => thrown,
  );
const drifts = async (client: string) =>
  (await archive.tasks.list({ client })).filter(({ kind }) => kind === "channelDrift");

describe("orders about channels", () => {
  beforeAll(async () => {
    archive = await openArchive(await backend.place());
  });
  afterAll(() => archive?.close());

  it("R-LIF-4 reach the help desk signed, channel by channel, under the effect's id, once", async () => {
    const client = newClient();
    expect(await effects().restrictChannels(restrict(client, 7), AT)).toBeNull();
    expect(await effects().restrictChannels(restrict(client, 7), AT)).toBeNull();
    expect(desk.seen).toHaveLength(1);
    expect(desk.seen[0]).toMatchObject({
      id: `${client.replace(".", "~")}/7/0`,
      body: {
        type: "channels.changed",
        timestamp: AT,
        data: {
          effectId: `${client}/7/0`,
          client,
          seq: 7,
          allowed: ["post"],
          block: ["email", "chat", "phone"],
          unblock: ["post"],
        },
      },
    });
    expect(desk.openTo(client)).toEqual(["post"]);
    expect((await archive.effects.measures(client)).channels).toEqual(["post"]);
    expect(await archive.orders.last(client)).toMatchObject({ before: ALL, told: ["post"], acceptedAt: AT });
    expect(await drifts(client)).toEqual([]);
  });

  it("R-LIF-4 that come late change nothing: the help desk and the archive keep the newer one", async () => {
    const client = newClient();
    desk.answers.push({ status: 503 });
    expect(await failing(effects().restrictChannels(restrict(client, 7), AT))).toMatchObject({
      type: "Webhook",
    });
    await effects().liftRestriction(lift(client, 9), AT);
    await effects().restrictChannels(restrict(client, 7), AT);
    expect(desk.openTo(client)).toEqual(ALL);
    expect((await archive.effects.measures(client)).channels).toBeNull();
    expect(desk.seen.map(({ id }) => id.slice(-3))).toEqual(["7/0", "9/0", "7/0"]);
    // What is open by the newer order is no drift of the older one.
    expect(await drifts(client)).toEqual([]);
  });

  it.each([408, 429, 500, 503, 302])("are sent again under the same id after %i", async (status) => {
    const client = newClient();
    desk.answers.push({ status, headers: { location: "/elsewhere" } });
    const error = await failing(effects().restrictChannels(restrict(client, 7), AT));
    expect(error).toMatchObject({
      type: "Webhook",
      message: `the receiver of the webhook answered ${status} to ${client}/7/0`,
    });
    expect((error as { nonRetryable?: boolean }).nonRetryable).not.toBe(true);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/s3cret|no word/);
    await effects().restrictChannels(restrict(client, 7), AT);
    expect(desk.seen.map(({ id }) => id)).toEqual([desk.seen[0]?.id, desk.seen[0]?.id]);
    expect(desk.openTo(client)).toEqual(["post"]);
  });

  it.each([
    ["answered with an error", { status: 500, done: true }],
    ["answered too late", { status: 200, done: true, afterMs: 3_000 }],
  ])("are carried out once by a help desk that did it and %s", async (_, answer) => {
    const client = newClient();
    desk.answers.push(answer);
    expect(await failing(effects(700).restrictChannels(restrict(client, 7), AT))).toMatchObject({
      type: "Webhook",
    });
    await effects().restrictChannels(restrict(client, 7), AT);
    expect(desk.openTo(client)).toEqual(["post"]);
    // The state before the first attempt is the client's own, whatever the second one found.
    expect(await archive.orders.last(client)).toMatchObject({ before: ALL, told: ["post"] });
  });

  it("wait as long as the help desk asks", async () => {
    desk.answers.push({ status: 429, headers: { "retry-after": "7" } });
    expect(await failing(effects().liftRestriction(lift(newClient(), 2), AT))).toMatchObject({
      nextRetryDelay: 7_000,
    });
  });

  it.each([400, 401, 404, 410, 422])("fail for good after %i", async (status) => {
    const client = newClient();
    desk.answers.push({ status });
    expect(await failing(effects().restrictChannels(restrict(client, 7), AT))).toMatchObject({
      type: "WebhookRefused",
      nonRetryable: true,
    });
    // What was ordered stands all the same: our own people keep to it.
    expect((await archive.effects.measures(client)).channels).toEqual(["post"]);
    expect(await archive.effects.list(client)).toMatchObject([{ settledAt: null }]);
  });

  it("are sent again when the help desk is slow or away", async () => {
    const client = newClient();
    desk.answers.push({ status: 204, afterMs: 3_000 });
    expect(await failing(effects(500).restrictChannels(restrict(client, 7), AT))).toMatchObject({
      type: "Webhook",
      message: "the receiver of the webhook gave no answer in 500 ms",
    });
    await desk.close();
    const away = await failing(effects().restrictChannels(restrict(client, 7), AT));
    expect(away).toMatchObject({ type: "Webhook", message: "the receiver of the webhook is out of reach" });
    expect(inspect(away, { depth: 9, showHidden: true })).not.toMatch(/s3cret|127\.0\.0\.1/);
  });

  it("R-LIF-11 lifting restores exactly what was taken: what the client had closed stays closed", async () => {
    const client = newClient();
    // By the client's own wish nobody phones, and no letter is sent.
    desk.open.set(client, ["email", "chat"]);
    await effects().restrictChannels(restrict(client, 7), AT);
    expect(desk.openTo(client)).toEqual(["post"]);
    await effects().liftRestriction(lift(client, 9), AT);
    expect(desk.openTo(client)).toEqual(["email", "chat"]);
    expect(await drifts(client)).toEqual([]);
  });

  it("R-LIF-11 a restriction that replaces another one keeps in mind what was open before both", async () => {
    const client = newClient();
    desk.open.set(client, ["email", "phone"]);
    await effects().restrictChannels(restrict(client, 7), AT);
    await effects().restrictChannels(restrict(client, 8, ["email"]), AT);
    await effects().liftRestriction(lift(client, 9), AT);
    expect(desk.openTo(client)).toEqual(["email", "phone"]);
    // What is open then is what the next restriction takes from.
    desk.open.set(client, ["chat"]);
    await effects().restrictChannels(restrict(client, 10), AT);
    await effects().liftRestriction(lift(client, 11), AT);
    expect(desk.openTo(client)).toEqual(["chat"]);
  });

  it("reach a receiver that does not tell what is open, as before: lifting opens everything", async () => {
    await desk.close();
    desk = await helpDesk({ tells: false });
    const client = newClient();
    await effects().restrictChannels(restrict(client, 7), AT);
    expect(await archive.orders.last(client)).toMatchObject({ before: null, told: null, acceptedAt: AT });
    await effects().liftRestriction(lift(client, 9), AT);
    expect(desk.seen.at(-1)?.body.data).toMatchObject({ allowed: null, block: [], unblock: ALL });
    expect(await drifts(client)).toEqual([]);
  });
});

describe("drift", () => {
  // A reconciliation looks at every client there is.
  beforeEach(async () => {
    archive = await openArchive(await backend.place());
  });
  afterEach(() => archive?.close());

  /** An order that the help desk took and did not keep. */
  async function drifted(client: string): Promise<void> {
    await effects().restrictChannels(restrict(client, 7), AT);
    desk.open.set(client, ["email", "post"]);
  }

  it("R-LIF-11 an answer other than what was ordered opens a task for ops", async () => {
    const client = newClient();
    desk.stubborn.add(client);
    expect(await effects().restrictChannels(restrict(client, 7), AT)).toBeNull();
    expect(await drifts(client)).toMatchObject([
      {
        role: "ops",
        state: "open",
        about: `${client}/7/0`,
        dueAt: AT,
        points: expect.arrayContaining(["open to the client: email, chat, phone, post", "ordered: post"]),
      },
    ]);
  });

  it("R-LIF-11 the reconciliation finds it, sends the order again and opens one task", async () => {
    const [kept, lost] = [newClient(), newClient()];
    await effects().restrictChannels(restrict(kept, 7), AT);
    await drifted(lost);
    const { checked, next } = await keeper().reconcile();
    expect(next).toBeNull();
    expect(checked).toMatchObject([
      { client: kept, outcome: "kept", found: ["post"] },
      { client: lost, outcome: "sentAgain", found: ["email", "post"], told: ["post"] },
    ]);
    expect(desk.openTo(lost)).toEqual(["post"]);
    // Under an id of its own, or a receiver that has had the order would drop it.
    expect(new Set(desk.seen.map(({ id }) => id)).size).toBe(3);
    expect(await drifts(kept)).toEqual([]);
    expect(await drifts(lost)).toMatchObject([{ openedAt: hour(30) }]);

    // The task is there for a day, for ops to see, also where the order is kept again.
    expect((await keeper().reconcile()).checked.map(({ outcome }) => outcome)).toEqual(["kept", "kept"]);
    desk.open.set(lost, ALL);
    await keeperAt(53).reconcile();
    expect(await drifts(lost)).toMatchObject([{ openedAt: hour(30), state: "open" }]);
    expect(desk.openTo(lost)).toEqual(["post"]);
    await keeperAt(54).reconcile();
    expect(await drifts(lost)).toMatchObject([{ state: "done", doneBy: "channels" }]);
    desk.open.set(lost, ALL);
    await keeperAt(78).reconcile();
    expect(await drifts(lost)).toMatchObject([{ state: "done" }, { state: "open" }]);
  });

  it("R-LIF-11 the task is closed by an order that is kept", async () => {
    const client = newClient();
    await drifted(client);
    await keeper().reconcile();
    expect(await drifts(client)).toMatchObject([{ state: "open" }]);
    await effects().liftRestriction(lift(client, 9), AT_LIFT);
    expect(await drifts(client)).toMatchObject([{ state: "done" }]);
  });

  it("the reconciliation leaves alone who is free, and asks about nobody else", async () => {
    const client = newClient();
    await effects().restrictChannels(restrict(client, 7), AT);
    await effects().liftRestriction(lift(client, 9), AT);
    desk.open.set(client, ["email"]);
    expect(await keeper().reconcile()).toEqual({ checked: [], next: null });
  });

  it("the reconciliation sends what nobody took: an order that failed for good, lifting included", async () => {
    const client = newClient();
    await effects().restrictChannels(restrict(client, 7), AT);
    desk.answers.push({ status: 422 });
    await failing(effects().liftRestriction(lift(client, 9), AT));
    expect(desk.openTo(client)).toEqual(["post"]);
    expect((await keeper().reconcile()).checked).toMatchObject([{ client, outcome: "sentAgain" }]);
    expect(desk.openTo(client)).toEqual(ALL);
    expect((await keeper().reconcile()).checked).toEqual([]);
  });

  it("the reconciliation goes on past a client that fails, and fails when every one does", async () => {
    const [first, second] = [newClient(), newClient()];
    await drifted(first);
    await drifted(second);
    desk.answers.push({ status: 422 });
    expect((await keeper().reconcile()).checked).toMatchObject([
      { client: first, outcome: "failed" },
      { client: second, outcome: "sentAgain" },
    ]);
    // One that is refused is not away.
    await archive.orders.keep({ id: `${first}/9/0`, allowed: null, before: null, at: AT });
    await archive.orders.accepted(`${first}/9/0`, null, AT);
    desk.open.set(second, ALL);
    desk.answers.push({ status: 422 });
    expect((await keeper().reconcile()).checked).toMatchObject([{ client: second, outcome: "failed" }]);
    await desk.close();
    expect(await failing(keeper().reconcile())).toMatchObject({ type: "Gate" });
  });

  it("is shown on demand, with what was ordered and what is open", async () => {
    const client = newClient();
    expect(await keeper().show(client)).toBeNull();
    await drifted(client);
    expect(await keeper().show(client)).toMatchObject({
      expected: ["post"],
      open: ["email", "post"],
      answers: true,
      drift: true,
    });
    await desk.close();
    expect(await keeper().show(client)).toMatchObject({ open: null, answers: false, drift: false });
  });
});

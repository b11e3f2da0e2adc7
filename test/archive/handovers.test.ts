import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Archive, openArchive } from "../../archive/open.ts";
import { movePlan } from "../../handover/movePlan.ts";
import type { Effect } from "../../machines/index.ts";
import { type Backend, backends } from "../support/archives.ts";
import { hour, journalOf, type Said } from "../support/entries.ts";

const AT = hour(100);

describe.each(backends)("handovers on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  let clients = 0;
  beforeAll(async () => {
    backend = await start();
    archive = await openArchive(await backend.place());
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  const take = (id: string, type: Effect["type"], params: object = {}) =>
    archive.effects.take({ id, type, params } as Effect, AT);
  const to = (providerId: string, items: readonly string[] = []) => ({ providerId, items });

  /** A client whose journal says this after its opening, a clock running at the end. */
  async function clientOf(said: readonly Said[]): Promise<string> {
    const client = `m${++clients}`;
    await archive.journal.record(journalOf(client, [{}, ...said]));
    return client;
  }

  const parting = { from: { state: "offboarding" }, to: { state: "offboarding" } };
  const clock = (name: string) => ({ ...parting, deadlines: [{ name, due: hour(500) }] });
  /** What the entry `seq` of the next client asks for. */
  const asks = (seq: number, type: Effect["type"], params: object = {}) => ({
    effects: [{ id: `m${clients + 1}/${seq}/0`, type, params }],
  });
  const match = (seq: number) => asks(seq, "matchProviders", { needs: [], verifiedDays: 180 });

  it("R-HND-4 have asked for what the journal says, carried out or not", async () => {
    const said: Said[] = [
      { type: "exit.approved", ...clock("match"), ...match(2) },
      {
        ...{ type: "providers.matched", data: { candidates: ["p1", "p2"] } },
        ...{ ...clock("offer"), ...asks(3, "offerProvider", { providerId: "p1" }) },
      },
      {
        ...{ type: "consent.given", data: { providerId: "p1", items: ["contact", "needs"] } },
        ...{ ...clock("provider"), ...asks(4, "askProvider", to("p1", ["contact", "needs"])) },
      },
      { type: "consent.revoked", data: { providerId: "p1", items: ["needs"] }, ...clock("provider") },
      { type: "consent.given", data: { providerId: "other", items: ["history"] }, ...clock("provider") },
    ];
    const client = await clientOf(said);
    // Nothing of it was carried out yet: the journal is enough.
    expect(await archive.effects.list(client)).toEqual([]);
    expect(await archive.handovers.asked(client)).toEqual({
      plannedAt: null,
      effects: {
        ...{ offer: `${client}/3/0`, question: `${client}/4/0`, package: null, plan: null, copy: null },
      },
    });
    // The next offer knows nothing of the one before.
    const refused = {
      ...{ type: "provider.refused", data: { providerId: "p1" } },
      ...{ ...clock("offer"), ...asks(7, "offerProvider", { providerId: "p2" }) },
    };
    const next = await clientOf([...said, refused]);
    expect(await archive.handovers.asked(next)).toMatchObject({
      effects: { offer: `${next}/7/0`, question: null },
    });
  });

  it("there is none where nobody was looked for", async () => {
    expect(await archive.handovers.asked(await clientOf([]))).toBeNull();
    expect(await archive.handovers.asked("nobody")).toBeNull();
  });

  it("keep a package once, sealed, until the access is taken back or the client erased", async () => {
    const client = await clientOf([]);
    const bytes = new Uint8Array([1, 2, 3, 255]);
    const id = `${client}/4/0`;
    const pack = { id, providerId: "p1", items: ["contact"], encrypted: false, at: AT };
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const kept = await archive.handovers.keep(pack, bytes);
    expect(kept).toEqual({ ...pack, client, sha256, size: 4, revoked: false });
    expect(await archive.handovers.keep(pack, new Uint8Array([9]))).toEqual(kept);
    expect(new Uint8Array((await archive.handovers.bytes(id)) ?? [])).toEqual(bytes);

    // Another provider's, or an earlier one, ends nothing of it.
    await take(`${client}/3/0`, "revokeAccess", { providerId: "p1" });
    await take(`${client}/5/0`, "revokeAccess", { providerId: "p2" });
    await archive.handovers.drop(`${client}/3/0`, "p1");
    await archive.handovers.drop(`${client}/5/0`, "p2");
    expect(await archive.handovers.bytes(id)).not.toBeNull();
    // The effect alone ends the access: the bytes go when the hand comes to it.
    await take(`${client}/5/1`, "revokeAccess", { providerId: "p1" });
    expect(await archive.handovers.bytes(id)).toBeNull();
    expect(await archive.handovers.revoked(id, "p1")).toBe(true);
    await archive.handovers.drop(`${client}/5/1`, "p1");
    expect(await archive.handovers.package(id)).toEqual({ ...kept, revoked: true });

    const copy = { ...pack, id: `${client}/6/0`, providerId: null };
    await archive.handovers.keep(copy, bytes);
    await archive.vault.erase(client);
    expect(await archive.handovers.bytes(copy.id)).toBeNull();
    await expect(archive.handovers.keep({ ...copy, id: `${client}/7/0` }, bytes)).rejects.toThrow("erased");
  });

  it("sign links that nobody else can make, and that end with the client's key", async () => {
    const [client, other] = [await clientOf([]), await clientOf([])];
    const { token, expiresAt } = await archive.handovers.sign("package", `${client}/4/0`, AT);
    expect(await archive.handovers.read(token)).toEqual({
      ...{ purpose: "package", effectId: `${client}/4/0`, expiresAt },
    });
    expect(Date.parse(expiresAt) - Date.parse(AT)).toBe(14 * 86_400_000);
    const [said = "", mark = ""] = token.split(".");
    const foreign = (await archive.handovers.sign("package", `${other}/4/0`, AT)).token.split(".");
    for (const wrong of ["", ".", `${said}.`, `.${mark}`, `${said}.${foreign[1]}`, `${token}.x`, `${token}A`])
      expect(await archive.handovers.read(wrong), wrong).toBeNull();
    await archive.vault.erase(client);
    expect(await archive.handovers.read(token)).toBeNull();
  });

  it("end the tasks of steps that were passed, and leave the others alone", async () => {
    const client = await clientOf([]);
    const open = (id: string, kind: string) =>
      archive.tasks.open({ id, kind, role: "ops", dueAt: null, about: null, points: [], openedAt: AT });
    await take(`${client}/2/0`, "offerProvider", { providerId: "p1" });
    await open(`${client}/2/0`, "handover");
    await take(`${client}/2/1`, "openTask", {});
    await open(`${client}/2/1`, "handover");
    await take(`${client}/3/0`, "planMove", { providerId: "p1" });
    await open(`${client}/3/0`, "handover");
    await open(`${client}/3/0/1`, "handover");
    const left = async () =>
      (await archive.tasks.list({ client, state: "open" })).map(({ id }) => id.slice(client.length + 1));
    await archive.handovers.endSteps(client, "system:engine", AT);
    expect(await left()).toEqual(["2/1", "3/0", "3/0/1"]);
    await archive.handovers.endSteps(client, "client:ann", AT, `${client}/3/1`);
    expect(await left()).toEqual(["2/1"]);
  });
});

describe("R-HND-4 the plan of a move", () => {
  const from = "2026-11-01T00:00:00.000Z";
  const until = "2026-12-01T00:00:00.000Z";
  const days = (...given: Parameters<typeof movePlan>) => movePlan(...given).map(({ at }) => at.slice(0, 10));

  it("is dated from its beginning to the day on which the machine stops waiting", () => {
    expect(movePlan(from, until).map(({ step }) => step)).toEqual([
      "agree",
      "read",
      "start",
      "check",
      "confirm",
    ]);
    expect(days(from, until)).toEqual(["2026-11-04", "2026-11-08", "2026-11-16", "2026-11-23", "2026-12-01"]);
    expect(days(from, null)).toEqual(days(from, until));
  });

  it.each(["2026-11-02", "2026-11-20", "2026-12-24"])("makes room for the day agreed on, %s", (on) => {
    const plan = days(from, until, on);
    expect(plan[2]).toBe(on);
    expect(plan).toEqual(plan.toSorted());
  });
});

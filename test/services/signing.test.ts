import { randomUUID } from "node:crypto";
import { Worker } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Archive } from "../../archive/open.ts";
import { BadNote, type Signer } from "../../audit/note.ts";
import { certify, keyNamed, newEventKey, readCertificate, signedBy } from "../../audit/signatures.ts";
import { verify } from "../../audit/verify.ts";
import { apply, notify, type Reply, relationshipId, type Sent } from "../../contracts/messages.ts";
import { DAY, type Entry, type Envelope, iso } from "../../machines/index.ts";
import { eventSigner, voucher } from "../../services/signing.ts";
import { briefArchive } from "../support/archives.ts";
import { type Parts, startParts } from "../support/engine.ts";
import { journalOf, type Said } from "../support/entries.ts";
import { notaryOf, stranger } from "../support/log.ts";
import { envelope, T0 } from "../support/machine.ts";
import { sharedBundle } from "../support/temporal.ts";

describe("R-ROL-1 who vouches for an event", () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await startParts();
  }, 60_000);
  afterAll(() => parts?.stop());

  const handleOf = (client: string) => parts.client.workflow.getHandle(relationshipId(client));
  const raw = (client: string, sent: object): Promise<Reply> =>
    handleOf(client).executeUpdate(apply, { args: [sent as Sent] });
  const journal = (client: string) => parts.archive.journal.timeline(client);
  const last = async (client: string) => (await journal(client)).at(-1) as Entry;
  const say = (client: string, as: string, type: string, data: object, reason = "as agreed") =>
    parts.call("POST", `/clients/${client}/events`, as, { type, data, reason, eventId: randomUUID() });

  /** A client about whom an incident is reported: whoever confirms it warns them. */
  async function reported(): Promise<string> {
    const client = await parts.opened();
    const incident = {
      incidentId: "i1",
      category: "insult",
      happenedAt: "2026-01-02T10:00:00Z",
      evidence: [],
    };
    expect(await say(client, "ops:olga", "incident.reported", incident)).toMatchObject({ status: 200 });
    return client;
  }
  const confirmed = (more: object = {}): Envelope =>
    ({
      ...{ eventId: randomUUID(), type: "incident.confirmed", reason: "v_elsewhere" },
      ...{ occurredAt: iso(Date.now()), receivedAt: iso(Date.now()) },
      ...{ actor: { id: "max", role: "manager" }, data: { incidentId: "i1", explainedBy: null }, ...more },
    }) as Envelope;

  const REFUSED = { outcome: "refused", findings: [{ rule: "R-ROL-1", read: { signed: false } }] };

  it("signs what the API takes in, the opening too, and everybody can check it", async () => {
    const client = await reported();
    const entries = await journal(client);
    const vouched = voucher(parts.archive);
    expect(entries.length).toBeGreaterThan(1);
    for (const entry of entries) {
      expect(entry).toMatchObject({ attested: true });
      expect(await vouched(entry)).toBe(true);
      for (const change of [
        { client: `${client}x` },
        { eventId: randomUUID() },
        { type: "incident.confirmed" },
        { occurredAt: iso(0) },
        { receivedAt: iso(0) },
        { actor: { ...entry.actor, id: "mallory" } },
        { reason: "v_another0" },
        { day: "2026-01-01" },
        { onBehalfOf: "mallory" },
        { eventSchema: 7 },
        { data: { ...(entry.data as object), more: 1 } },
        { signature: entry.signature?.replace(/.(?=.{5}$)/, (one) => (one === "A" ? "B" : "A")) },
      ])
        expect(await vouched({ ...entry, ...change } as Entry), JSON.stringify(change)).toBe(false);
    }
  });

  it("whoever goes past the API decides nothing, whatever the event says of itself", async () => {
    const client = await reported();
    const [, genuine] = await journal(client);
    const [elsewhere] = await journal(await parts.opened());
    const key = newEventKey();
    for (const [what, more] of Object.entries({
      "says that the API took it in": { door: "api" },
      "copies a signature": { door: "api", signature: genuine?.signature },
      "copies one of another client": { signature: elsewhere?.signature },
      "signs with a key of its own": signedBy(key, client, confirmed()),
      "shows no signature at all": { signature: "shown" },
    })) {
      const before = await last(client);
      expect(await raw(client, confirmed({ ...more, eventId: randomUUID() })), what).toMatchObject(REFUSED);
      const entry = await last(client);
      expect(entry, what).toMatchObject({ seq: before.seq + 1, attested: false, to: before.to });
      expect(entry.signature, what).toBeUndefined();
    }
    // What came past the API is listed, the latest first; what the API took in is not.
    const listed = () => parts.call("GET", `/audit/unattested?client=${client}&limit=3`, "auditor:ada");
    expect(await listed()).toMatchObject({
      ...{ status: 200, body: { next: expect.any(String) } },
    });
    expect((await listed()).body.items).toMatchObject(
      [7, 6, 5].map((seq) => ({
        ...{ client, seq, type: "incident.confirmed", actor: "manager:max", outcome: "refused" },
      })),
    );
    expect(await parts.call("GET", "/audit/unattested", "ops:olga")).toMatchObject({ status: 403 });

    // As a signal, nobody waits for its answer; it is journalled all the same.
    const { seq } = await last(client);
    await handleOf(client).signal(notify, confirmed({ door: "api", signature: genuine?.signature }));
    await expect
      .poll(() => last(client))
      .toMatchObject({ seq: seq + 1, outcome: "refused", attested: false });
    // The API's own goes on beside them.
    expect(
      await say(client, "manager:max", "incident.confirmed", { incidentId: "i1", explainedBy: null }),
    ).toMatchObject({ status: 200, body: { state: "active" } });
    expect(await last(client)).toMatchObject({ attested: true, outcome: "accepted" });

    const history = await handleOf(client).fetchHistory();
    await Worker.runReplayHistory({ workflowBundle: await sharedBundle() }, history, relationshipId(client));
  });

  it("facts of unsigned callers are taken, unattested, when they come in and not when they say", async () => {
    const client = await parts.opened();
    const back = iso(Date.now() - 30 * DAY);
    const sent = {
      ...{ type: "feedback.received", receivedAt: back, occurredAt: back, day: back.slice(0, 10) },
      ...{ actor: { id: "olga", role: "ops" }, door: "api", data: { ref: "x", good: true } },
    };
    const before = Date.now();
    expect(await raw(client, sent)).toMatchObject({ outcome: "accepted" });
    const entry = await last(client);
    expect(entry).toMatchObject({ attested: false, occurredAt: back });
    expect(Date.parse(entry.receivedAt)).toBeGreaterThanOrEqual(before - 1_000);
    expect(entry.day).toBeUndefined();
    // The system's word is nobody's either.
    const system = { id: "engine", role: "system" };
    const failed = { effectId: `${client}/1/0`, effect: "recordNote", cause: "gone" };
    expect(
      await raw(client, { type: "effect.failed", actor: system, door: "engine", data: failed }),
    ).toMatchObject(REFUSED);
  });

  it("a relationship that is started past the API begins unattested", async () => {
    const client = parts.name();
    const [opened] = await journal(await parts.opened());
    const { eventId, type, occurredAt, receivedAt, actor, data, machine, signature, day } = opened as Entry;
    await parts.client.workflow.start("relationship", {
      ...{ workflowId: relationshipId(client), taskQueue: parts.taskQueue },
      args: [{ machine, opening: { eventId, type, occurredAt, receivedAt, actor, data, day, signature } }],
    });
    await expect.poll(() => journal(client)).toMatchObject([{ seq: 1, attested: false }]);
  });
});

describe("the keys that sign events", () => {
  const ENGINE = { id: "engine", role: "system" } as const;
  let archive: Archive;
  let log: Signer;
  const other = stranger({ origin: "tenure.example/journal/another" }).log;
  beforeAll(async () => {
    archive = await briefArchive();
    ({ log } = (await notaryOf(archive)).log);
  });
  afterAll(() => archive?.close());

  const entryOf = (client: string, event: Envelope): Entry => {
    const [entry] = journalOf(client, [{}]);
    return { ...(entry as Entry), ...event, client, reason: event.reason ?? "" } as Entry;
  };

  it("are others every day, each certified by the log before it signs", async () => {
    let now = T0;
    const sign = await eventSigner({ archive, log, clock: () => now });
    const vouched = voucher(archive);
    const said = envelope("feedback.received", "ops:olga", { ref: "x", good: true }, T0);
    const first = sign("c1", said);
    now += DAY;
    // The old one goes on until the new one is written down.
    sign("c1", said);
    await expect
      .poll(() => keyNamed(`${sign("c1", said).signature}`))
      .not.toBe(keyNamed(`${first.signature}`));
    const second = sign("c1", said);
    const keys = await archive.eventKeys.list();
    expect(keys.map(({ id, since }) => [id, since])).toEqual([
      [keyNamed(`${first.signature}`), iso(T0)],
      [keyNamed(`${second.signature}`), iso(T0 + DAY)],
    ]);
    for (const event of [first, second]) expect(await vouched(entryOf("c1", event))).toBe(true);
    expect(await vouched(entryOf("c2", first))).toBe(false);
  });

  it("vouch for nothing when another log has certified them, or none", async () => {
    const key = newEventKey();
    const said = envelope("feedback.received", "ops:olga", { ref: "x", good: true }, T0);
    const entry = entryOf("c1", signedBy(key, "c1", said));
    const vouched = voucher(archive);
    expect(await vouched(entry)).toBe(false);
    await archive.eventKeys.add({ id: key.id, certificate: certify(key, other, iso(T0)), since: iso(T0) });
    expect(await vouched(entry)).toBe(false);
    expect(() => readCertificate(certify(key, other, iso(T0)), [log.verifier])).toThrow(BadNote);
    const sound = certify(key, log, iso(T0));
    expect(readCertificate(sound, [log.verifier])).toMatchObject({ id: key.id, since: iso(T0) });
    for (const forged of [sound.replace("2026", "2025"), sound.replace("event-key", "another"), "", "x\n\ny"])
      expect(() => readCertificate(forged, [log.verifier]), forged).toThrow(BadNote);
  });

  it("R-ROL-4 are what an auditor checks each entry by, and the first that nobody has signed is named", async () => {
    const recordedAt = iso(Date.now() + DAY);
    const one = await briefArchive();
    const keeper = await notaryOf(one);
    const { policy } = keeper.log;
    const sign = await eventSigner({ archive: one, log: keeper.log.log });
    /** A journal, recorded while there are keys that sign events. */
    const record = async (client: string, lines: (signed: (seq: number) => string) => readonly Said[]) => {
      const signed = (seq: number): string => {
        const { eventId, type, occurredAt, receivedAt, actor, data } = journalOf(client, [{}, {}])[
          seq - 1
        ] as Entry;
        return `${sign(client, { eventId, type, occurredAt, receivedAt, actor, data }).signature}`;
      };
      await one.journal.record(journalOf(client, lines(signed)));
    };
    const forgeries = [
      [() => ({ recordedAt }), "is said to be attested, and nobody has signed it"],
      [
        () => ({ recordedAt, type: "deadline.calls", actor: ENGINE }),
        "is said to be attested, and nobody has signed it",
      ],
      [() => ({ recordedAt, eventId: "effect/c1/1/0" }), "is said to be attested, and nobody has signed it"],
      [(signed) => ({ signature: signed(1) }), "is not what its signature was made over"],
      [(signed) => ({ signature: signed(2), data: { more: 1 } }), "is not what its signature was made over"],
      [() => ({ signature: "0123456789abcdef:AA==" }), "is signed by a key that this log has not certified"],
    ] as const satisfies readonly [(signed: (seq: number) => string) => Said, string][];
    await record("sound", (signed) => [
      { recordedAt, signature: signed(1) },
      { recordedAt, signature: signed(2) },
      // Whoever goes past the API; and the relationship's own words.
      { recordedAt, attested: false },
      { recordedAt, eventId: "deadline/calls/4", type: "deadline.calls", actor: ENGINE },
      { recordedAt, eventId: "effect/sound/1/0", actor: ENGINE },
    ]);
    // From before events were signed.
    await record("before", () => [{}, {}]);
    for (const [n, [forged]] of forgeries.entries())
      await record(`forged${n}`, (signed) => [{ recordedAt, signature: signed(1) }, forged(signed)]);
    await keeper.sign();
    const faultOf = async (client: string) =>
      (await verify({ held: one.tree, eventKeys: one.eventKeys, policy, client })).fault;
    for (const client of ["sound", "before"]) expect(await faultOf(client), client).toBeNull();
    for (const [n, [, says]] of forgeries.entries()) {
      const client = `forged${n}`;
      expect(await faultOf(client)).toMatchObject({ kind: "signature", client, seq: 2 });
      expect((await faultOf(client))?.says).toBe(`entry ${client}/2 ${says}`);
    }
    // A key that somebody else has put there.
    await eventSigner({ archive: one, log: other });
    expect(await faultOf("sound")).toMatchObject({
      ...{ kind: "signature", says: expect.stringMatching(/a key that signs events: not signed/) },
    });
    await one.close();
  });

  it("goes on with the old key where the new one cannot be written down, and says so", async () => {
    let now = T0;
    let away = false;
    const failures: unknown[] = [];
    const add: Archive["eventKeys"]["add"] = async (row) => {
      if (away) throw new Error("away");
      await archive.eventKeys.add(row);
    };
    const sign = await eventSigner({
      ...{ archive: { eventKeys: { ...archive.eventKeys, add } }, log, clock: () => now },
      failed: (error) => failures.push(error),
    });
    const said = envelope("feedback.received", "ops:olga", { ref: "x", good: true }, T0);
    const first = keyNamed(`${sign("c1", said).signature}`);
    [now, away] = [T0 + DAY, true];
    sign("c1", said);
    await expect.poll(() => failures.length).toBe(1);
    expect(keyNamed(`${sign("c1", said).signature}`)).toBe(first);
    away = false;
    await expect.poll(() => keyNamed(`${sign("c1", said).signature}`)).not.toBe(first);
  });
});

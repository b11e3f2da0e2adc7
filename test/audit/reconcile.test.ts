import { randomBytes } from "node:crypto";
import { Client, type WorkflowHandle } from "@temporalio/client";
import { DefaultLogger, Runtime } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ArchiveAt } from "../../archive/open.ts";
import type { Agreement } from "../../audit/agreement.ts";
import type { DifferenceKind } from "../../audit/difference.ts";
import { Reconciler } from "../../audit/reconcile.ts";
import { relationshipId } from "../../contracts/messages.ts";
import { DAY, type Entry, iso, OPENED } from "../../machines/index.ts";
import { closeEntry } from "../../machines/journal.ts";
import { latest } from "../../machines/versions/index.ts";
import { payloadCodec } from "../../worker/codec.ts";
import { settle } from "../../worker/temporal/virtualTime.ts";
import { type Backend, backends, beside } from "../support/archives.ts";
import { stranger } from "../support/log.ts";
import { envelope, OPENING, policy } from "../support/machine.ts";
import { signed } from "../support/signing.ts";
import { sharedServer, unique } from "../support/temporal.ts";
import { startWalker, type Walker } from "../support/walker.ts";
import { WALKS } from "../workflows/golden/walks.ts";

Runtime.install({ logger: new DefaultLogger("ERROR") });

const { policy: logPolicy } = stranger({ origin: "nobody.example" });
let backend: Backend;
let at: ArchiveAt;
let walker: Walker;
let audit: Reconciler;
const taskQueue = unique("audit");

beforeAll(async () => {
  const [, postgres] = backends;
  if (!postgres) throw new Error("no PostgreSQL among the backends");
  backend = await postgres.start();
  at = await backend.place();
  walker = await startWalker(await sharedServer(), taskQueue, at);
  const { archive, temporal, bundle } = walker;
  audit = new Reconciler({ archive, temporal, taskQueue, bundle, policies: [policy], logPolicy });
});
afterAll(async () => {
  await walker?.stop();
  await backend?.stop();
});

interface Living {
  readonly client: string;
  readonly handle: WorkflowHandle;
  say(type: string, by: Parameters<typeof envelope>[1], data: unknown): Promise<unknown>;
}

/** A client who got one warning, which arrived: seven entries, two notices. */
async function warned(updatesPerRun?: number): Promise<Living> {
  const client = unique("c");
  const begun = Date.now();
  const handle = await walker.temporal.workflow.start("relationship", {
    workflowId: relationshipId(client),
    taskQueue,
    args: [
      {
        machine: latest().ref,
        opening: signed(client, envelope(OPENED, "ops:olga", { ...OPENING, policy }, begun)),
        ...(updatesPerRun && { updatesPerRun }),
      },
    ],
  });
  const say: Living["say"] = (type, by, data) =>
    walker.temporal.workflow.getHandle(relationshipId(client)).executeUpdate("apply", {
      args: [signed(client, envelope(type, by, data, Date.now(), crypto.randomUUID()))],
    });
  await say("incident.reported", "ops:olga", {
    ...{ incidentId: "i1", category: "insult", happenedAt: iso(begun), evidence: [] },
  });
  await say("incident.confirmed", "manager:max", { incidentId: "i1", explainedBy: null });
  await say("boundary.stated", "ops:olga", { textRef: "v_00000000" });
  await expect
    .poll(async () => (await entriesOf(client)).filter(({ type }) => type === "notice.delivered").length)
    .toBe(2);
  const { connection, options } = walker.temporal;
  await settle(connection, options.namespace, relationshipId(client));
  return { client, handle, say };
}

const entriesOf = (client: string): Promise<Entry[]> => walker.archive.journal.timeline(client);

/** What a hostile administrator of the database does, with every trigger out of the way. */
const tamper = (sql: string) => beside(at, `set session_replication_role = replica; ${sql}`);

async function reconcile(client: string): Promise<Agreement> {
  const agreement = await audit.one(client);
  if (!agreement) throw new Error(`nobody knows ${client}`);
  return agreement;
}

const kindsOf = ({ differences }: Agreement): DifferenceKind[] => differences.map(({ kind }) => kind);

/** As SQL writes it: findings may hold an apostrophe. */
const quoted = (entry: Entry): string => `'${JSON.stringify(entry).replaceAll("'", "''")}'`;

/** What of an entry's row has to be written so that it says what another entry says. */
const rewrite = (entry: Entry) =>
  `update entries set entry = ${quoted(entry)}, hash = '${entry.hash}',
     prev = '${entry.prev}' where client = '${entry.client}' and seq = ${entry.seq};`;

describe("journal, Temporal's histories and the live state", () => {
  test.each(Object.keys(WALKS))("R-LIF-0 agree after the walk %s", async (name) => {
    const client = unique("walk");
    const walk = WALKS[name];
    if (!walk) throw new Error(name);
    const walked = await walker.walk(client, walk);
    const agreement = await audit.one(client, { rehearsed: true });
    expect(agreement).toMatchObject({ agrees: true, differences: [] });
    expect(agreement?.compared.entries).toBe(walked.journal.length);
    expect(agreement?.compared.effects).toBeGreaterThan(2);
    // Nobody may move the clock of a relationship that is no rehearsal.
    expect(kindsOf(await reconcile(client))).toEqual(["clockMoved"]);
    await walked.end();
  });

  test("R-LIF-0 agree over continued runs, notices and their words included", async () => {
    const { client } = await warned(2);
    const agreement = await reconcile(client);
    expect(agreement).toMatchObject({ agrees: true, differences: [], remarks: [] });
    expect(agreement.runs.length).toBeGreaterThan(1);
    expect(agreement.compared).toMatchObject({ entries: 6, notices: 2 });
  });

  test("a client that nobody knows is not reconciled", async () => {
    expect(await audit.one(unique("nobody"))).toBeNull();
  });
});

describe("what was done to an execution behind the engine's back is named", () => {
  test("terminated: by whom, when and why", async () => {
    const { client, handle } = await warned();
    await handle.terminate("out of the way");
    const agreement = await reconcile(client);
    expect(agreement.agrees).toBe(false);
    expect(agreement.differences[0]).toMatchObject({ kind: "terminated", seq: 6 });
    expect(agreement.differences[0]?.says).toContain("out of the way");
  });

  test("asked to cancel, which the engine does not do", async () => {
    const { client, handle } = await warned();
    await handle.cancel();
    const agreement = await reconcile(client);
    expect(kindsOf(agreement)).toEqual(["cancelRequested"]);
    expect(agreement.compared.entries).toBe(6);
  });

  test("reset to an earlier point", async () => {
    const { client } = await warned();
    const { namespace } = walker.temporal.options;
    const workflowExecution = { workflowId: relationshipId(client), runId: "" };
    const history = await walker.temporal.workflow.getHandle(relationshipId(client)).fetchHistory();
    const [, second] = (history.events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
    await walker.temporal.workflowService.resetWorkflowExecution({
      ...{ namespace, workflowExecution, reason: "once more", requestId: crypto.randomUUID() },
      workflowTaskFinishEventId: second?.eventId ?? null,
    });
    const agreement = await reconcile(client);
    expect(kindsOf(agreement)).toContain("reset");
    expect(agreement.differences.find(({ kind }) => kind === "reset")?.says).toContain("once more");
    expect(kindsOf(agreement)).not.toContain("rowInserted");
  });

  test("paused, so that nothing is judged", async () => {
    const { client } = await warned();
    const { namespace } = walker.temporal.options;
    await walker.temporal.workflowService.pauseWorkflowExecution({
      ...{ namespace, workflowId: relationshipId(client), requestId: crypto.randomUUID() },
      reason: "for a while",
    });
    const agreement = await reconcile(client);
    expect(agreement.differences[0]).toMatchObject({ kind: "paused" });
    expect(agreement.differences[0]?.says).toContain("for a while");
  });

  test("deleted", async () => {
    const { client } = await warned();
    const { namespace } = walker.temporal.options;
    await walker.temporal.workflowService.deleteWorkflowExecution({
      namespace,
      workflowExecution: { workflowId: relationshipId(client) },
    });
    await expect
      .poll(async () => kindsOf(await reconcile(client)), { timeout: 20_000 })
      .toEqual(["executionDeleted"]);
  });

  test("terminated, and started anew with the same opening", async () => {
    const { client, handle } = await warned();
    const [first] = await entriesOf(client);
    await handle.terminate();
    if (!first) throw new Error("no opening");
    const { eventId, type, occurredAt, receivedAt, actor, reason, data, signature } = first;
    const opening = { eventId, type, occurredAt, receivedAt, actor, reason, data, signature };
    await walker.temporal.workflow.start("relationship", {
      ...{ workflowId: relationshipId(client), taskQueue, args: [{ machine: latest().ref, opening }] },
      workflowIdReusePolicy: "ALLOW_DUPLICATE",
    });
    expect(kindsOf(await reconcile(client))).toEqual(expect.arrayContaining(["terminated", "startedAnew"]));
  });
});

test("a history that does not decode is a difference of its own, and stops nothing else", async () => {
  const client = unique("c");
  const { connection, options } = walker.temporal;
  const codec = payloadCodec([{ id: "k1", key: randomBytes(32) }]);
  const foreign = new Client({
    ...{ connection, namespace: options.namespace, dataConverter: { payloadCodecs: [codec] } },
  });
  const handle = await foreign.workflow.start("relationship", {
    ...{ workflowId: relationshipId(client), taskQueue, args: [{ machine: latest().ref, opening: {} }] },
  });
  expect(kindsOf(await reconcile(client))).toEqual(["historyUnreadable"]);
  await handle.terminate();
});

test("how long Temporal keeps what has ended is asked again, where it did not answer", async () => {
  const { archive, temporal, bundle } = walker;
  let asked = 0;
  const workflowService = new Proxy(temporal.workflowService, {
    get(service, name: keyof typeof temporal.workflowService) {
      if (name !== "describeNamespace") return service[name];
      asked += 1;
      return asked === 1 ? () => Promise.reject(new Error("away")) : service[name].bind(service);
    },
  });
  const once: Client = Object.create(temporal, { workflowService: { value: workflowService } });
  const sources = { archive, temporal: once, taskQueue, bundle, policies: [policy], logPolicy };
  const long = new Reconciler(sources);
  const client = unique("walk");
  await walker.walk(client, { opening: "prospect", acts: ["refuse"] });
  await expect(long.one(client, { rehearsed: true })).rejects.toThrow("away");
  expect(await long.one(client, { rehearsed: true })).toMatchObject({ differences: [] });
  expect(asked).toBe(2);
});

describe("what Temporal's retention deletes", () => {
  /** The same audit, asked when everything that has ended is older than retention. */
  const later = (): Reconciler => {
    const { archive, temporal, bundle } = walker;
    const clock = () => Date.now() + 30 * DAY;
    return new Reconciler({ archive, temporal, taskQueue, bundle, policies: [policy], logPolicy, clock });
  };
  const remove = async (client: string, runId = "") => {
    const { namespace } = walker.temporal.options;
    const workflowExecution = { workflowId: relationshipId(client), runId };
    await walker.temporal.workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
  };

  test("R-LIF-0 a run that is gone is a fault before its time, and a remark after it: the archive has it all", async () => {
    const { client } = await warned(2);
    const [first, second] = (await reconcile(client)).runs;
    if (!first || !second) throw new Error("two runs");
    await remove(client, first.runId);
    await expect
      .poll(async () => kindsOf(await reconcile(client)), { timeout: 60_000, interval: 1_000 })
      .toEqual(["runDeleted"]);
    const agreement = await later().one(client);
    expect(agreement).toMatchObject({ agrees: true, compared: { entries: 6 } });
    expect(agreement?.remarks.join()).toMatch(/the archive holds its entries.*entries 1 to \d are older/);
    // The server takes its time to delete.
  }, 90_000);

  test("R-LIF-0 a relationship that has ended may be gone after its time, one that lives may not", async () => {
    const client = unique("walk");
    await walker.walk(client, { opening: "prospect", acts: ["refuse"] });
    await remove(client);
    await expect
      .poll(async () => kindsOf(await reconcile(client)), { timeout: 20_000 })
      .toEqual(["executionDeleted"]);
    // The walk ended in virtual time, hours ahead.
    expect(await later().one(client)).toMatchObject({ agrees: true, differences: [], runs: [] });
    const living = await warned();
    await remove(living.client);
    await expect
      .poll(async () => kindsOf(await reconcile(living.client)), { timeout: 20_000 })
      .toEqual(["executionDeleted"]);
    expect(await later().one(living.client)).toMatchObject({ agrees: false });
  });
});

describe("what was done to the journal with the triggers out of the way is named, with both sides", () => {
  test("one byte of an entry changed", async () => {
    const { client } = await warned();
    await tamper(
      `update entries set entry = replace(entry::text, '"manager"', '"Manager"')::json where client = '${client}' and seq = 3`,
    );
    const agreement = await reconcile(client);
    expect(agreement.differences[0]).toMatchObject({
      kind: "rowChanged",
      seq: 3,
      field: "actor.role",
      sides: { "the journal": "Manager", "Temporal's history": "manager" },
    });
  });

  test("a space put into an entry's text, which changes nothing of what it says", async () => {
    const { client } = await warned();
    await tamper(
      `update entries set entry = replace(entry::text, '"outcome":', '"outcome": ')::json where client = '${client}' and seq = 2`,
    );
    expect((await reconcile(client)).differences).toMatchObject([
      { kind: "rowChanged", seq: 2, field: "entry" },
    ]);
  });

  test("a column changed beside an entry", async () => {
    const { client } = await warned();
    await tamper(`update entries set actor_id = 'anna' where client = '${client}' and seq = 3`);
    expect((await reconcile(client)).differences).toMatchObject([
      { kind: "rowChanged", seq: 3, field: "actorId" },
    ]);
  });

  test("an entry deleted from the middle, and ten, or all, from the end", async () => {
    const middle = await warned();
    await tamper(`delete from entries where client = '${middle.client}' and seq = 3`);
    const agreement = await reconcile(middle.client);
    expect(agreement.differences[0]).toMatchObject({ kind: "rowMissing", seq: 3 });
    expect(agreement.differences[0]?.says).toContain("incident.confirmed");

    const end = await warned();
    for (let n = 0; n < 10; n += 1) await end.say("client.replied", "ops:olga", { messageId: `m${n}` });
    await tamper(`delete from entries where client = '${end.client}' and seq > 6`);
    const cut = await reconcile(end.client);
    expect(cut.differences[0]).toMatchObject({ kind: "rowMissing", seq: 7, more: 9 });
    expect(kindsOf(cut)).toContain("liveStateDiffers");
    await tamper(
      `delete from entries where client = '${end.client}'; delete from relationships where client = '${end.client}'`,
    );
    expect((await reconcile(end.client)).differences[0]).toMatchObject({ kind: "rowMissing", seq: 1 });
  });

  test("an entry put at the end, valid and with the right hashes", async () => {
    const { client } = await warned();
    const last = (await entriesOf(client)).at(-1);
    if (!last) throw new Error("no entry");
    const { hash: prev, ...content } = last;
    const forged = closeEntry({ ...content, seq: 7, eventId: crypto.randomUUID(), prev });
    const columns =
      "client, seq, type, outcome, at, recorded_at, actor_id, actor_role, event_id, state, rung, due, due_name";
    await tamper(
      `insert into entries (${columns}, hash, prev, entry)
         select client, 7, type, outcome, at, recorded_at, actor_id, actor_role, '${forged.eventId}', state, rung, due,
           due_name, '${forged.hash}', '${prev}', ${quoted(forged)} from entries
         where client = '${client}' and seq = 6`,
    );
    expect((await reconcile(client)).differences[0]).toMatchObject({
      kind: "rowInserted",
      seq: 7,
      sides: { "Temporal's history": null },
    });
  });

  test("R-ROL-4 another machine version claimed, every hash made anew", async () => {
    const { client } = await warned();
    let prev = "";
    let statements = "";
    for (const { hash: _, ...entry } of await entriesOf(client)) {
      const machine = entry.seq < 4 ? entry.machine : { ...entry.machine, version: "0" };
      const forged = closeEntry({ ...entry, machine, prev: prev || entry.prev });
      prev = forged.hash;
      statements += rewrite(forged);
    }
    await tamper(statements);
    const agreement = await reconcile(client);
    const claim = agreement.differences.find(({ kind }) => kind === "unknownMachine");
    expect(claim).toMatchObject({ seq: 4, sides: { "the journal": { version: "0" } } });
    expect(claim?.says).toContain("relationship 0");
    expect(agreement.differences[0]).toMatchObject({ seq: 4, field: "machine.version" });
  });

  test("another verdict, every hash made anew: the machine says otherwise, and so does Temporal", async () => {
    const { client } = await warned();
    let prev = "";
    let statements = "";
    for (const { hash: _, ...entry } of await entriesOf(client)) {
      const refused = entry.seq === 3 ? { outcome: "refused" as const } : {};
      const forged = closeEntry({ ...entry, ...refused, prev: prev || entry.prev });
      prev = forged.hash;
      statements += rewrite(forged);
    }
    await tamper(statements);
    const agreement = await reconcile(client);
    expect(agreement.differences.find(({ kind }) => kind === "machineDisagrees")).toMatchObject({
      seq: 3,
      field: "outcome",
      sides: { "the journal": "refused", "the machine": "accepted" },
    });
    expect(kindsOf(agreement)).toContain("rowChanged");
  });

  test("the list of relationships changed", async () => {
    const { client } = await warned();
    await tamper(`update relationships set rung = 'active', state = 'active' where client = '${client}'`);
    expect((await reconcile(client)).differences).toMatchObject([
      { kind: "listChanged", field: "state", sides: { "the list": "active", "the journal": "warnedOnce" } },
    ]);
  });
});

describe("what the client was told, and what was done, cannot be rewritten", () => {
  test("R-COM-1 a notice with other words than were sent, sealed by the right key", async () => {
    const { client } = await warned();
    const [one, other] = await walker.archive.outbox.list(client);
    if (!one || !other) throw new Error("no notices");
    await tamper(`update notices set vault_id = '${other.vaultId}' where id = '${one.id}'`);
    const { differences } = await reconcile(client);
    expect(differences).toMatchObject([
      {
        kind: "noticeChanged",
        sides: { "the words that were sent": one.vaultId, "the words that are kept": other.vaultId },
      },
    ]);
  });

  test("R-COM-1 words changed in the vault, and words removed from it", async () => {
    const { client } = await warned();
    const [one, other] = await walker.archive.outbox.list(client);
    if (!one || !other) throw new Error("no notices");
    await tamper(`update vault set sealed = reverse(sealed) where id = '${one.vaultId}'`);
    expect((await reconcile(client)).differences).toMatchObject([{ kind: "noticeChanged" }]);
    await tamper(
      `delete from notices where id = '${other.id}'; delete from vault where id = '${other.vaultId}'`,
    );
    expect(kindsOf(await reconcile(client))).toEqual(
      expect.arrayContaining(["noticeChanged", "noticeMissing"]),
    );
  });

  test("effects of the archive that were changed, removed or put there", async () => {
    const { client } = await warned();
    const [effect] = await walker.archive.effects.list(client);
    if (!effect) throw new Error("no effect");
    await tamper(`update effects set params = '{"forged":true}' where id = '${effect.id}'`);
    expect((await reconcile(client)).differences).toMatchObject([{ kind: "effectRowChanged" }]);
    await tamper(`delete from effects where id = '${effect.id}'`);
    expect((await reconcile(client)).differences).toMatchObject([{ kind: "effectRowMissing" }]);
    await tamper(
      `insert into effects (id, client, seq, n, type, params, at)
         values ('${client}/2/9', '${client}', 2, 9, 'liftRestriction', '{}', now())`,
    );
    expect(kindsOf(await reconcile(client))).toEqual(
      ["effectRowMissing", "effectRowInserted"].toSorted(bySeq),
    );
  });
});

const bySeq = (a: string) => (a === "effectRowInserted" ? -1 : 1);

test("all relationships are compared, those too that were removed from the journal", async () => {
  const { client } = await warned();
  await tamper(
    `delete from entries where client = '${client}'; delete from relationships where client = '${client}'`,
  );
  const seen: string[] = [];
  const result = await audit.all({}, (progress) => {
    expect(progress.done).toBe(seen.push(progress.client));
  });
  expect(result.clients).toBe(seen.length);
  expect(result.differing.map((one) => one.client)).toContain(client);
  expect(result.agrees).toBe(false);
});

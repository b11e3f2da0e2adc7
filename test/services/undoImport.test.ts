import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Attendant } from "../../activities/jobs/attendClients.ts";
import type { FactKind } from "../../archive/facts/catalogue.ts";
import { newImport } from "../../archive/facts/import.ts";
import { type Archive, openArchive } from "../../archive/open.ts";
import { importUndoer } from "../../services/undoImport.ts";
import { policy } from "../insight/attention/known.ts";
import { type Backend, backends } from "../support/archives.ts";
import { journalOf, type Said } from "../support/entries.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const mia = { id: "mia", role: "manager" } as const;
const LATEST = { descending: true, limit: 100 };

describe.each(backends)("undoing an import on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  const lines = new Map<string, Said[]>();

  beforeAll(async () => {
    backend = await start();
    archive = await openArchive(await backend.place());
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  async function journal(client: string, ...more: readonly Said[]): Promise<void> {
    const before = lines.get(client) ?? [];
    lines.set(client, [...before, ...more]);
    await archive.journal.record(journalOf(client, [...before, ...more]).slice(before.length));
  }
  const eye = () =>
    new Attendant({
      archive,
      policy: () => policy,
      clock: () => NOW,
      tell: (client, { eventId, type, occurredAt, receivedAt, actor, data }) =>
        journal(client, {
          eventId,
          type,
          occurredAt,
          receivedAt,
          actor,
          data,
          recordedAt: receivedAt,
        }),
    });
  const undoer = () =>
    importUndoer({ archive, policy: () => policy, look: (client) => eye().look(client), clock: () => NOW });
  async function bring(kind: FactKind, ...rows: readonly object[]): Promise<number> {
    const at = new Date(NOW - 60_000).toISOString();
    const session = newImport({ kind, by: { id: "fay", role: "finance" }, now: at, currency: "EUR" });
    await archive.facts.take(
      session,
      rows.map((value, n) => ({ line: n + 1, value })),
    );
    return session.n ?? 0;
  }
  const undo = (n: number) => undoer().undo(n, mia, "another client's file", () => true);
  const owed = async (client: string) =>
    (await archive.facts.ofKind("payments", client)).map(({ invoice, owed: left }) => `${invoice} ${left}`);
  const due = { client: "c1", invoice: "i1", amount: "100", due: "2026-11-01" };

  it("R-FCT-3: rows are read by nothing any more, what it had led to is listed, and is one task", async () => {
    await journal("c1", {});
    const n = await bring("payments", due, { ...due, client: "stranger" });
    await eye().look("c1");
    const [overdue] = await archive.suggestions.list({ client: "c1" });
    const done = await undo(n);
    expect(done.import).toMatchObject({
      n,
      kind: "payments",
      rows: 2,
      undoneById: "mia",
      undoneByRole: "manager",
      undoneReason: "another client's file",
    });
    expect(done.clients).toEqual([
      {
        client: "c1",
        events: [{ seq: 2, type: "invoice.changed", by: "system:attention" }],
        suggestions: [{ id: overdue?.id, kind: "overdue", state: "open" }],
        tasks: [{ id: overdue?.taskId, kind: "suggestion", state: "open" }],
        task: `c1/2/0/import-${n}`,
      },
    ]);
    expect([await owed("c1"), await owed("stranger")]).toEqual([[], []]);
    expect(await archive.suggestions.list({ client: "c1" })).toMatchObject([
      { state: "dismissed", actorRole: "system" },
    ]);
    expect(await archive.tasks.list({ client: "c1", state: "open" })).toMatchObject([
      { kind: "importUndone", role: "manager", about: `import-${n}` },
    ]);
    expect(await archive.imports.withdrawn(n, "payments", "c1")).toMatchObject([
      { client: "c1", invoice: "i1", amount: 10_000, due: "2026-11-01", currency: "EUR" },
    ]);
  });

  it("undoing twice says so and opens no second task; no such import is missing; a strange kind is not for the role", async () => {
    const [{ n } = { n: 0 }] = (await archive.imports.list(undefined, LATEST)).rows;
    await expect(undo(n)).rejects.toMatchObject({ kind: "gone", message: /undone before, by manager:mia/ });
    expect(await archive.tasks.list({ client: "c1", state: "open" })).toHaveLength(1);
    await expect(undo(4_711)).rejects.toMatchObject({ kind: "missing" });
    await expect(undoer().undo(n, mia, null, () => false)).rejects.toMatchObject({ kind: "role" });
    // The same file again brings its rows back.
    expect(await bring("payments", due)).toBe(n + 1);
    expect(await owed("c1")).toEqual(["i1 10000"]);
    await eye().look("c1");
    expect((await archive.suggestions.list({ client: "c1" })).map(({ state }) => state).sort()).toEqual([
      "dismissed",
      "open",
    ]);
  });

  it("R-FCT-3: what it had replaced and completed counts again as before, and the relationship is told", async () => {
    await journal("c2", {});
    const f1 = { client: "c2", id: "f1", opened: "2026-11-01T08:00:00Z", text: "the bags tear" };
    await bring("payments", { ...due, client: "c2" });
    await bring("faults", f1);
    const paid = await bring("payments", { ...due, client: "c2", paid: "2026-11-10" });
    const cured = await bring("faults", { ...f1, cured: "2026-11-02T08:00:00Z" });
    await eye().look("c2");
    expect(await owed("c2")).toEqual(["i1 0"]);
    await undo(paid);
    expect(await owed("c2")).toEqual(["i1 10000"]);
    expect(lines.get("c2")?.at(-1)).toMatchObject({
      type: "invoice.changed",
      data: { invoiceId: "i1", owed: 10_000 },
    });
    expect(await archive.suggestions.list({ client: "c2", kind: "overdue" })).toMatchObject([
      { state: "open" },
    ]);
    expect((await undo(cured)).clients).toMatchObject([
      { events: [{ type: "fault.opened" }, { type: "fault.cured" }], suggestions: [] },
    ]);
    expect(await archive.facts.ofKind("faults", "c2")).toMatchObject([{ id: "f1", cured: null }]);
    expect(await archive.imports.withdrawn(cured, "faults", "c2")).toMatchObject([
      { id: "f1", cured: "2026-11-02T08:00:00.000Z" },
    ]);
    // Told later again, it is cured again.
    await bring("faults", { ...f1, cured: "2026-11-03T08:00:00Z" });
    expect(await archive.facts.ofKind("faults", "c2")).toMatchObject([{ cured: "2026-11-03T08:00:00.000Z" }]);
  });

  it("messages without ids, and texts, are taken back with what was noticed in them", async () => {
    await journal("c3", {});
    const wrote = { client: "c3", at: "2026-11-20T10:00:00Z", direction: "in", channel: "email" };
    const n = await bring("interactions", { ...wrote, text: "you idiots" }, { ...wrote, text: "morons" });
    await eye().look("c3");
    const { clients } = await undo(n);
    expect(clients).toMatchObject([
      {
        events: [{ type: "message.received" }],
        suggestions: [{ kind: "insult", state: "open" }],
        tasks: [{ kind: "suggestion" }],
      },
    ]);
    expect(JSON.stringify(clients)).not.toMatch(/idiots|morons/);
    expect(await archive.facts.ofKind("interactions", "c3")).toEqual([]);
    expect(await archive.suggestions.list({ client: "c3", state: "open" })).toEqual([]);
  });

  it("what another import tells of too is still suggested, and a row that is gone leaves no word of its cure", async () => {
    await journal("c5", {});
    await bring("payments", { ...due, client: "c5" });
    const again = await bring("payments", { ...due, client: "c5", amount: "120" });
    await eye().look("c5");
    const [overdue] = await archive.suggestions.list({ client: "c5", kind: "overdue" });
    expect((await undo(again)).clients).toMatchObject([{ suggestions: [{ id: overdue?.id }] }]);
    expect(await owed("c5")).toEqual(["i1 10000"]);
    expect(await archive.suggestions.list({ client: "c5", kind: "overdue" })).toMatchObject([
      { id: overdue?.id, state: "open" },
    ]);

    const f1 = { client: "c5", id: "f1", opened: "2026-11-01T08:00:00Z", text: "the bags tear" };
    const opened = await bring("faults", f1);
    const cured = await bring("faults", { ...f1, cured: "2026-11-02T08:00:00Z" });
    await undo(opened);
    expect(await archive.facts.ofKind("faults", "c5")).toEqual([]);
    // The fault comes back with its cure; what is taken back with the second import is not this one's.
    const whole = await bring("faults", { ...f1, cured: "2026-11-03T08:00:00Z" });
    expect(whole).toBeGreaterThan(cured);
    await undo(cured);
    expect(await archive.facts.ofKind("faults", "c5")).toMatchObject([{ cured: "2026-11-03T08:00:00.000Z" }]);
  });

  it("what had led to nothing is no task, and imports are listed by their numbers", async () => {
    await journal("c4", {});
    const n = await bring("hours", {
      client: "c4",
      role: "ops",
      minutes: 60,
      kind: "service",
      day: "2026-11-02",
    });
    expect((await undo(n)).clients).toEqual([]);
    expect(await archive.tasks.list({ client: "c4" })).toEqual([]);
    const { rows: all } = await archive.imports.list(undefined, LATEST);
    expect(all.map((one) => one.n)).toEqual(all.map((_, index) => all.length - index));
    expect((await archive.imports.list("hours", LATEST)).rows).toMatchObject([{ n, kind: "hours" }]);
  });
});

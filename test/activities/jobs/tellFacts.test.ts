import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Attendant } from "../../../activities/jobs/attendClients.ts";
import type { FactKind } from "../../../archive/facts/catalogue.ts";
import { type Archive, openArchive } from "../../../archive/open.ts";
import { type Envelope, parseEvent } from "../../../machines/index.ts";
import { importInto } from "../../archive/facts/rows.ts";
import { policy } from "../../insight/attention/known.ts";
import { type Backend, backends } from "../../support/archives.ts";
import { journalOf, type Said } from "../../support/entries.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");

describe.each(backends)("what facts tell relationships on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  let told: Envelope[] = [];
  /** What was told, as the journal has it. */
  const lines = new Map<string, Said[]>();

  beforeAll(async () => {
    backend = await start();
    archive = await openArchive(await backend.place());
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  /** Writes down what a relationship accepted. */
  async function journal(client: string, ...more: readonly Said[]): Promise<void> {
    const before = lines.get(client) ?? [];
    const all = [...before, ...more];
    lines.set(client, all);
    await archive.journal.record(journalOf(client, all).slice(before.length));
  }
  const eye = (tell?: (client: string, event: Envelope) => Promise<unknown>) =>
    new Attendant({
      archive,
      policy: () => policy,
      clock: () => NOW,
      tell:
        tell ??
        (async (client, { eventId, type, occurredAt, receivedAt, actor, data, ...envelope }) => {
          told.push({ eventId, type, occurredAt, receivedAt, actor, data, ...envelope });
          await journal(client, { eventId, type, occurredAt, receivedAt, actor, data } as Said);
        }),
    });
  const bring = (kind: FactKind, ...rows: readonly object[]) => importInto(archive, kind, rows);
  async function look(client: string) {
    told = [];
    await eye().look(client);
    return told.map(({ type, occurredAt, data }) => [type, occurredAt.slice(0, 10), data]);
  }
  const due = async () =>
    (await archive.suggestions.due(new Date(NOW).toISOString(), "", 10)).map(({ client }) => client);

  it("R-FCT-1: every kind that a rule reads is told, in the order of its time, once, in the engine's name", async () => {
    await journal("c1", {});
    await bring("faults", {
      client: "c1",
      id: "f1",
      opened: "2026-11-03T08:00:00Z",
      loss: "5",
      text: "late",
    });
    await bring("payments", { client: "c1", invoice: "i1", amount: "10", due: "2026-11-10" });
    await bring("demands", {
      client: "c1",
      id: "d1",
      at: "2026-11-01T08:00:00Z",
      about: "pears",
      kind: "feature",
    });
    const risks = [{ probability: "0.5", impact: "10" }];
    await bring("threats", { client: "c1", at: "2026-11-02T08:00:00Z", demand: "d1", risks });
    const wrote = (id: string, at: string) => ({ client: "c1", id, at, direction: "in", channel: "email" });
    await bring("interactions", wrote("m1", "2026-11-04T08:00:00Z"), wrote("m2", "2026-11-05T08:00:00Z"));
    expect(await look("c1")).toMatchObject([
      ["demand.recorded", "2026-11-02", { demandId: "d1", underThreat: true, offered: [] }],
      ["fault.opened", "2026-11-03", { faultId: "f1", at: "2026-11-03T08:00:00.000Z", loss: true }],
      ["message.received", "2026-11-05", { messageId: "m2", threadId: "m2", channel: "email" }],
      ["invoice.changed", "2026-11-09", { invoiceId: "i1", dueOn: "2026-11-10", owed: 1_000 }],
    ]);
    for (const event of told) {
      expect(parseEvent(event)).toBe(event);
      expect(event).toMatchObject({ actor: { id: "attention", role: "system" }, day: "2026-11-22" });
    }
    expect(JSON.stringify(told)).not.toContain("late");
    expect(await look("c1")).toEqual([]);
    // Told again by another file: nothing is new.
    await bring("payments", { client: "c1", invoice: "i1", amount: "10", due: "2026-11-10" });
    expect(await look("c1")).toEqual([]);

    await bring("payments", {
      client: "c1",
      invoice: "i1",
      amount: "10",
      due: "2026-11-10",
      paid: "2026-11-20",
    });
    await bring("faults", {
      client: "c1",
      id: "f1",
      opened: "2026-11-03T08:00:00Z",
      loss: "5",
      text: "late",
      cured: "2026-11-21T08:00:00Z",
    });
    expect(await look("c1")).toEqual([
      ["payment.received", "2026-11-19", { invoiceId: "i1", paidOn: "2026-11-20" }],
      ["fault.cured", "2026-11-21", { faultId: "f1", at: "2026-11-21T08:00:00.000Z" }],
    ]);
    expect(await look("c1")).toEqual([]);
  });

  it("R-FCT-1: what the relationship heard by an event is not told again by a file, nor overruled by an older one", async () => {
    await journal(
      "c2",
      {},
      { type: "fault.opened", data: { faultId: "f1", at: "2026-11-01T08:00:00Z", loss: false } },
      {
        type: "payment.received",
        occurredAt: "2026-11-20T08:00:00.000Z",
        data: { invoiceId: "i1", paidOn: "2026-11-20" },
      },
      { type: "message.received", occurredAt: "2026-11-20T08:00:00.000Z", data: { messageId: "m9" } },
    );
    await bring("faults", { client: "c2", id: "f1", opened: "2026-11-01T08:00:00Z" });
    await bring("payments", { client: "c2", invoice: "i1", amount: "10", due: "2026-11-01" });
    await bring("interactions", {
      client: "c2",
      id: "m1",
      at: "2026-11-19T08:00:00Z",
      direction: "in",
      channel: "email",
    });
    // When it was due is news; that it is paid stands.
    expect(await look("c2")).toEqual([
      ["invoice.changed", "2026-10-31", { invoiceId: "i1", dueOn: "2026-11-01", owed: 0 }],
    ]);
    expect(await archive.suggestions.list({ client: "c2", kind: "overdue" })).toEqual([]);
    expect(await look("c2")).toEqual([]);
  });

  it("R-FCT-1: a demand that stands open is told however old it is, and what it was answered with", async () => {
    await journal("oldDemand", {});
    const demand = { client: "oldDemand", id: "d1", about: "exportPdf", kind: "feature" };
    await bring("demands", { ...demand, at: "2023-03-01T08:00:00Z" });
    const told = { demandId: "d1", about: "exportPdf", underThreat: false };
    expect(await look("oldDemand")).toMatchObject([["demand.recorded", "2023-03-01", told]]);
    await bring("demands", { ...demand, at: "2023-03-01T08:00:00Z", accepted: "csv" });
    expect(await look("oldDemand")).toMatchObject([
      ["demand.recorded", "2026-11-22", { ...told, accepted: "csv" }],
    ]);
    expect(await look("oldDemand")).toEqual([]);
  });

  it("R-FCT-3: when a paid invoice was due, told after its payment, is no word about what is owed", async () => {
    await journal(
      "paidEarly",
      {},
      {
        type: "payment.received",
        occurredAt: "2026-11-10T08:00:00.000Z",
        data: { invoiceId: "i1", paidOn: "2026-11-10" },
      },
    );
    await bring("payments", { client: "paidEarly", invoice: "i1", amount: "10", due: "2026-11-12" });
    expect(await look("paidEarly")).toEqual([
      ["invoice.changed", "2026-11-11", { invoiceId: "i1", dueOn: "2026-11-12", owed: 0 }],
    ]);
    expect(await look("paidEarly")).toEqual([]);
    expect(await archive.suggestions.list({ client: "paidEarly", kind: "overdue" })).toEqual([]);
  });

  it("R-FCT-3: a part payment, a moved due day, a void and a credit are told as the newest state", async () => {
    await journal("c3", {});
    const base = { client: "c3", invoice: "i1", amount: "100", due: "2026-11-01" };
    const other = { client: "c3", invoice: "i2", amount: "80", due: "2026-11-02" };
    await bring("payments", base, other);
    await look("c3");
    await bring("payments", { ...base, owed: "60", paid: "2026-11-05" }, { ...other, due: "2026-12-15" });
    const moved = { invoiceId: "i2", dueOn: "2026-12-15", owed: 8_000 };
    expect(await look("c3")).toEqual([
      ["payment.received", "2026-11-04", { invoiceId: "i1", paidOn: "2026-11-05", owed: 6_000 }],
      ["invoice.changed", "2026-11-22", moved],
    ]);
    const [open, ...more] = await archive.suggestions.list({ client: "c3", kind: "overdue", state: "open" });
    expect([open?.numbers, more]).toMatchObject([{ invoice: "i1", amount: 6_000, due: "2026-11-01" }, []]);
    const moveBack = { ...other, due: "2026-11-03" };
    expect(
      await archive.suggestions.list({ client: "c3", kind: "overdue", state: "dismissed" }),
    ).toMatchObject([{ facts: ["i2"], actorRole: "system" }]);
    await bring("payments", { client: "c3", invoice: "n1", amount: "-25", due: "2026-11-01" });
    expect(await look("c3")).toMatchObject([
      ["invoice.changed", "2026-11-22", { invoiceId: "i1", owed: 3_500 }],
    ]);
    await bring("payments", { ...base, voided: true });
    // The credit is left for the other one.
    expect(await look("c3")).toMatchObject([
      ["invoice.changed", "2026-11-22", { invoiceId: "i1", owed: 0 }],
      ["invoice.changed", "2026-11-22", { invoiceId: "i2", owed: 5_500 }],
    ]);
    // Overdue once more: what only was overtaken is no judgement of anybody's.
    await bring("payments", moveBack);
    await look("c3");
    expect(await archive.suggestions.list({ client: "c3", kind: "overdue", state: "open" })).toMatchObject([
      { facts: ["i2"], numbers: { due: "2026-11-03", amount: 5_500 } },
    ]);
  });

  it("R-FCT-1: years of paid invoices and cured faults are history; what the relationship takes for open is told", async () => {
    await journal("c4", {}, { type: "payment.overdue", data: { invoiceId: "i7", dueOn: "2022-08-01" } });
    const month = (n: number) => `${2022 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, "0")}`;
    const paid = Array.from({ length: 58 }, (_, n) => ({
      client: "c4",
      invoice: `i${n}`,
      amount: "10",
      due: `${month(n)}-01`,
      paid: `${month(n)}-02`,
    }));
    await bring("payments", ...paid);
    await bring("faults", {
      client: "c4",
      id: "f1",
      opened: "2023-01-01T08:00:00Z",
      cured: "2023-01-02T08:00:00Z",
    });
    const types = (await look("c4")).map(([type, , data]) => [
      type,
      (data as { invoiceId: string }).invoiceId,
    ]);
    const recent = Array.from({ length: 12 }, (_, n) => `i${46 + n}`);
    expect(types.filter(([type]) => type === "payment.received").map(([, id]) => id)).toEqual([
      "i7",
      ...recent,
    ]);
    expect(types.filter(([type]) => type === "invoice.changed").map(([, id]) => id)).toEqual(recent);
    expect(types).toHaveLength(25);
    expect(await look("c4")).toEqual([]);
  });

  it("R-FCT-1: a crash or a relationship out of reach leaves the client due, and the next look tells the same", async () => {
    await journal("c5", {});
    await bring("faults", { client: "c5", id: "f1", opened: "2026-11-03T08:00:00Z" });
    await bring("payments", { client: "c5", invoice: "i1", amount: "10", due: "2026-11-10" });
    expect(await due()).toContain("c5");
    const sent: Envelope[] = [];
    const away = eye(async (_, event) => {
      sent.push(event);
      if (sent.length > 1) throw new Error("away");
    });
    await expect(away.look("c5")).rejects.toThrow("away");
    await expect(eye(async () => null).look("c5")).rejects.toThrow("no relationship runs");
    expect(await due()).toContain("c5");
    await look("c5");
    expect(told).toEqual(sent);
    expect(await due()).not.toContain("c5");
  });

  it("R-FCT-1: strangers and what has ended for good are told nothing; who was parted with is", async () => {
    const f1 = { id: "f1", opened: "2026-11-03T08:00:00Z" };
    await journal("gone", {}, { to: { state: "refused" } });
    await journal("parted", {}, { to: { state: "terminated" } });
    await bring(
      "faults",
      { ...f1, client: "stranger" },
      { ...f1, client: "gone" },
      { ...f1, client: "parted" },
    );
    expect(await look("stranger")).toEqual([]);
    expect(await look("gone")).toEqual([]);
    expect(await due()).toEqual(["parted"]);
    expect(await look("parted")).toMatchObject([["fault.opened", "2026-11-03", { faultId: "f1" }]]);
    expect(await due()).toEqual([]);
  });

  it("R-COM-3: a contact that took too long is told, of whom was restricted before it", async () => {
    const restricted = { state: "restricted", rung: "restricted" };
    await journal("c6", {}, { type: "restriction.ordered", at: "2026-11-10T08:00:00.000Z", to: restricted });
    const call = (id: string, at: string, seconds: number) => ({
      client: "c6",
      id,
      at: `${at}T08:00:00Z`,
      direction: "out",
      channel: "phone",
      seconds,
      agent: "bob",
    });
    await bring(
      "interactions",
      call("p1", "2026-11-09", 100),
      call("p2", "2026-11-11", 100),
      call("p3", "2026-11-12", 60),
    );
    const tells = (await look("c6")).filter(([type]) => type === "contact.logged");
    expect(tells).toEqual([
      ["contact.logged", "2026-11-11", { channel: "phone", seconds: 100, agentId: "bob" }],
    ]);
  });
});

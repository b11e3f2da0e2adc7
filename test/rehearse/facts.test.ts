import fc from "fast-check";
import { expect, it } from "vitest";
import { Attendant } from "../../activities/jobs/attendClients.ts";
import type { FactKind } from "../../archive/facts/catalogue.ts";
import { type Entry, type Envelope, eventIdOf, iso, type Step, type Stored } from "../../machines/index.ts";
import { newest } from "../../machines/versions/index.ts";
import { MemoryArchive } from "../../rehearse/memory.ts";
import { policy } from "../insight/attention/known.ts";

const NOW = Date.parse("2026-11-22T12:00:00.000Z");
const OPENED = Date.parse("2026-06-01T12:00:00.000Z");
const machine = newest();

type Row = Readonly<Record<string, unknown>>;
type Told = readonly [kind: FactKind, row: Row];

/** One relationship on the pure machine, and the facts about its client. */
function world() {
  const entries: Entry[] = [];
  const opening: Envelope = {
    eventId: eventIdOf("opening"),
    type: "relationship.opened",
    occurredAt: iso(OPENED),
    receivedAt: iso(OPENED),
    actor: { id: "mia", role: "manager" },
    data: {
      kind: "b2b",
      locale: "en",
      zone: "Europe/Berlin",
      currency: "EUR",
      channels: ["email"],
      policy,
      contract: { contractRef: "k1", channel: "email", signedAt: "2025-06-01T12:00:00Z" },
    },
  };
  const first = machine.begin("c1", opening, OPENED);
  let stored: Stored = first.stored;
  entries.push(first.entry);
  const take = (steps: readonly Step[]): void => {
    for (const step of steps) {
      stored = step.stored;
      entries.push(step.entry);
    }
  };
  const send = async (event: Envelope): Promise<void> => {
    take(machine.judge(stored, event, NOW));
    // A clock whose time had come before it was armed runs out at once.
    for (let due = machine.nextDue(stored); due !== null && due <= NOW; due = machine.nextDue(stored))
      take(machine.advance(stored, NOW, NOW));
  };
  const memory = new MemoryArchive(entries);
  const eye = new Attendant({
    archive: memory.asArchive,
    policy: () => policy,
    clock: () => NOW,
    tell: (_, event) => send(event),
  });
  return {
    entries,
    send,
    take: (...told: readonly Told[]) => {
      for (const [kind, rows] of Map.groupBy(told, ([each]) => each)) {
        const given = rows.map(([, row], n) => ({ line: n + 1, value: { client: "c1", ...row } }));
        memory.take(kind, given, NOW, "EUR");
      }
    },
    look: () => eye.look("c1"),
    outcome: () => plain({ standing: machine.standingOf(stored), context: machine.contextOf(stored) }),
  };
}

/** What tells one way from another: entries, and the times at which things were told. */
const OWN = ["seq", "head", "at", "day"];
const plain = (outcome: object): unknown =>
  JSON.parse(JSON.stringify(outcome, (key, value) => (OWN.includes(key) ? undefined : value)));

const day = (ago: number): string => iso(NOW - ago * 86_400_000).slice(0, 10);
const at = (ago: number, minute = 0): string => `${day(ago)}T09:0${minute}:00.000Z`;
const ago = fc.integer({ min: 1, max: 300 });

/** A fact as people type it, as the event for it; and as the rows that files may have of it, in any order. */
interface Fact {
  readonly rows: readonly Told[];
  readonly events: readonly (readonly [type: string, data: Row, at: string])[];
}

const fault = fc.tuple(ago, fc.nat(20), fc.boolean(), fc.boolean()).map(([since, lasted, loss, isCured]) => {
  return (n: number): Fact => {
    const until = at(Math.max(0, since - lasted - 1));
    const row = { id: `f${n}`, opened: at(since), ...(loss && { loss: "10" }) };
    const cured: Fact["events"] = [["fault.cured", { faultId: `f${n}`, at: until }, until]];
    return {
      rows: [["faults", row], ...(isCured ? [["faults", { ...row, cured: until }] as const] : [])],
      events: [
        ["fault.opened", { faultId: `f${n}`, at: at(since), loss }, at(since)],
        ...(isCured ? cured : []),
      ],
    };
  };
});

/** Made out, paid in part, paid, moved or voided: each state says as of when it was so, and no two of them at once. */
const invoice = fc
  .tuple(ago, fc.subarray(["part", "moved", "paid"] as const), fc.boolean())
  .map(([since, what, isVoided]) => (n: number): Fact => {
    const id = { invoiceId: `i${n}` };
    const base = { invoice: `i${n}`, amount: "100", due: day(since - 30), asOf: at(since) };
    const rows: Row[] = [base];
    const events: (readonly [string, Row, string])[] = [
      ["invoice.changed", { ...id, dueOn: base.due, owed: 100_00 }, base.asOf],
    ];
    let last: Row = base;
    for (const [step, each] of what.entries()) {
      const then = Math.max(0, since - 1 - step);
      const asOf = at(then, step + 1);
      if (each === "part") {
        last = { ...last, asOf, paid: day(then), owed: "40" };
        events.push(["payment.received", { ...id, paidOn: day(then), owed: 40_00 }, asOf]);
      } else if (each === "moved") {
        last = { ...last, asOf, due: day(since - 60) };
        const owed = last.owed === undefined ? 100_00 : 40_00;
        events.push(["invoice.changed", { ...id, dueOn: day(since - 60), owed }, asOf]);
      } else {
        const { owed: _, ...rest } = last;
        last = { ...rest, asOf, paid: day(then) };
        events.push(["payment.received", { ...id, paidOn: day(then) }, asOf]);
      }
      rows.push(last);
    }
    if (isVoided && last.paid === undefined) {
      rows.push({ ...last, voided: true, asOf: at(0, 9) });
      events.push(["invoice.changed", { ...id, dueOn: last.due, owed: 0 }, at(0, 9)]);
    }
    return { rows: rows.map((row) => ["payments", row]), events };
  });

const demand = fc
  .tuple(ago, fc.boolean(), fc.boolean())
  .map(([since, isThreat, isAccepted]) => (n: number): Fact => {
    const row = { id: `d${n}`, at: at(since), about: `w${n}`, kind: "feature", offered: ["pears"] };
    const accepted = { ...row, accepted: "pears" };
    const risks = [{ probability: "0.5", impact: "10" }];
    const threat = { id: `t${n}`, at: at(since), demand: `d${n}`, risks };
    const data = {
      demandId: `d${n}`,
      about: `w${n}`,
      underThreat: isThreat,
      offered: ["pears"],
      ...(isAccepted && { accepted: "pears" }),
    };
    return {
      rows: [
        ["demands", row],
        ...(isThreat ? [["threats", threat] as const] : []),
        ...(isAccepted ? [["demands", accepted] as const] : []),
      ],
      events: [["demand.recorded", data, at(since)]],
    };
  });

const message = fc.tuple(ago, fc.constantFrom("in", "out"), fc.boolean()).map(([since, direction, auto]) => {
  return (n: number): Fact => ({
    rows: [["interactions", { id: `m${n}`, at: at(since), direction, channel: "email", auto }]],
    events:
      direction === "out" || auto
        ? []
        : [["message.received", { messageId: `m${n}`, threadId: `m${n}`, channel: "email" }, at(since)]],
  });
});

const facts = fc
  .array(fc.oneof(fault, invoice, demand, message), { maxLength: 8, size: "max" })
  .map((makes) => makes.map((make, n) => make(n)));

/** A shuffle by numbers, so that it shrinks. */
const shuffled = <T>(all: readonly T[], keys: readonly number[]): T[] =>
  all
    .map((one, n) => [keys[n % keys.length] ?? 0, n, one] as const)
    .sort(([a, m], [b, n]) => a - b || m - n)
    .map(([, , one]) => one);

const ROLES: Readonly<Record<string, Envelope["actor"]["role"]>> = {
  "invoice.changed": "finance",
  "payment.received": "finance",
};

async function typed(all: readonly Fact[]) {
  const one = world();
  const events = all
    .flatMap(({ events }) => events)
    .map((event, n) => [event, n] as const)
    .sort(([a, m], [b, n]) => (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : m - n));
  for (const [[type, data, occurredAt], n] of events)
    await one.send({
      eventId: eventIdOf("typed", `${n}`),
      type,
      occurredAt,
      receivedAt: iso(NOW),
      data,
      actor: { id: "ann", role: ROLES[type] ?? "ops" },
      door: "api",
      day: day(0),
    });
  return one;
}

async function imported(files: readonly (readonly Told[])[]) {
  const one = world();
  for (const file of files) {
    one.take(...file);
    await one.look();
  }
  return one;
}

it("R-FCT-1: the same facts as events, as one file, as several in any order, or row by row lead to the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      facts,
      fc.array(fc.nat(99), { minLength: 30, maxLength: 30 }),
      fc.nat(5),
      async (all, keys, cut) => {
        const rows = all.flatMap((each) => each.rows);
        const mixed = shuffled(rows, keys);
        const ways = [
          await typed(all),
          await imported([rows]),
          await imported([mixed]),
          await imported([mixed.slice(0, cut), mixed.slice(cut)]),
          await imported(mixed.map((row) => [row])),
        ];
        const [first, ...others] = ways.map((way) => way.outcome());
        for (const other of others) expect(other).toEqual(first);
        for (const way of ways) {
          expect(way.entries.filter(({ outcome }) => outcome === "refused")).toEqual([]);
          // Told once: what comes again changes nothing and sends nothing, in whatever order it came.
          const before = way.entries.length;
          way.take(...rows);
          await way.look();
          expect(way.entries.slice(before).map(({ type }) => type)).toEqual([]);
          expect(way.outcome()).toEqual(first);
        }
      },
    ),
    { numRuns: 60 },
  );
});

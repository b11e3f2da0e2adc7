import type { FactFormat, FactKind } from "../../../archive/facts/catalogue.ts";
import { type FileRow, readFacts } from "../../../archive/facts/file.ts";
import { type HowToImport, type ImportOutcome, newImport } from "../../../archive/facts/import.ts";
import type { Archive } from "../../../archive/open.ts";

export const NOW = "2026-11-22T12:00:00.000Z";

/** A sound row of each kind, with every field that it may have. */
export const SAMPLES: Readonly<Record<FactKind, Readonly<Record<string, unknown>>>> = {
  interactions: {
    ...{ id: "m1", client: "c1", at: "2026-11-01T09:30:00+03:00", direction: "in", channel: "email" },
    ...{ thread: "t1", seconds: 100, chars: 65, company: "Acme", agent: "bob", zone: "Europe/Berlin" },
    ...{ auto: false },
    text: "MARKER where is my order?",
  },
  hours: {
    ...{ id: "h1", client: "c1", role: "ops", minutes: 90, kind: "service", day: "2026-11-01" },
    agent: "bob",
  },
  purchases: { id: "p1", client: "c1", on: "2026-11-01", units: -2, amount: "-29.33", cost: "10" },
  payments: {
    ...{ client: "c1", invoice: "i1", amount: "100.10", due: "2027-01-01", paid: "2026-11-20" },
    ...{ owed: "40", voided: false, asOf: "2026-11-21T09:30:00Z" },
  },
  concessions: {
    ...{ id: "k1", client: "c1", on: "2026-11-01", cost: "5.5", underThreat: true, demand: "d1" },
    text: "MARKER a month for nothing",
  },
  discounts: {
    ...{ id: "x1", client: "c1", on: "2026-11-01", kind: "loyal", asked: "50", granted: "0" },
    ...{ condition: "annual", text: "MARKER half the price" },
  },
  faults: {
    ...{ id: "f1", client: "c1", opened: "2026-11-01T09:30:00Z", cured: "2026-11-02T09:30:00Z" },
    ...{ loss: "12.34", text: "MARKER the bags tear" },
  },
  scores: { client: "c1", period: "2026-10", score: 70 },
  meetings: {
    ...{ id: "g1", client: "c1", at: "2026-11-01T09:30:00Z", announced: false },
    text: "MARKER the yearly review",
  },
  agreements: {
    ...{ id: "a1", client: "c1", on: "2026-11-01", form: "oral", about: "pick-up" },
    text: "MARKER to pick it up on Monday",
  },
  coupons: { id: "q1", client: "c1", on: "2026-11-01", amount: "5", code: "AUTUMN", source: "kupono" },
  reviews: {
    ...{ id: "r1", client: "c1", kind: "review", good: false, at: "2026-11-01T09:30:00Z" },
    ...{ where: "maps", text: "MARKER never again" },
  },
  demands: {
    ...{ id: "d1", client: "c1", at: "2026-11-01T09:30:00Z", about: "green-apples", kind: "feature" },
    ...{ importance: "high", offered: ["red-apples", "pears"], accepted: "pears", cost: "80.50" },
    ...{ reason: "MARKER they match the wall", consequence: "MARKER we leave" },
  },
  threats: {
    ...{ id: "w1", client: "c1", at: "2026-11-01T09:30:00Z", demand: "d1", text: "MARKER or else" },
    risks: [{ probability: "0.25", impact: "1200.00" }],
  },
};

export const HOW: Omit<HowToImport, "kind"> = {
  ...{ by: { id: "olga", role: "ops" }, now: NOW, currency: "EUR" },
};

export type Lines = readonly (string | Buffer | object)[];

/** A file of these lines: objects as JSON. */
export async function* fileOf(rows: Lines): AsyncGenerator<Buffer> {
  for (const row of rows) {
    if (Buffer.isBuffer(row)) yield row;
    else yield Buffer.from(typeof row === "string" ? row : JSON.stringify(row));
    yield Buffer.from("\n");
  }
}

/** Takes a whole file in, as the API does. */
export async function importInto(
  archive: Archive,
  kind: FactKind,
  rows: Lines,
  {
    format = "jsonl",
    batch = 3,
    ...how
  }: Partial<HowToImport> & { format?: FactFormat; batch?: number } = {},
): Promise<ImportOutcome> {
  const session = newImport({ ...HOW, kind, ...how });
  let taken: ImportOutcome = { new: 0, completed: 0, known: 0, refused: [] };
  const take = async (waiting: readonly FileRow[]) => {
    const broken = waiting.flatMap((row) =>
      "refused" in row ? [{ line: row.line, reason: row.refused }] : [],
    );
    const given = waiting.flatMap((row) => ("value" in row ? [{ line: row.line, value: row.value }] : []));
    const more = await archive.facts.take(session, given);
    taken = {
      new: taken.new + more.new,
      completed: taken.completed + more.completed,
      known: taken.known + more.known,
      refused: [...taken.refused, ...broken, ...more.refused].sort((a, b) => a.line - b.line),
    };
  };
  let waiting: FileRow[] = [];
  for await (const row of readFacts(fileOf(rows), kind, { format })) {
    waiting.push(row);
    if (waiting.length < batch) continue;
    await take(waiting);
    waiting = [];
  }
  await take(waiting);
  return taken;
}

/** Rows of one batch. */
const BATCH = 500;

/** The nth batch of a long file of interactions: every tenth row is equal to one of the batch before. */
export function batchOf(n: number) {
  return Array.from({ length: BATCH }, (_, index) => {
    const row = n * BATCH + index;
    const told = index % 10 === 0 && n > 0 ? row - BATCH + 1 : row;
    return {
      line: row + 1,
      value: {
        client: `c${told % 97}`,
        at: new Date(Date.UTC(2026, 0, 1) + told * 1_000).toISOString(),
        direction: told % 3 ? "in" : "out",
        channel: "email",
      },
    };
  });
}

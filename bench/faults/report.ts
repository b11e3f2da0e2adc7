// What the fault bench says: a table for people, or one object.
import type { ClassOutcome, FaultCounts } from "./stage.ts";

const COLUMNS: readonly (readonly [head: string, count: keyof FaultCounts])[] = [
  ["sent", "sent"],
  ["answered", "answered"],
  ["202", "kept"],
  ["500", "failed"],
  ["kills", "kills"],
  ["queries", "queries"],
  ["entries", "entries"],
  ["runs", "runs"],
  ["replayed", "replayed"],
  ["broken", "broken"],
  ["orphans", "orphans"],
  ["false alarms", "falseAlarms"],
];

/** Breaches that are printed of each class; more of them say no more. */
const SHOWN = 20;

function table(outcomes: readonly ClassOutcome[]): string[] {
  const head = ["class", ...COLUMNS.map(([name]) => name), "seconds", "verdict"];
  const body = outcomes.map(({ name, counts, seconds, breaches }) => [
    name,
    ...COLUMNS.map(([, count]) => `${counts[count]}`),
    seconds.toFixed(0),
    breaches.length === 0 ? "holds" : `${breaches.length} breaches`,
  ]);
  const widths = head.map((_, n) => Math.max(...[head, ...body].map((row) => (row[n] ?? "").length)));
  const last = head.length - 1;
  return [head, ...body].map((row) =>
    row
      .map((cell, n) => (n === 0 || n === last ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function details({ name, notes, breaches, kept }: ClassOutcome): string[] {
  const more = breaches.length - SHOWN;
  return [
    "",
    name,
    ...notes.map((note) => `  ${note}`),
    ...breaches
      .slice(0, SHOWN)
      .map(({ bar, client, says }) => `  ✗ ${bar}${client === null ? "" : `  ${client}`}  ${says}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(kept === null ? [] : [`  its state was kept: ${kept}`]),
  ];
}

export interface FaultsResult {
  readonly seed: string;
  readonly quick: boolean;
  /** Of the machine, over a minute: before and after. */
  readonly load: readonly [before: number, after: number];
  readonly outcomes: readonly ClassOutcome[];
}

export function asTable({ seed, load, outcomes }: FaultsResult): string {
  const [before, after] = load.map((value) => value.toFixed(1));
  return [
    ...table(outcomes),
    ...outcomes.flatMap(details),
    "",
    `seed ${seed}, load ${before} to ${after}`,
  ].join("\n");
}

export const asJson = (result: FaultsResult): string => JSON.stringify(result, null, 2);

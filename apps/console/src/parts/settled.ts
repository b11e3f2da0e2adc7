// Lists that do not move under the pointer: new rows wait until they are asked for, and rows that are gone stay, greyed.
import { useRef, useState } from "react";

export interface Settled<T> {
  readonly rows: readonly { readonly row: T; readonly gone: boolean }[];
  /** How many came since the list was last shown anew. */
  readonly fresh: number;
  readonly show: () => void;
}

/**
 * @param of what is listed: another filter is another list, shown at once
 * @param rows null before anything was read
 */
export function useSettled<T>(of: string, rows: readonly T[] | null, key: (row: T) => string): Settled<T> {
  const kept = useRef<{ of: string; rows: ReadonlyMap<string, T> } | null>(null);
  const [, redraw] = useState(0);
  if (rows === null) return { rows: [], fresh: 0, show: () => {} };
  const now = new Map(rows.map((row) => [key(row), row]));
  // Where nothing stands, nothing can move.
  if (kept.current?.of !== of || kept.current.rows.size === 0) kept.current = { of, rows: now };
  const { rows: before } = kept.current;
  const shown = [...before].map(([id, row]) => ({ row: now.get(id) ?? row, gone: !now.has(id) }));
  // What stands there keeps its place; what it says is always the newest.
  kept.current = { of, rows: new Map(shown.map(({ row }) => [key(row), row])) };
  return {
    rows: shown,
    fresh: [...now.keys()].filter((id) => !before.has(id)).length,
    show: () => {
      kept.current = { of, rows: now };
      redraw((n) => n + 1);
    },
  };
}

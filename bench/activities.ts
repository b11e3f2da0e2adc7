// Activities for contenders that carry out every effect by an activity of its own. The engine writes effects that are
// rows and nothing else together with the entry that asks for them, so it has no activities for those any more.
import { type Activities, activities } from "../activities/index.ts";
import type { Ports, Result } from "../activities/ports.ts";
import { type Effect, type Entry, isKept, type KeptEffect } from "../machines/index.ts";

/** Those that the script of the bench leads to. */
type RowEffects = Extract<KeptEffect, "openTask" | "closeTasks" | "stopWork" | "resumeWork">;
type RowActivity = (effect: Effect, at: string) => Promise<Result | null>;

/** The engine's activities, one more for each effect that is a row, and a `record` that writes the journal alone. */
export function everyActivity(ports: Ports): Activities & Readonly<Record<RowEffects, RowActivity>> {
  const { effects, tasks } = ports.archive;
  const engine = activities(ports);
  const row: RowActivity = async (effect, at) => {
    const taken = await effects.take(effect, at);
    if (taken.settledAt !== null) return null;
    if (effect.type === "openTask") await tasks.open({ id: effect.id, ...effect.params, openedAt: at });
    return effects.settle(effect.id, null, at);
  };
  return {
    ...engine,
    openTask: row,
    closeTasks: row,
    stopWork: row,
    resumeWork: row,
    record: (entries) => engine.record(entries.map(bare)),
  };
}

/**
 * The same row of the journal, and none of the rows beside it: `record` writes those that it is shown, and here their
 * activities do. What it writes as the entry is the whole one.
 */
function bare(entry: Entry): Entry {
  const shown = { ...entry, effects: entry.effects.filter(({ type }) => !isKept(type)) };
  return Object.defineProperty(shown, "toJSON", { value: () => entry });
}

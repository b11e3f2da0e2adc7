import { type EffectRef, type Entry, type Role, taskEnd } from "../../machines/index.ts";

/** A task as the machine asks for it. */
export interface AskedTask {
  readonly id: string;
  readonly kind: string;
  readonly role: Role;
  readonly about: string | null;
  /** The entry that asked for it. */
  readonly opening: Entry;
}

function taskOf({ id, type, params }: EffectRef, opening: Entry): AskedTask[] {
  if (type !== "openTask" && type !== "raiseAlert") return [];
  const { kind = "alert", role = "manager", about } = params as Partial<AskedTask>;
  return [{ id, kind, role, about: about ?? null, opening }];
}

/** The tasks of a journal, with how each of them ended. */
export const tasksIn = (entries: readonly Entry[]) =>
  entries
    .flatMap((entry) => entry.effects.flatMap((effect) => taskOf(effect, entry)))
    .map((task) => ({ ...task, end: taskEnd(task, task.opening, entries.slice(task.opening.seq)) }));

// The classes of faults, by name.
import { hotClient } from "./hotClient.ts";
import { queryStorm } from "./queryStorm.ts";
import { serverKill } from "./serverKill.ts";
import { type ClassOutcome, type FaultBenchOptions, type InjectedFault, play } from "./stage.ts";

export const CLASSES = {
  "query-storm": queryStorm,
  "server-kill": serverKill,
  "hot-client": hotClient,
} as const satisfies Record<string, InjectedFault>;

export type ClassName = keyof typeof CLASSES;

export const isClass = (name: string): name is ClassName => Object.hasOwn(CLASSES, name);

/** Plays one class on an engine of its own. */
export const playClass = (name: ClassName, how: FaultBenchOptions): Promise<ClassOutcome> =>
  play(name, CLASSES[name], how);

import { reportOf } from "../context/letters.ts";
import type { Context } from "../context.ts";
import type { ClientEvent, Envelope, EventData, EventType } from "../events.ts";
import { dataOf } from "../rules/rule.ts";
import type { Role } from "../vocabulary.ts";

/** Raised inside a step; no caller can send them. One region decides, the others follow. */
export type InternalEvent =
  | { type: "warning.served" }
  | { type: "restriction.made" }
  | { type: "decision.struck" }
  | { type: "clock.restarted" }
  | { type: "matter.closed" }
  | { type: "client.told" }
  | { type: "deadline.reminder" };

export type ChartEvent = ClientEvent | InternalEvent;

export interface GuardInput {
  context: Context;
  event: ChartEvent;
}

export const data = <T extends EventType>(types: T | readonly T[], event: ChartEvent): EventData<T> =>
  dataOf(types, event as Envelope);

export const report = (context: Context, event: ChartEvent) => reportOf(context, event as Envelope);

export const actor = (event: ChartEvent): string => ("actor" in event ? event.actor.id : "engine");

export const roleOf = (event: ChartEvent): Role => ("actor" in event ? event.actor.role : "system");

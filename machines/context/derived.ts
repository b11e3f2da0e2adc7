import { type CalendarDay, type Instant, midnightsPassed } from "../clock.ts";
import type { Context, Decision, RelationshipEnd } from "../context.ts";
import type { Sums } from "../events/assessment.ts";
import type { Channel } from "../vocabulary.ts";

export function restriction(context: Context): Decision | null {
  return context.decisions.find((d) => d.kind === "restriction" && d.status === "standing") ?? null;
}

export function standingExit(context: Context): Decision | null {
  return context.decisions.findLast((d) => d.kind === "exit" && d.status === "standing") ?? null;
}

export function pendingWarning(context: Context): Decision | null {
  return context.decisions.find((d) => d.kind === "warning" && d.status === "pending") ?? null;
}

/** The delivered warnings in force: 0, 1 or 2 strikes. */
export function strikes(context: Context): readonly Decision[] {
  return context.decisions.filter((d) => d.kind === "warning" && d.status === "standing");
}

/**
 * The channels a notice may take, best first: the only open one of a restricted client before the others. None, where
 * the client can be reached by telephone only: nobody has a postal address of theirs (R-LIF-27).
 */
export function written(context: Context, first: Channel | null = null): readonly Channel[] {
  const open = restriction(context)?.channel ?? null;
  const order = [open, first, ...context.channels].filter(
    (channel) => channel !== null && channel !== "phone",
  );
  return [...new Set(order as Channel[])];
}

/** The completed endings by either side. */
export const goodbyes = (context: Context): number => context.endings.length;

export const lastGoodbye = (context: Context): RelationshipEnd | null => context.endings.at(-1) ?? null;

/** R-LIF-6, R-DEC-15: whether a cause pauses the work. */
export const isPaused = ({ arrears, silentSince }: Context): boolean =>
  Object.keys(arrears).length > 0 || silentSince !== null;

/** How many of the client's midnights have passed since a date, less those under hold (R-LIF-27). */
export const daysPassed = (context: Context, since: CalendarDay): number =>
  midnightsPassed(context.holds, since, context.day);

/** R-LIF-20: a client hears of it by telephone only. */
export const isUnwritten = (context: Context): boolean => written(context).length === 0;

/** R-LIF-9: since when the client has been clean; null when there is nothing to be clean of. */
export function cleanSince(context: Context): Instant | null {
  const times: Instant[] = [];
  for (const strike of strikes(context)) if (strike.toldAt !== null) times.push(strike.toldAt);
  const limit = restriction(context);
  if (limit) times.push(limit.at);
  const counted = context.conductGround ? context.incidents[context.conductGround] : undefined;
  if (counted) times.push(counted.happenedAt);
  if (limit && context.reviewedAt !== null) times.push(context.reviewedAt);
  return times.length > 0 ? Math.max(...times) : null;
}

/** R-DEC-6: revenue + benefit − cost in minor units; null while nobody has assessed it. */
export function netValue(context: Context): number | null {
  const { finance } = context.assessed;
  return finance && finance.revenue + finance.benefit - finance.cost;
}

/** The sums that a statement rests on, while the dossier that brought them is the latest. */
export function sumsOf(context: Context, stated: { readonly dossier?: string } | null): Sums | null {
  const { dossier } = context;
  return stated?.dossier !== undefined && stated.dossier === dossier?.id ? dossier.sums : null;
}

/** What the net value is made of, for findings: the parts of the cost where a dossier brought them. */
export function netValueRead(context: Context) {
  const { finance } = context.assessed;
  return {
    netValue: netValue(context),
    ...(finance && { revenue: finance.revenue, benefit: finance.benefit, cost: finance.cost }),
    ...(finance?.dossier !== undefined && { dossier: finance.dossier }),
    ...sumsOf(context, finance)?.costs,
  };
}

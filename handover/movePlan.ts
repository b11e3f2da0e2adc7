const DAY = 86_400_000;
const USUAL_DAYS = 30;

/** The steps of a move to another provider, in their order. */
const STEPS = ["agree", "read", "start", "check", "confirm"] as const;
export type MoveStep = (typeof STEPS)[number];

/** How far between the beginning and the end of the time each step lies. */
const SHARES: Readonly<Record<MoveStep, number>> = {
  agree: 0.1,
  read: 0.25,
  start: 0.5,
  check: 0.75,
  confirm: 1,
};

/**
 * R-HND-4: the dated plan of a move.
 * @param from when the plan was asked for (ISO instant).
 * @param until when the machine stops waiting for it; null where that is not known: then 30 days are assumed.
 * @param movesOn the day agreed on: what follows it keeps its distance to the end.
 * @returns each step with its ISO instant, never one before the step before it.
 */
export function movePlan(
  from: string,
  until: string | null,
  movesOn: string | null = null,
): { readonly step: MoveStep; readonly at: string }[] {
  const begin = Date.parse(from);
  const usualEnd = until === null ? begin + USUAL_DAYS * DAY : Date.parse(until);
  const start = movesOn === null ? begin + (usualEnd - begin) * SHARES.start : Date.parse(movesOn);
  const end = Math.max(usualEnd, start);
  let last = begin;
  return STEPS.map((step) => {
    const usual = step === "start" ? start : begin + (end - begin) * SHARES[step];
    const before = step === "agree" || step === "read";
    // Days that somebody agreed on count; the steps around them make room.
    const at = before ? Math.min(usual, Math.max(start, begin)) : Math.max(usual, last);
    last = at;
    return { step, at: new Date(at).toISOString() };
  });
}

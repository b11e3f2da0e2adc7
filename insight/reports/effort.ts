import { percent } from "../../values/money.ts";
import { inPercent } from "./report.ts";

/** R-REP-1: how much of the effort the clients take who bring most of the result, and what the best effort brings. */
export interface EffortCheck {
  /** What the clients bring who took the best 20 % of the effort, in percent of the result. */
  readonly resultPct: number;
  /** The effort of the best clients who bring 80 % of the result together, in percent. */
  readonly effortPct: number;
  readonly holds: boolean;
}

/** Percent that are held against each other, as in the check of clients and profit (S). */
const [FEW, MOST] = [20n, 80n];

/**
 * Goes through the clients from the one who brings most for the effort; whoever brings nothing comes last.
 * @returns null where there is no effort or no result
 */
export function effortCheck(
  rows: readonly { readonly result: number; readonly effort: number }[],
): EffortCheck | null {
  const gains = rows.map(({ result, effort }) => ({
    result: BigInt(Math.max(0, result)),
    effort: BigInt(effort),
  }));
  // result a / effort a against result b / effort b, without dividing: exact, and fine where there is no effort.
  const sorted = gains.sort((a, b) => {
    const [x, y] = [b.result * a.effort, a.result * b.effort];
    if (x !== y) return x > y ? 1 : -1;
    return a.result === b.result ? 0 : a.result > b.result ? -1 : 1;
  });
  let [effort, result] = [0n, 0n];
  const [all, brought] = [
    gains.reduce((sum, one) => sum + one.effort, 0n),
    gains.reduce((sum, one) => sum + one.result, 0n),
  ];
  if (all === 0n || brought === 0n) return null;
  let [few, most] = [0n, 0n];
  for (const one of sorted) {
    const enough = result * 100n >= MOST * brought;
    effort += one.effort;
    result += one.result;
    if (effort * 100n <= FEW * all) few = result;
    if (!enough) most = effort;
  }
  return {
    resultPct: percent(Number(few), Number(brought)),
    effortPct: percent(Number(most), Number(all)),
    holds: few * 100n >= MOST * brought,
  };
}

/** `The best 20 % of the effort bring 61.0 %…` */
export const effortRemark = ({ resultPct, effortPct, holds }: EffortCheck): string =>
  `R-REP-1: the best ${FEW} % of the effort bring ${inPercent(resultPct)} of the profit, and ${MOST} % of it take ${inPercent(effortPct)}: the 20/80 check of effort ${holds ? "holds" : "does not hold"}.`;

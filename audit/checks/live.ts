// The running workflow, as far as it can be seen without a query: its search attributes, and its pending work.
import { type Entry, type Instant, iso } from "../../machines/index.ts";
import { both, type Difference } from "../difference.ts";
import type { Histories } from "../histories.ts";
import type { Retraced } from "../retrace.ts";
import { underWay } from "./history.ts";

/** An instant as it is compared, whatever its notation; null where there is none. */
const instant = (text: unknown): string | null =>
  typeof text === "string" ? iso(Math.floor(Date.parse(text))) : null;

/**
 * The live relationship shows the state that its journal leads to, and waits for the effects that are under way.
 * Only for one that has nothing in hand.
 * @param due the next deadline by the journal; under a hold none.
 */
export function checkLive(
  { last }: Retraced,
  due: Instant | null,
  entries: readonly Entry[],
  histories: Histories,
): Difference[] {
  const current = histories.runs.at(-1);
  if (current?.status !== "running" || !last) return [];
  const differences: Difference[] = [];
  const stands = last.machine.standingOf(last.stored);
  const { state, rung = null, held } = stands;
  const known = current.recorded.at(-1)?.entries.at(-1) ?? {
    seq: current.carried?.seq ?? 0,
    hash: current.carried?.head,
  };
  // As far as any side goes: what is wrong earlier is told before.
  const seq = Math.max(entries.at(-1)?.seq ?? 0, known.seq);
  const { TenureState, TenureRung = null, TenureDue, TenureHold } = current.published;
  if (TenureState !== undefined) {
    const sides = both(
      [
        "the journal, refolded",
        { seq: stands.seq, head: stands.head, state, rung, due: due === null ? null : iso(due), held },
      ],
      [
        "the live workflow",
        {
          seq: known.seq,
          head: known.hash,
          state: TenureState,
          rung: TenureRung,
          due: instant(TenureDue),
          held: TenureHold ?? false,
        },
      ],
    );
    const says = "the live relationship does not stand where its journal leads to";
    if (sides.sides) differences.push({ kind: "liveStateDiffers", seq, says, ...sides });
  }
  const live = current.scheduled.filter(({ activityId }) => current.underWay.includes(activityId));
  const ids = both(
    ["effects that have not come to an end", underWay(entries, histories).sort()],
    ["the live workflow", live.map(({ effect }) => effect.id).sort()],
  );
  const says = "the live relationship waits for other effects than are under way";
  if (ids.sides) differences.push({ kind: "liveStateDiffers", seq, says, ...ids });
  return differences;
}

import { iso } from "./clock.ts";
import { stated } from "./context/learn.ts";
import type { EventData, EventType } from "./events.ts";
import type { Entry } from "./journal.ts";
import type { Needs } from "./view.ts";

/** What begins or ends with an event. `anew`: the machine forgets what it was told before (R-LIF-14, R-LIF-16). */
const BEGINNINGS: { readonly [T in EventType]?: { readonly contract: boolean; readonly anew: boolean } } = {
  "contract.signed": { contract: true, anew: false },
  "winback.accepted": { contract: true, anew: true },
  "return.requested": { contract: false, anew: true },
};

/** The types of events with which a relationship begins anew. */
export const anewTypes = (): readonly string[] =>
  Object.entries(BEGINNINGS).flatMap(([type, { anew }]) => (anew ? [type] : []));

/** What a journal tells, without being judged again; times are ISO instants. */
export interface History {
  /** Since when there is a contract; null for a prospect, and after a return was asked for. */
  readonly contractSince: string | null;
  /** When the relationship began anew last, by a return or a win-back; null where it never did. */
  readonly anew: string | null;
  /** R-HND-2: as stated last, whichever event stated them; null where nobody has since a return was asked for. */
  readonly needs: Needs | null;
  /** Vault id of what the client wants to reach, as told last. */
  readonly goalRef: string | null;
}

type HistoryLine = Pick<Entry, "type" | "outcome" | "at" | "occurredAt" | "data">;

/**
 * For whoever has entries and need not judge them: the same as the machine's own view (`viewOf`) says of them.
 * @param entries in their order; refused ones tell nothing, and those of other types may be left out.
 */
export function historyOf(entries: readonly HistoryLine[]): History {
  let told: History = { contractSince: null, anew: null, needs: null, goalRef: null };
  for (const { type, outcome, at, occurredAt, data } of entries) {
    if (outcome !== "accepted") continue;
    const begins = BEGINNINGS[type as EventType];
    if (begins)
      told = { ...told, contractSince: begins.contract ? at : null, ...(begins.anew && { anew: at }) };
    switch (type) {
      case "relationship.opened": {
        const { contract } = data as { contract?: { signedAt: string } };
        told = { ...told, contractSince: contract ? iso(Date.parse(contract.signedAt)) : null };
        break;
      }
      case "return.requested":
        told = { ...told, needs: null, goalRef: null };
        break;
      case "intake.assessed":
      case "needs.stated": {
        const said = data as EventData<"intake.assessed">;
        const { statedAt, ...needs } = stated(said, occurredAt);
        told = {
          ...told,
          needs: { ...needs, statedAt: iso(statedAt) },
          goalRef: said.goalRef ?? told.goalRef,
        };
        break;
      }
    }
  }
  return told;
}

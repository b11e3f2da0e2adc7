import { ApplicationFailure } from "@temporalio/common";
import type { Archive } from "../archive/open.ts";
import { Unrecordable } from "../archive/unrecordable.ts";
import { type EffectType, type Entry, effectParams, malformed, type WorldEffect } from "../machines/index.ts";
import { bringAbout } from "./consequences.ts";
import { liftRestriction, restrictChannels } from "./effects/changeChannels.ts";
import {
  askProvider,
  exportData,
  exportPlain,
  offerProvider,
  planMove,
  revokeAccess,
} from "./effects/handOver.ts";
import { matchProviders } from "./effects/matchProviders.ts";
import { pointToChannel } from "./effects/pointToChannel.ts";
import { recordNote } from "./effects/recordNote.ts";
import { sendNotice } from "./effects/sendNotice.ts";
import type { EffectActivity, Ports, Result } from "./ports.ts";

/** Everything that the workflow may ask for, by name: one function for each effect that is more than a row, and the journal. */
export type Activities = { readonly [T in WorldEffect]: EffectActivity<T> } & {
  /**
   * Appends entries, with the effects that are rows only; null once they stand there, or, where others were first, those.
   * @throws {ApplicationFailure} non-retryable, and nothing was written: `Unrecordable`, with the archive's code, where it
   *   can never hold them; `Forged`, with the seqs of those that show a signature which is none of ours.
   */
  record(entries: readonly Entry[]): Promise<readonly Entry[] | null>;
  /** The entries that these event ids were given first; unknown ids are left out. */
  recall(client: string, eventIds: readonly string[]): Promise<Entry[]>;
  /** The entries of a client after this one, at most 100. */
  entriesAfter(client: string, seq: number): Promise<Entry[]>;
};

/** The entries that one answer of `entriesAfter` holds at most. */
const MOST_AFTER = 100;

/** Carries an effect out once: a repetition is given the first result (R-LIF-0). */
function once<T extends EffectType>({ effects }: Archive, activity: EffectActivity<T>): EffectActivity<T> {
  return async (effect, at) => {
    const checked = effectParams(effect.type).safeParse(effect.params);
    if (!checked.success) {
      const { message } = malformed(`${effect.id} is not a valid ${effect.type}`, checked.error);
      throw ApplicationFailure.nonRetryable(message, "MalformedEffect");
    }
    const taken = await effects.take(effect, at);
    if (taken.settledAt !== null) return taken.result as Result | null;
    return effects.settle(effect.id, await activity(effect, at), at);
  };
}

/** What an entry takes for signed has to be: here, outside the workflow, keys are known and a check is cheap. */
async function mustBeSigned(entries: readonly Entry[], vouched: Ports["vouched"]): Promise<void> {
  const shown = entries.filter(({ attested, signature }) => attested && signature !== undefined);
  const holds = await Promise.all(shown.map(async (entry) => vouched?.(entry) ?? false));
  const forged = shown.filter((_, n) => !holds[n]).map(({ seq }) => seq);
  if (forged.length > 0)
    throw ApplicationFailure.nonRetryable("signed by nobody whom we know", "Forged", forged);
}

/** The activities, bound to the world: register them with a worker as they are. */
export function activities(ports: Ports): Activities {
  const { archive } = ports;
  const byType: { readonly [T in WorldEffect]: EffectActivity<T> } = {
    sendNotice: sendNotice(ports),
    restrictChannels: restrictChannels(ports),
    liftRestriction: liftRestriction(ports),
    recordNote: recordNote(ports),
    pointToChannel: pointToChannel(ports),
    matchProviders: matchProviders(ports),
    offerProvider: offerProvider(ports),
    askProvider: askProvider(ports),
    exportData: exportData(ports),
    revokeAccess: revokeAccess(ports),
    exportPlain: exportPlain(ports),
    planMove: planMove(ports),
  };
  const perform = Object.fromEntries(
    Object.entries(byType).map(([type, activity]) => [
      type,
      once(archive, activity as EffectActivity<EffectType>),
    ]),
  ) as { readonly [T in WorldEffect]: EffectActivity<T> };
  return {
    ...perform,
    async record(entries) {
      await mustBeSigned(entries, ports.vouched);
      try {
        const standing = await archive.journal.record(entries);
        await bringAbout(archive, standing);
        return standing.at(-1)?.hash === entries.at(-1)?.hash ? null : standing;
      } catch (error) {
        if (!(error instanceof Unrecordable)) throw error;
        throw ApplicationFailure.nonRetryable(error.message, "Unrecordable", error.code);
      }
    },
    recall: (client, eventIds) => archive.journal.recall(client, eventIds),
    entriesAfter: (client, afterSeq) => archive.journal.timeline(client, { afterSeq, limit: MOST_AFTER }),
  };
}

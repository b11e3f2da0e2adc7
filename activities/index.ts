import { ApplicationFailure } from "@temporalio/common";
import type { Archive } from "../archive/open.ts";
import { type EffectType, type Entry, effectParams, malformed } from "../machines/index.ts";
import { liftRestriction, restrictChannels } from "./changeChannels.ts";
import { askProvider, exportData, exportPlain, offerProvider, planMove, revokeAccess } from "./handOver.ts";
import { matchProviders } from "./matchProviders.ts";
import { openTask, raiseAlert } from "./openTask.ts";
import { pointToChannel } from "./pointToChannel.ts";
import type { Hand, Ports, Result } from "./ports.ts";
import { recordNote } from "./recordNote.ts";
import { sendNotice } from "./sendNotice.ts";

/** Everything that the shell may ask for, by name: one function for each effect, and the journal. */
export type Activities = { readonly [T in EffectType]: Hand<T> } & {
  /** Appends entries and returns what stands in their place: these, or the ones that were there first. */
  record(entries: readonly Entry[]): Promise<readonly Entry[]>;
  /** The entries that these event ids were given first; unknown ids are left out. */
  recall(client: string, eventIds: readonly string[]): Promise<Entry[]>;
};

/** Being written down is the whole effect: people and reports read it among the archive's effects. */
const noted = async (): Promise<null> => null;

/** Carries an effect out once: a repetition is given the first result (R-LIF-0). */
function once<T extends EffectType>({ effects }: Archive, hand: Hand<T>): Hand<T> {
  return async (effect, at) => {
    const checked = effectParams(effect.type).safeParse(effect.params);
    if (!checked.success) {
      const { message } = malformed(`${effect.id} is not a valid ${effect.type}`, checked.error);
      throw ApplicationFailure.nonRetryable(message, "MalformedEffect");
    }
    const taken = await effects.take(effect, at);
    if (taken.settledAt !== null) return taken.result as Result | null;
    return effects.settle(effect.id, await hand(effect, at), at);
  };
}

/** The hands, bound to the world: register them with a worker as they are. */
export function activities(ports: Ports): Activities {
  const { archive } = ports;
  const hands: { readonly [T in EffectType]: Hand<T> } = {
    sendNotice: sendNotice(ports),
    openTask: openTask(ports),
    // The archive closes tasks by this effect being there.
    closeTasks: noted,
    restrictChannels: restrictChannels(ports),
    liftRestriction: liftRestriction(ports),
    recordNote: recordNote(ports),
    pointToChannel: pointToChannel(ports),
    freezeDossier: noted,
    stopWork: noted,
    resumeWork: noted,
    raiseAlert: raiseAlert(ports),
    stopMailings: noted,
    suppressContact: noted,
    allowContact: noted,
    matchProviders: matchProviders(ports),
    offerProvider: offerProvider(ports),
    askProvider: askProvider(ports),
    exportData: exportData(ports),
    revokeAccess: revokeAccess(ports),
    exportPlain: exportPlain(ports),
    planMove: planMove(ports),
  };
  const perform = Object.fromEntries(
    Object.entries(hands).map(([type, hand]) => [type, once(archive, hand as Hand<EffectType>)]),
  ) as { readonly [T in EffectType]: Hand<T> };
  return {
    ...perform,
    record: (entries) => archive.journal.record(entries),
    recall: (client, eventIds) => archive.journal.recall(client, eventIds),
  };
}

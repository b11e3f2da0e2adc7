import { ApplicationFailure } from "@temporalio/common";
import { Erased } from "../../archive/keys.ts";
import { placeOf } from "../../archive/place.ts";
import { pointer } from "../../texts/notices/compose.ts";
import type { EffectActivity, Ports } from "../ports.ts";
import { carry } from "./carry.ts";

/** What the outbox calls it: no notice of the machine's list, and kept like one. */
const POINTER = "pointer";

/**
 * R-LIF-4: one polite sentence, on the channel a message came in on although it is closed, about the one that is
 * open. At most once for each effect, and nobody is told what became of it: a pointer proves nothing. On the phone
 * the person who answers says it.
 */
export const pointToChannel =
  (ports: Ports): EffectActivity<"pointToChannel"> =>
  async (effect, at) => {
    if (effect.params.channel === "phone") return null;
    try {
      await point(ports)(effect, at);
    } catch (error) {
      // Nobody knows any more who that is.
      if (!(error instanceof Erased)) throw error;
    }
    return null;
  };

const point =
  (ports: Ports) =>
  async ({ id, params: { channel, open } }: Parameters<EffectActivity<"pointToChannel">>[0], at: string) => {
    const { archive } = ports;
    const { outbox } = archive;
    const { client } = placeOf(id);
    const reader = await archive.relationships.get(client);
    if (!reader) throw ApplicationFailure.retryable(`${client} is not in the archive yet`, "NotRecorded");
    const { locale, zone } = reader;
    const kept = await outbox.capture({ id, notice: POINTER, channel, locale, at }, pointer(open, locale));
    const dispatch = { id, client, notice: POINTER, mailing: false, channel, locale, zone } as const;
    await carry(ports, { ...dispatch, words: kept.words }, at);
  };

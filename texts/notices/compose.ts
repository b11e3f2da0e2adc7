import type { Archive } from "../../archive/open.ts";
import type { NoticeWords } from "../../archive/outbox.ts";
import { placeOf } from "../../archive/place.ts";
import {
  type Channel,
  type EffectParams,
  type EffectRef,
  NOTICE_SLOTS,
  type Notice,
  type Opening,
  type Slot,
} from "../../machines/index.ts";
import { wordsOf } from "./html.ts";
import type { Locale } from "./texts.ts";
import { type Company, type NoticeReader, type NoticeSlots, point, write } from "./write.ts";

const VAULT_ID = /^v_[A-Za-z0-9_-]{8,64}$/;

/** A notice that is to be written for a client, in their language and zone. */
export interface NoticeRequest {
  readonly client: string;
  readonly notice: Notice;
  readonly slots: NoticeSlots;
  readonly locale: Locale;
  readonly zone: string;
  readonly channel: Channel;
  /** Everything that is asked for together with it: what is closed or opened there is so by now. */
  readonly beside: readonly EffectRef[];
}

/** What one step of the machine asked for: the effects beside this one, which may be carried out before it or after. */
export async function besideOf({ journal }: Archive, effectId: string): Promise<readonly EffectRef[]> {
  const { client, seq } = placeOf(effectId);
  const [entry] = await journal.timeline(client, { afterSeq: seq - 1, limit: 1 });
  return entry?.effects ?? [];
}

/** Looks words up by their vault id; null where there are none. */
export type LookUp = (vaultId: string) => Promise<string | null>;

async function readerOf(
  { vault, journal, effects }: Archive,
  { client, locale, zone, channel: by, beside }: NoticeRequest,
  house: Company,
): Promise<NoticeReader> {
  const [name, [opened], { channels }] = await Promise.all([
    vault.nameOf(client),
    journal.timeline(client, { afterSeq: 0, limit: 1 }),
    effects.measures(client),
  ]);
  const { currency = "EUR" } = (opened?.data ?? {}) as Partial<Opening>;
  const change = beside.findLast(({ type }) => type === "restrictChannels" || type === "liftRestriction");
  const { allowed } = (change?.params ?? { allowed: channels }) as Partial<EffectParams<"restrictChannels">>;
  return { locale, zone, currency, name, house, only: allowed?.[0], by };
}

/** Puts words in the place of their vault ids, and a provider's name in the place of its id. */
async function unveil(
  { providers }: Archive,
  { notice, slots }: Pick<NoticeRequest, "notice" | "slots">,
  lookUp: LookUp,
): Promise<NoticeSlots> {
  const declared: Readonly<Record<string, Slot>> = NOTICE_SLOTS[notice];
  const entries = Object.entries(slots).map(async ([slot, value]) => {
    if (typeof value !== "string") return [slot, value] as const;
    if (VAULT_ID.test(value)) return [slot, (await lookUp(value)) ?? ""] as const;
    if (declared[slot]?.kind !== "provider") return [slot, value] as const;
    return [slot, (await providers.get(value))?.name ?? value] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Writes a notice as its client gets it: text and page (R-COM-1).
 * @param lookUp where vault ids are looked up; default the vault.
 * @throws {ApplicationFailure} `NoticeNotWritten`, non-retryable. @throws {Erased}
 */
export async function compose(
  archive: Archive,
  asked: NoticeRequest,
  house: Company = {},
  lookUp: LookUp = (id) => archive.vault.get(id),
): Promise<NoticeWords> {
  const { notice, locale } = asked;
  const [reader, slots] = await Promise.all([
    readerOf(archive, asked, house),
    unveil(archive, asked, lookUp),
  ]);
  return wordsOf(write(notice, slots, reader), locale);
}

/** R-LIF-4: one polite sentence for whoever wrote on a closed channel: it names the `open` one. */
export function pointer(open: Channel, locale: Locale): NoticeWords {
  return wordsOf(point(open, locale), locale);
}

import { ApplicationFailure } from "@temporalio/common";
import type { Package } from "../../archive/handovers.ts";
import type { Archive } from "../../archive/open.ts";
import { placeOf } from "../../archive/place.ts";
import type { Provider } from "../../archive/providers.ts";
import type { EventData, Opening } from "../../machines/index.ts";
import { DATA_ITEMS, type DataItem } from "../dataItems.ts";
import { gather } from "./gather.ts";
import { type Consent, writePackage } from "./write.ts";

const PAGE = 1_000;

/** The client's last word to this provider before an effect. */
async function consentTo(
  { journal }: Archive,
  effectId: string,
  providerId: string,
): Promise<Consent | null> {
  const { client, seq: before } = placeOf(effectId);
  let given: Consent | null = null;
  for (let afterSeq = 0; ; ) {
    const page = await journal.timeline(client, { afterSeq, limit: PAGE });
    for (const { seq, eventId, at, hash, type, outcome, data } of page) {
      if (type !== "consent.given" || outcome !== "accepted" || seq > before) continue;
      if ((data as EventData<"consent.given">).providerId === providerId) given = { seq, eventId, at, hash };
    }
    afterSeq = page.at(-1)?.seq ?? afterSeq;
    if (page.length < PAGE) return given;
  }
}

/**
 * Makes the package that an effect asks for, once: of the consented items for a provider, of all for the client.
 * @throws {Erased} when the client's personal data were erased.
 */
export async function makePackage(
  archive: Archive,
  effectId: string,
  to: { readonly provider: Provider; readonly items: readonly DataItem[] } | null,
  at: string,
): Promise<Package> {
  const known = await archive.handovers.package(effectId);
  if (known) return known;
  const { client } = placeOf(effectId);
  const [row, [first]] = await Promise.all([
    archive.relationships.get(client),
    archive.journal.timeline(client, { limit: 1 }),
  ]);
  if (!row || !first)
    throw ApplicationFailure.retryable(`${client} is not in the archive yet`, "NotRecorded");
  const provider = to?.provider ?? null;
  const items = DATA_ITEMS.filter((item) => to === null || to.items.includes(item));
  const bytes = await writePackage(
    {
      client,
      provider: provider && { id: provider.id, name: provider.name },
      items,
      gathered: await gather(archive, client, items),
      consent: provider && (await consentTo(archive, effectId, provider.id)),
      locale: row.locale,
      zone: row.zone,
      currency: (first.data as Opening).currency,
      madeAt: at,
    },
    provider?.key,
  );
  const encrypted = provider?.key !== undefined;
  return archive.handovers.keep(
    { id: effectId, providerId: provider?.id ?? null, items, encrypted, at },
    bytes,
  );
}

import type { Archive } from "../../archive/open.ts";
import type { Company } from "../../texts/notices/write.ts";
import type { Crm, Gate, Ports } from "../ports.ts";
import { type CarrierConnections, carriersOf } from "./carriers.ts";
import { type ChatwootConfig, chatwoot } from "./chatwoot.ts";
import { type HubspotConfig, hubspot } from "./hubspot.ts";
import { type ProviderLineConfig, providerLine } from "./providerLine.ts";
import type { PostConfig } from "./signedPost.ts";
import { webhookCrm, webhookGate } from "./webhook.ts";

/** What of the outside world is connected; nothing is unless said here. */
export interface Connections extends CarrierConnections {
  /** Who keeps closed channels closed. */
  readonly gate?: { readonly webhook: PostConfig } | { readonly chatwoot: ChatwootConfig } | undefined;
  /** Where notes on clients are kept. */
  readonly crm?: { readonly webhook: PostConfig } | { readonly hubspot: HubspotConfig } | undefined;
  /** How providers' machines are asked and told. */
  readonly providers?: ProviderLineConfig | undefined;
  /** How notices speak of us. */
  readonly house?: Company | undefined;
}

/** The archive's measures say which channels are open; nobody else has to be told. */
const unguarded: Gate = { covers: [], enforce: async () => null, openTo: async () => null };
/** The archive's measures show the note; there is no other record of the client. */
const unrecorded: Crm = { note: async () => {} };

function gateOf(gate: Connections["gate"]): Gate {
  if (!gate) return unguarded;
  return "webhook" in gate ? webhookGate(gate.webhook) : chatwoot(gate.chatwoot);
}

function crmOf(crm: Connections["crm"]): Crm {
  if (!crm) return unrecorded;
  return "webhook" in crm ? webhookCrm(crm.webhook) : hubspot(crm.hubspot);
}

/** The ports on this archive and these connections. */
export function systemPorts(
  archive: Archive,
  connections: Connections = {},
  asked: Pick<Ports, "letters" | "vouched"> = {},
): Ports {
  return {
    archive,
    carrier: carriersOf(archive, connections),
    gate: gateOf(connections.gate),
    crm: crmOf(connections.crm),
    catalogue: { providersFor: () => archive.providers.offered() },
    line: connections.providers && providerLine(connections.providers, archive),
    house: connections.house,
    letters: asked.letters,
    vouched: asked.vouched,
  };
}

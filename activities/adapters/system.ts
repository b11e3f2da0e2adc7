import type { Archive } from "../../archive/open.ts";
import type { Carrier, Gate, Ports } from "../ports.ts";
import { type SmtpConfig, smtp } from "./smtp.ts";
import { type WebhookConfig, webhook } from "./webhook.ts";

/** What of the outside world is connected; nothing is unless said here. */
export interface Connections {
  readonly smtp?: SmtpConfig | undefined;
  readonly webhook?: WebhookConfig | undefined;
}

/** Nothing leaves the house: a notice stays in the outbox. */
const capturing: Carrier = { carry: async () => ({ status: "captured" }) };
/** The archive's measures say which channels are open; nobody else has to be told. */
const unguarded: Gate = { enforce: async () => {} };

/** The ports on this archive and these connections. */
export function systemPorts(archive: Archive, connections: Connections = {}): Ports {
  return {
    archive,
    carrier: connections.smtp ? smtp(connections.smtp, archive.vault, capturing) : capturing,
    gate: connections.webhook ? webhook(connections.webhook) : unguarded,
    catalogue: { providersFor: () => archive.providers.list() },
  };
}

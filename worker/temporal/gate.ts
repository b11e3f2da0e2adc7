import { lookup } from "node:dns";
import { isIP } from "node:net";
import { checkChatwoot } from "../../activities/adapters/chatwoot.ts";
import { checkHubspot } from "../../activities/adapters/hubspot.ts";
import { hostOf, isPublic, publicLookup } from "../../activities/adapters/privateAddress.ts";
import type { PostConfig } from "../../activities/adapters/signedPost.ts";
import type { Connections } from "../../activities/adapters/system.ts";
import type { Configuration } from "../config.ts";
import type { DoctorCheck } from "../doctor.ts";
import { ALLOW, checked, post } from "../receivers.ts";
import { reason } from "./bring.ts";

/** The help desk and the CRM. */
type OutsideConnections = Pick<Connections, "gate" | "crm">;

function gateOf(config: Configuration): OutsideConnections["gate"] {
  const webhook = post(config, "TENURE_WEBHOOK_URL", "TENURE_WEBHOOK_SECRET");
  if (webhook) return { webhook };
  const { TENURE_CHATWOOT_URL: url, TENURE_CHATWOOT_ACCOUNT: account, TENURE_CHATWOOT_TOKEN: token } = config;
  if (url === undefined || account === undefined || token === undefined) return undefined;
  const channels = config.TENURE_CHATWOOT_CHANNELS;
  const given = { url, account, token, channels, allowPrivate: config[ALLOW] };
  return { chatwoot: checked("TENURE_CHATWOOT_URL", given, checkChatwoot) };
}

function crmOf(config: Configuration): OutsideConnections["crm"] {
  const webhook = post(config, "TENURE_CRM_URL", "TENURE_CRM_SECRET");
  if (webhook) return { webhook };
  const {
    TENURE_HUBSPOT_TOKEN: token,
    TENURE_HUBSPOT_PROPERTY: idProperty,
    TENURE_HUBSPOT_URL: url,
  } = config;
  if (token === undefined) return undefined;
  const given = { token, idProperty, url, allowPrivate: config[ALLOW] };
  return { hubspot: checked("TENURE_HUBSPOT_URL", given, checkHubspot) };
}

/**
 * Connects the help desk and the CRM that the configuration names; in a dry run nothing.
 * @throws {Error} naming the variable of one that cannot be used, never its value.
 */
export function gateConnections(config: Configuration): OutsideConnections {
  const outside = { gate: gateOf(config), crm: crmOf(config) };
  // Checked all the same: what is wrong should be found before it counts.
  return config.TENURE_DRY_RUN ? {} : outside;
}

/** How one of them is reached, without what may be a secret: a path may hold a token. */
async function reached(name: string, how: string, url: string, allowPrivate: boolean): Promise<DoctorCheck> {
  const { hostname, host, protocol } = new URL(url);
  const says = `${how}, ${protocol}//${host}`;
  const bare = hostOf(new URL(url));
  if (allowPrivate) return { name, ok: true, says: `${says} (private addresses are allowed)` };
  if (isIP(bare)) return { name, ok: isPublic(bare), says };
  return new Promise((settle) => {
    publicLookup(lookup)(hostname, { all: true }, (error) => {
      if (!error) return settle({ name, ok: true, says });
      const hidden = error.name === "PrivateAddress";
      settle({
        name,
        ok: false,
        says: `${says}: ${hidden ? "not on the public internet" : "no such name"}`,
        remedy: hidden ? `${ALLOW}=1 allows it` : "DoctorCheck the URL and the name server",
      });
    });
  });
}

const secretsOf = ({ secrets }: PostConfig) =>
  secrets.length === 1 ? "one secret" : `${secrets.length} secrets`;

/** What the doctor says about the help desk and the CRM. */
export async function gateChecks(config: Configuration): Promise<DoctorCheck[]> {
  let outside: OutsideConnections;
  try {
    outside = gateConnections(config);
  } catch (error) {
    return [{ name: "help desk, CRM", ok: false, says: reason(error), remedy: "See docs/channels.md" }];
  }
  const { gate, crm } = outside;
  const open = config[ALLOW];
  const quiet = config.TENURE_DRY_RUN ? "nobody is told: this is a dry run" : null;
  const desk = "help desk";
  const record = "CRM";
  const none = (name: string, says: string): DoctorCheck => ({ name, ok: true, says: quiet ?? says });
  return Promise.all([
    !gate
      ? none(desk, "not connected: closed channels are shown to our people, and kept by nobody else")
      : "webhook" in gate
        ? reached(desk, `signed webhook, ${secretsOf(gate.webhook)}`, gate.webhook.url, open)
        : reached(desk, `Chatwoot, account ${gate.chatwoot.account}`, gate.chatwoot.url, open),
    !crm
      ? none(record, "not connected: notes are shown by `tenure show`")
      : "webhook" in crm
        ? reached(record, `signed webhook, ${secretsOf(crm.webhook)}`, crm.webhook.url, open)
        : reached(record, "HubSpot", crm.hubspot.url ?? "https://api.hubapi.com", open),
  ]);
}

import { lookup } from "node:dns";
import { isIP } from "node:net";
import { checkChatwoot } from "../../activities/adapters/chatwoot.ts";
import { checkHubspot } from "../../activities/adapters/hubspot.ts";
import { hostOf, isPublic, publicLookup } from "../../activities/adapters/privateAddress.ts";
import type { PostConfig } from "../../activities/adapters/signedPost.ts";
import type { Connections } from "../../activities/adapters/system.ts";
import { CHANNELS, type Channel } from "../../machines/index.ts";
import type { DoctorCheck } from "../doctor.ts";
import { ALLOW, all, checked, isOn, post } from "../settings.ts";
import { type Env, reason } from "./bring.ts";

/** What variables say about the help desk and the CRM. */
type OutsideConnections = Pick<Connections, "gate" | "crm">;

function channelsOf(given: string): readonly [Channel, ...Channel[]] {
  const words = given.split(",").map((word) => word.trim());
  const [first, ...others] = words.filter((word): word is Channel => CHANNELS.some((it) => it === word));
  if (first === undefined || others.length + 1 !== words.length)
    throw new Error(`TENURE_CHATWOOT_CHANNELS is a list of ${CHANNELS.join(", ")}`);
  return [first, ...others];
}

function gateOf(env: Env, allowPrivate: boolean): OutsideConnections["gate"] {
  const webhook = post(env, "TENURE_WEBHOOK_URL", "TENURE_WEBHOOK_SECRET", allowPrivate);
  const names = ["TENURE_CHATWOOT_URL", "TENURE_CHATWOOT_ACCOUNT", "TENURE_CHATWOOT_TOKEN"] as const;
  const chatwoot = all(env, ...names);
  if (webhook && chatwoot)
    throw new Error(
      "TENURE_WEBHOOK_URL and TENURE_CHATWOOT_URL are both set; one of them keeps the channels",
    );
  if (webhook) return { webhook };
  if (!chatwoot) return undefined;
  const account = Number(chatwoot.TENURE_CHATWOOT_ACCOUNT);
  if (!Number.isInteger(account) || account < 1)
    throw new Error("TENURE_CHATWOOT_ACCOUNT is the account's number");
  const config = {
    url: chatwoot.TENURE_CHATWOOT_URL,
    account,
    token: chatwoot.TENURE_CHATWOOT_TOKEN,
    allowPrivate,
    channels: channelsOf(env.TENURE_CHATWOOT_CHANNELS || "email,chat"),
  };
  return { chatwoot: checked("TENURE_CHATWOOT_URL", config, checkChatwoot) };
}

function crmOf(env: Env, allowPrivate: boolean): OutsideConnections["crm"] {
  const webhook = post(env, "TENURE_CRM_URL", "TENURE_CRM_SECRET", allowPrivate);
  const { TENURE_HUBSPOT_TOKEN: token, TENURE_HUBSPOT_PROPERTY, TENURE_HUBSPOT_URL } = env;
  if (webhook && token)
    throw new Error("TENURE_CRM_URL and TENURE_HUBSPOT_TOKEN are both set; notes go to one of them");
  if (webhook) return { webhook };
  if (!token) return undefined;
  const config = {
    token,
    idProperty: TENURE_HUBSPOT_PROPERTY || undefined,
    url: TENURE_HUBSPOT_URL || undefined,
    allowPrivate,
  };
  return { hubspot: checked("TENURE_HUBSPOT_URL", config, checkHubspot) };
}

/**
 * Connects the help desk and the CRM that `TENURE_…` variables name; in a dry run nothing.
 * @throws {Error} naming the variable that is wrong, never its value.
 */
export function gateConnections(env: Env): OutsideConnections {
  const allowPrivate = isOn(env, ALLOW);
  const outside = { gate: gateOf(env, allowPrivate), crm: crmOf(env, allowPrivate) };
  // Checked all the same: what is wrong should be found before it counts.
  return isOn(env, "TENURE_DRY_RUN") ? {} : outside;
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
        remedy: hidden ? `${ALLOW}=1 allows it` : "Check the URL and the name server",
      });
    });
  });
}

const secretsOf = ({ secrets }: PostConfig) =>
  secrets.length === 1 ? "one secret" : `${secrets.length} secrets`;

/** What the doctor says about the help desk and the CRM. */
export async function gateChecks(env: Env): Promise<DoctorCheck[]> {
  let outside: OutsideConnections;
  try {
    outside = gateConnections(env);
  } catch (error) {
    return [{ name: "help desk, CRM", ok: false, says: reason(error), remedy: "See docs/channels.md" }];
  }
  const { gate, crm } = outside;
  const open = isOn(env, ALLOW);
  const quiet = isOn(env, "TENURE_DRY_RUN") ? "nobody is told: this is a dry run" : null;
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

import type { Connections } from "../activities/adapters/system.ts";
import type { Configuration } from "./config.ts";
import { ALLOW } from "./receivers.ts";

/** How providers' machines are asked and told: not at all in a dry run, or where they could not answer. */
export function handoverConnections(
  config: Configuration,
  { publicUrl, outgoing }: Pick<Connections, "publicUrl" | "outgoing">,
): Pick<Connections, "providers"> {
  if (publicUrl === undefined || outgoing?.dryRun) return {};
  return { providers: { publicUrl, allowPrivate: config[ALLOW], allow: outgoing?.allow } };
}

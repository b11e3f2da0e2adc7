import type { Connections } from "../activities/adapters/system.ts";
import { ALLOW, isOn } from "./settings.ts";
import type { Env } from "./temporal/bring.ts";

/** How providers' machines are asked and told: not at all in a dry run, or where they could not answer. */
export function handoverConnections(
  env: Env,
  { publicUrl, outgoing }: Pick<Connections, "publicUrl" | "outgoing">,
): Pick<Connections, "providers"> {
  if (publicUrl === undefined || outgoing?.dryRun) return {};
  return { providers: { publicUrl, allowPrivate: isOn(env, ALLOW), allow: outgoing?.allow } };
}

// How variables are read: all that belong together or none, and what is wrong is named without its value.
import { checkPost, type PostConfig } from "../activities/adapters/signedPost.ts";
import { type Env, reason } from "./temporal/bring.ts";

/** Lets whoever is told something be on this machine or network. */
export const ALLOW = "TENURE_WEBHOOK_ALLOW_PRIVATE";

/** True for a switch that is on. @throws {Error} for anything but 0 and 1. */
export function isOn(env: Env, name: string): boolean {
  const given = env[name] || "0";
  if (given !== "0" && given !== "1") throw new Error(`${name} is 1 or 0`);
  return given === "1";
}

/** The variables of one connection: all of them, or none. @throws {Error} naming those that are missing. */
export function all<N extends string>(env: Env, ...names: readonly N[]): Readonly<Record<N, string>> | null {
  const given = names.filter((name) => env[name]);
  if (given.length === 0) return null;
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0)
    throw new Error(`${given.join(", ")} is set and ${missing.join(", ")} is not; set all of them, or none`);
  return Object.fromEntries(names.map((name) => [name, env[name]])) as Record<N, string>;
}

/** Runs a check of an adapter's; its words get the name of the variable. */
export function checked<C>(name: string, config: C, check: (config: C) => void): C {
  try {
    check(config);
    return config;
  } catch (error) {
    const hint = (error as Error).name === "PrivateAddress" ? `; ${ALLOW}=1 allows it` : "";
    throw new Error(`${name} cannot be used: ${reason(error)}${hint}`);
  }
}

/**
 * A receiver of signed messages, by the variables of its URL and of its secrets, a comma list.
 * @throws {Error} naming them, never a value.
 */
export function post(env: Env, url: string, secret: string, allowPrivate: boolean): PostConfig | null {
  const given = all(env, url, secret);
  if (!given) return null;
  const [first = "", ...others] = `${given[secret]}`.split(",").map((part) => part.trim());
  const config = { url: `${given[url]}`, secrets: [first, ...others] as const, allowPrivate };
  return checked(`${url} with ${secret}`, config, checkPost);
}

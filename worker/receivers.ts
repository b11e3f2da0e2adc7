// Receivers of messages as the configuration names them, checked by the adapters that will use them.
import { checkPost, type PostConfig } from "../activities/adapters/signedPost.ts";
import type { Configuration, VariableName } from "./config.ts";
import { reason } from "./temporal/bring.ts";

/** Lets every receiver be on this machine or a private network. */
export const ALLOW = "TENURE_WEBHOOK_ALLOW_PRIVATE" satisfies VariableName;

/** Runs a check of an adapter; its message gets the name of the variable. @throws {Error} without any value. */
export function checked<C>(name: VariableName, config: C, check: (config: C) => void): C {
  try {
    check(config);
    return config;
  } catch (error) {
    const hint = (error as Error).name === "PrivateAddress" ? `; ${ALLOW}=1 allows it` : "";
    throw new Error(`${name} cannot be used: ${reason(error)}${hint}`);
  }
}

/** A receiver of signed messages, by the variables of its URL and its secrets; null where they are not set. */
export function post(
  config: Configuration,
  url: "TENURE_CHAT_URL" | "TENURE_WEBHOOK_URL" | "TENURE_CRM_URL",
  secret: "TENURE_CHAT_SECRET" | "TENURE_WEBHOOK_SECRET" | "TENURE_CRM_SECRET",
): PostConfig | null {
  const [at, secrets] = [config[url], config[secret]];
  if (at === undefined || secrets === undefined) return null;
  return checked(url, { url: at, secrets, allowPrivate: config[ALLOW] }, checkPost);
}

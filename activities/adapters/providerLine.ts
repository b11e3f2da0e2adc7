import type { Archive } from "../../archive/open.ts";
import type { ProviderLine } from "../ports.ts";
import { signedPost } from "./signedPost.ts";

/** How providers' machines reach this instance, and this instance them. */
export interface ProviderLineConfig {
  /** The address under which others reach `/handover` and `/hooks` of the API. */
  readonly publicUrl: string;
  /** Lets endpoints be on this machine or network. */
  readonly allowPrivate?: boolean | undefined;
  /** Hosts that messages may go to, where they may not go to all; the addresses among them are not ours to use. */
  readonly allow?: readonly string[] | undefined;
  /** How long an endpoint may take, ms. */
  readonly timeoutMs?: number | undefined;
}

/** Under the ten seconds that a step of a handover may take. */
const TIMEOUT_MS = 8_000;

/** Signed questions to providers' machines (Standard Webhooks), each signed with the provider's own secrets. */
export function providerLine(
  { publicUrl, allowPrivate, allow, timeoutMs = TIMEOUT_MS }: ProviderLineConfig,
  { providers }: Archive,
): ProviderLine {
  return {
    urlOf: (token) => new URL(`/handover/${token}`, publicUrl).href,
    takes: ({ endpoint }) =>
      endpoint !== undefined &&
      (allow === undefined ||
        allow.some((entry) => entry.trim().toLowerCase() === new URL(endpoint).hostname)),
    async tell({ id, endpoint }, message) {
      const secrets = await providers.secretsOf(id);
      if (endpoint === undefined || secrets === null) return;
      await signedPost({ url: endpoint, secrets, timeoutMs, allowPrivate }, message);
    },
  };
}

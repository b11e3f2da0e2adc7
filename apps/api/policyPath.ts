// Where the public page of the policy is.
import type { Locale } from "../../machines/index.ts";

export const POLICY_PAGE = "/policy";

/** The page of a version; `yours`: the version of whoever reads. */
export function policyPath(version: string, locale: Locale, yours?: string): string {
  const path = `${POLICY_PAGE}/${encodeURIComponent(version)}/${locale}`;
  return yours === undefined ? path : `${path}?yours=${encodeURIComponent(yours)}`;
}

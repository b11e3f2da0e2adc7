import { readFile } from "node:fs/promises";
import type { RateLimits } from "../apps/api/limits.ts";
import type { NetworkOptions } from "../apps/api/server.ts";
import type { LoginSettings } from "../services/login/settings.ts";
import type { Configuration } from "./config.ts";

const MINUTE = 60_000;

/** How the API is opened to a network; null: it is not. @throws {Error} where the certificate cannot be read */
export async function networkOf(config: Configuration): Promise<NetworkOptions | null> {
  const { TENURE_LISTEN: at, TENURE_TLS_CERT: cert, TENURE_TLS_KEY: key } = config;
  if (at === undefined) return null;
  const read = (name: string, path: string) =>
    readFile(path, "utf8").catch(() => {
      throw new Error(`${name} is not there, or cannot be read`);
    });
  const tls =
    cert !== undefined && key !== undefined
      ? { cert: await read("TENURE_TLS_CERT", cert), key: await read("TENURE_TLS_KEY", key) }
      : undefined;
  return { ...at, tls, trusts: config.TENURE_TRUSTED_PROXIES };
}

/** How often anybody may ask. */
export const rateLimits = (config: Configuration): RateLimits => ({
  requests: config.TENURE_RATE_LIMIT,
  logins: config.TENURE_LOGIN_RATE_LIMIT,
  trusts: config.TENURE_TRUSTED_PROXIES,
});

/** How people sign in, as the variables say it. */
export function loginSettings(config: Configuration): LoginSettings {
  const { TENURE_OIDC_ISSUER: issuer, TENURE_OIDC_CLIENT_ID: clientId } = config;
  return {
    provider:
      issuer === undefined || clientId === undefined
        ? null
        : {
            issuer,
            clientId,
            clientSecret: config.TENURE_OIDC_CLIENT_SECRET,
            audience: config.TENURE_OIDC_AUDIENCE,
            scopes: config.TENURE_OIDC_SCOPES,
            idClaim: config.TENURE_OIDC_ID_CLAIM,
            rolesClaim: config.TENURE_OIDC_ROLES_CLAIM,
            roleMap: config.TENURE_OIDC_ROLE_MAP,
            teamsClaim: config.TENURE_OIDC_TEAMS_CLAIM,
          },
    idle: config.TENURE_SESSION_IDLE * MINUTE,
    longest: config.TENURE_SESSION_LONGEST * 60 * MINUTE,
    readsKept: config.TENURE_READS_KEPT * 24 * 60 * MINUTE,
  };
}

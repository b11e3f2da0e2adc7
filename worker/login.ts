import type { LoginSettings } from "../services/login/settings.ts";
import type { Configuration } from "./config.ts";

const MINUTE = 60_000;

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

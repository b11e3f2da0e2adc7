// The provider that people sign in with: OpenID Connect, and what it signs.
import { createRemoteJWKSet, type JWTPayload, type JWTVerifyOptions, jwtVerify } from "jose";
import * as oidc from "openid-client";
import type { WhichSessions } from "../../../archive/login/sessions.ts";
import type { Claims } from "../../../services/login/claims.ts";
import type { Vouched } from "../../../services/login/sessions.ts";
import type { ProviderSettings } from "../../../services/login/settings.ts";
import { ProblemError } from "../../../services/problem.ts";

/** Signatures by a key pair only: nobody who knows a public key, or none at all, can make one. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
/** How far clocks may differ, seconds. */
const CLOCKS = 30;
/** How old a logout token may be, seconds. */
const LOGOUT_WITHIN = 300;
const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";
const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/** What a login that has begun needs at its end. */
export interface Started {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

export interface DeviceStarted {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete: string | null;
  /** Seconds. */
  readonly expiresIn: number;
  readonly interval: number;
}

/** What a device login has come to. */
export type DevicePolled =
  | { readonly vouched: Vouched }
  | { readonly pending: true; readonly slower: boolean };

/** A logout that the provider tells of. */
export interface ToldLogout extends WhichSessions {
  /** Of the token, which counts once. */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly expires: number;
}

const unidentified = (says: string) => new ProblemError("unidentified", says);
const away = () => new ProblemError("unavailable", "the provider of logins does not answer; try again");

/** What went wrong, without what was sent: tokens and codes stay out of logs and answers. */
function refused(error: unknown, says: string): ProblemError {
  if (error instanceof ProblemError) return error;
  const code = (error as { code?: unknown }).code;
  const network = error instanceof TypeError || code === "OAUTH_TIMEOUT" || code === "ERR_JWKS_TIMEOUT";
  return network && !(error instanceof oidc.ClientError && code !== "OAUTH_TIMEOUT")
    ? away()
    : unidentified(says);
}

/** The error that a provider answered with (RFC 6749, 5.2), or null. */
const errorOf = (error: unknown): string | null =>
  error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError
    ? error.error
    : null;

/** The connection to the provider: what it says of itself, its keys, and its answers. */
function connected({ issuer, clientId, clientSecret }: ProviderSettings) {
  let found: Promise<oidc.Configuration> | undefined;
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;

  /** What the provider says of itself: asked for when it is needed first, and again where it did not answer. */
  function configuration(): Promise<oidc.Configuration> {
    found ??= oidc
      .discovery(
        new URL(issuer),
        clientId,
        undefined,
        clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
        {
          execute: [
            oidc.enableNonRepudiationChecks,
            // The configuration admits http for a provider on this machine only.
            ...(issuer.startsWith("http:") ? [oidc.allowInsecureRequests] : []),
          ],
        },
      )
      .catch((error: unknown) => {
        found = undefined;
        throw (error as { code?: string }).code === "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED"
          ? new ProblemError(
              "failed",
              "the provider of logins is another issuer than TENURE_OIDC_ISSUER says",
            )
          : away();
      });
    return found;
  }

  async function verified(
    token: string,
    options: JWTVerifyOptions,
  ): Promise<{ payload: JWTPayload; typ: string }> {
    const metadata = (await configuration()).serverMetadata();
    if (!metadata.jwks_uri) throw away();
    keys ??= createRemoteJWKSet(new URL(metadata.jwks_uri));
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: metadata.issuer,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCKS,
      ...options,
    });
    return { payload, typ: (protectedHeader.typ ?? "").toLowerCase().replace(/^application\//, "") };
  }

  /** A token endpoint's answer, with what the provider says of the person beside the ID token. */
  async function vouched(
    answer: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
    before?: { readonly subject: string },
  ): Promise<Vouched> {
    const config = await configuration();
    const claims = answer.claims();
    const subject = claims?.sub ?? before?.subject;
    if (subject === undefined) throw unidentified("the provider gave no ID token");
    if (before && subject !== before.subject) throw unidentified("the provider speaks of another person now");
    const { userinfo_endpoint } = config.serverMetadata();
    const info = userinfo_endpoint ? await oidc.fetchUserInfo(config, answer.access_token, subject) : {};
    const { id_token: idToken, refresh_token: refreshToken } = answer;
    return {
      claims: { ...info, ...claims, sub: subject } as Claims,
      tokens: { ...(idToken && { idToken }), ...(refreshToken && { refreshToken }) },
      expiresIn: answer.expiresIn() ?? null,
    };
  }

  return { configuration, verified, vouched };
}

type Connection = ReturnType<typeof connected>;

/** Logins and logouts in a browser. */
function inBrowsers({ scopes }: ProviderSettings, { configuration, vouched }: Connection) {
  return {
    /** Where the browser goes to sign in, and what its way back is held against. */
    async start(redirectUri: string): Promise<Started & { readonly url: string }> {
      const config = await configuration();
      const [state, nonce, verifier] = [
        oidc.randomState(),
        oidc.randomNonce(),
        oidc.randomPKCECodeVerifier(),
      ];
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: scopes,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        // Without it, providers give no refresh token for `offline_access`.
        ...(scopes.split(" ").includes("offline_access") && { prompt: "consent" }),
      });
      return { url: url.href, state, nonce, verifier, redirectUri };
    },

    /** The way back. @throws {ProblemError} when it is not what was begun */
    async finish({ state, nonce, verifier, redirectUri }: Started, query: string): Promise<Vouched> {
      const back = new URL(redirectUri);
      back.search = query;
      const config = await configuration();
      try {
        const answer = await oidc.authorizationCodeGrant(config, back, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        return await vouched(answer);
      } catch (error) {
        const said = errorOf(error);
        throw refused(error, `the provider did not let this login through${said ? `: ${said}` : ""}`);
      }
    },

    /** Asks again who they are; null: it no longer stands by them. */
    async renew(refreshToken: string, subject: string): Promise<Vouched | null> {
      const config = await configuration();
      try {
        return await vouched(await oidc.refreshTokenGrant(config, refreshToken), { subject });
      } catch (error) {
        if (errorOf(error) === "invalid_grant") return null;
        throw refused(error, "the provider did not renew this session");
      }
    },

    /** Where the browser ends the provider's own session; null where it has no such address. */
    async logoutUrl(idToken: string | undefined, backTo: string): Promise<string | null> {
      const config = await configuration();
      if (!config.serverMetadata().end_session_endpoint) return null;
      return oidc.buildEndSessionUrl(config, {
        post_logout_redirect_uri: backTo,
        ...(idToken && { id_token_hint: idToken }),
      }).href;
    },
  };
}

/** Logins on other devices. */
function elsewhere({ scopes }: ProviderSettings, { configuration, vouched }: Connection) {
  return {
    /** Begins a login on another device (RFC 8628). */
    async startDevice(): Promise<DeviceStarted> {
      const config = await configuration();
      if (!config.serverMetadata().device_authorization_endpoint)
        throw new ProblemError(
          "missing",
          "the provider has no device login; make a token: tenure tokens create",
        );
      try {
        const told = await oidc.initiateDeviceAuthorization(config, { scope: scopes });
        return {
          deviceCode: told.device_code,
          userCode: told.user_code,
          verificationUri: told.verification_uri,
          verificationUriComplete: told.verification_uri_complete ?? null,
          expiresIn: told.expires_in,
          interval: told.interval ?? 5,
        };
      } catch (error) {
        throw refused(
          error,
          `the provider refuses device logins: ${errorOf(error) ?? "it does not say why"}`,
        );
      }
    },

    /** Whether somebody has signed in for a device meanwhile. @throws {ProblemError} when nobody will */
    async pollDevice(deviceCode: string): Promise<DevicePolled> {
      const config = await configuration();
      try {
        const answer = await oidc.genericGrantRequest(config, DEVICE_GRANT, { device_code: deviceCode });
        return { vouched: await vouched(answer) };
      } catch (error) {
        const said = errorOf(error);
        if (said === "authorization_pending" || said === "slow_down")
          return { pending: true, slower: said === "slow_down" };
        if (said === "access_denied") throw new ProblemError("gone", "the login was refused at the provider");
        if (said === "expired_token" || said === "invalid_grant")
          throw new ProblemError("gone", "the code is used up or has expired; begin again: tenure login");
        throw refused(error, `the provider did not let this login through${said ? `: ${said}` : ""}`);
      }
    },
  };
}

/** What the provider signs. */
function signedBy({ issuer, clientId, audience }: ProviderSettings, { verified }: Connection) {
  return {
    /** The claims of an access token for the API. @throws {ProblemError} when it is none, or not for us, or over */
    async accessClaims(token: string): Promise<Claims> {
      if (audience === undefined)
        throw unidentified(
          "access tokens of the provider are not taken here: TENURE_OIDC_AUDIENCE is not set",
        );
      try {
        const { payload, typ } = await verified(token, { audience, requiredClaims: ["sub", "exp"] });
        // An ID token, or a logout token, is signed by the same keys.
        if (!["at+jwt", "jwt", ""].includes(typ) || "nonce" in payload || "events" in payload)
          throw unidentified("this token is no access token");
        return payload as Claims;
      } catch (error) {
        throw refused(error, "this token is not signed by the provider, is for somebody else, or is over");
      }
    },

    /** What a logout token tells (OpenID Connect Back-Channel Logout 1.0). @throws {ProblemError} `malformed` */
    async toldLogout(token: string): Promise<ToldLogout> {
      const wrong = () => new ProblemError("malformed", "this is no logout token for us");
      const checked = await verified(token, {
        audience: clientId,
        requiredClaims: ["iat", "jti", "events"],
        maxTokenAge: LOGOUT_WITHIN,
      }).catch((error: unknown) => {
        const said = refused(error, "");
        throw said.kind === "unavailable" ? said : wrong();
      });
      const { payload, typ } = checked;
      const { sub, sid, jti, events, iat = 0 } = payload;
      const isLogout = typeof events === "object" && events !== null && LOGOUT_EVENT in events;
      const named = typeof sub === "string" || typeof sid === "string";
      if (!["logout+jwt", "jwt", ""].includes(typ) || !isLogout || !named || "nonce" in payload)
        throw wrong();
      return {
        issuer,
        ...(typeof sub === "string" && { subject: sub }),
        ...(typeof sid === "string" && { sid }),
        id: `${issuer} ${jti}`,
        expires: iat + LOGOUT_WITHIN + 2 * CLOCKS,
      };
    },
  };
}

export function providerOf(settings: ProviderSettings) {
  const connection = connected(settings);
  return {
    ...inBrowsers(settings, connection),
    ...elsewhere(settings, connection),
    ...signedBy(settings, connection),
  };
}

export type LoginProvider = ReturnType<typeof providerOf>;

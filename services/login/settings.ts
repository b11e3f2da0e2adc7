// How people sign in, as the configuration says it.
import type { Role } from "../../machines/index.ts";

/** The provider that vouches for people (OpenID Connect). */
export interface ProviderSettings {
  /** As its tokens say it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Without one, the client is a public one. */
  readonly clientSecret?: string | undefined;
  /** What access tokens for the API name as their audience; without it, none is taken. */
  readonly audience?: string | undefined;
  readonly scopes: string;
  /** The claim that names the person. */
  readonly idClaim: string;
  /** The claim that holds their roles; a path with dots leads into objects. */
  readonly rolesClaim: string;
  /** Roles of ours by the provider's names; without it, the names are ours. */
  readonly roleMap?: ReadonlyMap<string, readonly Role[]> | undefined;
  readonly teamsClaim: string;
}

export interface LoginSettings {
  /** Null: the local login. */
  readonly provider: ProviderSettings | null;
  /** A session that nobody uses ends after that, ms. */
  readonly idle: number;
  /** And each one after that, ms. */
  readonly longest: number;
  /** For how long it is kept who looked at what, ms. */
  readonly readsKept: number;
}

const HOUR = 3_600_000;
export const LOCAL: LoginSettings = {
  provider: null,
  idle: HOUR,
  longest: 12 * HOUR,
  readsKept: 400 * 24 * HOUR,
};

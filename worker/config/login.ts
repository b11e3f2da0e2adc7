import ipaddr from "ipaddr.js";
import type { Role } from "../../machines/index.ts";
import { ACTING } from "../../services/access.ts";
import { partsOf, readBy, text, type Variables, webUrl, whole } from "./variable.ts";

/** Roles that a login can give: clients speak through links of their own. */
const GIVEN = ACTING.filter((role) => role !== "client");
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** `theirs=ours`: each of the provider's names gives roles of ours. */
const roleMap = readBy((given): ReadonlyMap<string, readonly Role[]> => {
  const map = new Map<string, Role[]>();
  for (const part of partsOf(given, ",")) {
    const at = part.lastIndexOf("=");
    const role = GIVEN.find((known) => known === part.slice(at + 1).trim());
    const theirs = part.slice(0, Math.max(at, 0)).trim();
    if (theirs === "" || !role) throw new Error("holds a part that is not name=role");
    map.set(theirs, [...(map.get(theirs) ?? []), role]);
  }
  return map;
});

/** `address:port`, an IPv6 address in brackets. */
function listenAt(given: string): { readonly host: string; readonly port: number } {
  const [, six, four, port = ""] = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(given) ?? [];
  const host = six ?? four ?? "";
  if (!ipaddr.isValid(host) || Number(port) > 65_535) throw new Error("is no address and port");
  return { host, port: Number(port) };
}

/** Reads addresses and networks. @returns whether an address is among them */
function networks(given: string): (address: string) => boolean {
  const known = partsOf(given, ",").map((part) => {
    if (ipaddr.isValidCIDR(part)) return ipaddr.parseCIDR(part);
    if (!ipaddr.isValid(part)) throw new Error("holds a part that is no address or network");
    const address = ipaddr.process(part);
    return [address, address.kind() === "ipv4" ? 32 : 128] as const;
  });
  if (known.length === 0) throw new Error("names no address");
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const came = ipaddr.process(address);
    return known.some(([network, bits]) => network.kind() === came.kind() && came.match(network, bits));
  };
}

/** How people sign in. */
export const LOGIN = {
  TENURE_OIDC_ISSUER: {
    readers: ["API"],
    schema: webUrl.refine(
      (given) =>
        !URL.canParse(given) ||
        new URL(given).protocol === "https:" ||
        LOOPBACK.includes(new URL(given).hostname),
      "begins with http:// and is not on this machine",
    ),
    says: "The provider that people sign in with (OpenID Connect), as its tokens name it",
    allowed: "a URL that begins with https://, or with http:// on this machine",
    otherwise: "the local login, which proves nothing",
  },
  TENURE_OIDC_CLIENT_ID: {
    readers: ["API"],
    schema: text,
    says: "Tenure's id at the provider",
    allowed: "a client id",
    otherwise: "required with TENURE_OIDC_ISSUER",
  },
  TENURE_OIDC_CLIENT_SECRET: {
    readers: ["API"],
    secret: true,
    schema: text,
    says: "Tenure's secret at the provider",
    allowed: "a client secret",
    otherwise: "Tenure is a public client there",
  },
  TENURE_OIDC_SCOPES: {
    readers: ["API"],
    schema: text,
    says: "What the provider is asked for; with offline_access sessions are renewed for longer than its own",
    allowed: "scopes with spaces between them",
    default: "openid profile email",
  },
  TENURE_OIDC_AUDIENCE: {
    readers: ["API"],
    schema: text,
    says: "The audience of the provider's access tokens (JWT) that the API takes",
    allowed: "an audience",
    otherwise: "the API takes no access token of the provider",
  },
  TENURE_OIDC_ID_CLAIM: {
    readers: ["API"],
    schema: text,
    says: "The claim that names a person; of an e-mail address, only a verified one counts",
    allowed: "a claim, or a path with dots",
    default: "preferred_username",
  },
  TENURE_OIDC_ROLES_CLAIM: {
    readers: ["API"],
    schema: text,
    says: "The claim that holds a person's roles",
    allowed: "a claim, or a path with dots: realm_access.roles",
    default: "roles",
  },
  TENURE_OIDC_ROLE_MAP: {
    readers: ["API"],
    schema: roleMap,
    says: "Which of the provider's names gives which role",
    allowed: `name=role with commas between them, the role one of ${GIVEN.join(", ")}; a name may come again`,
    otherwise: "the provider uses our names",
  },
  TENURE_OIDC_TEAMS_CLAIM: {
    readers: ["API"],
    schema: text,
    says: "The claim that holds a person's teams",
    allowed: "a claim, or a path with dots",
    default: "groups",
  },
  TENURE_LISTEN: {
    readers: ["API"],
    schema: readBy(listenAt),
    says: "Where the API is opened to a network, beside this machine; it needs a provider, TENURE_PUBLIC_URL with https, and a certificate or known proxies",
    allowed: "address:port, for instance 0.0.0.0:7443",
    otherwise: "it is open on this machine only",
  },
  TENURE_TLS_CERT: {
    readers: ["API"],
    schema: text,
    says: "The certificate for TENURE_LISTEN, with those above it",
    allowed: "the path of a PEM file",
    otherwise: "a proxy speaks https",
  },
  TENURE_TLS_KEY: {
    readers: ["API"],
    schema: text,
    says: "The certificate's key",
    allowed: "the path of a PEM file",
    otherwise: "required with TENURE_TLS_CERT",
  },
  TENURE_TRUSTED_PROXIES: {
    readers: ["API"],
    schema: readBy(networks),
    says: "The proxies that TENURE_LISTEN answers, and nobody else",
    allowed: "addresses and networks with commas between them: 10.0.0.5,10.1.0.0/16",
    otherwise: "TENURE_TLS_CERT is required, and whoever comes is answered",
  },
  TENURE_SESSION_IDLE: {
    readers: ["API"],
    schema: whole,
    says: "After how long a session that nobody uses ends",
    allowed: "a whole number from 1",
    default: "60",
    unit: "minutes",
  },
  TENURE_SESSION_LONGEST: {
    readers: ["API"],
    schema: whole,
    says: "After how long every session ends",
    allowed: "a whole number from 1",
    default: "12",
    unit: "hours",
  },
  TENURE_RATE_LIMIT: {
    readers: ["API"],
    schema: whole,
    says: "How often one caller may ask the API: a token, a person, or an address where nobody has to be known",
    allowed: "a whole number from 1",
    default: "6000",
    unit: "requests a minute",
  },
  TENURE_LOGIN_RATE_LIMIT: {
    readers: ["API"],
    schema: whole,
    says: "How often one address may sign in, or ask without showing anybody",
    allowed: "a whole number from 1",
    default: "120",
    unit: "logins a minute",
  },
  TENURE_READS_KEPT: {
    readers: ["API"],
    schema: whole,
    says: "For how long it is kept who looked at names, words, dossiers and payloads",
    allowed: "a whole number from 1",
    default: "400",
    unit: "days",
  },
} as const satisfies Variables;

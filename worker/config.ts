// Every variable that Tenure reads from the environment, as one schema. docs/variables.md and `tenure help variables` are
// made from it, and a test fails when code names a variable that is not in it.
import type { z } from "zod";
import { nearest } from "../values/nearest.ts";
import { LOGIN } from "./config/login.ts";
import { LIMITS, NOTICES } from "./config/notices.ts";
import { HELP, OUTSIDE } from "./config/outside.ts";
import { STATE } from "./config/state.ts";
import { TELLING } from "./config/telling.ts";
import { TEMPORAL } from "./config/temporal.ts";
import type { Variable, Variables } from "./config/variable.ts";
import type { Env } from "./temporal/bring.ts";

/** The sections of the documentation, in their order. */
export const SECTIONS: readonly { readonly title: string; readonly variables: Variables }[] = [
  { title: "State, archive and keys", variables: STATE },
  { title: "Temporal", variables: TEMPORAL },
  { title: "Login", variables: LOGIN },
  { title: "Notices", variables: NOTICES },
  { title: "What holds notices back", variables: LIMITS },
  { title: "Telling our people what waits", variables: TELLING },
  { title: "Help desk, CRM and other receivers", variables: OUTSIDE },
  { title: "Help for people", variables: HELP },
];

const VARIABLES = {
  ...STATE,
  ...TEMPORAL,
  ...LOGIN,
  ...NOTICES,
  ...LIMITS,
  ...TELLING,
  ...OUTSIDE,
  ...HELP,
};

export type VariableName = keyof typeof VARIABLES;

/** What the environment says, parsed: a variable that is not set has its default, or is undefined. */
export type Configuration = {
  readonly [N in VariableName]:
    | z.output<(typeof VARIABLES)[N]["schema"]>
    | ((typeof VARIABLES)[N] extends { readonly default: string } ? never : undefined);
};

/** All of them are set, or none. */
const TOGETHER: readonly (readonly VariableName[])[] = [
  ["TENURE_OIDC_ISSUER", "TENURE_OIDC_CLIENT_ID"],
  ["TENURE_TLS_CERT", "TENURE_TLS_KEY"],
  ["TENURE_SMTP_URL", "TENURE_SMTP_FROM"],
  ["TENURE_CHAT_URL", "TENURE_CHAT_SECRET"],
  ["TENURE_WEBHOOK_URL", "TENURE_WEBHOOK_SECRET"],
  ["TENURE_CHATWOOT_URL", "TENURE_CHATWOOT_ACCOUNT", "TENURE_CHATWOOT_TOKEN"],
  ["TENURE_CRM_URL", "TENURE_CRM_SECRET"],
];

/** One of them is set, or none. */
const APART: readonly (readonly [one: VariableName, other: VariableName, why: string])[] = [
  ["TENURE_CHAT_URL", "TENURE_TELEGRAM_TOKEN", "carries chat messages"],
  ["TENURE_WEBHOOK_URL", "TENURE_CHATWOOT_URL", "is the help desk"],
  ["TENURE_CRM_URL", "TENURE_HUBSPOT_TOKEN", "is the CRM"],
];

/** One is of no use without any of the others. */
const NEEDS: readonly (readonly [one: VariableName, others: readonly VariableName[]])[] = [
  ["TENURE_TELL_MAIL", ["TENURE_SMTP_URL"]],
  ["TENURE_TELL_TELEGRAM", ["TENURE_TELL_TELEGRAM_TOKEN", "TENURE_TELEGRAM_TOKEN"]],
  ["TENURE_TELL_TELEGRAM_TOKEN", ["TENURE_TELL_TELEGRAM"]],
];

const names = Object.keys(VARIABLES) as VariableName[];

/** The variable of a name, with every field that one may have. */
export const variableOf = (name: VariableName): Variable => VARIABLES[name];

/** Every name, in the order of the schema. */
export const variableNames = (): readonly VariableName[] => names;

const given = (env: Env, name: string): string | undefined =>
  env[name] === "" && !(VARIABLES as Variables)[name]?.emptyCounts ? undefined : env[name];

/** True where the environment sets it. */
export const isSet = (env: Env, name: string): boolean => given(env, name) !== undefined;

// A Kubernetes Service whose name begins with "tenure" puts such variables into every pod of its namespace.
const KUBERNETES =
  /^TENURE_(?:[A-Z0-9_]+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/;

const bare = (name: string): string => name.replace(/^TENURE_/, "");

/** Names with our prefix that nothing reads: a switch that was misspelt must not be taken for one that is off. */
function misspelt(env: Env): string[] {
  const ours = names.filter((name) => name.startsWith("TENURE_"));
  return Object.keys(env)
    .filter((name) => name.startsWith("TENURE_") && env[name] !== undefined)
    .filter((name) => !ours.some((known) => known === name) && !KUBERNETES.test(name))
    .map((name) => {
      const [near] = nearest(bare(name), ours.map(bare));
      return `${name} is no variable of Tenure; ${near ? `did you mean TENURE_${near}?` : "`tenure help variables` lists all of them"}`;
    });
}

/** What is wrong with variables, a line each: the name, what is wrong, what is allowed. No value is in it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/** What a network would make unsafe: callers who name themselves, or secrets that everybody can read on their way. */
function unsafe(env: Env): string[] {
  if (!isSet(env, "TENURE_LISTEN")) return [];
  const lines: string[] = [];
  const needs = (holds: boolean, what: string) => {
    if (!holds) lines.push(`TENURE_LISTEN is set; allowed: with ${what}`);
  };
  needs(
    isSet(env, "TENURE_OIDC_ISSUER"),
    "TENURE_OIDC_ISSUER, since without a login callers name themselves",
  );
  needs(
    /^https:/.test(given(env, "TENURE_PUBLIC_URL") ?? ""),
    "a TENURE_PUBLIC_URL that begins with https://, where people sign in",
  );
  needs(
    isSet(env, "TENURE_TLS_CERT") || isSet(env, "TENURE_TRUSTED_PROXIES"),
    "TENURE_TLS_CERT and TENURE_TLS_KEY, or TENURE_TRUSTED_PROXIES that speak https",
  );
  return lines;
}

/**
 * Reads every variable. A variable that is set and empty counts as not set, unless its schema says otherwise.
 * @throws {ConfigError} with a line for each thing that is wrong.
 */
export function readConfig(env: Env): Configuration {
  const lines = misspelt(env);
  const read = names.map((name): [VariableName, unknown] => {
    const { schema, default: fallback, allowed } = variableOf(name);
    const value = given(env, name) ?? fallback;
    if (value === undefined) return [name, undefined];
    const parsed = schema.safeParse(value);
    if (parsed.success) return [name, parsed.data];
    lines.push(`${name} ${parsed.error.issues[0]?.message ?? "is wrong"}; allowed: ${allowed}`);
    return [name, undefined];
  });
  for (const group of TOGETHER) {
    const present = group.filter((name) => isSet(env, name));
    const missing = group.filter((name) => !isSet(env, name));
    if (present.length > 0 && missing.length > 0)
      lines.push(
        `${present.join(", ")} is set and ${missing.join(", ")} is not; allowed: all of them, or none`,
      );
  }
  for (const [one, other, why] of APART)
    if (isSet(env, one) && isSet(env, other))
      lines.push(`${one} and ${other} are both set; allowed: one of them, which ${why}`);
  for (const [one, others] of NEEDS)
    if (isSet(env, one) && !others.some((other) => isSet(env, other)))
      lines.push(`${one} is set; allowed: with ${others.join(" or ")}`);
  lines.push(...unsafe(env));
  if (lines.length > 0) throw new ConfigError(lines);
  // Each value was parsed by its own schema just now.
  return Object.fromEntries(read) as Configuration;
}

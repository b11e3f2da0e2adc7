// Every variable that Tenure reads from the environment: one schema. docs/variables.md and `tenure help variables` are
// made from it, and a test fails when code names a variable that is not in it.
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { CHANNELS, type Channel } from "../machines/index.ts";
import { nearest } from "../values/nearest.ts";
import { codecKeys } from "./codec.ts";
import { type Env, reason } from "./temporal/bring.ts";

/** Who reads a variable: any command of the CLI, the worker, the API, or Temporal's own loader in both of them. */
export type Reader = "CLI" | "worker" | "API";

export interface Variable {
  readonly group: Group;
  /** What it is for, in one sentence without a full stop. */
  readonly says: string;
  /** Which values are allowed, in words that follow "allowed:". */
  readonly allowed: string;
  /** What is read where it is not set; it is parsed like any other value. */
  readonly default?: string;
  /** What holds where it is not set, in words, where that is no fixed value. */
  readonly otherwise?: string;
  readonly unit?: string;
  /** A password, token or key, or a URL that may hold one. No value is ever printed; a secret's is not logged either. */
  readonly secret?: true;
  readonly readers: readonly Reader[];
  /** Set and empty counts as set. */
  readonly emptyCounts?: true;
  /** Reads the text. Its messages follow the name, "is no number", and never repeat the text. */
  readonly schema: z.ZodType<unknown, string>;
}

/** The sections of the documentation, in their order. */
export const GROUPS = {
  state: "State, archive and keys",
  temporal: "Temporal",
  notices: "Notices",
  limits: "What holds notices back",
  outside: "Help desk, CRM and other receivers",
  help: "Help for people",
} as const;
export type Group = keyof typeof GROUPS;

const text = z.string();
const onOff = z.enum(["0", "1"], "is neither 0 nor 1").transform((given) => given === "1");
const whole = z
  .string()
  .regex(/^\d{1,15}$/, "is no whole number")
  .transform(Number)
  .refine((number) => number >= 1, "is less than 1");
const url = (protocol: RegExp, begins: string) =>
  z.url({ protocol, error: `is no URL that begins with ${begins}` });
const webUrl = url(/^https?$/, "https:// or http://");

/** A value read by a function of ours; what it throws is said after the name. */
const readBy = <T>(read: (given: string) => T) =>
  z.string().transform((given, context): T => {
    try {
      return read(given);
    } catch (error) {
      context.addIssue(reason(error));
      return z.NEVER;
    }
  });

/** `off` for null, or a value of the schema. */
const orOff = <T>(schema: z.ZodType<T, string>) =>
  z.union([z.literal("off").transform(() => null), schema], {
    error: ({ input }) => schema.safeParse(input).error?.issues[0]?.message,
  });

const partsOf = (given: string, between: string): string[] =>
  given.split(between).flatMap((part) => part.trim() || []);

const secrets = readBy((given): readonly [string, ...string[]] => {
  const [first = "", ...others] = given.split(",").map((part) => part.trim());
  for (const secret of [first, ...others])
    try {
      new Webhook(secret);
    } catch {
      throw new Error("holds a secret that is not base64");
    }
  return [first, ...others];
});
const SECRETS = "secrets in base64, with or without whsec_ in front, commas between them";

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;
const hours = z
  .string()
  .regex(HOURS, "is no span between two times of day")
  .transform((given) => {
    const [, fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = (HOURS.exec(given) ?? []).map(Number);
    return { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute };
  });

const channels = readBy((given): readonly [Channel, ...Channel[]] => {
  const words = given.split(",").map((word) => word.trim());
  const [first, ...others] = words.filter((word): word is Channel => CHANNELS.some((it) => it === word));
  if (first === undefined || others.length + 1 !== words.length) throw new Error("names another channel");
  return [first, ...others];
});

const everywhere = ["worker", "API"] as const;
const temporal = { group: "temporal", schema: text, readers: everywhere } as const;
const URL_ALLOWED = "a URL that begins with https:// or http://";

export const VARIABLES = {
  TENURE_HOME: {
    ...{ group: "state", readers: ["CLI"], schema: text },
    says: "The state folder; --home takes its place",
    ...{ allowed: "a path", default: ".tenure" },
  },
  TENURE_AS: {
    ...{ group: "state", readers: ["CLI"], schema: text },
    says: "Who acts; --as takes its place",
    ...{ allowed: "role:id, for instance senior:anna", otherwise: "--as has to be given" },
  },
  DATABASE_URL: {
    ...{ group: "state", readers: ["CLI", "worker", "API"], secret: true },
    schema: url(/^postgres(ql)?$/, "postgres:// or postgresql://"),
    says: "The PostgreSQL database that holds the archive",
    allowed: "a URL that begins with postgres:// or postgresql://",
    otherwise: "the embedded archive in the state folder",
  },
  TENURE_KEYS: {
    ...{ group: "state", readers: ["CLI", "worker", "API"], schema: text },
    says: "The folder of the clients' keys, which must lie apart from the database and be shared by all processes",
    ...{ allowed: "a path", otherwise: "keys/clients in the state folder" },
  },
  TENURE_CODEC_KEYS: {
    ...{ group: "state", readers: everywhere, secret: true, schema: readBy(codecKeys) },
    says: "The keys that encrypt what Temporal keeps; the first one writes, every one reads",
    allowed: "id:key, commas between them, each key 32 bytes in base64",
    otherwise: "nothing is encrypted in Temporal",
  },

  TEMPORAL_ADDRESS: {
    ...temporal,
    says: "The Temporal server",
    ...{ allowed: "host:port", otherwise: "the profile's, else an embedded server" },
  },
  TEMPORAL_NAMESPACE: {
    ...temporal,
    says: "The namespace",
    ...{ allowed: "the name of a namespace", otherwise: "the profile's, else default" },
  },
  TEMPORAL_API_KEY: {
    ...{ ...temporal, secret: true },
    says: "The API key of Temporal Cloud",
    ...{ allowed: "an API key", otherwise: "the profile's, else none" },
  },
  TEMPORAL_PROFILE: {
    ...temporal,
    says: "The profile of Temporal's configuration file",
    ...{ allowed: "the name of a profile", otherwise: "default" },
  },
  TEMPORAL_CONFIG_FILE: {
    ...temporal,
    says: "Temporal's configuration file",
    ...{ allowed: "a path", otherwise: "temporalio/temporal.toml in the user's configuration folder" },
  },
  TEMPORAL_TLS: {
    ...temporal,
    says: "Whether the connection is by TLS",
    ...{ allowed: "true or false", otherwise: "on where there is an API key or a certificate" },
  },
  TEMPORAL_TLS_CLIENT_CERT_PATH: {
    ...temporal,
    says: "The client's certificate, as a file",
    ...{ allowed: "a path", otherwise: "none" },
  },
  TEMPORAL_TLS_CLIENT_CERT_DATA: {
    ...temporal,
    says: "The client's certificate itself",
    ...{ allowed: "PEM", otherwise: "none" },
  },
  TEMPORAL_TLS_CLIENT_KEY_PATH: {
    ...temporal,
    says: "The client's private key, as a file",
    ...{ allowed: "a path", otherwise: "none" },
  },
  TEMPORAL_TLS_CLIENT_KEY_DATA: {
    ...{ ...temporal, secret: true },
    says: "The client's private key itself",
    ...{ allowed: "PEM", otherwise: "none" },
  },
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: {
    ...temporal,
    says: "The certificate authority of the server, as a file",
    ...{ allowed: "a path", otherwise: "the system's authorities" },
  },
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: {
    ...temporal,
    says: "The certificate authority of the server itself",
    ...{ allowed: "PEM", otherwise: "the system's authorities" },
  },
  TEMPORAL_TLS_SERVER_NAME: {
    ...temporal,
    says: "The name that the server's certificate must have",
    ...{ allowed: "a host name", otherwise: "the host of the address" },
  },
  TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: {
    ...temporal,
    says: "Whether the name in the server's certificate is not checked",
    ...{ allowed: "true or false", otherwise: "it is checked" },
  },

  TENURE_COMPANY: {
    ...{ group: "notices", readers: ["worker", "API"], schema: text },
    says: "The company's name, with which notices are signed",
    ...{ allowed: "a name", otherwise: "notices are signed without one" },
  },
  TENURE_CONTACT: {
    ...{ group: "notices", readers: ["worker", "API"], schema: text },
    says: "Where clients can ask, as notices say",
    ...{ allowed: "an address or a number", otherwise: "notices name none" },
  },
  TENURE_PUBLIC_URL: {
    ...{ group: "notices", readers: everywhere, schema: webUrl },
    says: "Where the API is reached from outside, for links to unsubscribe and pages of a handover",
    ...{ allowed: URL_ALLOWED, otherwise: "mailings hold no link, and providers' machines are not asked" },
  },
  TENURE_SMTP_URL: {
    ...{ group: "notices", readers: ["worker"], secret: true },
    schema: url(/^smtps?$/, "smtp:// or smtps://"),
    says: "The mail server that sends e-mail",
    allowed: "a URL that begins with smtp:// or smtps://",
    otherwise: "e-mail stays in the outbox",
  },
  TENURE_SMTP_FROM: {
    ...{ group: "notices", readers: ["worker"], schema: text },
    says: "The sender of e-mail",
    allowed: "an address, with or without a name: Support <help@example.com>",
    otherwise: "required with TENURE_SMTP_URL",
  },
  TENURE_TELEGRAM_TOKEN: {
    ...{ group: "notices", readers: ["worker"], secret: true, schema: text },
    says: "The token of the Telegram bot that sends chat messages",
    ...{ allowed: "a bot's token", otherwise: "chat messages stay in the outbox" },
  },
  TENURE_TELEGRAM_URL: {
    ...{ group: "notices", readers: ["worker"], schema: webUrl },
    says: "A Bot API server of your own",
    ...{ allowed: URL_ALLOWED, otherwise: "https://api.telegram.org" },
  },
  TENURE_CHAT_URL: {
    ...{ group: "notices", readers: ["worker"], secret: true, schema: webUrl },
    says: "The receiver of chat messages as signed webhooks, instead of Telegram",
    ...{ allowed: URL_ALLOWED, otherwise: "chat messages stay in the outbox" },
  },
  TENURE_CHAT_SECRET: {
    ...{ group: "notices", readers: ["worker"], secret: true, schema: secrets },
    says: "What these webhooks are signed with; every secret signs",
    ...{ allowed: SECRETS, otherwise: "required with TENURE_CHAT_URL" },
  },
  TENURE_POST_SENDER: {
    ...{ group: "notices", readers: ["worker"] },
    schema: z.string().transform((given) => partsOf(given, ";")),
    says: "The company's postal address on letters",
    allowed: "lines with ; between them",
    otherwise: "letters stay in the outbox",
  },
  TENURE_DELIVERY_SECRET: {
    ...{ group: "notices", readers: ["API"], secret: true, schema: secrets },
    says: "What carriers sign their delivery reports with; any of the secrets will do",
    ...{ allowed: SECRETS, otherwise: "no report is taken" },
  },

  TENURE_DRY_RUN: {
    ...{ group: "limits", readers: ["worker", "API"], schema: onOff },
    says: "Sends nothing: every notice stays in the outbox, and no help desk, CRM or provider is told",
    ...{ allowed: "1 or 0", default: "0" },
  },
  TENURE_ALLOW_RECIPIENTS: {
    ...{ group: "limits", readers: ["worker"], emptyCounts: true },
    schema: z.string().transform((given) => partsOf(given.toLowerCase(), ",")),
    says: "The only recipients of notices; set and empty, nobody gets any",
    allowed: "addresses and domains with commas between them: ann@example.org,example.org",
    otherwise: "every client",
  },
  TENURE_QUIET_HOURS: {
    ...{ group: "limits", readers: ["worker"], schema: orOff(hours) },
    says: "When no notice is sent, by the client's own clock",
    ...{ allowed: "two times of day like 21:00-08:00, or off", default: "21:00-08:00", unit: "hh:mm" },
  },
  TENURE_NOTICES_PER_DAY: {
    ...{ group: "limits", readers: ["worker"], schema: orOff(whole) },
    says: "How many notices a client is sent in any 24 hours",
    ...{ allowed: "a whole number from 1, or off", default: "4", unit: "notices" },
  },

  TENURE_WEBHOOK_URL: {
    ...{ group: "outside", readers: ["worker", "API"], secret: true, schema: webUrl },
    says: "The help desk that closes channels, told by signed webhooks",
    ...{ allowed: URL_ALLOWED, otherwise: "no help desk" },
  },
  TENURE_WEBHOOK_SECRET: {
    ...{ group: "outside", readers: ["worker", "API"], secret: true, schema: secrets },
    says: "What these webhooks are signed with; every secret signs",
    ...{ allowed: SECRETS, otherwise: "required with TENURE_WEBHOOK_URL" },
  },
  TENURE_CHATWOOT_URL: {
    ...{ group: "outside", readers: ["worker", "API"], schema: webUrl },
    says: "Chatwoot as the help desk, instead of a webhook",
    ...{ allowed: URL_ALLOWED, otherwise: "no help desk" },
  },
  TENURE_CHATWOOT_ACCOUNT: {
    ...{ group: "outside", readers: ["worker", "API"], schema: whole },
    says: "The number of the Chatwoot account",
    ...{ allowed: "a whole number from 1", otherwise: "required with TENURE_CHATWOOT_URL" },
  },
  TENURE_CHATWOOT_TOKEN: {
    ...{ group: "outside", readers: ["worker", "API"], secret: true, schema: text },
    says: "The access token of an agent or bot of Chatwoot",
    ...{ allowed: "an access token", otherwise: "required with TENURE_CHATWOOT_URL" },
  },
  TENURE_CHATWOOT_CHANNELS: {
    ...{ group: "outside", readers: ["worker", "API"], schema: channels },
    says: "The channels that come in through Chatwoot",
    allowed: `some of ${CHANNELS.join(", ")}, commas between them`,
    default: "email,chat",
  },
  TENURE_CRM_URL: {
    ...{ group: "outside", readers: ["worker"], secret: true, schema: webUrl },
    says: "The CRM that takes notes, told by signed webhooks",
    ...{ allowed: URL_ALLOWED, otherwise: "no CRM" },
  },
  TENURE_CRM_SECRET: {
    ...{ group: "outside", readers: ["worker"], secret: true, schema: secrets },
    says: "What these webhooks are signed with; every secret signs",
    ...{ allowed: SECRETS, otherwise: "required with TENURE_CRM_URL" },
  },
  TENURE_HUBSPOT_TOKEN: {
    ...{ group: "outside", readers: ["worker"], secret: true, schema: text },
    says: "The token of a HubSpot app: HubSpot as the CRM, instead of a webhook",
    ...{ allowed: "an access token", otherwise: "no CRM" },
  },
  TENURE_HUBSPOT_PROPERTY: {
    ...{ group: "outside", readers: ["worker"], schema: text },
    says: "The property of a HubSpot contact that holds our client id",
    ...{ allowed: "the internal name of a property", otherwise: "tenure_client" },
  },
  TENURE_HUBSPOT_URL: {
    ...{ group: "outside", readers: ["worker"], schema: webUrl },
    says: "Another address of HubSpot's API",
    ...{ allowed: URL_ALLOWED, otherwise: "https://api.hubapi.com" },
  },
  TENURE_WEBHOOK_ALLOW_PRIVATE: {
    ...{ group: "outside", readers: ["worker", "API"], schema: onOff },
    says: "Lets every receiver of our messages be on this machine or a private network",
    ...{ allowed: "1 or 0", default: "0" },
  },

  TENURE_GUIDES: {
    ...{ group: "help", readers: ["worker", "API"], schema: text },
    says: "The catalogue of guides that clients' questions are compared with",
    ...{ allowed: "the path of a YAML file", otherwise: "questions are compared with no guide" },
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type Name = keyof typeof VARIABLES;

/** What the environment says, parsed: a variable that is not set has its default, or is undefined. */
export type Config = {
  readonly [N in Name]:
    | z.output<(typeof VARIABLES)[N]["schema"]>
    | ((typeof VARIABLES)[N] extends { readonly default: string } ? never : undefined);
};

/** All of them are set, or none. */
const TOGETHER: readonly (readonly Name[])[] = [
  ["TENURE_SMTP_URL", "TENURE_SMTP_FROM"],
  ["TENURE_CHAT_URL", "TENURE_CHAT_SECRET"],
  ["TENURE_WEBHOOK_URL", "TENURE_WEBHOOK_SECRET"],
  ["TENURE_CHATWOOT_URL", "TENURE_CHATWOOT_ACCOUNT", "TENURE_CHATWOOT_TOKEN"],
  ["TENURE_CRM_URL", "TENURE_CRM_SECRET"],
];

/** One of them is set, or none. */
const APART: readonly (readonly [one: Name, other: Name, why: string])[] = [
  ["TENURE_CHAT_URL", "TENURE_TELEGRAM_TOKEN", "carries chat messages"],
  ["TENURE_WEBHOOK_URL", "TENURE_CHATWOOT_URL", "is the help desk"],
  ["TENURE_CRM_URL", "TENURE_HUBSPOT_TOKEN", "is the CRM"],
];

const names = Object.keys(VARIABLES) as Name[];

/** The variable of a name, with every field that one may have. */
export const variableOf = (name: Name): Variable => VARIABLES[name];

/** Every name, in the order of the schema. */
export const variableNames = (): readonly Name[] => names;

const given = (env: Env, name: Name): string | undefined =>
  env[name] === "" && !variableOf(name).emptyCounts ? undefined : env[name];

/** True where the environment sets it. */
export const isSet = (env: Env, name: Name): boolean => given(env, name) !== undefined;

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

/**
 * Reads every variable. A variable that is set and empty counts as not set, unless its schema says otherwise.
 * @throws {ConfigError} with a line for each thing that is wrong.
 */
export function readConfig(env: Env): Config {
  const lines = misspelt(env);
  const read = names.map((name): [Name, unknown] => {
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
  if (lines.length > 0) throw new ConfigError(lines);
  // Each value was parsed by its own schema just now.
  return Object.fromEntries(read) as Config;
}

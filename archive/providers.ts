import { hkdfSync } from "node:crypto";
import { Encrypter } from "age-encryption";
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { Malformed, malformed } from "../machines/index.ts";
import type { ClientKeys } from "./keys.ts";
import { type OrderKey, type Page, paged, type WantedPage } from "./page.ts";
import type { Tables } from "./tables.ts";

const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, "an id: letters, digits and _ . : - up to 64");
const words = z.string().trim().min(1).max(200);

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** Messages are signed, not secret: only what stays on this machine may go in the open. */
function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const safe = protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname));
  return safe && username === "" && password === "";
}

function isRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}

/** R-HND-1: a provider that a client may move to, rivals included. */
const provider = z.strictObject({
  id,
  name: words,
  /** What it can do, in the words in which needs are given. */
  capabilities: z.array(id).max(100).readonly(),
  /** Where it works. */
  regions: z.array(id).max(100).readonly(),
  /** Minor units. */
  price: z.int().min(0).max(1e12),
  /** How many more clients it takes, as of `verifiedAt`. */
  capacity: z.int().min(0).max(1e6),
  contact: words,
  verifiedAt: z
    .string()
    .refine(
      (text) => /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text)),
      "an instant or a date",
    )
    .transform((text) => new Date(text).toISOString()),
  /** It sells what we sell. */
  rival: z.boolean().optional(),
  /** What a package for it is encrypted to: an age recipient. */
  key: z.string().max(4_000).refine(isRecipient, "an age recipient (age1…)").optional(),
  /** Where its machine takes signed questions. */
  endpoint: z
    .string()
    .max(500)
    .refine(isEndpoint, "an https:// URL without user or password; http:// on this machine only")
    .optional(),
});
export type Provider = Readonly<z.output<typeof provider>>;

/** The columns that a file of providers may have. */
export const PROVIDER_COLUMNS = Object.keys(provider.shape);
/** Those that it must have. */
export const PROVIDER_REQUIRED = PROVIDER_COLUMNS.filter(
  (column) => !provider.shape[column as keyof Provider].safeParse(undefined).success,
);

/** A provider with the clients whose data went to it since it was verified, and stayed there. */
export type OfferedProvider = Provider & { readonly taken?: number };

/**
 * Checks an imported list row by row.
 * @throws {Malformed} naming every fault by the row's place.
 */
function parseProviders(rows: readonly unknown[], places: readonly string[]): Provider[] {
  const faults: { path: string; says: string }[] = [];
  const parsed: Provider[] = [];
  const seen = new Map<string, string>();
  rows.forEach((row, index) => {
    const place = places[index] ?? `row ${index + 1}`;
    const result = provider.safeParse(row);
    if (!result.success) {
      for (const { path, says } of malformed("", result.error).faults)
        faults.push({ path: path ? `${place}, ${path}` : place, says });
      return;
    }
    const before = seen.get(result.data.id);
    if (before !== undefined) faults.push({ path: `${place}, id`, says: `used in ${before} already` });
    seen.set(result.data.id, place);
    parsed.push(result.data);
  });
  if (faults.length > 0) throw new Malformed("not a list of providers; nothing was imported", faults);
  return parsed;
}

const COLUMNS = [
  "id",
  "name",
  "capabilities",
  "regions",
  "price",
  "capacity",
  "contact",
  "verifiedAt",
  "rival",
  "key",
  "endpoint",
] as const;

type ProviderRow = Omit<Provider, "rival" | "key" | "endpoint"> & {
  readonly rival: boolean;
  readonly key: string | null;
  readonly endpoint: string | null;
};

const providerOf = ({ rival, key, endpoint, ...row }: ProviderRow): Provider => ({
  ...row,
  ...(rival && { rival }),
  ...(key !== null && { key }),
  ...(endpoint !== null && { endpoint }),
});

/** Providers, with how much of their capacity is taken. */
const offers = (db: Kysely<Tables>) =>
  db
    .selectFrom("providers")
    .select(COLUMNS)
    .select(
      sql<number>`(
        select count(distinct given.client)::int from effects as given
        where given.type = 'exportData' and given.params ->> 'providerId' = providers.id
          and given.at >= providers.verified_at
          and not exists (
            select from effects as taken_back
            where taken_back.client = given.client and taken_back.type = 'revokeAccess'
              and taken_back.params ->> 'providerId' = providers.id
              and (taken_back.seq, taken_back.n) > (given.seq, given.n)
          )
      )`.as("taken"),
    );
const offeredOf = ({ taken, ...row }: ProviderRow & { readonly taken: number }): OfferedProvider => ({
  ...providerOf(row),
  taken,
});

const ORDER: readonly OrderKey<{ readonly id: string }>[] = [
  { by: sql.ref("id"), type: "text", of: ({ id }) => id },
];

/** Under whose key the secrets of providers are made. No client id is like it. */
const HOUSE = "~providers";

/** The catalogue of providers. */
export class Providers {
  readonly #db: Kysely<Tables>;
  readonly #keys: ClientKeys;

  constructor(db: Kysely<Tables>, keys: ClientKeys) {
    this.#db = db;
    this.#keys = keys;
  }

  async #versionOf(id: string): Promise<number | null> {
    const row = await this.#db
      .selectFrom("providers")
      .select("secretVersion")
      .where("id", "=", id)
      .executeTakeFirst();
    return row?.secretVersion ?? null;
  }

  async #secretOf(id: string, version: number): Promise<string> {
    const bytes = hkdfSync(
      "sha256",
      await this.#keys.make(HOUSE),
      "",
      `tenure provider ${id} ${version}`,
      32,
    );
    return `whsec_${Buffer.from(bytes).toString("base64")}`;
  }

  /**
   * Imports providers: new ones are added, known ones replaced, others left. All rows or none.
   * @param places where each row stands in the file that it came from.
   * @throws {Malformed} naming every fault by its row.
   */
  async importProviders(rows: readonly unknown[], places: readonly string[] = []): Promise<number> {
    const parsed = parseProviders(rows, places);
    if (parsed.length === 0) return 0;
    await this.#db
      .insertInto("providers")
      .values(
        parsed.map(({ rival = false, key = null, endpoint = null, ...row }) => ({
          ...row,
          rival,
          key,
          endpoint,
          capabilities: JSON.stringify(row.capabilities),
          regions: JSON.stringify(row.regions),
        })),
      )
      .onConflict((conflict) =>
        conflict
          .column("id")
          .doUpdateSet((eb) =>
            Object.fromEntries(
              COLUMNS.filter((column) => column !== "id").map((column) => [
                column,
                eb.ref(`excluded.${column}`),
              ]),
            ),
          ),
      )
      .execute();
    return parsed.length;
  }

  async list(): Promise<Provider[]> {
    const rows = await this.#db.selectFrom("providers").select(COLUMNS).orderBy("id").execute();
    return rows.map(providerOf);
  }

  async get(id: string): Promise<Provider | null> {
    const row = await this.#db
      .selectFrom("providers")
      .select(COLUMNS)
      .where("id", "=", id)
      .executeTakeFirst();
    return row ? providerOf(row) : null;
  }

  /** Every provider, with how much of its capacity is taken. */
  async offered(): Promise<OfferedProvider[]> {
    const rows = await offers(this.#db).orderBy("id").execute();
    return rows.map(offeredOf);
  }

  /** A page of them, in the order of their ids. */
  async page(wanted: WantedPage): Promise<Page<OfferedProvider>> {
    const { rows, next } = await paged(offers(this.#db), ORDER, wanted);
    return { rows: rows.map(offeredOf), next };
  }

  /**
   * What messages from and to a provider are signed with (`whsec_…`, Standard Webhooks), the newest first: two are
   * valid while one replaces the other. Null when there is no such provider.
   */
  async secretsOf(id: string): Promise<readonly [string, ...string[]] | null> {
    const version = await this.#versionOf(id);
    if (version === null) return null;
    const newest = await this.#secretOf(id, version);
    return version > 1 ? [newest, await this.#secretOf(id, version - 1)] : [newest];
  }

  /** Gives a provider a new secret; the one before stays valid, older ones do not. */
  async rotateSecret(id: string): Promise<string | null> {
    await this.#db
      .updateTable("providers")
      .set((eb) => ({ secretVersion: eb("secretVersion", "+", 1) }))
      .where("id", "=", id)
      .execute();
    const version = await this.#versionOf(id);
    return version === null ? null : this.#secretOf(id, version);
  }
}

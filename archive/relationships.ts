import { type Kysely, sql } from "kysely";
import { LATEST, type OrderKey, type Page, paged, type WantedPage } from "./page.ts";
import type { Tables } from "./tables.ts";

/** Where one relationship stands. `due` is the next deadline; under a hold there is none. */
export type Relationship = Readonly<Tables["relationships"]>;

/** Which relationships to list; every condition given must hold. */
export interface WantedRelationships {
  readonly state?: string | undefined;
  readonly rung?: string | undefined;
  readonly hold?: boolean | undefined;
  /** A deadline that falls due before this instant. */
  readonly dueBefore?: string | undefined;
  /** Changed at this instant or later. */
  readonly since?: string | undefined;
  /** On the machine whose file has this SHA-256. */
  readonly machine?: string | undefined;
  /** Part of the client id. */
  readonly text?: string | undefined;
  /** The last client of the page before. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

const CLIENT: OrderKey<Relationship> = { by: sql.ref("client"), type: "text", of: ({ client }) => client };

/** What a list of relationships can be ordered by. */
const ORDERS = {
  client: [CLIENT],
  openedAt: [{ by: sql.ref("opened_at"), type: "timestamptz", of: ({ openedAt }) => openedAt }, CLIENT],
  updatedAt: [{ by: sql.ref("updated_at"), type: "timestamptz", of: ({ updatedAt }) => updatedAt }, CLIENT],
  due: [
    {
      by: sql`coalesce(due, 'infinity'::timestamptz)`,
      type: "timestamptz",
      of: ({ due }) => due ?? LATEST,
    },
    CLIENT,
  ],
} as const satisfies Readonly<Record<string, readonly OrderKey<Relationship>[]>>;
export type RelationshipOrder = keyof typeof ORDERS;

/** What the journal's entries add up to, one row a client. */
export class Relationships {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Those that every condition holds of. */
  #fitting(wanted: WantedRelationships) {
    let query = this.#db.selectFrom("relationships");
    if (wanted.state !== undefined) query = query.where("state", "=", wanted.state);
    if (wanted.rung !== undefined) query = query.where("rung", "=", wanted.rung);
    if (wanted.hold !== undefined) query = query.where("hold", "=", wanted.hold);
    if (wanted.dueBefore !== undefined) query = query.where("due", "<", wanted.dueBefore);
    if (wanted.since !== undefined) query = query.where("updatedAt", ">=", wanted.since);
    if (wanted.machine !== undefined) query = query.where("machineHash", "=", wanted.machine);
    if (wanted.text !== undefined)
      query = query.where("client", "ilike", `%${wanted.text.replaceAll(/[\\%_]/g, "\\$&")}%`);
    return query;
  }

  async get(client: string): Promise<Relationship | null> {
    const row = await this.#db
      .selectFrom("relationships")
      .selectAll()
      .where("client", "=", client)
      .executeTakeFirst();
    return row ?? null;
  }

  /** When a relationship changed last (ISO instant); null where there is none. */
  async changed(): Promise<string | null> {
    const { at } = await this.#db
      .selectFrom("relationships")
      .select(({ fn }) => fn.max("updatedAt").as("at"))
      .executeTakeFirstOrThrow();
    return at;
  }

  /** How many relationships are on each machine, ended ones too. */
  async machines(): Promise<{ id: string; version: string; hash: string; relationships: number }[]> {
    return this.#db
      .selectFrom("relationships")
      .select(({ fn, ref }) => [
        ref("machine").as("id"),
        ref("machineVersion").as("version"),
        ref("machineHash").as("hash"),
        fn.countAll<number>().as("relationships"),
      ])
      .groupBy(["machine", "machineVersion", "machineHash"])
      .orderBy("machine")
      .orderBy("machineVersion")
      .execute();
  }

  /** How many of them are in each state; states in which none is are left out. */
  async counts(
    wanted: Omit<WantedRelationships, "after" | "limit"> = {},
  ): Promise<{ state: string; clients: number }[]> {
    return this.#fitting(wanted)
      .select(({ fn, ref }) => [ref("state").as("state"), fn.countAll<number>().as("clients")])
      .groupBy("state")
      .orderBy("state")
      .execute();
  }

  /** A page in the order of the client ids. `next`: the `after` of the page that follows, or null. */
  async list(wanted: WantedRelationships = {}): Promise<{ rows: Relationship[]; next: string | null }> {
    const limit = wanted.limit ?? 100;
    let query = this.#fitting(wanted).selectAll();
    if (wanted.after !== undefined) query = query.where("client", ">", wanted.after);
    const rows = await query
      .orderBy("client")
      .limit(limit + 1)
      .execute();
    const more = rows.length > limit;
    const page = more ? rows.slice(0, limit) : rows;
    return { rows: page, next: more ? (page.at(-1)?.client ?? null) : null };
  }

  /** A page in any order that relationships can have. */
  async page(
    wanted: Omit<WantedRelationships, "after" | "limit">,
    page: WantedPage & { readonly by: RelationshipOrder },
  ): Promise<Page<Relationship>> {
    return paged(this.#fitting(wanted).selectAll(), ORDERS[page.by], page);
  }
}

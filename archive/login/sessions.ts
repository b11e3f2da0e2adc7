// Who is signed in, and logins that have begun. Secrets come in as hashes; what a provider gave is sealed.
import { type Kysely, type Selectable, sql } from "kysely";
import type { ClientKeys } from "../keys.ts";
import { sealAs, unseal } from "../seal.ts";
import type { Tables } from "../tables.ts";

/** Under whose key it is sealed. No client id is like it. */
const OWNER = "~login";

/** A session as it is kept, with what was sealed opened. */
export type LoginSession = Readonly<Omit<Selectable<Tables["sessions"]>, "sealed">> & {
  readonly tokens: ProviderTokens | null;
};

/** What a provider gave at a login. */
export interface ProviderTokens {
  /** For a logout that begins here. */
  readonly idToken?: string | undefined;
  readonly refreshToken?: string | undefined;
}

/** Which sessions a provider ends: all of a subject, or the one that it names. */
export interface WhichSessions {
  readonly issuer: string;
  readonly subject?: string | undefined;
  readonly sid?: string | undefined;
}

/** Sessions and logins, and ids that are used up. */
export class Sessions {
  readonly #db: Kysely<Tables>;
  readonly #keys: ClientKeys;

  constructor(db: Kysely<Tables>, keys: ClientKeys) {
    this.#db = db;
    this.#keys = keys;
  }

  async #sealed(id: string, value: unknown): Promise<string> {
    return sealAs(await this.#keys.make(OWNER), id, JSON.stringify(value)).sealed;
  }

  async #opened<T>(id: string, text: string): Promise<T> {
    return JSON.parse(unseal(await this.#keys.make(OWNER), { id, sealed: text }).text) as T;
  }

  async #row({ sealed: text, ...rest }: Selectable<Tables["sessions"]>): Promise<LoginSession> {
    return {
      ...rest,
      tokens: text === null ? null : await this.#opened<ProviderTokens>(rest.hash, text),
    };
  }

  async begin({ tokens, roles, teams, ...session }: LoginSession): Promise<void> {
    await this.#db
      .insertInto("sessions")
      .values({
        ...session,
        roles: JSON.stringify(roles),
        teams: JSON.stringify(teams),
        sealed: tokens === null ? null : await this.#sealed(session.hash, tokens),
      })
      .execute();
  }

  /** The session of a secret, by its hash; null where there is none, or it is over. */
  async find(hash: string, now: string, idleSince: string): Promise<LoginSession | null> {
    const found = await this.#db
      .selectFrom("sessions")
      .selectAll()
      .where("hash", "=", hash)
      .where("endsAt", ">", now)
      .where("seenAt", ">", idleSince)
      .executeTakeFirst();
    return found ? this.#row(found) : null;
  }

  /** All of a person that stand, without what a provider gave. @param issuer who vouched; null: the local login */
  async of(
    { person, issuer }: Pick<LoginSession, "person" | "issuer">,
    now: string,
    idleSince: string,
  ): Promise<Pick<LoginSession, "hash" | "kind" | "beganAt" | "seenAt" | "endsAt">[]> {
    const theirs = this.#db
      .selectFrom("sessions")
      .select(["hash", "kind", "beganAt", "seenAt", "endsAt"])
      .where("person", "=", person)
      .where("endsAt", ">", now)
      .where("seenAt", ">", idleSince);
    return (
      issuer === null ? theirs.where("issuer", "is", null) : theirs.where("issuer", "=", issuer)
    ).execute();
  }

  async seen(hash: string, at: string): Promise<void> {
    await this.#db.updateTable("sessions").set({ seenAt: at }).where("hash", "=", hash).execute();
  }

  /** Takes it on oneself to ask the provider anew. @returns false where another process does, or it is not due */
  async claimRefresh(hash: string, now: string, until: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable("sessions")
      .set({ refreshAt: until })
      .where("hash", "=", hash)
      .where("refreshAt", "<=", now)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  async refreshed(
    hash: string,
    { roles, teams, refreshAt, tokens }: Pick<LoginSession, "roles" | "teams" | "refreshAt" | "tokens">,
  ): Promise<void> {
    await this.#db
      .updateTable("sessions")
      .set({
        roles: JSON.stringify(roles),
        teams: JSON.stringify(teams),
        refreshAt,
        sealed: tokens === null ? null : await this.#sealed(hash, tokens),
      })
      .where("hash", "=", hash)
      .execute();
  }

  /** Ends a session. @returns it, where there was one */
  async end(hash: string): Promise<LoginSession | null> {
    const gone = await this.#db
      .deleteFrom("sessions")
      .where("hash", "=", hash)
      .returningAll()
      .executeTakeFirst();
    return gone ? this.#row(gone) : null;
  }

  /** Ends what a provider says is over. @returns how many sessions that were */
  async endAll({ issuer, subject, sid }: WhichSessions): Promise<number> {
    let query = this.#db.deleteFrom("sessions").where("issuer", "=", issuer);
    if (subject !== undefined) query = query.where("subject", "=", subject);
    if (sid !== undefined) query = query.where("sid", "=", sid);
    const { numDeletedRows } = await query.executeTakeFirst();
    return Number(numDeletedRows);
  }

  /** Uses an id up. @returns false where it was used before */
  async spend(id: string, endsAt: string): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto("spent")
      .values({ id, endsAt })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** Deletes what is over. */
  async sweep(now: string, idleSince: string): Promise<void> {
    await this.#db.deleteFrom("logins").where("endsAt", "<=", now).execute();
    await this.#db.deleteFrom("spent").where("endsAt", "<=", now).execute();
    await this.#db
      .deleteFrom("sessions")
      .where(sql<boolean>`ends_at <= ${now} or seen_at <= ${idleSince}`)
      .execute();
  }

  /** Keeps what a login that has begun needs at its end. */
  async beginLogin(hash: string, value: unknown, endsAt: string): Promise<void> {
    await this.#db
      .insertInto("logins")
      .values({ hash, sealed: await this.#sealed(hash, value), endsAt })
      .execute();
  }

  /** Takes it out, once. @returns null where there is none, it was taken before, or it is over */
  async takeLogin<T>(hash: string, now: string): Promise<T | null> {
    const taken = await this.#db
      .deleteFrom("logins")
      .where("hash", "=", hash)
      .returningAll()
      .executeTakeFirst();
    if (!taken || Date.parse(taken.endsAt) <= Date.parse(now)) return null;
    return this.#opened<T>(hash, taken.sealed);
  }

  /** Reads what a login needs, and leaves it there. */
  async peekLogin<T>(hash: string, now: string): Promise<T | null> {
    const found = await this.#db
      .selectFrom("logins")
      .selectAll()
      .where("hash", "=", hash)
      .where("endsAt", ">", now)
      .executeTakeFirst();
    return found ? this.#opened<T>(hash, found.sealed) : null;
  }
}

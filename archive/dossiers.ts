import { type Kysely, sql } from "kysely";
import type { ClientKeys } from "./keys.ts";
import type { Tables } from "./tables.ts";
import { SealedWords } from "./vault.ts";

/** What the archive reads of a dossier; the rest is the writer's. */
interface Sealed {
  readonly id: string;
  readonly client: string;
  readonly at: string;
  readonly digest: string;
}

/** What stays of a dossier when the client's personal data are erased. */
export interface Compiled {
  readonly id: string;
  readonly at: string;
  readonly digest: string;
  /** The decisions that it was frozen for. */
  readonly decisions: readonly string[];
}

/** Dossiers as they were compiled (R-DEC-3), each sealed under its client's key. */
export class Dossiers {
  readonly #db: Kysely<Tables>;
  readonly #words: SealedWords;

  constructor(db: Kysely<Tables>, keys: ClientKeys) {
    this.#db = db;
    this.#words = new SealedWords(keys);
  }

  /** Keeps a dossier; kept before, it changes nothing. @throws {Erased} */
  async keep(dossier: Sealed): Promise<void> {
    const { id, client, at, digest } = dossier;
    const text = JSON.stringify(dossier);
    await this.#db.transaction().execute(async (tx) => {
      const vaultId = await this.#words.keep(tx, { client, kind: "dossier", text, once: id });
      await tx
        .insertInto("dossiers")
        .values({ id, client, at, digest, vaultId })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
    });
  }

  /** A client's dossiers, the oldest first, and what each was frozen for. */
  async list(client: string): Promise<Compiled[]> {
    const rows = await this.#db
      .selectFrom("dossiers")
      .select(["id", "at", "digest"])
      .where("client", "=", client)
      .orderBy("at")
      .orderBy("id")
      .execute();
    const { rows: frozen } = await sql<{ dossier: string; decision: string }>`
      select params ->> 'dossierId' as dossier, params ->> 'decisionId' as decision from effects
      where client = ${client} and type = 'freezeDossier' order by seq, n`.execute(this.#db);
    return rows.map((row) => ({
      ...row,
      decisions: frozen.flatMap(({ dossier, decision }) => (dossier === row.id ? [decision] : [])),
    }));
  }

  /** A dossier as it was compiled, or null when there is no such one of this client. @throws {Erased} */
  async get<D extends Sealed>(client: string, id: string): Promise<D | null> {
    const row = await this.#db
      .selectFrom("dossiers")
      .innerJoin("vault", "vault.id", "dossiers.vaultId")
      .select(["vault.id", "vault.client", "vault.kind", "vault.sealed"])
      .where("dossiers.client", "=", client)
      .where("dossiers.id", "=", id)
      .executeTakeFirst();
    return row ? (JSON.parse((await this.#words.open(row)).text) as D) : null;
  }
}

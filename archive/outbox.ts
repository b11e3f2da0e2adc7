import { createHash } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Channel } from "../machines/index.ts";
import { type ClientKeys, Erased } from "./keys.ts";
import { type OrderKey, type Page, paged, type WantedPage } from "./page.ts";
import { placeOf } from "./place.ts";
import type { AttemptOutcome, NoticeStatus, ReportStatus, Tables } from "./tables.ts";
import { SealedWords } from "./vault.ts";

/** A notice's words. Personal data: they stay in the vault. */
export interface NoticeWords {
  readonly subject: string;
  readonly body: string;
  /** The same as a page, for channels that show one. */
  readonly html?: string;
}

/** Words as they are kept. `ref` is their vault id, which commits to them. */
export interface KeptWords {
  readonly words: NoticeWords;
  readonly ref: string;
}

/** A notice on one channel. `id` is the id of the effect that asked for it. */
export interface NewNotice {
  readonly id: string;
  readonly notice: string;
  readonly channel: Channel;
  readonly locale: string;
  readonly at: string;
}

/** `at`: when it came to this status. `cause`: why it waits, failed or bounced. `vaultId`: its words. */
export interface CapturedNotice extends NewNotice {
  readonly client: string;
  readonly status: NoticeStatus;
  readonly cause: string | null;
  readonly vaultId: string;
}

/** A notice in a list of the whole outbox; `attempts`: how often delivery was attempted. */
export interface ListedNotice extends CapturedNotice {
  readonly attempts: number;
}

/** An attempt to deliver a notice. `outcome` is null while it is not known. Times are this machine's. */
export interface Attempt {
  readonly n: number;
  readonly at: string;
  readonly idempotent: boolean;
  readonly outcome: AttemptOutcome | null;
  readonly cause: string | null;
  readonly endedAt: string | null;
}

/** What a carrier told later on. `at`: when it happened there. */
export interface CarrierReport {
  readonly status: ReportStatus;
  readonly at: string;
  readonly cause: string | null;
}

/** A notice with everything that is known of it; words and messages are null once they were erased. */
export interface ShownNotice extends CapturedNotice {
  readonly mark: string;
  readonly words: NoticeWords | null;
  /** `message`: as it went out, headers included. */
  readonly attempts: readonly (Attempt & { readonly message: string | null })[];
  readonly reports: readonly CarrierReport[];
}

/** Which notices to list; every condition given must hold. */
export interface WantedNotices {
  readonly client?: string | undefined;
  readonly status?: NoticeStatus | undefined;
  /** That came to their status at this instant or later. */
  readonly since?: string | undefined;
}

const ORDER: readonly OrderKey<ListedNotice>[] = [
  { by: sql.ref("at"), type: "timestamptz", of: ({ at }) => at },
  { by: sql.ref("id"), type: "text", of: ({ id }) => id },
];

/** How an attempt ended: `at` is this machine's time. */
export interface Ended {
  readonly outcome: AttemptOutcome;
  readonly cause: string | null;
  readonly at: string;
}

/** From which statuses a notice comes to another one. What was heard from outside outweighs what we thought. */
const BEFORE = {
  captured: ["captured", "waiting"],
  waiting: ["captured"],
  sent: ["captured", "waiting", "unknown"],
  delivered: ["captured", "waiting", "sent", "unknown"],
  failed: ["captured", "waiting", "unknown"],
  bounced: ["captured", "waiting", "sent", "delivered", "unknown"],
  unknown: ["captured", "waiting"],
} as const satisfies Record<NoticeStatus, readonly NoticeStatus[]>;

/** Attempts after which a message may be on its way. */
const MAY_HAVE_GONE = ["accepted", "pending", "unknown"] as const satisfies readonly AttemptOutcome[];

/** What a message of this notice is known by outside: 32 hex digits that say nothing about the client. */
export const markOf = (id: string): string => createHash("sha256").update(id).digest("hex").slice(0, 32);

const COLUMNS = ["id", "client", "notice", "channel", "locale", "status", "cause", "at", "vaultId"] as const;

const ATTEMPT_COLUMNS = ["n", "at", "idempotent", "outcome", "cause", "endedAt"] as const;

async function move(
  on: Kysely<Tables>,
  id: string,
  { status, at, cause }: { status: NoticeStatus; at: string; cause: string | null },
): Promise<void> {
  await on
    .updateTable("notices")
    .set({ status, at, cause })
    .where("id", "=", id)
    .where("status", "in", BEFORE[status])
    .execute();
}

/** The outbox: every notice that was written, every attempt to deliver it, and its outcome. */
export class Outbox {
  readonly #db: Kysely<Tables>;
  readonly #words: SealedWords;

  constructor(db: Kysely<Tables>, keys: ClientKeys) {
    this.#db = db;
    this.#words = new SealedWords(keys);
  }

  async #find(id: string): Promise<KeptWords | null> {
    const row = await this.#db
      .selectFrom("notices")
      .innerJoin("vault", "vault.id", "notices.vaultId")
      .select(["vault.id", "vault.client", "vault.kind", "vault.sealed"])
      .where("notices.id", "=", id)
      .executeTakeFirst();
    return row ? { ref: row.id, words: JSON.parse((await this.#words.open(row)).text) as NoticeWords } : null;
  }

  #attemptsOf(on: Kysely<Tables>, id: string): Promise<Attempt[]> {
    return on.selectFrom("attempts").select(ATTEMPT_COLUMNS).where("id", "=", id).orderBy("n").execute();
  }

  /** The text of a vault row, or null once it was erased. */
  async #textOf(vaultId: string | null): Promise<string | null> {
    if (vaultId === null) return null;
    const row = await this.#db
      .selectFrom("vault")
      .select(["id", "client", "kind", "sealed"])
      .where("id", "=", vaultId)
      .executeTakeFirst();
    if (!row) return null;
    return this.#words.open(row).then(
      ({ text }) => text,
      (error: unknown) => {
        if (error instanceof Erased) return null;
        throw error;
      },
    );
  }

  /** One decision after the other for each notice, whichever worker makes it. */
  #oneAtATime<T>(id: string, decide: (tx: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(async (tx) => {
      await tx.selectFrom("notices").select("id").where("id", "=", id).forUpdate().execute();
      return decide(tx);
    });
  }

  /**
   * Keeps a notice.
   * @returns its words as they are kept: of two runs of one effect the first one's count.
   * @throws {Erased} when the client's personal data were erased.
   */
  async capture(notice: NewNotice, words: NoticeWords): Promise<KeptWords> {
    await this.#db.transaction().execute(async (tx) => {
      const place = placeOf(notice.id);
      const known = await tx
        .selectFrom("notices")
        .select("id")
        .where("id", "=", notice.id)
        .executeTakeFirst();
      if (known) return;
      const { subject, body, html } = words;
      const text = JSON.stringify({ subject, body, ...(html !== undefined && { html }) });
      const vaultId = await this.#words.keep(tx, { client: place.client, kind: "notice", text });
      await tx
        .insertInto("notices")
        .values({ ...notice, ...place, vaultId, status: "captured", mark: markOf(notice.id) })
        .execute();
    });
    return (await this.#find(notice.id)) as KeptWords;
  }

  /** Moves a notice on; from a status that does not lead there, it changes nothing. `at`: ISO instant. */
  mark(id: string, status: NoticeStatus, at: string, cause: string | null = null): Promise<void> {
    return move(this.#db, id, { status, at, cause });
  }

  /** The attempts to deliver a notice, the first one first. */
  attempts(id: string): Promise<Attempt[]> {
    return this.#attemptsOf(this.#db, id);
  }

  /**
   * Writes an attempt down before it is made (R-LIF-20).
   * @param message as it will go out; it is kept in the vault.
   * @returns the attempt; `mine` is false when another one stands in its way: then none may be made.
   * @throws {Erased} when the client's personal data were erased.
   */
  async begin(
    id: string,
    { at, idempotent, message }: { at: string; idempotent: boolean; message: string },
  ): Promise<{ readonly mine: boolean; readonly attempt: Attempt }> {
    return this.#oneAtATime(id, async (tx) => {
      const last = (await this.#attemptsOf(tx, id)).at(-1);
      const again = last?.outcome === "postponed" || (last?.outcome === null && last.idempotent);
      if (last && !again) return { mine: false, attempt: last };
      if (last?.outcome === null)
        await tx
          .updateTable("attempts")
          .set({ outcome: "unknown", cause: "lost", endedAt: at })
          .where("id", "=", id)
          .where("n", "=", last.n)
          .execute();
      const vaultId = await this.#words.keep(tx, { client: placeOf(id).client, kind: "sent", text: message });
      const attempt = { n: (last?.n ?? 0) + 1, at, idempotent, outcome: null, cause: null, endedAt: null };
      await tx
        .insertInto("attempts")
        .values({ id, ...attempt, vaultId })
        .execute();
      return { mine: true, attempt };
    });
  }

  /**
   * Writes down how an attempt ended, with the status that this gives the notice; n 0: refused before there was one.
   * Of two that tell the same attempt's end the first one counts, unless it only said that nobody knows.
   */
  async conclude(
    id: string,
    n: number,
    { outcome, cause, at }: Ended,
    moved: { readonly status: NoticeStatus; readonly at: string } | null,
  ): Promise<void> {
    await this.#oneAtATime(id, async (tx) => {
      const ended = { outcome, cause, endedAt: at };
      if (n === 0) {
        const last = (await this.#attemptsOf(tx, id)).at(-1);
        await tx
          .insertInto("attempts")
          .values({ id, n: (last?.n ?? 0) + 1, at, idempotent: false, vaultId: null, ...ended })
          .execute();
      } else {
        const { numUpdatedRows } = await tx
          .updateTable("attempts")
          .set(ended)
          .where("id", "=", id)
          .where("n", "=", n)
          .where((row) => row.or([row("outcome", "is", null), row("outcome", "=", "unknown")]))
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return;
      }
      if (moved) await move(tx, id, { ...moved, cause });
    });
  }

  /** When a client's latest notices may have gone out since an instant, one time each, the oldest first. */
  async sentSince(client: string, since: string, except: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom("attempts")
      .innerJoin("notices", "notices.id", "attempts.id")
      .select(({ fn }) => fn.min("attempts.at").as("at"))
      .where("notices.client", "=", client)
      .where("notices.id", "!=", except)
      .where("attempts.at", ">", since)
      .where((row) =>
        row.or([row("attempts.outcome", "is", null), row("attempts.outcome", "in", MAY_HAVE_GONE)]),
      )
      .groupBy("attempts.id")
      .orderBy("at")
      .execute();
    return rows.map(({ at }) => at);
  }

  /** A client's notices in the order they were asked for, without their words. */
  async list(client: string): Promise<CapturedNotice[]> {
    return this.#db
      .selectFrom("notices")
      .select(COLUMNS)
      .where("client", "=", client)
      .orderBy("seq")
      .orderBy("n")
      .execute();
  }

  /** A page of the notices of all clients, by their time, without their words. */
  async search({ client, status, since }: WantedNotices, page: WantedPage): Promise<Page<ListedNotice>> {
    let query = this.#db
      .selectFrom("notices")
      .select(COLUMNS)
      .select(
        sql<number>`(select count(*)::int from attempts where attempts.id = notices.id)`.as("attempts"),
      );
    if (client !== undefined) query = query.where("client", "=", client);
    if (status !== undefined) query = query.where("status", "=", status);
    if (since !== undefined) query = query.where("at", ">=", since);
    return paged(query, ORDER, page);
  }

  /** A notice without its words, or null. */
  async get(id: string): Promise<CapturedNotice | null> {
    const row = await this.#db.selectFrom("notices").select(COLUMNS).where("id", "=", id).executeTakeFirst();
    return row ?? null;
  }

  /** What a notice says, or null when there is no such notice. @throws {Erased} */
  async read(id: string): Promise<NoticeWords | null> {
    return (await this.#find(id))?.words ?? null;
  }

  /** Everything about a notice, or null when there is no such notice. */
  async show(id: string): Promise<ShownNotice | null> {
    const row = await this.#db
      .selectFrom("notices")
      .select([...COLUMNS, "mark"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (!row) return null;
    const attempts = await this.#db
      .selectFrom("attempts")
      .select([...ATTEMPT_COLUMNS, "vaultId"])
      .where("id", "=", id)
      .orderBy("n")
      .execute();
    const reports = await this.#db
      .selectFrom("reports")
      .select(["status", "at", "cause"])
      .where("id", "=", id)
      .orderBy("heardAt")
      .execute();
    const kept = await this.#textOf(row.vaultId);
    const withMessages = attempts.map(async ({ vaultId, ...attempt }) => ({
      ...attempt,
      message: await this.#textOf(vaultId),
    }));
    return {
      ...row,
      words: kept === null ? null : (JSON.parse(kept) as NoticeWords),
      attempts: await Promise.all(withMessages),
      reports,
    };
  }

  /** The notice that a mark leads back to, or null. */
  async marked(mark: string): Promise<string | null> {
    const row = await this.#db.selectFrom("notices").select("id").where("mark", "=", mark).executeTakeFirst();
    return row?.id ?? null;
  }

  /** What was reported of a notice. */
  reports(id: string): Promise<CarrierReport[]> {
    return this.#db
      .selectFrom("reports")
      .select(["status", "at", "cause"])
      .where("id", "=", id)
      .orderBy("heardAt")
      .execute();
  }

  /**
   * Keeps what a carrier told; heard before, it changes nothing.
   * @param moves whether it gives the notice its status.
   */
  async heard(
    id: string,
    { status, at, cause }: CarrierReport,
    heardAt: string,
    moves: boolean,
  ): Promise<void> {
    await this.#oneAtATime(id, async (tx) => {
      await tx
        .insertInto("reports")
        .values({ id, status, at, cause, heardAt })
        .onConflict((conflict) => conflict.columns(["id", "status"]).doNothing())
        .execute();
      if (!moves || status === "read") return;
      await move(tx, id, { status: status === "delivered" ? "delivered" : "bounced", at, cause });
    });
  }
}

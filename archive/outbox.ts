import type { Kysely } from "kysely";
import type { Channel } from "../machines/index.ts";
import { placeOf } from "./effects.ts";
import type { ClientKeys } from "./keys.ts";
import type { Tables } from "./tables.ts";
import { words as wordsUnder } from "./vault.ts";

/** A notice's words. Personal data: they stay in the vault. */
export interface Words {
  readonly subject: string;
  readonly body: string;
}

/** Words as they are kept. `ref` is their vault id, which commits to them. */
export interface KeptWords {
  readonly words: Words;
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

/**
 * `captured`: written, and nothing carries it further. `sent`: on its way, or accepted by the recipient's
 * server. `failed`: refused. `bounced`: came back later.
 */
type NoticeStatus = "captured" | "sent" | "failed" | "bounced";

/** `at`: when it came to this status. `cause`: why it failed or bounced. `vaultId`: its words. */
export interface CapturedNotice extends NewNotice {
  readonly client: string;
  readonly status: NoticeStatus;
  readonly cause: string | null;
  readonly vaultId: string;
}

const BEFORE = { sent: ["captured"], failed: ["captured"], bounced: ["captured", "sent"] } as const;

/** The outbox: every notice that was written, with what became of it. */
export function outbox(db: Kysely<Tables>, keys: ClientKeys) {
  const { keep, open } = wordsUnder(keys);
  const columns = [
    ...(["id", "client", "notice", "channel", "locale", "status", "cause", "at", "vaultId"] as const),
  ];
  async function find(id: string): Promise<KeptWords | null> {
    const row = await db
      .selectFrom("notices")
      .innerJoin("vault", "vault.id", "notices.vaultId")
      .select(["vault.id", "vault.client", "vault.kind", "vault.sealed"])
      .where("notices.id", "=", id)
      .executeTakeFirst();
    return row ? { ref: row.id, words: JSON.parse((await open(row)).text) as Words } : null;
  }
  return {
    /**
     * Keeps a notice.
     * @returns its words as they are kept: of two runs of one effect the first one's count.
     * @throws {Erased} when the client's personal data were erased.
     */
    async capture(notice: NewNotice, words: Words): Promise<KeptWords> {
      await db.transaction().execute(async (tx) => {
        const place = placeOf(notice.id);
        const known = await tx
          .selectFrom("notices")
          .select("id")
          .where("id", "=", notice.id)
          .executeTakeFirst();
        if (known) return;
        const text = JSON.stringify({ subject: words.subject, body: words.body });
        const vaultId = await keep(tx, { client: place.client, kind: "notice", text });
        await tx
          .insertInto("notices")
          .values({ ...notice, ...place, vaultId, status: "captured" })
          .execute();
      });
      return (await find(notice.id)) as KeptWords;
    },

    /** Moves a notice on from `captured`, or from `sent` to `bounced`; any other move changes nothing. */
    async mark(
      id: string,
      status: keyof typeof BEFORE,
      at: string,
      cause: string | null = null,
    ): Promise<void> {
      await db
        .updateTable("notices")
        .set({ status, at, cause })
        .where("id", "=", id)
        .where("status", "in", BEFORE[status])
        .execute();
    },

    /** A client's notices in the order they were asked for, without their words. */
    async list(client: string): Promise<CapturedNotice[]> {
      return db
        .selectFrom("notices")
        .select(columns)
        .where("client", "=", client)
        .orderBy("seq")
        .orderBy("n")
        .execute();
    },

    /** What a notice says, or null when there is no such notice. @throws {Erased} */
    read: async (id: string): Promise<Words | null> => (await find(id))?.words ?? null,
  };
}

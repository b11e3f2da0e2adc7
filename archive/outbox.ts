import type { Kysely } from "kysely";
import type { Channel } from "../machines/index.ts";
import { placeOf } from "./effects.ts";
import type { Tables } from "./tables.ts";
import { newVaultId } from "./vault.ts";

/** A notice's words. Personal data: they stay in the vault. */
export interface Words {
  readonly subject: string;
  readonly body: string;
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

/** `at`: when it came to this status. `cause`: why it failed or bounced. */
export interface CapturedNotice extends NewNotice {
  readonly client: string;
  readonly status: NoticeStatus;
  readonly cause: string | null;
}

const BEFORE = { sent: ["captured"], failed: ["captured"], bounced: ["captured", "sent"] } as const;

/** The outbox: every notice that was written, with what became of it. */
export function outbox(db: Kysely<Tables>) {
  const columns = ["id", "client", "notice", "channel", "locale", "status", "cause", "at"] as const;
  const find = (id: string) =>
    db
      .selectFrom("notices")
      .innerJoin("vault", "vault.id", "notices.vaultId")
      .select("vault.body")
      .where("notices.id", "=", id)
      .executeTakeFirst();
  return {
    /** Keeps a notice. @returns its words: of two runs of one effect the first one's count. */
    async capture(notice: NewNotice, words: Words): Promise<Words> {
      await db.transaction().execute(async (tx) => {
        const place = placeOf(notice.id);
        const known = await tx
          .selectFrom("notices")
          .select("id")
          .where("id", "=", notice.id)
          .executeTakeFirst();
        if (known) return;
        const vaultId = newVaultId();
        const body = JSON.stringify({ subject: words.subject, body: words.body });
        await tx
          .insertInto("vault")
          .values({ id: vaultId, client: place.client, kind: "notice", body })
          .execute();
        await tx
          .insertInto("notices")
          .values({ ...notice, ...place, vaultId, status: "captured" })
          .execute();
      });
      return JSON.parse((await find(notice.id))?.body ?? "null") as Words;
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

    /** What a notice says, or null when there is no such notice. */
    async read(id: string): Promise<Words | null> {
      const row = await find(id);
      return row ? (JSON.parse(row.body) as Words) : null;
    },
  };
}

import type { Kysely } from "kysely";
import type { Channel, Effect, EffectType } from "../machines/index.ts";
import type { Tables } from "./tables.ts";

/** The client, the entry and the place in it that an effect id names. */
export function placeOf(effectId: string): { client: string; seq: number; n: number } {
  const [client = "", seq, n] = effectId.split("/");
  return { client, seq: Number(seq), n: Number(n) };
}

/** An effect that was taken on; `settledAt` is null while it is not done. */
export interface Taken {
  readonly id: string;
  readonly type: EffectType;
  readonly params: Effect["params"];
  readonly at: string;
  readonly settledAt: string | null;
  readonly result: unknown;
}

/** What the effects so far add up to for the people who deal with the client. */
export interface Measures {
  /** The only channels that are open, or null when all are. */
  readonly channels: readonly Channel[] | null;
  readonly workStopped: boolean;
  readonly mailingsStopped: boolean;
  readonly contactSuppressed: boolean;
  readonly note: string | null;
}

const STANDING: readonly EffectType[] = [
  "restrictChannels",
  "liftRestriction",
  "stopWork",
  "resumeWork",
  "stopMailings",
  "suppressContact",
  "allowContact",
  "recordNote",
];

/** Every effect that the hands took on: what makes a repetition harmless, and a late one too. */
export function effects(db: Kysely<Tables>) {
  const columns = ["id", "type", "params", "at", "settledAt", "result"] as const;
  return {
    /** Takes an effect on. @returns it as it stands: with its result when it was settled before. */
    async take(effect: Effect, at: string): Promise<Taken> {
      const { id, type, params } = effect;
      const taken = await db
        .insertInto("effects")
        .values({ id, ...placeOf(id), type, params: JSON.stringify(params), at })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .returning(columns)
        .executeTakeFirst();
      return (
        taken ??
        (await db.selectFrom("effects").select(columns).where("id", "=", id).executeTakeFirstOrThrow())
      );
    },

    /** Settles an effect that was taken on. @returns its result: the first one, should another run have been faster. */
    async settle<R>(id: string, result: R, at: string): Promise<R> {
      const settled = await db
        .updateTable("effects")
        .set({ settledAt: at, result: JSON.stringify(result) })
        .where("id", "=", id)
        .where("settledAt", "is", null)
        .executeTakeFirst();
      if (settled.numUpdatedRows === 1n) return result;
      const first = await db
        .selectFrom("effects")
        .select("result")
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      return first.result as R;
    },

    /** A client's effects in the order they were asked for. */
    async list(client: string): Promise<Taken[]> {
      return db
        .selectFrom("effects")
        .select(columns)
        .where("client", "=", client)
        .orderBy("seq")
        .orderBy("n")
        .execute();
    },

    /** What is in force for a client. The effect that was asked for last counts, in whatever order they ran. */
    async measures(client: string): Promise<Measures> {
      const rows = await db
        .selectFrom("effects")
        .select(["type", "params", "seq", "n"])
        .distinctOn("type")
        .where("client", "=", client)
        .where("type", "in", STANDING)
        .orderBy("type")
        .orderBy("seq", "desc")
        .orderBy("n", "desc")
        .execute();
      const last = (...types: readonly EffectType[]) =>
        rows
          .filter((row) => types.includes(row.type))
          .sort((a, b) => b.seq - a.seq || b.n - a.n)
          .at(0);
      const channels = last("restrictChannels", "liftRestriction");
      const note = last("recordNote");
      return {
        channels: channels && "allowed" in channels.params ? channels.params.allowed : null,
        workStopped: last("stopWork", "resumeWork")?.type === "stopWork",
        mailingsStopped: last("stopMailings", "allowContact")?.type === "stopMailings",
        contactSuppressed: last("suppressContact", "allowContact")?.type === "suppressContact",
        note: note && "note" in note.params ? note.params.note : null,
      };
    },
  };
}

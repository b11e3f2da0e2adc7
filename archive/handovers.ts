// Handovers to other providers: where each one stands, the links that take part in them, and the packages of data.
import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Kysely } from "kysely";
import type { Entry } from "../machines/index.ts";
import { type ClientKeys, Erased } from "./keys.ts";
import { placeOf } from "./place.ts";
import type { Tables } from "./tables.ts";
import { SealedWords } from "./vault.ts";

const DAY = 86_400_000;

/**
 * What a link is for, and for how many days it may be used. `client`: the client's own page of a handover; `answer`:
 * the provider says whether it takes the client; `package`: the provider fetches the data; `copy`: the client does.
 */
const LINK_DAYS = { client: 60, answer: 30, package: 14, copy: 30 } as const;
export type Purpose = keyof typeof LINK_DAYS;

/** What a token stands for. It names an effect, and through it one client and one provider. */
export interface Link {
  readonly purpose: Purpose;
  readonly effectId: string;
  /** ISO instant. */
  readonly expiresAt: string;
}

/** What a handover has asked for, of the provider in question; ids of effects. */
export interface HandoverRequests {
  readonly effects: {
    readonly offer: string | null;
    readonly question: string | null;
    readonly package: string | null;
    readonly plan: string | null;
    /** The client's own export. */
    readonly copy: string | null;
  };
  /** When the plan of the move was asked for. */
  readonly plannedAt: string | null;
}

/** A package of a client's data. `id` is the id of the effect that asked for it. */
export interface NewPackage {
  readonly id: string;
  /** Null: for the client. */
  readonly providerId: string | null;
  readonly items: readonly string[];
  readonly encrypted: boolean;
  readonly at: string;
}

export interface Package extends NewPackage {
  readonly client: string;
  /** Hex, over the bytes that are handed out. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** The access to it was taken back. */
  readonly revoked: boolean;
}

/** `vaultId` of its bytes; null when they were dropped. */
interface FoundPackage extends Package {
  readonly vaultId: string | null;
}

/** The effects that ask our people for something, unless a machine takes it. */
const STEPS = ["offerProvider", "askProvider", "exportData", "planMove", "exportPlain"] as const;

const NOTHING = { offer: null, question: null, package: null, plan: null, copy: null } as const;

/** By what an effect is known in a handover. */
const NAMES = {
  offerProvider: "offer",
  askProvider: "question",
  exportData: "package",
  planMove: "plan",
  exportPlain: "copy",
} as const satisfies Readonly<Record<string, keyof HandoverRequests["effects"]>>;

/**
 * What the accepted entries of a client asked for; null when nobody was looked for. The journal alone tells it: what
 * its last entry asked for counts at once, whether it was carried out by then or not.
 */
function askedIn(entries: readonly Entry[]): HandoverRequests | null {
  let now: HandoverRequests | null = null;
  for (const { effects, at } of entries)
    for (const { id, type } of effects) {
      // Another provider knows nothing of what was asked of the one before.
      if (type === "matchProviders" || type === "offerProvider") now = { effects: NOTHING, plannedAt: null };
      if (now === null || !Object.hasOwn(NAMES, type)) continue;
      const name = NAMES[type as keyof typeof NAMES];
      now = {
        effects: { ...now.effects, [name]: id },
        plannedAt: type === "planMove" ? at : now.plannedAt,
      };
    }
  return now;
}

/** Parts a token: what it says, and the mark that it was said here. */
function partsOf(
  token: string,
): { readonly link: Link; readonly said: string; readonly mark: Buffer } | null {
  const [said = "", mark = "", ...rest] = token.split(".");
  if (rest.length > 0 || token.length > 1_000) return null;
  try {
    const [purpose, effectId, expires] = JSON.parse(Buffer.from(said, "base64url").toString()) as unknown[];
    if (typeof purpose !== "string" || !Object.hasOwn(LINK_DAYS, purpose)) return null;
    if (typeof effectId !== "string" || !/^[^\s/]{1,64}\/\d{1,9}\/\d{1,9}$/.test(effectId)) return null;
    if (typeof expires !== "number" || !Number.isSafeInteger(expires)) return null;
    const expiresAt = new Date(expires).toISOString();
    return {
      said,
      mark: Buffer.from(mark, "base64url"),
      link: { purpose: purpose as Purpose, effectId, expiresAt },
    };
  } catch {
    return null;
  }
}

// Bound to the client's own key, so that erasing the client ends every link for good.
const marked = (key: Buffer, said: string): Buffer =>
  createHmac("sha256", Buffer.from(hkdfSync("sha256", key, "", "tenure handover link", 32)))
    .update(said)
    .digest();

/** R-HND-4: handovers, as the journal and the effects tell them. */
export class Handovers {
  readonly #db: Kysely<Tables>;
  readonly #keys: ClientKeys;
  readonly #words: SealedWords;

  constructor(db: Kysely<Tables>, keys: ClientKeys) {
    this.#db = db;
    this.#keys = keys;
    this.#words = new SealedWords(keys);
  }

  async #revokedSince(client: string, providerId: string, place: { seq: number; n: number }) {
    const rows = await this.#db
      .selectFrom("effects")
      .select(["seq", "n", "params"])
      .where("client", "=", client)
      .where("type", "=", "revokeAccess")
      .where("seq", ">=", place.seq)
      .execute();
    return rows.some(
      ({ seq, n, params }) =>
        (seq > place.seq || n > place.n) && (params as { providerId?: string }).providerId === providerId,
    );
  }

  async #find(id: string): Promise<FoundPackage | null> {
    const row = await this.#db.selectFrom("packages").selectAll().where("id", "=", id).executeTakeFirst();
    if (!row) return null;
    const { client, seq, n, providerId, vaultId } = row;
    const revoked =
      vaultId === null || (providerId !== null && (await this.#revokedSince(client, providerId, { seq, n })));
    const { items, sha256, size, encrypted, at } = row;
    return { id, client, providerId, items, sha256, size, encrypted, at, revoked, vaultId };
  }

  /**
   * A token for a link: signed, for one purpose, for some days; it holds no personal data.
   * @param at from when on its days count (ISO instant).
   * @throws {Erased}
   */
  async sign(purpose: Purpose, effectId: string, at: string): Promise<{ token: string; expiresAt: string }> {
    const key = await this.#words.keyFor(this.#db, placeOf(effectId).client);
    const expires = Date.parse(at) + LINK_DAYS[purpose] * DAY;
    const said = Buffer.from(JSON.stringify([purpose, effectId, expires])).toString("base64url");
    const token = `${said}.${marked(key, said).toString("base64url")}`;
    return { token, expiresAt: new Date(expires).toISOString() };
  }

  /** What a token stands for, expired or not; null for one that was not signed here, or whose client was erased. */
  async read(token: string): Promise<Link | null> {
    const parts = partsOf(token);
    if (!parts) return null;
    const key = await this.#keys.keyOf(placeOf(parts.link.effectId).client);
    if (key === null || key === "erased") return null;
    const mark = marked(key, parts.said);
    const ours = parts.mark.length === mark.length && timingSafeEqual(parts.mark, mark);
    return ours ? parts.link : null;
  }

  /** What the client's handover has asked for; null when there never was one. */
  async asked(client: string): Promise<HandoverRequests | null> {
    const rows = await this.#db
      .selectFrom("entries")
      .select("entry")
      .where("client", "=", client)
      .where("outcome", "=", "accepted")
      .orderBy("seq")
      .execute();
    return askedIn(rows.map(({ entry }) => entry as Entry));
  }

  /**
   * Keeps a package, sealed under its client's key.
   * @returns it as it is kept: of two runs of one effect the first one's counts.
   * @throws {Erased}
   */
  async keep(pack: NewPackage, bytes: Uint8Array): Promise<Package> {
    await this.#db.transaction().execute(async (tx) => {
      const place = placeOf(pack.id);
      const known = await tx.selectFrom("packages").select("id").where("id", "=", pack.id).executeTakeFirst();
      if (known) return;
      const text = Buffer.from(bytes).toString("base64");
      const vaultId = await this.#words.keep(tx, { client: place.client, kind: "package", text });
      const written = await tx
        .insertInto("packages")
        .values({
          ...pack,
          ...place,
          vaultId,
          items: JSON.stringify(pack.items),
          sha256: createHash("sha256").update(bytes).digest("hex"),
          size: bytes.length,
        })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .executeTakeFirst();
      // Another run was faster meanwhile, and its words are the ones that count.
      if (written.numInsertedOrUpdatedRows !== 1n)
        await tx.deleteFrom("vault").where("id", "=", vaultId).execute();
    });
    const { vaultId: _, ...kept } = (await this.#find(pack.id)) as FoundPackage;
    return kept;
  }

  /** What is known of a package, without its bytes; null when there is none. */
  async package(id: string): Promise<Package | null> {
    const found = await this.#find(id);
    if (!found) return null;
    const { vaultId: _, ...known } = found;
    return known;
  }

  /** A package's bytes; null when there is none, when the access was taken back, or its client was erased. */
  async bytes(id: string): Promise<Buffer | null> {
    const found = await this.#find(id);
    if (!found || found.revoked || found.vaultId === null) return null;
    const row = await this.#db
      .selectFrom("vault")
      .select(["id", "client", "kind", "sealed"])
      .where("id", "=", found.vaultId)
      .executeTakeFirst();
    if (!row) return null;
    try {
      return Buffer.from((await this.#words.open(row)).text, "base64");
    } catch (error) {
      if (error instanceof Erased) return null;
      throw error;
    }
  }

  /** Whether a provider's access was taken back by a later effect than this one. */
  revoked(effectId: string, providerId: string): Promise<boolean> {
    return this.#revokedSince(placeOf(effectId).client, providerId, placeOf(effectId));
  }

  /**
   * Ends the tasks of a handover's steps: nobody waits for them any more. Tasks that the machine opened are its own.
   * @param before of steps before this effect; by default, before the last one that was taken on.
   */
  async endSteps(client: string, by: string, at: string, before?: string): Promise<void> {
    const last = await this.#db
      .selectFrom("effects")
      .select(["seq", "n"])
      .where("client", "=", client)
      .where("type", "in", STEPS)
      .orderBy("seq", "desc")
      .orderBy("n", "desc")
      .limit(1)
      .executeTakeFirst();
    if (!last) return;
    const { seq, n } = before === undefined ? last : placeOf(before);
    await this.#db
      .updateTable("tasks")
      .set({ doneAt: at, doneBy: by })
      .where("client", "=", client)
      .where("doneAt", "is", null)
      .where((eb) => eb.or([eb("seq", "<", seq), eb.and([eb("seq", "=", seq), eb("n", "<", n)])]))
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom("effects")
            .select("effects.id")
            .whereRef("effects.client", "=", "tasks.client")
            .whereRef("effects.seq", "=", "tasks.seq")
            .whereRef("effects.n", "=", "tasks.n")
            .where("effects.type", "in", STEPS),
        ),
      )
      .execute();
  }

  /** Drops what was packed for a provider before this effect. */
  async drop(effectId: string, providerId: string): Promise<void> {
    const { client, seq, n } = placeOf(effectId);
    await this.#db.transaction().execute(async (tx) => {
      const rows = await tx
        .selectFrom("packages")
        .select(["id", "vaultId"])
        .where("client", "=", client)
        .where("providerId", "=", providerId)
        .where((eb) => eb.or([eb("seq", "<", seq), eb.and([eb("seq", "=", seq), eb("n", "<", n)])]))
        .where("vaultId", "is not", null)
        .forUpdate()
        .execute();
      for (const { id, vaultId } of rows) {
        await tx.updateTable("packages").set({ vaultId: null }).where("id", "=", id).execute();
        await tx.deleteFrom("vault").where("id", "=", vaultId).execute();
      }
    });
  }
}

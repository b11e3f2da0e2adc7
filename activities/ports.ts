import type { Archive } from "../archive/open.ts";
import type { Words } from "../archive/outbox.ts";
import type { Provider } from "../archive/providers.ts";
import type { Channel, Effect, EffectType, EventData } from "../machines/index.ts";

type ResultType = "notice.delivered" | "notice.failed" | "providers.matched" | "export.delivered";

/** What an effect brought about: an event in the making. The shell gives it its envelope. */
export type Result = { [T in ResultType]: { readonly type: T; readonly data: EventData<T> } }[ResultType];

/** One type of effect. */
export type EffectOf<T extends EffectType> = Extract<Effect, { type: T }>;

/**
 * Carries out one type of effect.
 * @param at the relationship's clock when the effect was handed out (ISO instant).
 * @returns the event it leads to, or null when nobody has to be told.
 * @throws {ApplicationFailure} non-retryable when trying again is no use; anything else may be tried again.
 */
export type Hand<T extends EffectType> = (effect: EffectOf<T>, at: string) => Promise<Result | null>;

/** A written notice on its way to a client. `id` is the effect's: a carrier may get it twice. */
export interface Dispatch {
  readonly id: string;
  readonly client: string;
  readonly channel: Channel;
  readonly words: Words;
}

/**
 * What became of a dispatch. `captured`: it stays in the outbox. `accepted`: the recipient's server has it,
 * since `at` (ISO instant). `refused`: for good, because of `cause`. `pending`: on its way; whether it arrives is
 * reported later, if ever.
 */
type Carriage =
  | { readonly status: "captured" | "pending" }
  | { readonly status: "accepted"; readonly at: string }
  | { readonly status: "refused"; readonly cause: string };

/** Takes notices to clients. Throws when trying again may help. */
export interface Carrier {
  carry(dispatch: Dispatch): Promise<Carriage>;
}

/** Which channels are open to a client from now on; null: all. Orders with a lower `seq` are older. */
export interface Order {
  readonly id: string;
  readonly client: string;
  readonly seq: number;
  readonly allowed: readonly Channel[] | null;
  readonly at: string;
}

/** Whoever keeps closed channels closed: a help desk, a telephone system. Throws when trying again may help. */
export interface Gate {
  enforce(order: Order): Promise<void>;
}

/** Which providers there are for a client to move to. */
interface Catalogue {
  providersFor(client: string): Promise<readonly Provider[]>;
}

/** What the hands need of the world. */
export interface Ports {
  readonly archive: Archive;
  readonly carrier: Carrier;
  readonly gate: Gate;
  readonly catalogue: Catalogue;
}

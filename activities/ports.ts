import type { Archive } from "../archive/open.ts";
import type { NoticeWords } from "../archive/outbox.ts";
import type { OfferedProvider, Provider } from "../archive/providers.ts";
import type { Channel, Effect, EffectType, Entry, EventData, Notice, View } from "../machines/index.ts";
import type { Company } from "../texts/notices/write.ts";

type ResultType =
  | "notice.delivered"
  | "notice.failed"
  | "notice.unknown"
  | "providers.matched"
  | "export.delivered";

/** What an effect brought about: an event in the making. The workflow gives it its envelope. */
export type Result = { [T in ResultType]: { readonly type: T; readonly data: EventData<T> } }[ResultType];

/** One type of effect. */
export type EffectOf<T extends EffectType> = Extract<Effect, { type: T }>;

/**
 * Carries out one type of effect.
 * @param at the relationship's clock when the effect was handed out (ISO instant).
 * @returns the event it leads to, or null when nobody has to be told.
 * @throws {ApplicationFailure} non-retryable when trying again is no use; anything else may be tried again.
 */
export type EffectActivity<T extends EffectType> = (
  effect: EffectOf<T>,
  at: string,
) => Promise<Result | null>;

/** A written notice on its way to a client. `id` is the effect's: a carrier may get it twice. */
export interface Dispatch {
  readonly id: string;
  readonly client: string;
  readonly notice: Notice | "pointer";
  /** No duty of ours: whoever wants none can unsubscribe. */
  readonly mailing: boolean;
  readonly channel: Channel;
  readonly locale: string;
  /** The client's IANA time zone. */
  readonly zone: string;
  readonly words: NoticeWords;
}

/**
 * What became of a dispatch. `captured`: it stays in the outbox. `accepted`: the recipient's server has it,
 * since `at` (ISO instant). `refused`: for good, because of `cause`. `pending`: on its way; whether it arrives is
 * reported later, if ever. `unknown`: it may have gone out, and must not be sent again by itself.
 */
export type Carriage =
  | { readonly status: "captured"; readonly cause?: string }
  | { readonly status: "pending" }
  | { readonly status: "accepted"; readonly at: string }
  | { readonly status: "refused" | "unknown"; readonly cause: string };

/** It is not the time for it: to be asked again at `until` (ISO instant). */
export interface Postponed {
  readonly status: "waiting";
  readonly until: string;
  readonly cause: string;
}

/** A message made ready: nothing has left yet. */
export interface Ready {
  readonly status: "ready";
  /** As it goes out, headers included. Personal data. */
  readonly message: string;
  /** The receiver drops what it was given before, so an attempt of unknown outcome may be made again. */
  readonly idempotent: boolean;
  /**
   * Hands the message over, once.
   * @throws {ApplicationFailure} where it surely was not handed over; any other error leaves that unknown.
   */
  send(): Promise<Carriage>;
}

/** Takes notices to clients. */
export interface Carrier {
  /** Makes a dispatch ready, or tells at once what becomes of it. Throws when asking again may help. */
  prepare(dispatch: Dispatch): Promise<Ready | Carriage | Postponed>;
}

/**
 * Which channels are open to a client from now on; null: all. Orders with a lower `seq` are older. `id`: the
 * message's own, which another one about the same effect has not.
 */
export interface GateOrder {
  readonly id: string;
  readonly effectId: string;
  readonly client: string;
  readonly seq: number;
  readonly allowed: readonly Channel[] | null;
  readonly at: string;
}

/** Whoever keeps closed channels closed: a help desk, a telephone system. Throws when trying again may help. */
export interface Gate {
  /** The channels that it keeps; of others it knows nothing. */
  readonly covers: readonly Channel[];
  /** Carries an order out. @returns the channels that are open now, or null where it does not tell. */
  enforce(order: GateOrder): Promise<readonly Channel[] | null>;
  /** @returns the channels that are open to a client, or null where it does not tell. */
  openTo(client: string): Promise<readonly Channel[] | null>;
}

/** R-COM-3: how our people talk to a client. `seconds`: the longest contact, where there is a limit. */
export interface CrmNote {
  /** The effect's id: a CRM may get it twice. */
  readonly id: string;
  readonly client: string;
  readonly note: string;
  readonly seconds: number | null;
  readonly at: string;
}

/** Where our people look a client up. Nothing of it is shown to clients. Throws when trying again may help. */
export interface Crm {
  note(note: CrmNote): Promise<void>;
}

/** Which providers there are for a client to move to. */
interface ProviderCatalogue {
  providersFor(client: string): Promise<readonly OfferedProvider[]>;
}

/** R-HND-4: providers whose machines are asked and told. */
export interface ProviderLine {
  /** The address of a link, as others reach it. */
  urlOf(token: string): string;
  /** Whether a provider's machine may be told anything; where it may not, people tell the provider. */
  takes(provider: Provider): boolean;
  /** Sends a message to a provider's endpoint. `id` is the effect's: it may get one twice. Throws like `signedPost`. */
  tell(
    provider: Provider,
    message: { readonly id: string; readonly type: string; readonly at: string; readonly data: unknown },
  ): Promise<void>;
}

/** What activities need from outside. */
export interface Ports {
  readonly archive: Archive;
  readonly carrier: Carrier;
  readonly gate: Gate;
  readonly crm: Crm;
  readonly catalogue: ProviderCatalogue;
  /**
   * Whether a key of this journal has signed what an entry says. Without it, nobody vouches for anything that comes in.
   * Throws when it cannot be told now.
   */
  readonly vouched?: ((entry: Entry) => Promise<boolean>) | undefined;
  /**
   * R-LIF-26: what the relationship says of its letters after its last entry. Without it, every letter goes out.
   * @param at ISO instant
   */
  readonly letters?: ((client: string, at: string) => Promise<View["letters"]>) | undefined;
  /** Without it, people ask and tell the providers. */
  readonly line?: ProviderLine | undefined;
  /** How notices speak of us. */
  readonly house?: Company | undefined;
}

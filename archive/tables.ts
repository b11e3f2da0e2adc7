import type { ColumnType, Generated } from "kysely";
import type { Channel, Effect, Entry, Locale, OpenMatter, Outcome, Policy, Role } from "../machines/index.ts";

/** Written as JSON text, read as a value. */
type JsonColumn<T> = ColumnType<T, string, string>;

/**
 * `captured`: written, and nothing carries it further. `waiting`: for the end of quiet hours or of a full day.
 * `sent`: on its way, or accepted by the recipient's server. `delivered`: reported to have arrived. `failed`:
 * refused. `bounced`: came back later. `unknown`: it may have gone out, and is not sent again by itself.
 */
export const NOTICE_STATUSES = [
  "captured",
  "waiting",
  "sent",
  "delivered",
  "failed",
  "bounced",
  "unknown",
] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];

/** How an attempt ended. `postponed`: surely not handed over, and tried again later. */
export const ATTEMPT_OUTCOMES = ["accepted", "pending", "refused", "postponed", "unknown"] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** `read` is noted, and nothing follows from it. */
export const REPORT_STATUSES = ["delivered", "bounced", "rejected", "read"] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** Why our people are told of something: it waits, it was found overdue, or it went to a senior (R-TSK-4). */
export type TellReason = "waits" | "overdue" | "escalated";
/** `sending`: claimed, and not said yet how it ended. `waiting`: surely not sent, and tried again. */
export type TellState = "sending" | "told" | "waiting" | "failed" | "unknown";

/** What a leaf of the tree stands for. */
export type LeafKind = "entry" | "erasure" | "rebuild";

/** Where an effect was asked for: entry `seq`, effect `n` of it. Later effects have a greater (seq, n). */
interface EffectPlace {
  client: string;
  seq: number;
  n: number;
}

/** What every fact has. Ids are opaque; money is in minor units of `currency`; words are in the vault. */
interface Fact {
  /** Made of the name that its sender gave the row, or of all it says, and which of several equal rows it is. */
  key: string;
  /** Of a row with a name: a digest of all it says but what may be told later. */
  digest: string | null;
  client: string;
  /** The import that brought it. */
  importN: number;
}

/** A fact about money. */
interface Paid {
  /** ISO 4217: the relationship's, where there is one. */
  currency: string;
}

/** The archive's tables. Times are ISO instants, days like `2026-11-01`, amounts minor units. */
export interface Tables {
  /** R-LIF-0: the journal, append-only. The columns repeat what is searched; `entry` is what was hashed. */
  entries: {
    client: string;
    seq: number;
    type: string;
    outcome: Outcome;
    at: string;
    recordedAt: string;
    actorId: string;
    actorRole: Role;
    eventId: string;
    state: string;
    rung: string | null;
    /** The next deadline after this entry. */
    due: string | null;
    dueName: string | null;
    hash: string;
    prev: string;
    entry: JsonColumn<Entry>;
  };
  /** Entries in the order in which they are recorded: by transaction, and in it by position. */
  feed: {
    transaction: ColumnType<string, undefined, never>;
    position: ColumnType<number, undefined, never>;
    client: string;
    seq: number;
  };
  /** When each event came in first. Names nobody. */
  receipts: { client: string; eventId: string; receivedAt: string; occurredAt: string };
  /** Which log the tree is published as, and the keys that sign it, as C2SP tools take them: one row. */
  logs: { one: boolean; origin: string; logKey: string; clockKey: string; at: string };
  /**
   * The tree over all entries, erasures and rebuilds, in the order in which they were taken into it; append-only. `hash`
   * is the one of what the leaf stands for, `seq` an entry's, `salt` 16 random bytes; both are hex.
   */
  leaves: {
    index: number;
    kind: LeafKind;
    client: string;
    seq: number | null;
    hash: string;
    salt: string;
  };
  /** What waits for a leaf. `at`: when it was recorded. */
  pending: { kind: LeafKind; client: string; seq: number | null; hash: string; at: string };
  /** Hashes of complete subtrees of 256^level leaves, from level 1 on; append-only. */
  nodes: { level: number; index: number; hash: string };
  /** The signed heads of the tree; append-only. `root` is hex. */
  checkpoints: { size: number; root: string; note: string; at: string };
  /** Witnesses' lines for checkpoints: their key as C2SP tools take it, and the line with its newline. */
  cosignatures: { size: number; witness: string; line: string; at: string };
  /** Keys that sign events, each with the note by which the log certified it; append-only. `since`: ISO instant. */
  eventKeys: { id: string; certificate: string; since: string };
  /** Where each relationship stands: derived from its entries, in their transaction. */
  relationships: {
    client: string;
    kind: "b2b" | "retail";
    locale: Locale;
    zone: string;
    seq: number;
    state: string;
    rung: string | null;
    hold: boolean;
    due: string | null;
    dueName: string | null;
    /** The machine that judges it now. */
    machine: string;
    machineVersion: string;
    machineHash: string;
    openedAt: string;
    updatedAt: string;
  };
  /**
   * Personal data, by id, sealed under the client's key; null once erased. Nothing else in the archive holds any.
   * `plain`: kept before there were keys, and not sealed yet. `once`: a keyed mark of what may be sent again.
   */
  vault: {
    id: string;
    client: string;
    kind: string;
    sealed: string | null;
    plain: ColumnType<string | null, undefined, null>;
    once: string | null;
  };
  /** Clients whose personal data were erased: append-only, each with a leaf in the tree. */
  erasures: {
    client: string;
    /** The entry of the journal that ordered it; null when the relationship had ended. */
    seq: number | null;
    at: string;
    actorId: string;
    actorRole: Role;
    /** Vault id of the words; they are kept under the archive's own name, and outlive the client's. */
    reason: string;
    hash: string;
  };
  /**
   * Relationships that were started anew from their journals: append-only, each with a leaf in the tree. `oldRun`: empty
   * where there was none.
   */
  rebuilds: {
    hash: string;
    client: string;
    seq: number;
    head: string;
    oldRun: string;
    actorId: string;
    actorRole: Role;
    /** Vault id of the words. */
    reason: string;
    at: string;
  };
  /** How a client is named and reached: the vault ids in force. */
  contacts: { client: string; field: Channel | "name"; vaultId: string };
  /** Every effect that activities began, and its outcome. */
  effects: EffectPlace & {
    id: string;
    type: Effect["type"];
    params: JsonColumn<Effect["params"]>;
    at: string;
    settledAt: string | null;
    result: JsonColumn<unknown> | null;
  };
  /** Tasks for our people. A later `closeTasks` among the effects closes one too, whichever of them runs first. */
  tasks: EffectPlace & {
    id: string;
    kind: string;
    role: Role;
    dueAt: string | null;
    about: string | null;
    points: JsonColumn<readonly string[]>;
    openedAt: string;
    doneAt: string | null;
    doneBy: string | null;
    /** When its matter was over, and by whose entry. */
    closedAt: string | null;
    closedBy: string | null;
  };
  /** What waits in a relationship and is no task (R-TSK-3), read of its journal up to an entry. */
  matters: {
    /** client/waiting/kind/id */
    id: string;
    client: string;
    kind: string;
    about: string;
    role: Role;
    /** The kind of task that stands for it, while one is open. */
    task: string | null;
    since: string;
    matter: JsonColumn<OpenMatter>;
  };
  mattersUnread: { client: string; seq: number };
  /** Who has taken a task, or something that waits: claims, snoozes, reminders and what went to a senior (R-TSK-1, 4). */
  handling: {
    id: string;
    client: string;
    claimedBy: string | null;
    claimedRole: Role | null;
    claimedAt: string | null;
    /** `role:id`, where another person gave it to them. */
    assignedBy: string | null;
    snoozedUntil: string | null;
    /** `role:id` */
    snoozedBy: string | null;
    /** Vault id of the words. */
    snoozeReason: string | null;
    remindedAt: string | null;
    /** The role that it went to by itself, because it was overdue for long. */
    escalatedTo: Role | null;
    escalatedAt: string | null;
  };
  /** R-TSK-1: what our people were told of outside of the console. */
  tellings: {
    /** A task, or something that waits. */
    item: string;
    /** A channel and a digest of its address. */
    destination: string;
    reason: TellReason;
    state: TellState;
    tries: number;
    firstAt: string;
    /** Of the last attempt: its beginning, and then its end. */
    at: string;
    nextAt: string | null;
    cause: string | null;
  };
  /** The outbox: one row a notice and channel; its words are in the vault. */
  notices: EffectPlace & {
    id: string;
    notice: string;
    channel: Channel;
    locale: string;
    vaultId: string;
    status: NoticeStatus;
    cause: string | null;
    at: string;
    /** What a message is known by outside: it leads back to the notice, and names nobody. */
    mark: string;
  };
  /** R-LIF-20: every attempt to deliver a notice, written before it is made. Times are this machine's. */
  attempts: {
    /** The notice's. */
    id: string;
    n: number;
    at: string;
    /** The receiver drops what it was given before. */
    idempotent: boolean;
    /** The message as it went out, in the vault; null where it never came to one. */
    vaultId: string | null;
    /** Null while nobody knows. */
    outcome: AttemptOutcome | null;
    cause: string | null;
    endedAt: string | null;
  };
  /** What carriers told of a notice later on: one row for each notice and status. */
  reports: { id: string; status: ReportStatus; at: string; cause: string | null; heardAt: string };
  /** Clients who want no mailings: the notices that are no duty (N10, N15). */
  unsubscribed: { client: string; at: string; via: string };
  /** Orders about channels, to whoever keeps closed channels closed. Null lists: all channels; or nobody told. */
  orders: EffectPlace & {
    id: string;
    /** The channels that the machine left open. */
    allowed: JsonColumn<readonly Channel[]> | null;
    /** What was open before the client was restricted, as the gate told. */
    before: JsonColumn<readonly Channel[]> | null;
    /** What is open since, as the gate told last. */
    told: JsonColumn<readonly Channel[]> | null;
    at: string;
    acceptedAt: string | null;
  };
  /** R-HND-1: providers that a client can move to. Business data, imported. */
  providers: {
    id: string;
    name: string;
    capabilities: JsonColumn<readonly string[]>;
    regions: JsonColumn<readonly string[]>;
    price: number;
    capacity: number;
    contact: string;
    verifiedAt: string;
    rival: Generated<boolean>;
    /** An age recipient. */
    key: string | null;
    endpoint: string | null;
    /** Counts the secrets that it was given; the last two are valid. */
    secretVersion: Generated<number>;
  };
  /** R-HND-4: packages of a client's data; their bytes are in the vault, until the access was taken back. */
  packages: EffectPlace & {
    id: string;
    /** Null: for the client. */
    providerId: string | null;
    items: JsonColumn<readonly string[]>;
    vaultId: string | null;
    /** Hex, over the bytes that are handed out. */
    sha256: string;
    /** Bytes. */
    size: number;
    encrypted: boolean;
    at: string;
  };
  /** Where facts came from: one row for each import that brought any. */
  imports: {
    n: number;
    kind: string;
    at: string;
    actorId: string;
    actorRole: Role;
    /** Rows that were new, and rows that it told more of. */
    rows: number;
    /** When the import was undone, by whom and why; null while it stands. */
    undoneAt: string | null;
    undoneById: string | null;
    undoneByRole: Role | null;
    undoneReason: string | null;
  };
  /** Which import told later what was not known of a row: undone, it is not known again. */
  completions: { kind: string; key: string; importN: number };
  /** Rows of imports that were undone, as they stood: nothing reads them. */
  withdrawn: { key: string; importN: number; kind: string; client: string; row: JsonColumn<unknown> };
  /** Messages and calls, in either direction, without what was said. */
  interactions: Fact & {
    id: string | null;
    at: string;
    direction: "in" | "out";
    channel: string;
    thread: string | null;
    /** How long the contact took. */
    seconds: number | null;
    chars: number | null;
    company: string | null;
    agent: string | null;
    /** The client's, where no relationship knows it. */
    zone: string | null;
    /** Nobody wrote it. */
    auto: boolean | null;
    textRef: string | null;
  };
  /** Working time; the day is the client's. */
  hours: Fact & {
    id: string | null;
    role: Role;
    minutes: number;
    kind: "service" | "development" | "shipping" | "precontract";
    day: string;
    agent: string | null;
  };
  /** Purchases; a return is below nothing. */
  purchases: Fact &
    Paid & { id: string | null; on: string; units: number; amount: number; cost: number | null };
  /** States of invoices; of each invoice one is `current`. What is owed of a credit is below nothing. */
  payments: Fact &
    Paid & {
      invoice: string;
      amount: number;
      due: string;
      /** The last payment, of the whole or of a part. */
      paid: string | null;
      owed: number;
      voided: boolean | null;
      /** As of when it was stated to be so; null: nobody said. */
      asOf: string | null;
      toldAt: string;
      /** The line of the import. */
      line: number;
      current: boolean;
    };
  concessions: Fact &
    Paid & {
      id: string | null;
      on: string;
      cost: number;
      underThreat: boolean;
      demand: string | null;
      textRef: string | null;
    };
  discounts: Fact &
    Paid & {
      id: string | null;
      on: string;
      kind:
        | "loyal"
        | "promise"
        | "budget"
        | "freeMonths"
        | "ourError"
        | "insistent"
        | "principle"
        | "cheaper";
      asked: number;
      granted: number;
      condition: "annual" | "bulk" | "scope" | "barter" | null;
      textRef: string | null;
    };
  /** Faults of ours; `loss` is the client's. */
  faults: Fact &
    Paid & { id: string; opened: string; cured: string | null; loss: number | null; textRef: string | null };
  /** Satisfaction, 0 to 100, of a month like `2026-10`. */
  scores: Fact & { period: string; score: number };
  /** Meetings that the client missed. */
  meetings: Fact & { id: string | null; at: string; announced: boolean; textRef: string | null };
  /** Agreements that the client broke. */
  agreements: Fact & {
    id: string | null;
    on: string;
    form: "oral" | "written";
    about: string | null;
    textRef: string | null;
  };
  /** Coupons that the client used; `amount` is what each took off. */
  coupons: Fact &
    Paid & { id: string | null; on: string; amount: number; code: string | null; source: string | null };
  reviews: Fact & {
    id: string | null;
    kind: "review" | "mention";
    good: boolean;
    at: string;
    where: string | null;
    textRef: string | null;
  };
  /** Wishes for what we do not sell; who wants the same names the same `about`. */
  demands: Fact & {
    id: string;
    at: string;
    about: string;
    kind: "feature" | "certificate" | "refund" | "exchange" | "other";
    importance: "low" | "medium" | "high" | null;
    offered: JsonColumn<readonly string[]> | null;
    accepted: string | null;
    /** What giving in would cost us. */
    cost: number | null;
    /** Null: kept before a demand had a price. */
    currency: string | null;
    reasonRef: string | null;
    consequenceRef: string | null;
  };
  /** R-DEC-3: dossiers as they were compiled: their bodies are in the vault, and go with the client's key. */
  dossiers: {
    id: string;
    client: string;
    at: string;
    /** Hex: the hash in `dossier.compiled`. */
    digest: string;
    vaultId: string;
  };
  /** R-DEC-4: threats; a risk's probability is in hundredths of a percent. */
  threats: Fact &
    Paid & {
      id: string | null;
      at: string;
      demand: string;
      risks: JsonColumn<readonly { readonly basisPoints: number; readonly impact: number }[]>;
      textRef: string | null;
    };
  /** One row for each day that the clients were valued at; valued again, it is replaced. */
  valuations: {
    day: string;
    at: string;
    /** The version of the policy, and the parts of it that were used. */
    policy: string;
    settings: JsonColumn<Pick<Policy, "value" | "segments">>;
    clients: number;
  };
  /**
   * What a client brought and cost by then, in one currency, since a day; minor units. Of a currency whose hours have
   * no price, what they cost, and all that follows from it, is null; tiers and segments are those of the portfolio's.
   */
  values: {
    day: string;
    client: string;
    currency: string;
    /** The currency that hours, messages and scores of the client count in; one for each client. */
    home: boolean;
    since: string;
    revenue: number;
    service: number | null;
    development: number | null;
    shipping: number | null;
    precontract: number | null;
    goods: number;
    concessions: number;
    /** Granted; they are no cost, for what was paid is less by them. */
    discounts: number;
    cost: number | null;
    profit: number | null;
    /** What the client is expected to bring over its horizon, and what remains of it. */
    expected: number;
    net: number | null;
    tier: "high" | "mid" | "low" | null;
    /** Hundredths of a point. */
    score: number | null;
    segment: "core" | "wavering" | "draining" | null;
  };
  /** What was noticed about clients, for people to judge: ids and numbers, no words. */
  suggestions: {
    id: string;
    client: string;
    kind: string;
    at: string;
    /** Names of facts, the first one first. */
    facts: JsonColumn<readonly string[]>;
    /** Words of our lists that were met: which, in which text of the vault, and where in it. */
    words: JsonColumn<
      readonly { readonly ref: string; readonly word: string; readonly at: number; readonly length: number }[]
    >;
    numbers: JsonColumn<Readonly<Record<string, number | string | boolean | readonly string[]>>>;
    taskId: string | null;
    foundAt: string;
    state: "open" | "confirmed" | "dismissed";
    judgedAt: string | null;
    actorId: string | null;
    actorRole: Role | null;
    /** Vault id of the words. */
    reason: string | null;
  };
  /**
   * Whom to look at: `told` counts up when facts come in and the last look has begun; `begun` and `looked` are what it
   * was when a look began, and ended. `nextAt`: when time alone may tell more.
   */
  lookouts: {
    client: string;
    told: number;
    begun: Generated<number>;
    looked: Generated<number>;
    nextAt: string | null;
  };
  /** Whoever signed in with the provider. A person stays who they were at first, whatever their name becomes there. */
  people: {
    /** The canonical id under which they act. */
    id: string;
    issuer: string;
    subject: string;
    name: string | null;
    roles: JsonColumn<readonly Role[]>;
    teams: JsonColumn<readonly string[]>;
    firstAt: string;
    seenAt: string;
  };
  /** Who is signed in. Of the secret that shows it only a hash is kept. */
  sessions: {
    hash: string;
    person: string;
    kind: "browser" | "cli";
    /** Null: the local login, which proves nothing. */
    issuer: string | null;
    subject: string | null;
    /** The provider's name of its session, for logouts that it tells of. */
    sid: string | null;
    roles: JsonColumn<readonly Role[]>;
    teams: JsonColumn<readonly string[]>;
    beganAt: string;
    seenAt: string;
    endsAt: string;
    /** When the provider is asked again who they are; null: never. */
    refreshAt: string | null;
    /** The provider's tokens, sealed. */
    sealed: string | null;
  };
  /** Logins that have begun, each used once. */
  logins: { hash: string; sealed: string; endsAt: string };
  /** What may be used once and was: ids of logout tokens. */
  spent: { id: string; endsAt: string };
  /** Tokens for programs; of each a hash is kept. */
  apiTokens: {
    id: string;
    hash: string;
    person: string;
    role: Role;
    /** Of whoever made it; null: the local login. */
    issuer: string | null;
    scopes: JsonColumn<readonly string[]>;
    note: string | null;
    madeAt: string;
    endsAt: string;
    usedAt: string | null;
    revokedAt: string | null;
    revokedBy: string | null;
  };
  /** R-TSK-5: who stands in for whom, in one role. A row is ended and never deleted. */
  deputies: {
    id: string;
    absent: string;
    deputy: string;
    role: Role;
    fromAt: string;
    untilAt: string;
    /** `role:id` */
    setBy: string;
    setAt: string;
    endedAt: string | null;
    endedBy: string | null;
  };
  /** Who looked at names, words, dossiers or payloads, and when; none of what they saw. */
  reads: {
    id: string;
    at: string;
    actorId: string;
    actorRole: Role;
    /** By what they were known: session, token, bearer, local. */
    how: string;
    what: string;
    client: string | null;
    about: string | null;
  };
}

import type { Notice } from "./effects.ts";
import { BOUNDARIES, CHANNELS, GROUNDS, RANKS } from "./vocabulary.ts";

/**
 * What may stand in a notice's slot. `text`: a vault id, or a word that is no personal data; `date`: an ISO instant
 * or date; `money`: minor units of the relationship's currency; `provider`: an id of the catalogue, for which the
 * activity puts the name; `choice`: one of a closed list; `list`: words; `word`: one of them; `told`: a flag that is true or
 * left out.
 */
export type SlotKind =
  | "text"
  | "date"
  | "number"
  | "money"
  | "flag"
  | "list"
  | "word"
  | "told"
  | "provider"
  | readonly string[];

export interface Slot {
  readonly kind: SlotKind;
  /** The machine gives it where it knows it. */
  readonly optional?: true;
  /** Read in words, which stand in the texts under this name. */
  readonly words?: string;
  /** For the record: no text says it. */
  readonly unsaid?: true;
}

const text = { kind: "text" } as const;
const date = { kind: "date" } as const;
const number = { kind: "number" } as const;
const money = { kind: "money" } as const;
const flag = { kind: "flag" } as const;
const list = { kind: "list" } as const;
const word = { kind: "word" } as const;
const told = { kind: "told", optional: true } as const;
const provider = { kind: "provider" } as const;
const choice = <C extends string>(...choices: readonly C[]) => ({ kind: choices }) as const;
const optional = <S extends Slot>(slot: S) => ({ ...slot, optional: true }) as const;
const channels = choice(...CHANNELS);
/** Whether the work goes on: left out where it does. */
const work = optional(choice("paused", "over"));

/** True ranks: no notice names another one (R-COM-1). */
const rank = { ...optional(choice(...RANKS)), words: "rank" } as const;

/** R-COM-1: what the machine tells a notice's text, notice by notice; the templates of every language use no other slot. */
export const NOTICE_SLOTS = {
  N1: { channels: list, prepayPct: optional(number), replyDays: optional(number) },
  N2: {
    cause: choice("terms", "misfit", "pilot", "netValue", "silent"),
    goal: optional(text),
    needs: optional(list),
    alternative: optional(text),
  },
  /** `kind`: what is refused. */
  N3: { matter: optional(text), ours: flag, kind: optional(choice(...BOUNDARIES)), work },
  N4: {
    n: number,
    of: number,
    happenedAt: date,
    channel: optional(channels),
    said: optional(text),
    appealDays: number,
    work,
  },
  N5: {
    channel: channels,
    from: date,
    reviewAt: date,
    appealDays: number,
    /** What the service includes now, and what it does not. */
    included: optional(text),
    excluded: optional(text),
    /** Limits that have another ground than conduct end with it, not with time (R-LIF-9). */
    byGround: told,
    work,
  },
  N6: {
    cause: choice("arrears", "silence"),
    since: optional(date),
    amount: optional(money),
    invoice: optional(text),
    from: date,
    stopsAt: optional(date),
    /** Something else has paused the work already. */
    further: told,
  },
  N7: {
    lastDay: date,
    spoken: flag,
    reason: choice("money", "conduct", "fit"),
    alternative: optional(provider),
    appealDays: number,
    /** R-LAW-5: the ground, and the fact that it rests on. */
    ground: optional(choice(...GROUNDS)),
    invoice: optional(text),
    since: optional(date),
    need: optional(word),
    term: optional(choice("prepayment", "rewrite")),
    work,
  },
  N8: {
    what: choice("conduct", "limits", "payment", "settled", "reply", "winBack", "revoked"),
    from: date,
    /** What conduct had led to, and what counts no more. */
    ended: optional(choice("warning", "warnings", "limits")),
    warnedAt: optional(date),
    work,
  },
  N9: {
    upheld: flag,
    decision: text,
    kind: choice("warning", "restriction", "exit"),
    judgedBy: choice("senior"),
    reasons: optional(text),
    work,
  },
  N10: {
    promotion: flag,
    cause: choice("lostContact", "weBrokeAgreement", "cheaperElsewhere", "obstacle", "other"),
    changed: optional(text),
    bonus: optional(text),
    until: optional(date),
    /** It was we who parted. */
    weParted: told,
    /** What the client lost through us was compensated, on record. */
    compensated: told,
  },
  N11: {
    manager: optional(text),
    rank,
    contact: optional(text),
    from: date,
    nextOn: optional(date),
  },
  N12: {
    granted: flag,
    /** It rewards a client of long standing who pays on time. */
    loyal: told,
    condition: optional(choice("annual", "bulk", "scope", "barter")),
    total: optional(money),
    until: optional(date),
    instead: optional(
      choice(
        ...(["consulting", "loyalty", "promotion", "extras", "referral", "raffle", "barter"] as const),
        "compensation",
      ),
    ),
  },
  N13: {
    what: optional(text),
    remedy: optional(text),
    curedBy: optional(date),
    amount: optional(money),
    cured: told,
    /** The loss was decided on, and there is none to make up for. */
    noLoss: told,
    answerable: optional(text),
  },
  N14: {
    kind: optional(choice("colleague", "senior")),
    colleague: optional(text),
    rank,
    skill: optional(text),
    contact: optional(text),
    nextOn: optional(date),
  },
  /** `fact`: what the client did well. */
  N15: {
    /** To whom thanks are due (R-DEC-12). */
    segment: { ...choice("core", "wavering"), unsaid: true },
    fact: optional(text),
    reward: optional(text),
    until: optional(date),
  },
} as const satisfies Record<Notice, Record<string, Slot>>;

/**
 * What a person who calls about a warning or an exit is reminded of: to say, never to say, what the client has to do.
 * An `alternative` is followed by a full stop and the provider's id.
 */
export const TALK_POINTS = [
  "say.fact",
  "say.no",
  "say.open",
  "say.lastDay",
  ...GROUNDS.map((ground) => `say.ground.${ground}` as const),
  "say.reason.money",
  "say.reason.conduct",
  "say.reason.fit",
  "say.move",
  "say.appeal",
  "say.next",
  "duty.data",
  "duty.open",
  "alternative",
  "never.incidents",
  "never.blame",
  "never.bargain",
  "never.labels",
  "never.dossier",
] as const;
export type TalkPoint = (typeof TALK_POINTS)[number];

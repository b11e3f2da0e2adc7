import type { Notice } from "./effects.ts";
import { CHANNELS } from "./vocabulary.ts";

/**
 * What may stand in a notice's slot. `text`: a vault id, or a word that is no personal data; `date`: an ISO instant
 * or date; `money`: minor units of the relationship's currency; `provider`: an id of the catalogue, for which the
 * hand puts the name; `choice`: one of a closed list; `list`: words.
 */
export type SlotKind =
  | "text"
  | "date"
  | "number"
  | "money"
  | "flag"
  | "list"
  | "provider"
  | readonly string[];

export interface Slot {
  readonly kind: SlotKind;
  /** The law gives it where it knows it. */
  readonly optional?: true;
}

const text = { kind: "text" } as const;
const date = { kind: "date" } as const;
const number = { kind: "number" } as const;
const money = { kind: "money" } as const;
const flag = { kind: "flag" } as const;
const list = { kind: "list" } as const;
const provider = { kind: "provider" } as const;
const choice = <C extends string>(...choices: readonly C[]) => ({ kind: choices }) as const;
const optional = <S extends Slot>(slot: S) => ({ ...slot, optional: true }) as const;
const channels = choice(...CHANNELS);

/** R-COM-1: what the law tells a notice's text, notice by notice; the templates of every language use no other slot. */
export const NOTICE_SLOTS = {
  N1: { channels: list, prepayPct: optional(number) },
  N2: {
    cause: choice("terms", "misfit", "pilot", "netValue", "silent"),
    goal: optional(text),
    needs: optional(list),
    alternative: optional(text),
  },
  N3: { matter: optional(text), ours: flag },
  N4: {
    n: number,
    of: number,
    happenedAt: date,
    channel: optional(channels),
    said: optional(text),
    appealDays: number,
  },
  N5: { channel: channels, from: date, reviewAt: date, appealDays: number },
  N6: {
    cause: choice("arrears", "silence"),
    since: optional(date),
    amount: optional(money),
    invoice: optional(text),
    from: date,
    stopsAt: optional(date),
  },
  N7: {
    lastDay: date,
    spoken: flag,
    reason: choice("money", "conduct", "fit"),
    alternative: optional(provider),
    appealDays: number,
  },
  N8: { what: choice("conduct", "limits", "payment", "invoice", "reply", "winBack", "revoked"), from: date },
  N9: {
    upheld: flag,
    decision: text,
    kind: choice("warning", "restriction", "exit"),
    judgedBy: choice("senior"),
    reasons: optional(text),
  },
  N10: {
    promotion: flag,
    cause: choice("lostContact", "weBrokeAgreement", "cheaperElsewhere", "obstacle", "other"),
    changed: optional(text),
    bonus: optional(text),
    until: optional(date),
  },
  N11: {
    manager: optional(text),
    role: optional(text),
    contact: optional(text),
    from: date,
    nextOn: optional(date),
  },
  N12: {
    granted: flag,
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
  },
  N14: {
    colleague: optional(text),
    role: optional(text),
    skill: optional(text),
    contact: optional(text),
    nextOn: optional(date),
  },
  N15: { segment: choice("core", "wavering"), reward: optional(text), until: optional(date) },
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

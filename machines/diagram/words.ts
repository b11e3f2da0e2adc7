import type { ClockName } from "../chart/delays.ts";
import { DAY, type Instant } from "../clock.ts";
import type { EffectParams, EffectType, Notice } from "../effects.ts";
import type { Policy } from "../policy.ts";

/** What the notices are called (R-COM-1). */
const notices: { readonly [N in Notice]: string } = {
  N1: "welcome",
  N2: "intake refusal",
  N3: "boundary",
  N4: "warning",
  N5: "restriction",
  N6: "suspension",
  N7: "farewell",
  N8: "restored",
  N9: "appeal",
  N10: "win-back",
  N11: "manager changed",
  N12: "discount",
  N13: "our fault",
  N14: "who has it now",
  N15: "thanks",
};

interface ClockWords {
  readonly rule: string;
  readonly says: string;
  /** The period, where the clock itself runs to or from a date that somebody sets; null: it is that date. */
  readonly days?: (policy: Policy) => number | null;
}

/** What each clock waits for, and the requirement that set it. */
export const clockWords: { readonly [C in ClockName]: ClockWords } = {
  intake: { rule: "R-LIF-24", says: "of silence" },
  coolOff: { rule: "R-LIF-9", says: "clean" },
  delivery: { rule: "R-LIF-24", says: "without a delivery report" },
  calls: { rule: "R-LIF-24", says: "without reaching the client" },
  exitRequest: { rule: "R-LIF-24", says: "undecided" },
  pause: { rule: "R-LIF-24", says: "paused" },
  compensation: { rule: "R-DEC-16", says: "undecided" },
  exitCalls: { rule: "R-COM-2", says: "without reaching the client" },
  farewellDelivery: { rule: "R-LIF-24", says: "without a delivery report" },
  lastDay: { rule: "R-LIF-11", says: "the last day that the farewell names", days: () => null },
  duties: { rule: "R-LIF-11", says: "unconfirmed" },
  reminder: { rule: "R-LIF-24", says: "without an end" },
  match: { rule: "R-LIF-24", says: "without a match" },
  offer: { rule: "R-LIF-24", says: "unanswered" },
  provider: { rule: "R-LIF-24", says: "unanswered" },
  export: { rule: "R-LIF-24", says: "undelivered" },
  moveReminder: { rule: "R-HND-4", says: "before the move", days: (p) => p.handover.moveReminderDays },
  move: { rule: "R-LIF-24", says: "unconfirmed", days: (p) => p.handover.moveDays },
  winBackOffer: { rule: "R-LIF-15", says: "unanswered" },
};

/** The requirement behind a transition that needs no guard: by state and event, or by event alone. */
export const unguarded: { readonly [event: string]: string } = {
  "prospect.withdrew": "R-ONB-2",
  "message.received": "R-LIF-24",
  "client.left": "R-LIF-10",
  "boundary.stated": "R-LIF-22",
  "staff.askedOff": "R-ROL-7",
  "duties.done": "R-LIF-11",
  "exit.revoked": "R-LIF-25",
  "compensation.decided": "R-DEC-16",
  "move.planned": "R-HND-4",
  "move.confirmed": "R-HND-4",
  "winback.declined": "R-LIF-15",
  "return.requested": "R-LIF-16",
  "effect.failed": "R-LIF-24",
  "preparing providers.matched": "R-COM-2",
  "active warning.served": "R-LIF-1",
  "warnedOnce warning.served": "R-LIF-2",
  "restricted warning.served": "R-LIF-20",
  "restriction.made": "R-LIF-5",
  "decision.struck": "R-LIF-12",
  "clock.restarted": "R-DEC-8",
  "matter.closed": "R-LIF-9",
  "client.told": "R-COM-2",
};

/** Every effect in words. `at` is the time the effect is asked for. */
export const effectWords: {
  readonly [T in EffectType]: (params: EffectParams<T>, at: Instant) => string;
} = {
  sendNotice: ({ notice }) => `notice ${notice} (${notices[notice]})`,
  openTask: ({ kind, role, dueAt }, at) =>
    `task \`${kind}\` for ${role}, due in ${days((Date.parse(dueAt) - at) / DAY)}`,
  closeTasks: ({ about, kind }) => {
    if (kind !== null) return `close task \`${kind}\``;
    return about === null ? "close every open task" : "close the tasks about it";
  },
  restrictChannels: () => "restrict to one channel",
  liftRestriction: () => "lift the restriction",
  recordNote: ({ note }) => `note: ${note}`,
  pointToChannel: () => "point to the open channel",
  freezeDossier: () => "freeze the dossier",
  stopWork: ({ cause }) => `stop work (${cause})`,
  resumeWork: () => "resume work",
  raiseAlert: ({ what }) => `alert: ${what}`,
  stopMailings: () => "stop mailings",
  suppressContact: () => "suppress contact",
  allowContact: () => "allow contact again",
  matchProviders: () => "look for providers that fit",
  offerProvider: () => "offer the provider to the client",
  askProvider: () => "ask the provider",
  exportData: () => "export the agreed data to the provider",
  revokeAccess: () => "revoke the provider's access",
  exportPlain: () => "give the client a plain export",
  planMove: () => "plan the move",
};

/** A clock in words: `3 days without a match`. */
export function period({ days: n, says }: { readonly days: number | null; readonly says: string }): string {
  return n === null ? says : `${days(n)} ${says}`;
}

export function days(n: number): string {
  return n === 1 ? "1 day" : `${n} days`;
}

/** `contract.signed` and `exitApproved` as people read them. */
export function plain(name: string): string {
  return name.replace(".", " ").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

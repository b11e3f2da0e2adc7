// The kinds of task: which events complete each, and what ends its matter (R-TSK-2).
import type { Entry } from "./journal.ts";
import { PHASE_NAMES, type Phase } from "./vocabulary.ts";

/** A field of an event's data, or of an effect's parameters. */
export const fieldOf = (data: unknown, name: string): unknown =>
  typeof data === "object" && data !== null ? (data as Readonly<Record<string, unknown>>)[name] : undefined;

/** An event that ends a task: any of its type, or the one whose field `names` the matter, and `when` its data say so. */
export interface Ending {
  readonly type: string;
  readonly names?: string;
  readonly when?: (data: Readonly<Record<string, unknown>>, effects: Entry["effects"]) => boolean;
  /** Fields that the command shows filled in. */
  readonly known?: Readonly<Record<string, string>>;
}

export interface TaskRule {
  /** What is asked of whoever takes it. */
  readonly says: string;
  /** What completes it; the first one is shown. */
  readonly done: readonly Ending[];
  /** What ends its matter, beside the end of the phase. */
  readonly over?: readonly Ending[];
  /** Phases that it goes on in, beside the one that it was opened in. */
  readonly phases?: readonly Phase[];
  /** Where its matter stands; absent: everywhere in its phases. */
  readonly where?: (to: Entry["to"]) => boolean;
  /** The field of the opening event that names the matter of a task about nothing in particular. */
  readonly matter?: string;
}

export const BY_HAND: Ending = { type: "task.closed" };
const ANSWERED: readonly Ending[] = [
  { type: "message.sent", when: ({ auto }) => auto !== true },
  { type: "answer.given" },
];
const CALLED: readonly Ending[] = [
  { type: "contact.logged", when: ({ channel }) => channel === "phone", known: { channel: "phone" } },
  { type: "call.made", when: ({ outcome }) => outcome === "reached" },
];
const SPOKEN: Ending = {
  type: "call.made",
  names: "about",
  known: { outcome: "reached" },
  when: ({ outcome }) => outcome === "reached",
};
const ROTATED: readonly Ending[] = [
  { type: "manager.changed" },
  { type: "help.needed", when: ({ kind }) => kind === "colleague" },
];
const REQUESTED: Ending = { type: "exit.requested" };
const TOGETHER: readonly Phase[] = ["intake", "live", "parting", "approached"];
const EVER: readonly Phase[] = PHASE_NAMES;
const closesA = (kind: string, effects: Entry["effects"]): boolean =>
  effects.some(({ type, params }) => type === "closeTasks" && fieldOf(params, "kind") === kind);
export const onRung =
  (...rungs: readonly string[]) =>
  ({ state, rung = state }: Entry["to"]) =>
    rungs.includes(rung);
export const suspended = ({ state }: Entry["to"]) => state === "suspended";

/**
 * By kind; where kinds differ by what opened them, by kind and the event, or the effect, that did, or the notice that it
 * tells of. Whatever is not here asks for itself in its points, and is closed by hand.
 */
export const RULES: Readonly<Record<string, TaskRule>> = {
  answer: { says: "answer the client's messages, in one dialogue", done: ANSWERED, phases: TOGETHER },
  call: { says: "call the client", done: [...CALLED, { type: "answer.given" }], phases: ["live", "parting"] },
  "call/notice.failed": { says: "tell the client by telephone what no notice could", done: CALLED },
  "call/delivery.checked": { says: "tell the client by telephone what no notice could", done: CALLED },
  callWarning: { says: "speak the warning", done: [SPOKEN] },
  callExit: { says: "speak the farewell", done: [SPOKEN] },
  decideExit: {
    says: "decide on the exit that was requested",
    done: ["exit.approved", "exit.rejected", "exit.withdrawn"].map((type) => ({ type, names: "requestId" })),
    over: [{ type: "deadline.exitRequest" }],
  },
  decideConduct: {
    says: "decide what follows after two warnings and a further incident",
    done: [
      { type: "restriction.ordered" },
      { ...REQUESTED, when: ({ ground }) => ground === "conduct" },
      { type: "conduct.improved" },
    ],
    where: onRung("warnedTwice", "restricted"),
  },
  judge: {
    says: "judge the appeal",
    done: ["appeal.upheld", "appeal.rejected"].map((type) => ({ type, names: "decisionId" })),
    phases: EVER,
  },
  remedy: {
    says: "make good what our fault did",
    done: ["compensation.decided", "fault.cured"].map((type) => ({ type, names: "faultId" })),
    matter: "explainedBy",
    phases: ["parting"],
  },
  review: { says: "look at the case", done: [{ type: "contact.corrected" }, BY_HAND] },
  "review/effort.summed": {
    says: "decide whether the prospect is worth more work",
    done: ["contract.signed", "intake.refused", "prospect.withdrew"].map((type) => ({ type })),
  },
  "review/dossier.compiled": {
    says: "decide whether the prospect is worth more work",
    done: ["contract.signed", "intake.refused", "prospect.withdrew"].map((type) => ({ type })),
  },
  "review/deadline.pause": {
    says: "decide how long the work stays paused",
    done: [REQUESTED, BY_HAND],
    where: suspended,
  },
  "review/deadline.coolOff": {
    says: "decide whether the limits are still needed",
    done: [{ type: "conduct.improved" }, REQUESTED],
    where: onRung("restricted"),
  },
  "review/tier.assigned": {
    says: "look at a client whose tier has changed",
    done: [{ type: "vip.marked" }, { type: "vip.removed" }, { type: "thanks.given" }, BY_HAND],
    over: [{ type: "tier.assigned" }],
  },
  "review/segment.assigned": {
    says: "look at a client who drains us",
    done: [{ type: "boundary.stated" }, REQUESTED, ...ROTATED],
    over: [{ type: "segment.assigned" }],
  },
  "review/streak.noticed": {
    says: "tell the client a boundary",
    done: [{ type: "boundary.stated" }, { type: "streak.judged", names: "streakId" }],
    phases: ["intake", "live"],
  },
  guide: { says: "send the guide", done: [{ type: "answer.given" }], matter: "ref" },
  rotate: { says: "find another colleague for the client", done: ROTATED },
  senior: {
    says: "see that the colleague has taken over",
    done: [{ type: "answer.given" }, ...ANSWERED, ...CALLED],
  },
  thank: { says: "thank the client", done: [{ type: "thanks.given" }], over: [{ type: "segment.assigned" }] },
  retain: {
    says: "make the one offer to stay",
    done: [{ type: "concession.granted" }, { type: "discount.decided" }, { type: "thanks.given" }],
    over: [{ type: "leave.announced" }],
  },
  helpToLeave: {
    says: "ask the client what the next provider must do",
    done: [{ type: "handover.requested" }, { type: "needs.stated" }, { type: "answer.given" }],
  },
  postLetter: {
    says: "post the letter",
    done: [
      { type: "letter.posted", names: "about" },
      { type: "delivery.checked", names: "effectId" },
    ],
    over: ["notice.delivered", "notice.failed"].map((type) => ({ type, names: "effectId" })),
  },
  "postLetter/sendNotice": {
    says: "post the letter",
    done: [{ type: "delivery.checked", names: "effectId" }],
    over: ["notice.delivered", "notice.failed"].map((type) => ({ type, names: "effectId" })),
    phases: EVER,
  },
  handover: { says: "help the client to move", done: [{ type: "move.confirmed" }] },
  "handover/providers.matched": {
    says: "look for a provider by hand: none in the catalogue fits",
    done: [{ type: "handover.declined" }, { type: "move.confirmed" }],
  },
  "handover/offerProvider": {
    says: "offer the provider, and ask which data may go there",
    done: [{ type: "consent.given", names: "providerId" }, { type: "handover.declined" }],
    over: [{ type: "deadline.offer" }],
  },
  "handover/askProvider": {
    says: "ask the provider whether it takes the client",
    done: ["provider.accepted", "provider.refused"].map((type) => ({ type, names: "providerId" })),
    over: [{ type: "deadline.provider" }, { type: "handover.declined" }, { type: "consent.revoked" }],
  },
  "handover/exportData": {
    says: "give the provider the data that the client agreed to",
    done: [{ type: "export.delivered", names: "providerId" }],
    over: [{ type: "deadline.export" }, { type: "handover.declined" }, { type: "consent.revoked" }],
  },
  "handover/planMove": {
    says: "see to the move",
    done: [{ type: "move.planned" }, { type: "move.confirmed" }],
    over: [{ type: "deadline.move" }, { type: "handover.declined" }],
  },
  "handover/revokeAccess": { says: "ask for the data to be deleted", done: [BY_HAND], phases: EVER },
  "handover/exportPlain": { says: "give the client the export", done: [BY_HAND] },
  "handover/deadline.moveReminder": {
    says: "see that client and provider are ready to move",
    done: [{ type: "move.confirmed" }],
    over: ["deadline.move", "handover.declined", "consent.revoked", "provider.refused"].map((type) => ({
      type,
    })),
  },
  complete: { says: "complete the farewell", done: [{ type: "offboarding.completed" }] },
  overdue: { says: "do by hand what did not succeed", done: [BY_HAND], phases: ["live", "parting"] },
  checkDelivery: {
    says: "find out whether the notice arrived",
    done: [{ type: "delivery.checked", names: "effectId" }],
    over: ["notice.delivered", "notice.failed"].map((type) => ({ type, names: "effectId" })),
  },
  // Spoken, or given up: the warning does not wait for what became of its letter.
  "checkDelivery/N4": {
    says: "find out whether the warning arrived",
    done: [{ type: "delivery.checked", names: "effectId" }],
    over: [
      ...["notice.delivered", "notice.failed"].map((type) => ({ type, names: "effectId" })),
      { type: "call.made", when: ({ outcome }) => outcome === "reached" },
      ...["call.made", "deadline.calls"].map((type) => ({
        type,
        when: (_: object, effects: Entry["effects"]) => closesA("callWarning", effects),
      })),
    ],
  },
  "checkDelivery/N7": {
    says: "find out whether the farewell arrived",
    done: [{ type: "delivery.checked", names: "effectId" }],
    over: [
      ...["notice.delivered", "notice.failed"].map((type) => ({ type, names: "effectId" })),
      { type: "letter.posted" },
    ],
  },
  reconsider: {
    says: "look once more at a decision: what it rests on has changed",
    done: [
      { type: "exit.revoked" },
      { type: "conduct.improved" },
      { type: "appeal.upheld", names: "decisionId" },
      BY_HAND,
    ],
    phases: ["live", "parting"],
  },
  importUndone: {
    says: "look whether what the import had led to still stands",
    done: [BY_HAND],
    phases: EVER,
  },
  alert: { says: "take note", done: [BY_HAND] },
  "alert/streak.noticed": {
    says: "judge whether it is urgent",
    done: [{ type: "streak.judged", names: "streakId" }, ...ANSWERED],
    phases: TOGETHER,
  },
  "alert/contact.logged": {
    says: "remind the team of the note on the record",
    done: [BY_HAND],
    where: onRung("restricted"),
  },
  "alert/deadline.compensation": {
    says: "decide on the compensation",
    done: [{ type: "compensation.decided" }],
  },
  "alert/staff.askedOff": { says: "find another colleague for the client", done: ROTATED },
  suggestion: { says: "confirm or dismiss what was noticed", done: [], phases: TOGETHER },
  channelDrift: { says: "find out who opened the channel", done: [], phases: ["live", "parting"] },
  stalled: { says: "find out why it does not succeed", done: [], phases: EVER },
};

// What the public page of the policy says, sentence by sentence, and of which value of the policy; and which values it
// does not show, and why. A test holds both lists against the policy: a new value stands on one of them.
import type { Policy } from "../../machines/index.ts";

export interface PolicyLine {
  /** Of the sentence in the texts. */
  readonly id: string;
  /** The place of its value: `appeal.windowDays`; a sentence without one is told in every version. */
  readonly path?: string;
  /** Whether this version has it; default where it has the value. */
  readonly when?: (policy: Policy) => boolean;
}

export interface PolicySection {
  readonly id: string;
  readonly lines: readonly PolicyLine[];
}

const asked = ({ terms }: Policy): boolean => terms.prepaymentAsked;

export const SECTIONS: readonly PolicySection[] = [
  {
    id: "rules",
    lines: [
      { id: "same" },
      { id: "scope" },
      { id: "prepayment", path: "terms.minPrepaymentPct", when: asked },
      { id: "noPrepayment", when: (policy) => !asked(policy) },
      { id: "reply", path: "terms.replyDays" },
      { id: "guides" },
      { id: "request", path: "terms.silentProspectDays" },
    ],
  },
  {
    id: "warnings",
    lines: [
      { id: "tone" },
      { id: "delivered" },
      { id: "bounce", path: "conduct.bounceDays" },
      { id: "count", path: "conduct.warnings" },
      { id: "lapse", path: "conduct.warnedCoolOffDays" },
      { id: "ours" },
    ],
  },
  { id: "limits", lines: [{ id: "channel" }, { id: "back", path: "conduct.restrictedCoolOffDays" }] },
  {
    id: "pause",
    lines: [
      { id: "overdue", path: "service.overdueDays" },
      { id: "unpaid", path: "service.unpaidGroundDays" },
      { id: "silent", path: "service.silentDays" },
      { id: "silentGround", path: "service.silentGroundDays" },
      { id: "again" },
      { id: "loss", path: "service.compensationDays" },
    ],
  },
  {
    id: "parting",
    lines: [{ id: "reason" }, { id: "until" }, { id: "duties", path: "exit.unconfirmedDutiesDays" }],
  },
  {
    id: "appeal",
    lines: [
      { id: "file", path: "appeal.windowDays" },
      { id: "judge" },
      { id: "verdict", path: "appeal.verdictDays" },
      { id: "struck" },
    ],
  },
  {
    id: "handover",
    lines: [
      { id: "help" },
      { id: "verified", path: "handover.verifiedDays" },
      { id: "offer", path: "handover.offerDays" },
      { id: "provider", path: "handover.providerDays" },
      { id: "export", path: "handover.exportDays" },
    ],
  },
  { id: "return", lines: [{ id: "offer", path: "winBack.offerDays" }, { id: "free" }] },
];

const ROUTINE = "how our people work, and nothing that a client has to know or can expect";
const MONEY = "what clients bring and cost, and what our hours cost, is ours";
const JUDGED = "by what we judge clients: whoever knows the number stays one below it";

/** By the beginning of a place. */
export const WITHHELD: Readonly<Record<string, string>> = {
  "conduct.faultsMakeItOurs": "read as a licence: so many faults of ours, and an insult is free",
  "conduct.faultsWindowDays": "of the one above",
  "conduct.deliveryDays": ROUTINE,
  "conduct.callTries": ROUTINE,
  "conduct.callDays": ROUTINE,
  "conduct.contactSeconds": ROUTINE,
  "conduct.pointerHours": ROUTINE,
  "exit.requestLapsesDays": "that somebody asked for an exit is ours, until it is decided",
  "exit.reminderDays": ROUTINE,
  "exit.deliveryDays": ROUTINE,
  "exit.callTries": ROUTINE,
  "exit.callDays": ROUTINE,
  unsigned: "how the engine is guarded",
  "terms.prepaymentAsked": "told by which of two sentences stands there",
  value: MONEY,
  segments: JUDGED,
  attention: JUDGED,
  discounts: "who asks in which way is answered how: whoever knows asks so",
  "service.pausedReviewDays": ROUTINE,
  "service.questionsAtOnce": JUDGED,
  "handover.matchDays": ROUTINE,
  "handover.moveDays": ROUTINE,
  "handover.moveReminderDays": ROUTINE,
  reports: ROUTINE,
  tasks: ROUTINE,
};

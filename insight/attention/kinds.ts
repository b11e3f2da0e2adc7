import type { EventType, Role } from "../../machines/index.ts";

/** What may be noticed about a client. */
export const SIGNAL_KINDS = [
  ...(["streak", "precontract", "questions", "covered", "insult", "anger", "orElse", "askCancel"] as const),
  ...(["silence", "overdue", "returns", "discounts", "development", "review"] as const),
] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

interface SignalSpec {
  readonly rule: string;
  /** What was noticed, in words for people. */
  readonly says: string;
  /** The first answer of the archetype (domain §2). */
  readonly first: string;
  /** Who has to act; null: the machine opens a task by itself, or it is only kept. */
  readonly role: Role | null;
  /** What the relationship is told when a person confirms it; null: nothing. */
  readonly event: EventType | null;
  /** What the person who confirms it does next, where no event does. */
  readonly next?: string;
}

const KINDS: Readonly<Record<SignalKind, SignalSpec>> = {
  streak: {
    rule: "R-DEC-1",
    says: "messages in a row before we answered",
    role: null,
    event: "streak.judged",
    first: "merge the messages into one dialogue, and say when the answer comes",
  },
  precontract: {
    rule: "R-DEC-14",
    says: "much work before the contract",
    role: null,
    event: null,
    first: "the manager looks at it",
  },
  questions: {
    rule: "R-DEC-17",
    role: "ops",
    event: "questions.repeated",
    says: "questions asked again after our answer, or many at once",
    first: "one call through all of them",
  },
  covered: {
    rule: "R-DEC-17",
    says: "questions that a guide answers",
    role: "ops",
    event: "help.needed",
    first: "one grouped answer with the guide",
  },
  insult: {
    rule: "R-DEC-8",
    says: "words that may be an insult",
    role: "ops",
    event: "incident.reported",
    first: "read what was said; report it only if it was meant for our people, and somebody else confirms it",
  },
  anger: {
    rule: "R-DEC-17",
    says: "anger",
    role: "ops",
    event: "help.needed",
    first: "do not mirror the tone; look for a fresh colleague",
  },
  orElse: {
    rule: "R-DEC-4",
    says: "“or else” said repeatedly",
    role: "manager",
    event: null,
    first: "ask why it is wanted; offer alternatives",
    next: "tell of the demand and of the threat behind it: tenure import demands, tenure import threats",
  },
  askCancel: {
    rule: "R-ARC-5",
    says: "asked and took it back nearly every day",
    role: null,
    event: null,
    first: "log it; nothing else",
  },
  silence: {
    rule: "R-LIF-6",
    says: "no answer to us for long",
    role: "manager",
    event: "client.silent",
    first: "remind with one question; pause the work if our part is done",
  },
  overdue: {
    rule: "R-LIF-6",
    says: "an invoice is overdue",
    role: "finance",
    event: "payment.overdue",
    first: "check that our part is done, and say so (--field ourPartDone=true): the work pauses",
  },
  returns: {
    rule: "R-DEC-15",
    says: "returns cost more than the margin",
    role: "manager",
    event: "ground.assessed",
    first: "price the returns; offer what makes them fewer",
  },
  discounts: {
    rule: "R-DEC-9",
    says: "asked to pay less again and again",
    role: "manager",
    event: "discount.decided",
    first: "a soft no, and a referral; find the cause",
  },
  development: {
    rule: "R-DEC-5",
    role: "manager",
    event: null,
    says: "development before product answered what is wanted",
    first: "stop it; ask product first: is it planned, who else wants it, what does it cost",
    next: "have product answer, about the same: tenure apply CLIENT product.assessed",
  },
  review: {
    rule: "R-REP-8",
    says: "a review or a mention was found",
    role: "ops",
    event: "review.published",
    first: "answer it with facts, once",
  },
};

export const signalKind = (kind: SignalKind): SignalSpec => KINDS[kind];
export const isSignalKind = (name: string): name is SignalKind => Object.hasOwn(KINDS, name);

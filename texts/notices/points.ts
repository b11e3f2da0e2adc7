import type { Notice } from "../../machines/index.ts";

/**
 * R-COM-1: what each notice has to say, point by point, in the order in which it is read: the fact, why, what we can
 * do, the client's part and by when, whom to ask. The texts of every language have exactly these parts.
 */
export const POINTS = {
  N1: {
    welcome: "thanks, and what this is",
    rules: "one set of rules for all",
    scope: "what is in and out of scope",
    channels: "channels and reply time",
    prepayment: "the prepayment",
    guides: "guides, videos and FAQ for a first-timer",
    yourPart: "explain business and goal, name a contact, trust, answer within so many days",
    tone: "a respectful tone, on both sides; what insults lead to",
    ending: "how it can end",
  },
  N2: {
    thanks: "thanks",
    goal: "not the right company for this goal",
    mismatch: "which need or term does not meet",
    option: "an option that truly fits, or nothing",
    yourPart: "nothing is asked; no haggling, reproach or maybe",
  },
  N3: {
    ours: "where the fault is ours: owned first, with the remedy",
    help: "we will help with this, and how",
    no: "a firm no to the tone, the orders or what lies beyond the scope",
    why: "the contract's frame, our people",
    possible: "what is possible",
    yourPart: "write about the matter; this is no warning",
  },
  N4: {
    fact: "date, channel and what was said, neutrally",
    no: "a firm no, and why",
    conduct: "the conduct we need: deeds, not character",
    next: "n of so many, and what follows",
    openRequests: "open requests go on",
    appeal: "how to appeal, and until when",
  },
  N5: {
    channel: "the only channel, its address, from when",
    why: "by our rules; not a punishment",
    service: "what the service includes and does not",
    limits: "the limits of the product",
    review: "the review date, and what lifts it",
    appeal: "how to appeal, and until when",
  },
  N6: {
    done: "our part is done",
    waiting: "the payment or the answer we wait for, since when",
    paused: "paused from, and why; no suspicion",
    resume: "what resumes it",
    stop: "the date after which we may stop for good",
  },
  N7: {
    talk: "refers to the talk",
    ground: "the ground in one neutral sentence, with the fact that it rests on",
    costs: "going on costs both sides, only where money is the ground",
    lastDay: "the last day, and whether the work goes on until then",
    duties: "what we need from the client",
    alternative: "another provider, a rival too, only if it fits",
    move: "help with the move, the data",
    appeal: "how to appeal, and until when",
  },
  N8: {
    works: "what works again, from when, where something had stopped; else what counts no more",
    thanks: "thanks for the payment, the reply, the change",
    rules: "the rules in one line; the past is not retold",
  },
  N9: {
    verdict: "the verdict first",
    judge: "judged by another person",
    facts: "the facts that were weighed, our conduct too",
    changes: "what changes; a rejection gently",
    next: "the next step",
  },
  N10: {
    reason: "why the client left, plainly; to the low tier no story",
    changed: "what has changed since",
    bonus: "a bonus, only if it is justified",
    answer: "an easy yes or no",
    after: "after a no we write only if something new changes",
  },
  N11: {
    who: "the new name, the true role, from when; no word against the predecessor",
    contact: "the contact",
    history: "everything was handed over, nothing to repeat",
    next: "our next step, with a date",
  },
  N12: {
    answer: "yes, in return for something; or a soft no",
    why: "the rule behind it, the same for all",
    offer: "the new total and until when; or extras, promotion, referral",
    question: "what prompted the question",
  },
  N13: {
    error: "we made the error",
    sorry: "sorry, once, plainly",
    remedy: "what is being done, by when",
    compensation: "compensation of the loss, and how it is paid",
    answerable: "who answers for it",
  },
  N14: {
    who: "the colleague's name and true role",
    skill: "why this person",
    contact: "the contact",
    read: "everything was read, nothing to repeat",
    next: "the next step, with a date",
  },
  N15: {
    value: "thanks, and what we value, where somebody said what",
    thanks: "the reward, until when",
    nothing: "a reward binds to nothing",
  },
} as const satisfies Record<Notice, Readonly<Record<string, string>>>;

/** Every notice, in its order. */
export const NOTICES = Object.keys(POINTS) as Notice[];

export const isNotice = (name: string): name is Notice => Object.hasOwn(POINTS, name);

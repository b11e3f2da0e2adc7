// The closed lists that everybody speaks in: plain words, so that whoever needs one need not load the machine.

/** Who may act (domain roles); `system` is the engine itself. */
export const ROLES = [
  "ops",
  "sales",
  "manager",
  "senior",
  "finance",
  "legal",
  "product",
  "compliance",
  "auditor",
  "client",
  "system",
] as const;

export type Role = (typeof ROLES)[number];

/** What somebody of ours is to a client: never an invented rank. `specialist`: of whatever craft. */
export const RANKS = [
  "ops",
  "specialist",
  "sales",
  "manager",
  "senior",
  "finance",
  "legal",
  "product",
  "compliance",
] as const;

/** What a courteous firm no refuses (R-LIF-22): a tone, orders against our rules, work beyond the scope. */
export const BOUNDARIES = ["tone", "orders", "scope"] as const;

/** The reasons to part: a closed list. */
export const GROUNDS = [
  "conduct",
  "blackmail",
  "customisation",
  "unprofitable",
  "terms",
  "draining",
  "returns",
  "arrears",
  "silence",
  "sabotage",
  "chemistry",
  "outgrown",
  "lostInterest",
] as const;

export type Ground = (typeof GROUNDS)[number];

/** The languages that clients are written to in. */
export const LOCALES = ["en", "ru"] as const;

export type Locale = (typeof LOCALES)[number];

/** Ways to reach a client. Notices go by e-mail, chat or post; the phone is for calls. */
export const CHANNELS = ["email", "chat", "phone", "post"] as const;

export type Channel = (typeof CHANNELS)[number];

/** The rungs of the ladder, from the best: the states of a relationship in force whose work goes on. */
export const RUNGS = ["active", "warnedOnce", "warnedTwice", "restricted"] as const;

/** What every state that is reported means for the relationship as a whole. */
const PHASES = {
  onboarding: "intake",
  active: "live",
  warnedOnce: "live",
  warnedTwice: "live",
  restricted: "live",
  suspended: "live",
  offboarding: "parting",
  terminated: "over",
  winBack: "approached",
  closed: "over",
  refused: "over",
} as const satisfies Readonly<Record<string, string>>;

/** A reported state of a relationship. */
export type State = keyof typeof PHASES;

/**
 * `intake`: a prospect. `live`: in force. `parting`: an exit is carried out. `approached`: a former client is asked
 * back. `over`: nothing goes on.
 */
export type Phase = (typeof PHASES)[State];

export const PHASE_NAMES: readonly Phase[] = [...new Set(Object.values(PHASES))];

/** Every state that a relationship is reported in, in the order of a life. */
export const STATES = Object.keys(PHASES) as readonly State[];

/** The phase of a reported state; null for a word that is none, for instance the `none` before an opening. */
export const phaseOf = (state: string): Phase | null =>
  Object.hasOwn(PHASES, state) ? PHASES[state as State] : null;

/** The reported states of a phase. */
export const statesIn = (phase: Phase): readonly State[] =>
  STATES.filter((state) => phaseOf(state) === phase);

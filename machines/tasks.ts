// What each kind of task asks for: the events that complete it, and what ends its matter (R-TSK-2). Read beside a
// machine, of whatever version, from the entries that it wrote: nothing here changes what a relationship does.

import { eventData, eventSpec, isEventType } from "./events.ts";
import type { Entry } from "./journal.ts";
import { PHASE_NAMES, type Phase, phaseOf, type Role } from "./vocabulary.ts";

/** A task by what it is about. `id`: of the effect that asked for it, client/seq/n, and more where one asked for several. */
export interface TaskRef {
  readonly id: string;
  readonly kind: string;
  readonly about: string | null;
}

/** How a task ended, by which entry: `done` by the event that completes it, `closed` because its matter is over. */
export interface TaskEnd {
  readonly state: "done" | "closed";
  readonly seq: number;
  readonly at: string;
  /** `role:id` */
  readonly by: string;
}

/** An event that ends a task: any of its type, or the one whose field `names` the matter, and `when` its data say so. */
interface Ending {
  readonly type: string;
  readonly names?: string;
  readonly when?: (data: Readonly<Record<string, unknown>>, effects: Entry["effects"]) => boolean;
  /** Fields that the command shows filled in. */
  readonly known?: Readonly<Record<string, string>>;
}

interface TaskRule {
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

const BY_HAND: Ending = { type: "task.closed" };
const ANSWERED: readonly Ending[] = [
  { type: "message.sent", when: ({ auto }) => auto !== true },
  { type: "answer.given" },
];
const CALLED: readonly Ending[] = [
  { type: "contact.logged", when: ({ channel }) => channel === "phone", known: { channel: "phone" } },
  { type: "call.made", when: ({ outcome }) => outcome === "reached" },
];
const SPOKEN: Ending = {
  ...{ type: "call.made", names: "about", known: { outcome: "reached" } },
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
const onRung =
  (...rungs: readonly string[]) =>
  ({ state, rung = state }: Entry["to"]) =>
    rungs.includes(rung);
const suspended = ({ state }: Entry["to"]) => state === "suspended";

/**
 * By kind; where kinds differ by what opened them, by kind and the event, or the effect, that did, or the notice that it
 * tells of. Whatever is not here asks for itself in its points, and is closed by hand.
 */
const RULES: Readonly<Record<string, TaskRule>> = {
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
    done: [{ type: "needs.stated" }, { type: "answer.given" }],
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

/** What completes a task where it is not an event: what to type. */
const BESIDE: Readonly<Record<string, (task: TaskRef) => string>> = {
  suggestion: ({ about }) => `tenure attention confirm ${about}, or dismiss`,
  channelDrift: ({ id }) => `tenure channels show ${clientIn(id)}`,
  stalled: () => "tenure doctor",
};

const clientIn = (id: string): string => id.split("/")[0] ?? "";

/** The kinds that there are, and, behind a slash, what opens them where they differ by it. */
export const taskRules = (): readonly string[] => Object.keys(RULES);

/** The effect that asked for a task, in the entry that holds it. */
function askedBy({ id }: TaskRef, { effects }: Entry): Entry["effects"][number] | undefined {
  const [client, seq, n] = id.split("/");
  return effects.find((effect) => effect.id === `${client}/${seq}/${n}`);
}

/** What opened it: the type of the event, or that of an effect that is no task itself. */
function openedBy(task: TaskRef, opening: Entry | null): string {
  const type = opening && askedBy(task, opening)?.type;
  return type && type !== "openTask" && type !== "raiseAlert" ? type : (opening?.type ?? "");
}

const OTHER: TaskRule = { says: "see to it", done: [BY_HAND] };

function ruleOf(task: TaskRef, opening: Entry | null): TaskRule {
  const causes = [openedBy(task, opening), fieldOf(opening?.data, "notice")];
  const own = causes.map((cause) => `${task.kind}/${cause}`).find((key) => Object.hasOwn(RULES, key));
  return RULES[own ?? task.kind] ?? OTHER;
}

const fieldOf = (data: unknown, name: string): unknown =>
  typeof data === "object" && data !== null ? (data as Readonly<Record<string, unknown>>)[name] : undefined;

/** The id that a task is about, as events name it; null: nothing in particular. */
function matterOf({ about }: TaskRef, { matter }: TaskRule, opening: Entry | null): string | null {
  if (about !== null || matter === undefined) return about;
  const named = fieldOf(opening?.data, matter);
  return typeof named === "string" ? named : null;
}

/** N5 tells of limits, N6 of a pause, N10 of an offer: a call about one ends with it. */
const NOTICE_STANDS: Readonly<Record<string, (to: Entry["to"]) => boolean>> = {
  N5: onRung("restricted"),
  N6: suspended,
};

function stands(task: TaskRef, rule: TaskRule, opening: Entry | null, to: Entry["to"]): boolean {
  const phase = phaseOf(to.state);
  const begun = opening && phaseOf(opening.to.state);
  if (phase === null || begun === null) return true;
  if (phase !== begun && !(rule.phases ?? []).includes(phase)) return false;
  if (rule.where && !rule.where(to)) return false;
  const asked = opening && askedBy(task, opening);
  const notice = /^N\d+/.exec(String((fieldOf(asked?.params, "points") as string[] | undefined)?.[0] ?? ""));
  return task.kind !== "call" || notice === null || (NOTICE_STANDS[notice[0]]?.(to) ?? true);
}

function isEnded({ type, names, when }: Ending, entry: Entry, matter: string | null): boolean {
  if (entry.type !== type) return false;
  const data = entry.data as Readonly<Record<string, unknown>>;
  if (names !== undefined && matter !== null && fieldOf(data, names) !== matter) return false;
  return when === undefined || when(data, entry.effects);
}

/** What this entry means for an open task that was opened before it; null: nothing. */
function endBy(task: TaskRef, rule: TaskRule, opening: Entry | null, entry: Entry): TaskEnd["state"] | null {
  if (entry.outcome !== "accepted") return null;
  if (entry.type === BY_HAND.type) return fieldOf(entry.data, "taskId") === task.id ? "done" : null;
  const matter = matterOf(task, rule, opening);
  if (rule.done.some((ending) => isEnded(ending, entry, matter))) return "done";
  if ((rule.over ?? []).some((ending) => isEnded(ending, entry, matter))) return "closed";
  const closes = entry.effects.some(({ type, params }) => {
    if (type !== "closeTasks") return false;
    const [about, kind] = [fieldOf(params, "about"), fieldOf(params, "kind")];
    return (about === null || about === task.about) && (kind === null || kind === task.kind);
  });
  return closes || !stands(task, rule, opening, entry.to) ? "closed" : null;
}

/**
 * How a task ended; null: it is open. Pure: read again from the journal, it is the same.
 * @param opening the entry that asked for it; null where the archive does not have it
 * @param later the entries of its relationship after that one, in their order
 */
export function taskEnd(task: TaskRef, opening: Entry | null, later: Iterable<Entry>): TaskEnd | null {
  const rule = ruleOf(task, opening);
  for (const entry of later) {
    const state = endBy(task, rule, opening, entry);
    if (state === null) continue;
    return { state, seq: entry.seq, at: entry.at, by: `${entry.actor.role}:${entry.actor.id}` };
  }
  return null;
}

/** What completes a task, for people. */
export interface Completion {
  readonly says: string;
  /** Events any of which completes it; none: what the archive closes itself. */
  readonly events: readonly string[];
  /** What to type. */
  readonly command: string;
}

interface Shaped {
  readonly shape?: Readonly<Record<string, Shaped & { isOptional(): boolean }>>;
}

/** The fields that an event must have, nested ones by a dot, and those that are known. */
function fieldsOf(
  { shape = {} }: Shaped,
  known: Readonly<Record<string, string | null>>,
  before = "",
): [name: string, value: string][] {
  return Object.entries(shape)
    .filter(([name, schema]) => name in known || !schema.isOptional())
    .flatMap(([name, schema]): [string, string][] =>
      schema.shape ? fieldsOf(schema, {}, `${before}${name}.`) : [[before + name, known[name] ?? "…"]],
    );
}

/** The command that signals an event, with every field that it must have; what is known stands in its place. */
export function commandFor(
  client: string,
  type: string,
  role: Role | null,
  known: Readonly<Record<string, string | null>> = {},
): string {
  if (!isEventType(type)) return `tenure show ${client}`;
  const { roles, sanction } = eventSpec(type);
  const by = role !== null && roles.includes(role) ? role : roles[0];
  const fields = fieldsOf(eventData(type), known).map(([name, value]) => ` --field ${name}=${value}`);
  return `tenure apply ${client} ${type} --as ${by}:…${fields.join("")}${sanction ? " --reason …" : ""}`;
}

/** R-TSK-2: what a task asks for, and how it is completed. */
export function completionOf(task: TaskRef & { readonly role: Role }, opening: Entry | null): Completion {
  const rule = ruleOf(task, opening);
  const events = [...new Set(rule.done.map(({ type }) => type))];
  const [first] = rule.done;
  const client = clientIn(task.id);
  const command = () => {
    if (!first) return BESIDE[task.kind]?.(task) ?? `tenure show ${client}`;
    if (first.type === BY_HAND.type) return `tenure tasks done ${task.id} --as ${task.role}:… --reason …`;
    const matter = matterOf(task, rule, opening);
    const named = first.names && matter ? { [first.names]: matter } : {};
    return commandFor(client, first.type, task.role, { ...named, ...first.known });
  };
  return { says: rule.says, events, command: command() };
}

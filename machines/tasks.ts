// What each kind of task asks for: the events that complete it, and what ends its matter (R-TSK-2). Read beside a
// machine, of whatever version, from the entries that it wrote: nothing here changes what a relationship does.

import { eventData, eventSpec, isEventType } from "./events.ts";
import type { Entry } from "./journal.ts";
import { BY_HAND, type Ending, fieldOf, onRung, RULES, suspended, type TaskRule } from "./taskRules.ts";
import { phaseOf, type Role } from "./vocabulary.ts";

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
  // A letter to post is about an effect; the matter that it tells of is the effect's.
  const letter =
    task.kind === "postLetter" && opening ? (fieldOf(askedBy(task, opening)?.params, "about") ?? null) : null;
  const closes = entry.effects.some(({ type, params }) => {
    if (type !== "closeTasks") return false;
    const [about, kind] = [fieldOf(params, "about"), fieldOf(params, "kind")];
    return (
      (about === null || about === task.about || (letter !== null && about === letter)) &&
      (kind === null || kind === task.kind)
    );
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

import type { AnyStateMachine } from "xstate";
import type { ClockName } from "../chart/delays.ts";
import { DAY, type Instant } from "../clock.ts";
import type { Context } from "../context.ts";
import { posted } from "../decisions.ts";
import { type EffectType, effectTypes } from "../effects.ts";
import { eventSpec, isEventType } from "../events.ts";
import { DataNotGiven, distinct, type Finding } from "../findings.ts";
import { relationshipDefinition } from "../head.ts";
import type { Policy } from "../policy.ts";
import { groundFindings } from "../rules/grounds.ts";
import { ruleOf } from "../rules/index.ts";
import { GROUNDS, type Ground } from "../vocabulary.ts";
import { happening, known, sample } from "./sample.ts";
import { clockWords, effectWords, plain, unguarded } from "./words.ts";

/** A state of the chart, as XState holds it. */
export type Node = AnyStateMachine["root"];
type Transition = NonNullable<Node["always"]>[number];

/** One condition of a guard, in words. */
export interface GuardCondition {
  /** Requirement id; null where several rules answer. */
  readonly rule: string | null;
  readonly says: string;
  /** `must`: failing it refuses the event. `when`: it only chooses between outcomes. */
  readonly kind: "must" | "when";
}

/** A clock: how long it runs, and what it waits for. */
export interface Clock {
  readonly name: string;
  /** Null where it runs to a date that somebody sets. */
  readonly days: number | null;
  readonly says: string;
}

/** One transition of the chart in words: a line of the table and, with others, an arrow of a picture. */
export interface TransitionRow {
  readonly source: Node;
  /** Null when the state stays. */
  readonly target: Node | null;
  /** An event type, `deadline.<clock>`, or null for what happens at once. */
  readonly event: string | null;
  /** What sets it off: a caller, another region of the chart, a clock, or nothing at all. */
  readonly by: "caller" | "region" | "clock" | "nothing";
  readonly roles: readonly string[];
  readonly guard: readonly GuardCondition[];
  /** It is taken when no row of the same event before it is. */
  readonly otherwise: boolean;
  readonly effects: readonly string[];
  /** The clock that ran out. */
  readonly ends: Clock | null;
  /** The clocks that begin with it. */
  readonly starts: readonly Clock[];
  /** Requirement id. */
  readonly rule: string;
}

/** A state in words: what is done on entering and leaving it, and the clocks that run in it. */
export interface StateBox {
  readonly node: Node;
  readonly entering: readonly string[];
  readonly leaving: readonly string[];
  readonly clocks: readonly Clock[];
}

/** The chart read aloud under one version of the policy. */
export interface Reading {
  readonly states: readonly StateBox[];
  readonly rows: readonly TransitionRow[];
  /** What each ground to part asks for (R-DEC-4 to 8, 12, 15). */
  readonly grounds: readonly { readonly ground: Ground; readonly conditions: readonly GuardCondition[] }[];
}

/** The chart that new relationships run on. */
export const root = (): Node => relationshipDefinition().machine.root;

/** Every state below a node, in the order of the chart. */
export function below(node: Node): Node[] {
  return Object.values(node.states).flatMap((child) => [child, ...below(child)]);
}

/** A state that is left at once: it only chooses where to go. */
export function isRouter(node: Node): boolean {
  return node.always?.some((option) => option.guard === undefined) ?? false;
}

/** The region of a parallel state that a state belongs to, or null. */
export function regionOf(node: Node): Node | null {
  for (let at: Node | undefined = node; at?.parent; at = at.parent)
    if (at.parent.type === "parallel") return at;
  return null;
}

/** Where a composite state begins. */
export const initialOf = (node: Node) => node.initial.target as readonly Node[];

const AFTER = /^xstate\.after\.([^.]+)\./;
const DEADLINE = /^deadline\.(.+)$/;

/** The clock behind an event: `xstate.after.coolOff.…` and `deadline.reminder` name one. */
function clockOf(event: string): ClockName | null {
  return ((AFTER.exec(event) ?? DEADLINE.exec(event))?.[1] as ClockName | undefined) ?? null;
}

/** An action as the chart holds it: a name, a name with parameters, or one of XState's own. */
interface Action {
  readonly type: string;
  readonly params?: unknown;
  readonly event?: { readonly type: string };
  readonly delay?: unknown;
  readonly sendId?: string;
  readonly collect?: (given: unknown) => void;
  /** It always does something. */
  readonly sure?: true;
}

const named = (action: unknown) => (typeof action === "string" ? { type: action } : action) as Action;

function isEffect(type: string): type is EffectType {
  return (effectTypes() as readonly string[]).includes(type);
}

/** What a list of actions does, in its order. Parameters are worked out as the engine works them out. */
function effectsOf(actions: readonly unknown[], start: Context, type: string): string[] {
  const event = happening(type, known, () => "…");
  const said: string[] = [];
  let context = start;
  let again = false;
  const say = (raw: unknown) => {
    const action = named(raw);
    const { params: given = {} } = action;
    const params = typeof given === "function" ? given({ context, event }) : given;
    if (action.type === "posted") {
      // The notice that follows is the letter that this puts on record.
      context = { ...context, ...posted(context, params) };
      again = params.instead !== undefined;
    } else if (action.type === "sendNotice" && again) {
      said.push("the same notice on the next channel");
    } else if (isEffect(action.type)) {
      said.push((effectWords[action.type] as (params: unknown, at: Instant) => string)(params, context.at));
    } else if (action.type === "xstate.raise") {
      // A raise with a delay arms a clock, which is told as a deadline.
      if (action.event && action.delay === undefined) said.push(`→ \`${action.event.type}\``);
    } else if (action.type === "xstate.cancel") {
      if (action.sendId && !AFTER.test(action.sendId)) said.push(`stop the clock \`${action.sendId}\``);
    } else if (action.collect) {
      const before = said.length;
      action.collect({ context, event, enqueue: say });
      for (let n = before; n < said.length && !action.sure; n += 1) said[n] = `${said[n]}, if there is one`;
    } else said.push(`record: ${plain(action.type)}`);
  };
  for (const action of actions) say(action);
  return said;
}

const inWords = ({ rule, says, route }: Finding): GuardCondition => ({
  rule,
  says,
  kind: route ? "when" : "must",
});

const untold = () => {
  throw new DataNotGiven();
};

/** What a guard asks for. Where that depends on the ground in question, it says so instead of telling all. */
function conditions(guard: string, policy: Policy, source: Node, event: string): GuardCondition[] {
  const asked = GROUNDS.map((ground) => {
    const context = sample(policy, source.key, ground);
    const findings = distinct(ruleOf(guard)(context, happening(event, { ground }, untold)));
    const own = groundFindings(context, ground).map(({ says }) => says);
    return { ground, findings, own };
  });
  const found = new Map<string, { condition: GuardCondition; of: Ground[] }>();
  for (const { ground, findings, own } of asked)
    for (const finding of findings) {
      let condition = inWords(finding);
      if (!asked.every(({ findings: other }) => other.some(({ says }) => says === finding.says)))
        condition = own.includes(finding.says)
          ? { rule: null, says: "what the ground asks for holds ([grounds](#grounds))", kind: condition.kind }
          : { ...condition, says: finding.says.replace(`the ground ${ground}`, "the ground in question") };
      const { of } = found.get(condition.says) ?? { of: [] };
      found.set(condition.says, { condition, of: [...of, ground] });
    }
  return [...found.values()].map(({ condition, of }) => {
    const not = GROUNDS.filter((ground) => !of.includes(ground));
    if (not.length === 0) return condition;
    return { ...condition, says: `${condition.says} (not asked of ${not.join(", ")})` };
  });
}

/** The states that are entered with a state, as far as no router has to choose. */
function entered(node: Node): Node[] {
  if (node.type === "parallel") return [node, ...Object.values(node.states).flatMap(entered)];
  if (node.type === "compound") return [node, ...initialOf(node).flatMap(entered)];
  return [node];
}

function guardOf(option: Transition): string | null {
  const { guard } = option;
  if (guard === undefined) return null;
  return typeof guard === "string" ? guard : (guard as { type: string }).type;
}

/** The requirement that a transition answers to: its guard's, else its clock's or that of the words. */
function requirement(
  source: Node,
  option: Transition,
  event: string,
  before: readonly TransitionRow[],
): string {
  const name = clockOf(event);
  const rule =
    guardOf(option)?.split("/")[0] ??
    before[0]?.rule ??
    (name ? clockWords[name].rule : (unguarded[`${source.key} ${event}`] ?? unguarded[event]));
  if (rule) return rule;
  throw new Error(
    `${source.key} on ${event}: name its requirement in a guard or in machines/diagram/words.ts`,
  );
}

/** Reads every state and every transition of the chart, with the policy's values filled in. */
export function read(policy: Policy): Reading {
  const top = root();
  const { delays } = top.machine.implementations;
  /** The ground that is in question where nothing depends on it. */
  const context = (source: Node) => sample(policy, source.key, "conduct");

  const clock = (name: ClockName, source: Node): Clock => {
    const period = delays[name];
    if (typeof period !== "function") throw new Error(`no clock is called ${name}`);
    // Of all that XState gives a period, ours read the context alone.
    const ms = period({ context: context(source), event: { type: "none" } } as never, undefined);
    const { says, days } = clockWords[name];
    return { name, days: days ? days(policy) : ms / DAY, says };
  };

  const clocksIn = (node: Node): Clock[] => {
    const armed = node.entry.map(named).filter((action) => action.delay !== undefined);
    return armed
      .map((action) => clockOf(action.event?.type ?? ""))
      .flatMap((name) => (name ? [clock(name, node)] : []));
  };

  const row = (
    source: Node,
    option: Transition,
    event: string,
    before: readonly TransitionRow[],
  ): TransitionRow => {
    const target = (option.target?.[0] as Node | undefined) ?? null;
    const guard = guardOf(option);
    const name = clockOf(event);
    const called = isEventType(event);
    const moves = target !== null && (target !== source || option.reenter);
    return {
      source,
      target,
      event: name ? `deadline.${name}` : event || null,
      by: called ? "caller" : name ? "clock" : event ? "region" : "nothing",
      roles: called ? eventSpec(event).roles : [],
      guard: guard === null ? [] : conditions(guard, policy, source, event),
      otherwise: guard === null && before.length > 0,
      effects: effectsOf(option.actions, context(source), event),
      ends: name && clock(name, source),
      starts: moves ? entered(target).flatMap(clocksIn) : [],
      rule: requirement(source, option, event, before),
    };
  };

  const rowsOf = (source: Node): TransitionRow[] => {
    const options = new Map<string, readonly Transition[]>([
      ["", source.always ?? []],
      ...source.transitions,
    ]);
    return [...options].flatMap(([event, choices]) => {
      const rows: TransitionRow[] = [];
      for (const option of choices) rows.push(row(source, option, event, rows));
      return rows;
    });
  };

  const nodes = [top, ...below(top)];
  return {
    states: nodes.map((node) => ({
      node,
      entering: effectsOf(node.entry, context(node), ""),
      leaving: effectsOf(node.exit, context(node), ""),
      clocks: clocksIn(node),
    })),
    rows: nodes.flatMap(rowsOf),
    grounds: GROUNDS.map((ground) => ({
      ground,
      conditions: distinct(groundFindings(sample(policy, top.key, ground), ground)).map(inWords),
    })),
  };
}

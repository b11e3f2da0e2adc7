import type { AnyStateMachine } from "xstate";
import { DAY, type Instant } from "../clock.ts";
import { decisionId, posted } from "../decisions.ts";
import { type EffectParams, type EffectType, effectTypes, type Notice } from "../effects.ts";
import { type Envelope, eventSpec, GROUNDS, type Ground, isEventType } from "../events.ts";
import { type Context, type Decision, opened } from "../facts.ts";
import { DataNotGiven, distinct, type Finding } from "../findings.ts";
import type { ClockName } from "../lifecycle.ts";
import type { Policy } from "../policy.ts";
import { relationshipLaw } from "../relationship.ts";
import { groundFindings } from "../rules/grounds.ts";
import { ruleOf } from "../rules/index.ts";

/** A state of the chart, as XState holds it. */
export type Node = AnyStateMachine["root"];
type Transition = NonNullable<Node["always"]>[number];

/** One condition of a guard, in words. */
export interface Condition {
  /** Requirement id; null where several rules answer. */
  readonly rule: string | null;
  readonly says: string;
  /** `must`: failing it refuses the event. `when`: it only chooses between outcomes. */
  readonly kind: "must" | "when";
}

/** A clock: how long, and what it waits for. */
export interface Clock {
  readonly name: string;
  readonly days: number;
  readonly says: string;
}

/** One transition of the chart in words: a line of the table and, with others, an arrow of a picture. */
export interface Row {
  readonly source: Node;
  /** Null when the state stays. */
  readonly target: Node | null;
  /** An event type, `deadline.<clock>`, or null for what happens at once. */
  readonly event: string | null;
  /** What sets it off: a door, another region of the chart, a clock, or nothing at all. */
  readonly by: "door" | "region" | "clock" | "nothing";
  readonly roles: readonly string[];
  readonly guard: readonly Condition[];
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

/** What the notices are called (R-COM-1). */
export const notices: { readonly [N in Notice]: string } = {
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

/** The requirement behind a transition without a guard: by state and event, or by event alone. */
const unguarded: { readonly [event: string]: string } = {
  "effect.failed": "R-LIF-24",
  "prospect.withdrew": "R-ONB-2",
  "message.received": "R-LIF-24",
  "client.left": "R-LIF-10",
  "boundary.stated": "R-LIF-22",
  "staff.askedOff": "R-ROL-7",
  "compensation.decided": "R-DEC-16",
  "duties.done": "R-LIF-11",
  "move.confirmed": "R-HND-4",
  "winback.declined": "R-LIF-15",
  "return.requested": "R-LIF-16",
  "active warning.served": "R-LIF-1",
  "warnedOnce warning.served": "R-LIF-2",
  "warning.served": "R-LIF-20",
  "restriction.made": "R-LIF-5",
  "decision.struck": "R-LIF-12",
  "clock.restarted": "R-DEC-8",
  "matter.closed": "R-LIF-9",
  "client.told": "R-COM-2",
};

/** What each clock waits for, and the requirement that set it. */
const clocks: { readonly [C in ClockName]: { readonly rule: string; readonly says: string } } = {
  intake: { rule: "R-LIF-24", says: "of silence" },
  coolOff: { rule: "R-LIF-9", says: "clean" },
  delivery: { rule: "R-LIF-24", says: "without a delivery report" },
  calls: { rule: "R-LIF-24", says: "without reaching the client" },
  exitRequest: { rule: "R-LIF-24", says: "undecided" },
  pause: { rule: "R-LIF-24", says: "paused" },
  compensation: { rule: "R-DEC-16", says: "undecided" },
  exitCalls: { rule: "R-COM-2", says: "without reaching the client" },
  farewellDelivery: { rule: "R-LIF-24", says: "without a delivery report" },
  duties: { rule: "R-LIF-11", says: "unconfirmed" },
  reminder: { rule: "R-LIF-24", says: "without an end" },
  match: { rule: "R-LIF-24", says: "without a match" },
  offer: { rule: "R-LIF-24", says: "unanswered" },
  provider: { rule: "R-LIF-24", says: "unanswered" },
  export: { rule: "R-LIF-24", says: "undelivered" },
  move: { rule: "R-LIF-24", says: "unconfirmed" },
  winBackOffer: { rule: "R-LIF-15", says: "unanswered" },
};

/** Every effect in words. */
const effectWords: { readonly [T in EffectType]: (params: EffectParams<T>, at: Instant) => string } = {
  sendNotice: ({ notice }) => `notice ${notice} (${notices[notice]})`,
  openTask: ({ kind, role, dueAt }, at) =>
    `task \`${kind}\` for ${role}, due in ${days(dueAt === undefined ? 0 : (Date.parse(dueAt) - at) / DAY)}`,
  closeTasks: ({ about, kind }) =>
    kind ? `close task \`${kind}\`` : about === null ? "close every open task" : "close the tasks about it",
  restrictChannels: () => "restrict to one channel",
  liftRestriction: () => "lift the restriction",
  recordNote: ({ note }) => `note: ${note}`,
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

export function days(n: number): string {
  return n === 1 ? "1 day" : `${n} days`;
}

/** `contractSigned` and `contract.signed` as people read them. */
export function words(name: string): string {
  return name
    .replace(".", " ")
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}

/** The chart that is drawn: the one that new relationships run on. */
export const root = (): Node => relationshipLaw().machine.root;

/** Every state below a node, in the order of the chart. */
export function below(node: Node): Node[] {
  return Object.values(node.states).flatMap((child) => [child, ...below(child)]);
}

/** A state that is left at once: it only chooses where to go. */
export function isRouter(node: Node): boolean {
  return node.always !== undefined && node.always.some((option) => option.guard === undefined);
}

/** The region of a parallel state that a state belongs to, or null. */
export function regionOf(node: Node): Node | null {
  for (let at: Node | undefined = node; at?.parent; at = at.parent)
    if (at.parent.type === "parallel") return at;
  return null;
}

const after = /^xstate\.after\.([^.]+)\./;

/** The clock that an event comes from: `xstate.after.coolOff.…` and `deadline.reminder` name one. */
function clockName(event: string): string | null {
  return after.exec(event)?.[1] ?? (event.startsWith("deadline.") ? event.slice("deadline.".length) : null);
}

const UNRESTRICTED = ["active", "warnedOnce", "warnedTwice"];

/**
 * A relationship in which everything that a guard or an effect may speak of is the case: it is asked for words
 * and periods only, never for a verdict.
 */
function sample(policy: Policy, source: Node, ground: Ground): Context {
  const at = Date.parse(policy.validFrom);
  const context = opened(
    "client",
    {
      kind: "b2b",
      locale: "en",
      zone: "Europe/Berlin",
      currency: "EUR",
      channels: ["email", "post"],
      policy,
    },
    at,
  );
  const decision: Decision = {
    id: decisionId(context),
    kind: "restriction",
    ground,
    incidentId: null,
    deciders: [],
    at,
    toldAt: at,
    status: "standing",
    channel: "post",
    appeal: null,
  };
  return {
    ...context,
    faults: { f1: { openedAt: at, curedAt: null, loss: true, settled: false, alerted: false } },
    decisions: [
      { ...decision, id: "d0", kind: "warning", ground: "conduct", status: "pending" },
      ...(UNRESTRICTED.includes(source.key) ? [] : [decision]),
    ],
    request: { id: "r1", ground, by: "ops", at },
    dossier: { id: "s1", sections: 6, at },
    farewell: {
      decisionId: "d0",
      noticeDays: 0,
      approach: "calling",
      lastDay: at,
      toldAt: at,
      dutiesDone: false,
      handover: "open",
      candidates: ["p2"],
      provider: "p1",
      items: [],
      shared: true,
    },
    letters: [{ seq: 1, notice: "N4", slots: {}, about: "d0", tried: ["email"] }],
  };
}

/** An event of which only this much is known; `missing` answers for the rest. */
function happening(type: string, known: Readonly<Record<string, unknown>>, missing: () => unknown): Envelope {
  const time = new Date(0).toISOString();
  return {
    eventId: "e1",
    type,
    occurredAt: time,
    receivedAt: time,
    actor: { id: "someone", role: "system" },
    data: new Proxy(known, { get: (data, key: string) => (key in data ? data[key] : missing()) }),
  };
}

const untold = () => {
  throw new DataNotGiven();
};

/** What a guard asks for. Where that depends on the ground in question, it says so instead of listing all. */
function conditions(guard: string, source: Node, event: string, policy: Policy): Condition[] {
  const asked = GROUNDS.map((ground) => {
    const context = sample(policy, source, ground);
    const own = new Set(groundFindings(context, ground).map(({ says }) => says));
    const findings = distinct(ruleOf(guard)(context, happening(event, { ground }, untold)));
    return { ground, own, findings };
  });
  const everywhere = (says: string) => asked.every(({ findings }) => findings.some((f) => f.says === says));
  const found = new Map<string, { condition: Condition; grounds: Ground[] }>();
  for (const { ground, own, findings } of asked)
    for (const finding of findings) {
      const condition = everywhere(finding.says)
        ? inWords(finding)
        : own.has(finding.says)
          ? { ...inWords(finding), rule: null, says: "what the ground asks for holds ([grounds](#grounds))" }
          : {
              ...inWords(finding),
              says: finding.says.replace(`the ground ${ground}`, "the ground in question"),
            };
      const known = found.get(condition.says) ?? { condition, grounds: [] };
      if (!known.grounds.includes(ground)) known.grounds.push(ground);
      found.set(condition.says, known);
    }
  return [...found.values()].map(({ condition, grounds }) => {
    const not = GROUNDS.filter((ground) => !grounds.includes(ground));
    return not.length === 0
      ? condition
      : { ...condition, says: `${condition.says} (not asked of ${not.join(", ")})` };
  });
}

const inWords = ({ rule, says, route }: Finding): Condition => ({
  rule,
  says,
  kind: route ? "when" : "must",
});

function isEffect(type: string): type is EffectType {
  return (effectTypes() as readonly string[]).includes(type);
}

/** An action as the chart holds it: a name, a name with parameters, or one of XState's own. */
interface Action {
  readonly type: string;
  readonly params?: unknown;
  readonly event?: { readonly type: string };
  readonly delay?: unknown;
  readonly sendId?: string;
  readonly collect?: (given: unknown) => void;
}

const named = (action: unknown) => (typeof action === "string" ? { type: action } : action) as Action;

/** What a list of actions does, in words and in its order. Parameters are worked out as the engine does it. */
function effectsOf(actions: readonly unknown[], start: Context, type: string): string[] {
  const said: string[] = [];
  const known = { decisionId: decisionId(start), effectId: "client/1/0", notice: "N4" };
  const event = happening(type, known, () => "…");
  let context = start;
  let again = false;
  const say = (raw: unknown) => {
    const action = named(raw);
    const params =
      typeof action.params === "function" ? action.params({ context, event }) : (action.params ?? {});
    if (action.type === "posted") {
      context = { ...context, ...posted(context, params) };
      again = params.instead !== undefined;
    } else if (action.type === "sendNotice" && again) said.push("the same notice on the next channel");
    else if (isEffect(action.type))
      said.push((effectWords[action.type] as (params: unknown, at: Instant) => string)(params, context.at));
    else if (action.type === "xstate.raise") {
      // A clock's own arming is told as a deadline.
      if (action.event && action.delay === undefined) said.push(`→ \`${action.event.type}\``);
    } else if (action.type === "xstate.cancel") {
      if (action.sendId && !after.test(action.sendId)) said.push(`stop the clock \`${action.sendId}\``);
    } else if (action.collect) {
      const before = said.length;
      action.collect({ context, event, enqueue: say });
      for (let n = before; n < said.length; n += 1) said[n] = `${said[n]}, if there is one`;
    } else said.push(`record: ${words(action.type)}`);
  };
  for (const action of actions) say(action);
  return said;
}

/** A state in words: what is done on entering and leaving it, and the clocks that run in it. */
export interface State {
  readonly node: Node;
  readonly entering: readonly string[];
  readonly leaving: readonly string[];
  readonly clocks: readonly Clock[];
}

/** The chart read aloud under one version of the policy. */
export interface Reading {
  readonly states: readonly State[];
  readonly rows: readonly Row[];
  /** What each ground to part asks for (R-DEC-4 to 8, 12, 15). */
  readonly grounds: readonly { readonly ground: Ground; readonly conditions: readonly Condition[] }[];
}

export function read(policy: Policy): Reading {
  const top = root();
  const { delays } = top.machine.implementations;

  const clock = (name: string, at: Node): Clock => {
    const period = delays[name];
    if (typeof period !== "function") throw new Error(`no clock is called ${name}`);
    const ms = period(
      { context: sample(policy, at, "conduct"), event: { type: "none" } } as never,
      undefined,
    );
    return { name, days: ms / DAY, says: clocks[name as ClockName].says };
  };

  const clocksOf = (node: Node): Clock[] => {
    const armed = [...node.transitions.keys()].map((event) => after.exec(event)?.[1]);
    const raised = node.entry
      .map(named)
      .map((a) => (a.event && clockName(a.event.type) === a.delay ? a.delay : null));
    return [...new Set([...armed, ...raised])]
      .filter((name) => typeof name === "string")
      .map((name) => clock(name, node));
  };

  const entered = (node: Node): Node[] => {
    if (node.type === "parallel") return [node, ...Object.values(node.states).flatMap(entered)];
    if (node.type === "compound") return [node, ...(node.initial.target as readonly Node[]).flatMap(entered)];
    return [node];
  };

  const row = (source: Node, option: Transition, event: string | null, before: Row[]): Row => {
    const target = (option.target?.[0] as Node | undefined) ?? null;
    const name = event && clockName(event);
    const door = event !== null && isEventType(event);
    const guard =
      typeof option.guard === "string" ? option.guard : (option.guard as { type: string } | undefined)?.type;
    const rule =
      guard?.split("/")[0] ??
      before.at(0)?.rule ??
      (name
        ? clocks[name as ClockName].rule
        : (unguarded[`${source.key} ${event}`] ?? unguarded[event ?? ""]));
    if (!rule)
      throw new Error(`${source.key} on ${event}: name its requirement in a guard or in diagram/rows.ts`);
    return {
      source,
      target,
      event: name ? `deadline.${name}` : event,
      by: door ? "door" : name ? "clock" : event ? "region" : "nothing",
      roles: door ? eventSpec(event).roles : [],
      guard: guard ? conditions(guard, source, event ?? "none", policy) : [],
      otherwise: guard === undefined && before.length > 0,
      effects: effectsOf(option.actions, sample(policy, source, "conduct"), event ?? "none"),
      ends: name ? clock(name, source) : null,
      starts: target && (target !== source || option.reenter) ? entered(target).flatMap(clocksOf) : [],
      rule,
    };
  };

  const rowsOf = (source: Node): Row[] => {
    const found: Row[] = [];
    const read = (options: readonly Transition[], event: string | null) => {
      const own: Row[] = [];
      for (const option of options) own.push(row(source, option, event, own));
      found.push(...own);
    };
    read(source.always ?? [], null);
    for (const [event, options] of source.transitions) read(options, event);
    return found;
  };

  const nodes = [top, ...below(top)];
  return {
    states: nodes.map((node) => ({
      node,
      entering: effectsOf(node.entry, sample(policy, node, "conduct"), "none"),
      leaving: effectsOf(node.exit, sample(policy, node, "conduct"), "none"),
      clocks: clocksOf(node),
    })),
    rows: nodes.flatMap(rowsOf),
    grounds: GROUNDS.map((ground) => ({
      ground,
      conditions: distinct(groundFindings(sample(policy, top, ground), ground)).map(inWords),
    })),
  };
}

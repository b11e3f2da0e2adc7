import { enqueueActions } from "xstate";
import { DAY, iso } from "../clock.ts";
import { pendingWarning, restriction, written } from "../context/derived.ts";
import type { Context } from "../context.ts";
import type { EffectParams, EffectType, Notice, TaskKind } from "../effects.ts";
import type { Envelope } from "../events.ts";
import { APPEAL_TYPES } from "../rules/appeal.ts";
import * as slots from "../slots.ts";
import type { Channel, Role } from "../vocabulary.ts";
import type { Post } from "./changes.ts";
import { type ChartEvent, data, type GuardInput, report } from "./event.ts";

/**
 * Sends a notice on the best channel; the letter is remembered until its delivery is known. Whoever can be reached by
 * telephone only is called by a person instead: nothing is sent to an address that nobody has (R-LIF-27).
 */
export const notice = <N extends Notice>(
  name: N,
  telling: slots.Telling<N>,
  about: (context: Context, event: ChartEvent) => string | null = () => null,
  first: (context: Context) => Channel | null = () => null,
) => [sure(doing((context, event) => letter(context, event, { name, telling, about, first })))] as const;

/** {@link notice}, where there is cause for it. */
export const noticeIf = <N extends Notice>(
  isDue: (context: Context) => boolean,
  name: N,
  telling: slots.Telling<N>,
  { about = () => null, first = () => null }: Partial<Pick<LetterOf<N>, "about" | "first">> = {},
) =>
  doing((context, event) => (isDue(context) ? letter(context, event, { name, telling, about, first }) : []));

interface LetterOf<N extends Notice> {
  readonly name: N;
  readonly telling: slots.Telling<N>;
  readonly about: (context: Context, event: ChartEvent) => string | null;
  readonly first: (context: Context) => Channel | null;
}

function letter<N extends Notice>(context: Context, event: ChartEvent, of: LetterOf<N>): readonly Doing[] {
  const { name, telling, first } = of;
  const [channel] = written(context, first(context));
  const about = of.about(context, event);
  if (channel === undefined) {
    const points = [`${name} is to be told by telephone`];
    const { params } = task("call", "manager", { about: () => about, points: () => points });
    return [{ type: "openTask", params: params({ context, event }) }];
  }
  const told = { notice: name, channel, slots: slots.filled(telling(context, event as Envelope)), about };
  return [
    { type: "posted", params: told satisfies Post },
    {
      type: "sendNotice",
      params: { ...told, slots: { ...told.slots } } satisfies EffectParams<"sendNotice">,
    },
  ];
}

/** Sends a failed notice again on the next channel. */
export const again = [
  {
    type: "posted",
    params: ({ context, event }: GuardInput): Post => {
      const letter = report(context, event)?.letter;
      if (!letter) throw new Error("no letter to send again");
      const channel = written(context).find((next) => !letter.tried.includes(next)) ?? "post";
      return {
        notice: letter.notice,
        channel,
        slots: slots.anew(context, letter),
        about: letter.about,
        instead: letter,
      };
    },
  },
  { type: "sendNotice", params: lastLetter },
] as const;

function lastLetter({ context }: { context: Context }): EffectParams<"sendNotice"> {
  const letter = context.letters.at(-1);
  if (!letter) throw new Error("no letter was posted");
  return {
    notice: letter.notice,
    channel: letter.tried.at(-1) ?? "post",
    slots: { ...letter.slots },
    about: letter.about,
  };
}

interface TaskOptions {
  readonly about?: (context: Context, event: ChartEvent) => string | null;
  readonly dueDays?: (context: Context) => number;
  readonly points?: (context: Context, event: ChartEvent) => string[];
}

/** Opens a task for a role. Due in the policy's days unless said otherwise. */
export const task = (kind: TaskKind, role: Role, options: TaskOptions = {}) =>
  ({
    type: "openTask",
    params: ({ context, event }: GuardInput): EffectParams<"openTask"> => ({
      kind,
      role,
      dueAt: iso(context.at + (options.dueDays?.(context) ?? context.policy.tasks.dueDays) * DAY),
      about: options.about?.(context, event) ?? null,
      points: options.points?.(context, event) ?? [],
    }),
  }) as const;

export const closeTasks = (
  about: (context: Context, event: ChartEvent) => string | null,
  kind: TaskKind | null = null,
) =>
  ({
    type: "closeTasks",
    params: ({ context, event }: GuardInput): EffectParams<"closeTasks"> => {
      const matter = about(context, event);
      // Nothing in particular would mean everything; that is said on purpose only.
      if (matter === null) throw new Error("no matter to close the tasks of");
      return { about: matter, kind };
    },
  }) as const;

export const pendingId = (context: Context) => pendingWarning(context)?.id ?? null;

export const exitId = (context: Context) => context.farewell?.decisionId ?? null;

export const requestId = (context: Context) => context.request?.id ?? null;

export const limitId = (context: Context) => restriction(context)?.id ?? null;

export const appealId = (_: Context, event: ChartEvent) => data(APPEAL_TYPES, event).decisionId;

export const fromOrigin = (context: Context) => context.origin;

/** The relationship is over: nothing that was asked of our people in it is left to do. */
export const closeAllTasks = { type: "closeTasks", params: { about: null, kind: null } } as const;

/** R-LIF-4: one polite pointer to the channel that is open. */
export const pointing = {
  guard: "R-LIF-4/pointed",
  actions: [
    "pointed",
    {
      type: "pointToChannel",
      params: ({ context, event }: GuardInput) => slots.pointer(context, event as Envelope),
    },
  ],
} as const;

/** Incidents are confirmed on record outside live too; they move nothing there. */
export const elsewhere = { "incident.confirmed": { guard: "R-LIF-1/elsewhere", actions: "joined" } } as const;

/** Something to do: an effect, or a change that its effect goes with. */
interface Doing {
  readonly type: EffectType | "posted";
  readonly params: object;
}

const doing = (of: (context: Context, event: ChartEvent) => readonly Doing[]) =>
  enqueueActions<Context, ChartEvent, undefined, ChartEvent, never, never, never, never, never>(
    ({ context, event, enqueue }) => {
      // Effects are data here, chosen by rows of a table: XState's own type wants each name apart.
      const add = enqueue as unknown as (action: Doing) => void;
      for (const action of of(context, event)) add(action);
    },
  );

/** Marks an action that always does something: the diagrams say of the others that they do where there is cause. */
const sure = <Action extends object>(action: Action): Action & { readonly sure: true } =>
  Object.assign(action, { sure: true as const });

/** Effects that depend on the facts as they were before the transition's changes. */
export const asking = (
  effectsOf: (context: Context, event: ChartEvent) => readonly { type: EffectType; params: object }[],
) => doing(effectsOf);

/** A report has come after all: nobody has to find out any more what became of the letter. */
const closeCheck = asking((context, event) => {
  const unknown = report(context, event)?.letter.unknown ?? null;
  return unknown === null ? [] : [{ type: "closeTasks", params: { about: unknown, kind: "checkDelivery" } }];
});

/** R-LIF-20: what follows from a report on a letter, whoever makes it. */
export const reported = <const Actions extends readonly unknown[]>(...actions: Actions) =>
  [closeCheck, ...actions, "letterSettled"] as const;

export const stopMailings = { type: "stopMailings", params: {} } as const;

export const allowContact = { type: "allowContact", params: {} } as const;

/** R-DEC-9: prospects ask for a lower price as clients do. */
export const priced = { guard: "R-DEC-9", actions: notice("N12", slots.price) } as const;

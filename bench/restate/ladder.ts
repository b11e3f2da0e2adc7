// The ladder for Restate: the same rungs, pause, exit request and clocks as one XState chart, its effects as promise
// actors, as @restatedev/xstate asks for.
import { fromPromise, xstate } from "@restatedev/xstate";
import { assign, raise, setup, spawnChild, stopChild } from "xstate";

const DAY = 86_400_000;

interface Incident {
  reporter: string;
  happenedAt: number;
  status: "reported" | "counted" | "joined";
  confirmedAt: number | null;
}

export interface Opening {
  readonly client: string;
  readonly channels: readonly string[];
  readonly policy: {
    readonly conduct: {
      warnings: number;
      warnedCoolOffDays: number;
      restrictedCoolOffDays: number;
      deliveryDays: number;
    };
    readonly exit: { requestLapsesDays: number };
    readonly service: { overdueDays: number; pausedReviewDays: number };
    readonly appeal: { windowDays: number };
    readonly tasks: { dueDays: number };
  };
}

interface Context extends Opening {
  /** The last event that was admitted. */
  last: string;
  incidents: Record<string, Incident>;
  /** Times of delivery of the warnings in force. */
  strikes: number[];
  pending: string | null;
  restriction: { channel: string; at: number } | null;
  ground: string | null;
  clause: { by: string } | null;
  dossier: { sections: number; at: number } | null;
  arrears: Record<string, number>;
  request: { id: string; by: string } | null;
}

/** What the script's events hold; the door has parsed each against its schema. */
interface Data {
  readonly incidentId: string;
  readonly requestId: string;
  readonly invoiceId: string;
  readonly channel: string;
  readonly dueOn: string;
  readonly happenedAt: string;
  readonly ourPartDone: boolean;
  readonly sections: readonly string[];
}

/** An event as the door hands it on; `seq` is the number that its journal entry will have. */
export interface ChartEvent {
  type: string;
  eventId: string;
  seq: number;
  at: number;
  actor: { id: string; role: string };
  data: Data;
}

interface Effect {
  readonly id: string;
  readonly type: string;
  readonly params: object;
}

/** Carries out an effect; set by the process that serves the chart. */
export const hands: { perform(effect: Effect): Promise<unknown> } = { perform: async () => null };

interface Given {
  context: Context;
  event: ChartEvent;
}

const iso = (at: number) => new Date(at).toISOString();
const channelOf = ({ restriction, channels }: Context) => restriction?.channel ?? channels[0] ?? "post";
const incidentOf = ({ context, event }: Given) => context.incidents[event.data.incidentId];

const confirmable = (given: Given) => {
  const incident = incidentOf(given);
  return incident?.status === "reported" && incident.reporter !== given.event.actor.id;
};
const joins = (given: Given) =>
  given.context.pending !== null ||
  (incidentOf(given)?.happenedAt ?? 0) <= Math.max(0, ...given.context.strikes);

const judged = ({ context, event }: Given, status: "counted" | "joined") => {
  const incident = incidentOf({ context, event });
  return {
    ...context.incidents,
    ...(incident && { [event.data.incidentId]: { ...incident, status, confirmedAt: event.at } }),
  };
};

const fresh = (context: Context) => {
  const last = Math.max(0, ...Object.values(context.incidents).map((incident) => incident.confirmedAt ?? 0));
  return context.dossier?.sections === 6 && context.dossier.at >= last;
};

const coolOff = ({ context }: { context: Context }) => {
  const { warnedCoolOffDays, restrictedCoolOffDays } = context.policy.conduct;
  const since = [...context.strikes];
  if (context.restriction) since.push(context.restriction.at);
  const counted = context.ground === null ? undefined : context.incidents[context.ground];
  if (counted) since.push(counted.happenedAt);
  const period = (context.restriction ? restrictedCoolOffDays : warnedCoolOffDays) * DAY;
  return Math.max(0, Math.max(...since) + period - Date.now());
};

const definition = setup({
  types: { context: {} as Context, events: {} as ChartEvent, input: {} as Opening },
  actors: {
    perform: fromPromise(({ input, ctx }) => ctx.run("perform", () => hands.perform(input as Effect))),
  },
  delays: {
    coolOff,
    exitRequest: ({ context }) => context.policy.exit.requestLapsesDays * DAY,
    pause: ({ context }) => context.policy.service.pausedReviewDays * DAY,
    delivery: ({ context }) => context.policy.conduct.deliveryDays * DAY,
  },
  guards: {
    joins: (given) => confirmable(given) && joins(given),
    warns: (given) =>
      confirmable(given) &&
      !joins(given) &&
      given.context.strikes.length < given.context.policy.conduct.warnings,
    opens: (given) =>
      confirmable(given) &&
      !joins(given) &&
      given.context.strikes.length >= given.context.policy.conduct.warnings,
    grounded: ({ context }) => context.ground !== null,
    restrictable: ({ context, event }) =>
      context.ground !== null &&
      fresh(context) &&
      context.clause !== null &&
      context.clause.by !== event.actor.id,
    nothingOpen: ({ context }) => context.pending === null && context.request === null,
    thisRequest: ({ context, event }) => context.request?.id === event.data.requestId,
    late: ({ context, event }) => {
      const { dueOn, ourPartDone, invoiceId } = event.data;
      const days = (event.at - Date.parse(dueOn)) / DAY;
      return ourPartDone && days >= context.policy.service.overdueDays && !(invoiceId in context.arrears);
    },
    cured: ({ context, event }) =>
      Object.keys(context.arrears).every((invoice) => invoice === event.data.invoiceId),
  },
});

const took = assign<Context, ChartEvent, undefined, ChartEvent, never>(({ event }) => ({
  last: event.eventId,
}));
const change = (to: (given: Given) => Partial<Context>) =>
  assign<Context, ChartEvent, undefined, ChartEvent, never>((given) => ({
    last: given.event.eventId ?? given.context.last,
    ...to(given as Given),
  }));

/** The n-th effect of an event. */
const ask = (n: number, type: string, params: (given: Given) => object = () => ({})) => {
  const id = ({ context, event }: Given) => `${context.client}/${event.seq}/${n}`;
  return spawnChild("perform", {
    id: id as never,
    input: ((given: Given) => ({ id: id(given), type, params: params(given) })) as never,
  }) as never;
};
const notice = (n: number, name: string, slots: (given: Given) => object = () => ({})) =>
  ask(n, "sendNotice", (given) => ({
    notice: name,
    channel: channelOf(given.context),
    slots: slots(given),
    about: null,
  }));
const task = (n: number, kind: string, role: string, days: (context: Context) => number) =>
  ask(n, "openTask", ({ context, event }) => ({
    kind,
    role,
    dueAt: iso(event.at + days(context) * DAY),
    about: null,
    points: [],
  }));

const closed = [
  ask(0, "closeTasks", ({ context }) => ({ about: context.request?.id ?? "none", kind: "decideExit" })),
  change(() => ({ request: null })),
  raise({ type: "matter.closed" } as never) as never,
];
const improved = {
  guard: "nothingOpen",
  target: "active",
  actions: [
    change(() => ({ strikes: [], restriction: null, ground: null })),
    ask(0, "liftRestriction"),
    notice(1, "N8"),
  ],
} as const;
const again = (rung: string) => ({ target: rung, reenter: true }) as const;

const machine = definition.createMachine({
  id: "ladder",
  type: "parallel",
  context: ({ input }) => ({
    ...input,
    last: "",
    incidents: {},
    strikes: [],
    pending: null,
    restriction: null,
    ground: null,
    clause: null,
    dossier: null,
    arrears: {},
    request: null,
  }),
  on: {
    "message.received": { actions: took },
    "message.sent": { actions: took },
    "effort.logged": { actions: took },
    "answer.given": { actions: took },
    "feedback.received": { actions: took },
    "review.published": { actions: took },
    "incident.reported": {
      actions: change(({ context, event }) => ({
        incidents: {
          [event.data.incidentId]: {
            reporter: event.actor.id,
            happenedAt: Date.parse(event.data.happenedAt),
            status: "reported",
            confirmedAt: null,
          },
          ...context.incidents,
        },
      })),
    },
    "clause.answered": { actions: change(({ event }) => ({ clause: { by: event.actor.id } })) },
    "dossier.compiled": {
      actions: change(({ event }) => ({
        dossier: { sections: new Set(event.data.sections).size, at: event.at },
      })),
    },
    "payment.received": { actions: took },
    "xstate.done.actor.*": {
      actions: stopChild((({ event }: { event: { actorId: string } }) => event.actorId) as never),
    },
  } as never,
  states: {
    standing: {
      initial: "active",
      states: {
        active: { on: { "warning.served": "warnedOnce" } },
        warnedOnce: {
          on: {
            "warning.served": "warnedTwice",
            "conduct.improved": improved,
            "matter.closed": again("warnedOnce"),
          },
          after: { coolOff: improved },
        },
        warnedTwice: {
          on: {
            "conduct.improved": improved,
            "matter.closed": again("warnedTwice"),
            "clock.restarted": again("warnedTwice"),
            "restriction.ordered": {
              guard: "restrictable",
              target: "restricted",
              actions: [
                change(({ event }) => ({
                  restriction: { channel: event.data.channel, at: event.at },
                  ground: null,
                })),
                ask(0, "restrictChannels", ({ event }) => ({ allowed: [event.data.channel] })),
                notice(1, "N5", ({ context, event }) => ({
                  channel: event.data.channel,
                  from: iso(event.at),
                  reviewAt: iso(event.at + context.policy.conduct.restrictedCoolOffDays * DAY),
                  appealDays: context.policy.appeal.windowDays,
                })),
                ask(2, "recordNote", () => ({ note: "formal, to the point, no contact over 1 minute" })),
              ],
            },
          },
          after: { coolOff: improved },
        },
        restricted: {
          on: { "conduct.improved": improved, "warning.served": again("restricted") },
          after: { coolOff: improved },
        },
      },
    },
    warning: {
      initial: "none",
      on: {
        "incident.confirmed": [
          { guard: "joins", actions: change((given) => ({ incidents: judged(given, "joined") })) },
          {
            guard: "warns",
            target: ".sending",
            actions: change((given) => ({
              incidents: judged(given, "counted"),
              pending: given.event.data.incidentId,
            })),
          },
          {
            guard: "opens",
            actions: [
              change((given) => ({
                incidents: judged(given, "counted"),
                ground: given.event.data.incidentId,
              })),
              task(0, "decideConduct", "manager", (context) => context.policy.tasks.dueDays),
              raise({ type: "clock.restarted" } as never) as never,
            ],
          },
        ],
      },
      states: {
        none: {},
        sending: {
          invoke: {
            src: "perform",
            input: (({ context, event }: Given) => ({
              id: `${context.client}/${event.seq}/0`,
              type: "sendNotice",
              params: {
                notice: "N4",
                channel: channelOf(context),
                slots: {
                  n: context.strikes.length + 1,
                  of: context.policy.conduct.warnings,
                  happenedAt: iso(context.incidents[context.pending ?? ""]?.happenedAt ?? event.at),
                  appealDays: context.policy.appeal.windowDays,
                },
                about: `d${event.seq}`,
              },
            })) as never,
            onDone: {
              target: "none",
              actions: [
                assign(({ context, event }) => ({
                  strikes: [
                    ...context.strikes,
                    Date.parse((event.output as { data: { deliveredAt: string } }).data.deliveredAt),
                  ],
                  pending: null,
                })) as never,
                raise({ type: "warning.served" } as never) as never,
              ],
            },
          },
          after: { delivery: "none" },
        },
      },
    },
    service: {
      initial: "running",
      states: {
        running: {
          on: {
            "payment.overdue": {
              guard: "late",
              target: "suspended",
              actions: [
                change(({ event }) => ({
                  arrears: { [event.data.invoiceId]: Date.parse(event.data.dueOn) },
                })),
                ask(0, "stopWork", () => ({ cause: "arrears" })),
                notice(1, "N6", () => ({ cause: "arrears" })),
              ],
            },
          },
        },
        suspended: {
          on: {
            "payment.received": {
              guard: "cured",
              target: "running",
              actions: [change(() => ({ arrears: {} })), ask(0, "resumeWork"), notice(1, "N8")],
            },
          },
          after: { pause: { target: "suspended", reenter: true } },
        },
      },
    },
    parting: {
      initial: "unasked",
      states: {
        unasked: {
          on: {
            "exit.requested": {
              guard: "grounded",
              target: "asked",
              actions: [
                change(({ event }) => ({ request: { id: event.data.requestId, by: event.actor.id } })),
                task(0, "decideExit", "senior", (context) => context.policy.exit.requestLapsesDays),
              ],
            },
          },
        },
        asked: {
          on: { "exit.rejected": { guard: "thisRequest", target: "unasked", actions: closed } },
          after: { exitRequest: { target: "unasked", actions: closed } },
        },
      },
    },
  },
});

/** The chart as a virtual object of Restate, keyed by client. */
export const ladder = xstate("ladder", machine);

import type { EffectParams } from "../effects.ts";
import * as slots from "../slots.ts";
import { again, appealId, closeTasks, limitId, notice, reported, task } from "./actions.ts";
import { data, type GuardInput, report } from "./event.ts";
import { toldLate } from "./hindsight.ts";
import { chart } from "./setup.ts";

/** R-DEC-1: one alert, and one dialogue at a higher priority. */
const answerStreak = [
  "streakNoticed",
  {
    type: "raiseAlert",
    params: ({ event }: GuardInput): EffectParams<"raiseAlert"> => ({
      what: "messages in a row without an answer of ours",
      about: data("streak.noticed", event).streakId,
    }),
  },
  task("answer", "ops", {
    about: (_, e) => data("streak.noticed", e).streakId,
    dueDays: (c) => c.policy.attention.answerDays,
    points: (_, e) => ["priority.1", ...[...data("streak.noticed", e).threads].map((id) => `merge.${id}`)],
  }),
] as const;

/** R-LIF-26: a warning that comes back too late moves nothing. */
const cameBackLate = {
  guard: "R-LIF-26/late",
  actions: [
    ...reported(
      task("reconsider", "senior", {
        about: (c, e) => report(c, e)?.letter.about ?? null,
        points: (c, e) => [`${report(c, e)?.letter.notice} came back after it had counted as delivered`],
      }),
    ),
    "letterClosed",
  ],
} as const;

/** R-LIF-26: what the letter told of is over. */
const over = { guard: "R-LIF-26/over", actions: [...reported(), "letterClosed"] } as const;

/** R-LIF-27: whoever wants no mailings is called about an offer. */
const unwanted = {
  guard: "R-LIF-27/unwanted",
  actions: [
    ...reported(
      task("call", "manager", {
        points: (c, e) => [`${report(c, e)?.letter.notice} was not sent: the client wants no mailings`],
      }),
    ),
    "letterClosed",
  ],
} as const;

/** Any other notice that did not arrive: the next channel, then a person calls (R-LIF-20). */
const unreached = [
  { guard: "R-LIF-20/next", actions: reported(...again) },
  {
    guard: "R-LIF-20/call",
    actions: reported(
      task("call", "manager", {
        points: (c, e) => [`${report(c, e)?.letter.notice} reached the client on no channel`],
      }),
    ),
  },
] as const;

/** What may happen in every state. */
export const anywhere = chart.createStateConfig({
  on: {
    "hold.placed": {
      guard: "R-LIF-19/place",
      actions: [
        "holdPlaced",
        { type: "recordNote", params: { note: "a legal hold stands: every clock is stopped" } },
      ],
    },
    "hold.lifted": {
      guard: "R-LIF-19/lift",
      actions: [
        "holdLifted",
        { type: "recordNote", params: { note: "the legal hold is lifted: clocks run on" } },
      ],
    },
    "appeal.filed": {
      guard: "R-LIF-12/file",
      actions: [
        "appealFiled",
        task("judge", "senior", { about: appealId, dueDays: (c) => c.policy.appeal.verdictDays }),
      ],
    },
    "appeal.rejected": {
      guard: "R-LIF-12/reject",
      actions: [
        "appealRejected",
        closeTasks(appealId, "judge"),
        ...notice("N9", slots.verdict(false), appealId),
      ],
    },
    "incident.dismissed": { guard: "R-LIF-1/dismiss", actions: "dismissed" },
    "notice.failed": [cameBackLate, over, unwanted, ...unreached],
    "notice.delivered": { guard: "R-LIF-20/inDoubt", actions: reported() },
    "notice.unknown": {
      guard: "R-LIF-20/inDoubt",
      actions: task("checkDelivery", "ops", {
        about: (_, e) => data("notice.unknown", e).effectId,
        points: (_, e) => [`find out whether ${data("notice.unknown", e).notice} reached the client`],
      }),
    },
    "delivery.checked": [
      over,
      ...unreached,
      {
        actions: [
          closeTasks((_, e) => data("delivery.checked", e).effectId, "checkDelivery"),
          "letterSettled",
        ],
      },
    ],
    "contact.logged": {
      guard: "R-COM-3",
      actions: {
        type: "raiseAlert",
        params: ({ context, event }): EffectParams<"raiseAlert"> => ({
          what: `a contact took ${data("contact.logged", event).seconds} seconds; the note on the record allows ${context.policy.conduct.contactSeconds}`,
          about: limitId(context),
        }),
      },
    },
    "streak.noticed": [
      { guard: "R-DEC-1", actions: answerStreak },
      {
        guard: "R-DEC-1/review",
        actions: [
          "streakNoticed",
          task("review", "manager", {
            about: (_, e) => data("streak.noticed", e).streakId,
            points: () => ["boundary"],
          }),
        ],
      },
    ],
    ...toldLate,
    // Which tasks are done, the journal says by itself (machines/tasks.ts): nothing moves.
    "task.closed": { guard: "R-LIF-27/task" },
    "effect.failed": {
      actions: task("overdue", "ops", {
        about: (_, e) => data("effect.failed", e).effectId,
        points: (_, e) => [
          `${data("effect.failed", e).effect} failed for good: ${data("effect.failed", e).cause}`,
        ],
      }),
    },
  },
}).on;

// What a policy may not say although each of its values may be what it is: thresholds that are never reached, and periods
// that are over before what they wait for.
import type { InputFault, Policy } from "../machines/index.ts";

/** What must hold of two values of a policy. */
interface PolicyCheck {
  /** The value that is named as wrong. */
  readonly path: string;
  readonly holds: (policy: Policy) => boolean;
  /** Why it is wrong, and what would be right. */
  readonly says: (policy: Policy) => string;
}

const CHECKS: readonly PolicyCheck[] = [
  {
    path: "terms.silentProspectDays",
    holds: ({ terms }) => terms.replyDays === undefined || terms.silentProspectDays > terms.replyDays,
    says: ({ terms }) =>
      `a prospect who is asked to answer within ${terms.replyDays} days (terms.replyDays) is given up before; more than that`,
  },
  {
    path: "service.unpaidGroundDays",
    holds: ({ service }) => service.unpaidGroundDays > service.overdueDays,
    says: ({ service }) =>
      `an unpaid invoice is a ground before work pauses for it (service.overdueDays: ${service.overdueDays}); more than that`,
  },
  {
    path: "service.silentGroundDays",
    holds: ({ service }) => service.silentGroundDays > service.silentDays,
    says: ({ service }) =>
      `silence is a ground before work pauses for it (service.silentDays: ${service.silentDays}); more than that`,
  },
  {
    path: "attention.cancelDays",
    holds: ({ attention }) => attention.cancelDays <= attention.cancelWindowDays,
    says: ({ attention }) =>
      `it is never reached within ${attention.cancelWindowDays} days (attention.cancelWindowDays); that at most`,
  },
  {
    path: "attention.streaksNotUrgent",
    holds: ({ attention }) => attention.streaksNotUrgent <= attention.streaksWindowDays,
    says: ({ attention }) =>
      `a day has one streak, so it is never reached within ${attention.streaksWindowDays} days (attention.streaksWindowDays); that at most`,
  },
  {
    path: "tasks.escalateAfterDays",
    holds: ({ tasks: { remindAfterDays, escalateAfterDays } }) =>
      remindAfterDays === undefined || escalateAfterDays === undefined || escalateAfterDays > remindAfterDays,
    says: ({ tasks }) =>
      `a task goes to a senior before whoever has it is reminded (tasks.remindAfterDays: ${tasks.remindAfterDays}); more than that`,
  },
  {
    path: "conduct.warnedCoolOffDays",
    holds: ({ conduct }) => conduct.warnedCoolOffDays > conduct.bounceDays,
    says: ({ conduct }) =>
      `a warning is forgotten while it may still bounce (conduct.bounceDays: ${conduct.bounceDays}); more than that`,
  },
];

/** What contradicts itself in a policy; nothing, where all is well. */
export const contradictions = (policy: Policy): InputFault[] =>
  CHECKS.filter(({ holds }) => !holds(policy)).map(({ path, says }) => ({ path, says: says(policy) }));

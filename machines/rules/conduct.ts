import { DAY, elapsed, heldSince, type Instant } from "../clock.ts";
import { cleanSince, isUnwritten, pendingWarning, restriction, strikes } from "../context/derived.ts";
import type { Context } from "../context.ts";
import type { Envelope } from "../events.ts";
import { byAnother, check, DataNotGiven, type Finding, passes, route } from "../findings.ts";
import { groundFindings } from "./grounds.ts";
import { dataOf, daysSince, limit, notHeld, type Rule } from "./rule.ts";

/** Conduct = insult, profanity, aggression at our people (R-DEC-8); criticism is feedback. */
const CONDUCT: readonly string[] = ["insult", "profanity", "aggression"];

/** R-DEC-3: enough faults of ours lately make an incident ours to answer for. `known`: what a dossier counted. */
export function recentFaults(context: Context, known = 0): Finding {
  const { faultsMakeItOurs, faultsWindowDays } = context.policy.conduct;
  const told = () =>
    Object.values(context.faults).filter((f) => daysSince(context, f.openedAt) <= faultsWindowDays).length;
  const recent = () => Math.max(told(), known);
  return check(
    "R-DEC-3",
    `fewer than ${faultsMakeItOurs} faults of ours in ${faultsWindowDays} days`,
    () => recent() < faultsMakeItOurs,
    {
      read: () => ({ faults: recent() }),
      threshold: limit(context, faultsMakeItOurs, "conduct.faultsMakeItOurs"),
    },
  );
}

/** R-DEC-3 for an incident: not ours, unless an open fault explains it or our faults are many. */
function fairness(context: Context, event: Envelope): Finding[] {
  const incident = () => context.incidents[dataOf("incident.confirmed", event).incidentId];
  const fault = () => {
    const { explainedBy } = dataOf("incident.confirmed", event);
    return explainedBy === null ? undefined : context.faults[explainedBy];
  };
  return [
    check(
      "R-DEC-3",
      "no open fault of ours explains the incident",
      () => {
        const known = fault();
        const happenedAt = incident()?.happenedAt ?? context.at;
        return !(
          known &&
          known.openedAt <= happenedAt &&
          (known.curedAt === null || known.curedAt > happenedAt)
        );
      },
      { read: () => ({ explainedBy: dataOf("incident.confirmed", event).explainedBy }) },
    ),
    recentFaults(context),
  ];
}

/** What every confirmation needs, whatever then follows from it. */
const confirmable: Rule = (context, event) => {
  const incident = () => context.incidents[dataOf("incident.confirmed", event).incidentId];
  return [
    check("R-LIF-1", "the incident was reported", () => incident() !== undefined),
    check(
      "R-DEC-3",
      "the fault of ours that is named is on record",
      () => {
        const { explainedBy } = dataOf("incident.confirmed", event);
        return explainedBy === null || explainedBy in context.faults;
      },
      {
        read: () => ({
          explainedBy: dataOf("incident.confirmed", event).explainedBy,
          onRecord: Object.keys(context.faults),
        }),
      },
    ),
    check(
      "R-LIF-1",
      "the incident is not confirmed or dismissed yet",
      () => ["reported", undefined].includes(incident()?.status),
      {
        read: () => ({ status: incident()?.status }),
      },
    ),
    byAnother(
      "R-LIF-1",
      "another person confirms than reported",
      () => !incident()?.reporters.includes(event.actor.id),
    ),
    check(
      "R-DEC-8",
      "it is conduct towards our people, not criticism",
      () => CONDUCT.includes(incident()?.category ?? "insult"),
      {
        read: () => ({ category: incident()?.category }),
      },
    ),
    notHeld(context),
  ];
};

function verdict(context: Context, event: Envelope): "ours" | "notOurs" {
  const findings = fairness(context, event);
  if (findings.some((finding) => finding.passed === null)) throw new DataNotGiven();
  return passes(findings) ? "notOurs" : "ours";
}

/** When the latest warning was delivered that was not struck out, expired ones included; 0: none was. */
const lastDelivered = ({ decisions }: Context): Instant =>
  Math.max(
    0,
    ...decisions
      .filter(({ kind, status }) => kind === "warning" && (status === "standing" || status === "expired"))
      .map(({ toldAt }) => toldAt ?? 0),
  );

function joins(context: Context, event: Envelope): boolean {
  const incident = context.incidents[dataOf("incident.confirmed", event).incidentId];
  return pendingWarning(context) !== null || (incident?.happenedAt ?? 0) <= lastDelivered(context);
}

/** Was it us? Then the remedy comes, and no strike (R-DEC-3). */
export const explained: Rule = (context, event) => [
  ...confirmable(context, event),
  route("R-DEC-3", "the incident is explained by faults of ours", () => verdict(context, event) === "ours"),
];

const unexplained: Rule = (context, event) => [
  ...confirmable(context, event),
  ...fairness(context, event).map((finding) => ({ ...finding, route: true as const })),
];

/** R-LIF-20: an incident beside a pending warning, or before the last delivery, joins the dossier. */
export const joinsDossier: Rule = (context, event) => [
  ...unexplained(context, event),
  route(
    "R-LIF-20",
    "a warning is pending, or the incident happened before the last one was delivered",
    () => joins(context, event),
    { read: () => ({ pending: pendingWarning(context) !== null }) },
  ),
];

const counts: Rule = (context, event) => [
  ...unexplained(context, event),
  route(
    "R-LIF-20",
    "it happened after the last warning was delivered, and none is pending",
    () => !joins(context, event),
  ),
];

/** R-LIF-1, R-LIF-2: the next warning. */
export const warn: Rule = (context, event) => [
  ...counts(context, event),
  route(
    "R-DEC-8",
    "fewer than two warnings stand",
    () => strikes(context).length < context.policy.conduct.warnings,
    {
      read: () => ({ strikes: strikes(context).length }),
      threshold: limit(context, context.policy.conduct.warnings, "conduct.warnings"),
    },
  ),
];

/** R-LIF-27: a client who can be reached by telephone only is warned by a person. */
export const warnByCall: Rule = (context, event) => [
  ...warn(context, event),
  route("R-LIF-27", "the client can be reached by telephone only", () => isUnwritten(context)),
];

/** R-DEC-8: after two delivered warnings the next incident is a ground to part. */
export const opensGround: Rule = (context, event) => [
  ...counts(context, event),
  route("R-DEC-8", "two warnings stand", () => strikes(context).length >= context.policy.conduct.warnings, {
    read: () => ({ strikes: strikes(context).length }),
    threshold: limit(context, context.policy.conduct.warnings, "conduct.warnings"),
  }),
];

/** A confirmation outside live is kept on record and moves nothing. */
export const confirmElsewhere: Rule = confirmable;

export const dismiss: Rule = (context, event) => [
  check(
    "R-LIF-1",
    "the incident was reported and is still undecided",
    () => context.incidents[dataOf("incident.dismissed", event).incidentId]?.status === "reported",
  ),
];

/** R-LIF-4: after two warnings and a further incident, where legal gives no way out or the manager prefers it. */
export const restrict: Rule = (context, event) => [
  ...groundFindings(context, "conduct"),
  ...dossierFindings(context),
  recentFaults(context, context.dossier?.sums?.faults.window),
  check("R-LIF-4", "legal has answered for the ground conduct", () => context.clauses.conduct !== undefined),
  byAnother(
    "R-LIF-4",
    "another person than legal orders it",
    () => context.clauses.conduct?.by !== event.actor.id,
  ),
  notHeld(context),
];

/** R-DEC-3: six sections, newer than the last confirmed incident. */
export function dossierFindings(context: Context): Finding[] {
  const last = Math.max(0, ...Object.values(context.incidents).map((incident) => incident.confirmedAt ?? 0));
  const { dossier } = context;
  return [
    check("R-DEC-3", "the dossier has its six sections", () => dossier?.sections === 6, {
      read: () => ({
        sections: dossier?.sections ?? 0,
        dossier: dossier?.id,
        missing: dossier?.sums?.missing,
      }),
      threshold: { value: 6, from: "R-DEC-3" },
    }),
    check(
      "R-DEC-3",
      "the dossier is newer than the last confirmed incident",
      () => dossier !== null && dossier.at >= last,
    ),
  ];
}

/** Neither a pending warning nor an exit request is open (R-LIF-9). */
function nothingOpen(context: Context): Finding[] {
  return [
    check("R-LIF-9", "no warning waits for its delivery", () => pendingWarning(context) === null),
    check("R-LIF-9", "no exit request is open", () => context.request === null),
  ];
}

/** The ground of a restriction without conduct is gone; a conduct restriction has none to look at. */
function limitGround(context: Context): Finding[] {
  const limited = restriction(context);
  if (!limited || limited.ground === "conduct") return [];
  return [
    check(
      "R-LIF-9",
      `the ground ${limited.ground} is gone`,
      () => !passes(groundFindings(context, limited.ground)),
      {
        read: () => ({ ground: limited.ground }),
      },
    ),
  ];
}

/** R-LIF-9 by time. The clock has run out; what may still stand in the way. */
export const cooledOff: Rule = (context) => [...nothingOpen(context), ...limitGround(context)];

/** R-LIF-9: a restriction whose ground still stands is reviewed by people. */
export const limitStands: Rule = (context) => [
  ...nothingOpen(context),
  ...limitGround(context).map((f) => ({
    ...f,
    says: f.says.replace("is gone", "still stands"),
    passed: !f.passed,
  })),
  route(
    "R-LIF-9",
    "the restriction has a ground other than conduct",
    () => (restriction(context)?.ground ?? "conduct") !== "conduct",
  ),
];

/** R-LIF-9 earlier, by a manager. */
export const improved: Rule = (context) => [...nothingOpen(context), ...limitGround(context)];

/** What is left of the cool-off, in ms; R-LIF-9 and R-LIF-19. */
export function coolOffLeft(context: Context): number {
  const { warnedCoolOffDays, restrictedCoolOffDays } = context.policy.conduct;
  const period = (restriction(context) ? restrictedCoolOffDays : warnedCoolOffDays) * DAY;
  const since = cleanSince(context) ?? context.at;
  return Math.max(0, period - elapsed(context.holds, since, heldSince(context.holds) ?? context.at));
}

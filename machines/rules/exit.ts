import { isUnwritten, restriction, written } from "../context/derived.ts";
import { reportOf } from "../context/letters.ts";
import type { Context } from "../context.ts";
import type { Envelope } from "../events.ts";
import { ask, byAnother, check, DataNotGiven, type Finding, passes, route } from "../findings.ts";
import { GROUNDS } from "../vocabulary.ts";
import { dossierFindings, recentFaults } from "./conduct.ts";
import { groundFindings } from "./grounds.ts";
import { dataOf, daysSince, limit, notHeld, type Rule } from "./rule.ts";

/** Nobody may ask to part without a ground whose rule passes. */
export const request: Rule = (context, event) => {
  const ground = ask(() => dataOf("exit.requested", event).ground);
  if (ground !== undefined) return groundFindings(context, ground);
  // Asked in general: open as long as there is a ground that could be named.
  const standing = GROUNDS.filter((each) => passes(groundFindings(context, each)));
  const stands = () => {
    if (standing.length > 0) throw new DataNotGiven();
    return false;
  };
  return [check("R-LIF-5", "a ground to part stands", stands, { read: () => ({ standing }) })];
};

function bound(context: Context, requestId: () => string): Finding {
  return check("R-LIF-3", "this is the request that is open", () => context.request?.id === requestId(), {
    read: () => ({ open: context.request?.id ?? null }),
  });
}

/** R-DEC-3 at an exit: no fault of ours that is open now explains an incident, and our faults are few. */
function fairNow(context: Context): Finding[] {
  return [
    check("R-DEC-3", "no open fault of ours explains what the client did", () =>
      Object.values(context.incidents).every((incident) => {
        const fault = incident.explainedBy === null ? undefined : context.faults[incident.explainedBy];
        return fault === undefined || fault.curedAt !== null;
      }),
    ),
    recentFaults(context, context.dossier?.sums?.faults.window),
  ];
}

/** R-LIF-3, 5, 8: what every approval needs, whether it leads out or to a restriction. */
const approvable: Rule = (context, event) => {
  const ground = context.request?.ground;
  const clause = ground && context.clauses[ground];
  return [
    bound(context, () => dataOf("exit.approved", event).requestId),
    byAnother(
      "R-LIF-3",
      "another person approves than requested",
      () => context.request?.by !== event.actor.id,
    ),
    ...(ground ? groundFindings(context, ground) : []),
    check("R-DEC-2", "legal has answered whether a clause covers the ground", () => clause !== undefined, {
      read: () => ({ ground }),
    }),
    ...dossierFindings(context),
    ...fairNow(context),
    notHeld(context),
  ];
};

const terminable = (context: Context) =>
  context.request !== null && context.clauses[context.request.ground]?.terminable === true;

/** R-DEC-2: a clause of the contract covers the ground: we part. */
export const approve: Rule = (context, event) => [
  ...approvable(context, event),
  route("R-DEC-2", "the contract can be ended on this ground", () => terminable(context)),
];

/** R-DEC-2: no clause covers the ground: restrict instead, unless that has been done. */
export const approveRestricting: Rule = (context, event) => [
  ...approvable(context, event),
  route("R-DEC-2", "the contract cannot be ended on this ground", () => !terminable(context)),
  check(
    "R-DEC-2",
    "the contract can be ended, or the client is not restricted yet",
    () => terminable(context) || restriction(context) === null,
  ),
];

export const reject: Rule = (context, event) => [
  bound(context, () => dataOf("exit.rejected", event).requestId),
];

export const withdraw: Rule = (context, event) => [
  bound(context, () => dataOf("exit.withdrawn", event).requestId),
];

/** An open request lapses when its ground no longer stands, or a restriction answered it. */
export const requestIsVoid: Rule = (context) => [
  route(
    "R-LIF-5",
    "the ground of the request is gone",
    () => context.request === null || !passes(groundFindings(context, context.request.ground)),
  ),
];

export const retail: Rule = (context) => [
  route("R-DEC-13", "the client is retail", () => context.kind === "retail"),
];

const aboutExit = (context: Context, about: string) => context.farewell?.decisionId === about;

export const exitSpoken: Rule = (context, event) => [
  route("R-COM-2", "the call about the exit reached the client", () => {
    const { about, outcome } = dataOf("call.made", event);
    return aboutExit(context, about) && outcome === "reached";
  }),
];

export const exitUnspoken: Rule = (context, event) => [
  route("R-COM-2", `${context.policy.exit.callTries} calls about the exit failed`, () => {
    const { about } = dataOf("call.made", event);
    return aboutExit(context, about) && (context.failedCalls[about] ?? 0) >= context.policy.exit.callTries;
  }),
];

/** What the report says, if it is about the farewell's last attempt. */
function farewellReport(context: Context, event: Envelope) {
  const report = reportOf(context, event);
  const farewell = report?.letter.notice === "N7" && report.letter.about === context.farewell?.decisionId;
  return farewell ? report : null;
}

export const farewellArrived: Rule = (context, event) => [
  route(
    "R-COM-2",
    "the farewell's last attempt arrived",
    () => farewellReport(context, event)?.arrived === true,
  ),
];

export const farewellFailed: Rule = (context, event) => [
  route(
    "R-COM-2",
    "the farewell's last attempt failed",
    () => farewellReport(context, event)?.arrived === false,
  ),
];

export const farewellTriesNext: Rule = (context, event) => [
  ...farewellFailed(context, event),
  route("R-LIF-20", "the client has another channel", () => {
    const tried = farewellReport(context, event)?.letter.tried ?? [];
    return written(context, context.origin).some((channel) => !tried.includes(channel));
  }),
];

/** R-COM-2: the client has heard of the exit, or was tried: nobody is offered another provider before that. */
export const approached: Rule = (context) => [
  route(
    "R-COM-2",
    "the client was spoken to, or calls failed or do not apply",
    () => context.farewell !== null && context.farewell.approach !== "calling",
  ),
];

export const letterPosted: Rule = (context, event) => [
  route("R-LIF-24", "the registered letter is about the exit", () =>
    aboutExit(context, dataOf("letter.posted", event).about),
  ),
];

/** R-LIF-27: nobody can be written to: the farewell takes a registered letter. */
export const unwritten: Rule = (context) => [
  route("R-LIF-27", "the client can be reached by telephone only", () => isUnwritten(context)),
];

/** R-LIF-11: told, the date has come, duties, handover, no open appeal. */
export const complete: Rule = (context) => {
  const { farewell, handover, decisions } = context;
  const { unconfirmedDutiesDays } = context.policy.exit;
  const exit = decisions.find((d) => d.id === farewell?.decisionId);
  const restsOn = decisions.filter((d) => d === exit || exit?.restsOn.includes(d.id));
  return [
    check(
      "R-COM-2",
      "the client was spoken to, or calls failed or do not apply",
      () => farewell !== null && farewell.approach !== "calling",
      {
        read: () => ({ approach: farewell?.approach }),
      },
    ),
    check(
      "R-COM-2",
      "the farewell reached the client in writing",
      () => farewell !== null && farewell.toldAt !== null,
    ),
    check(
      "R-LIF-11",
      "the last day that the farewell names has come",
      () => farewell !== null && farewell.lastDay !== null && context.at >= farewell.lastDay,
      {
        read: () => ({ lastDay: farewell?.lastDay ? new Date(farewell.lastDay).toISOString() : null }),
      },
    ),
    check(
      "R-LIF-11",
      `the client's duties are done, or ${unconfirmedDutiesDays} days have passed since the client was told`,
      () =>
        farewell !== null &&
        (farewell.dutiesDone ||
          (farewell.toldAt !== null && daysSince(context, farewell.toldAt) >= unconfirmedDutiesDays)),
      {
        read: () => ({ dutiesDone: farewell?.dutiesDone }),
        threshold: limit(context, unconfirmedDutiesDays, "exit.unconfirmedDutiesDays"),
      },
    ),
    check(
      "R-LIF-11",
      "the handover is done, declined, or none fits",
      () => handover !== null && handover.outcome !== "open",
      {
        read: () => ({ handover: handover?.outcome }),
      },
    ),
    check("R-LIF-12", "no appeal on the exit is open", () =>
      restsOn.every((d) => d.appeal?.verdict !== "open"),
    ),
    notHeld(context),
  ];
};

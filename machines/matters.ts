// What is open in a relationship, and whom it waits for: derived from what is known, and nothing of its own (R-TSK-3).
import { type Instant, iso } from "./clock.ts";
import { restriction, strikes } from "./context/derived.ts";
import type { Context, Decision, Incident } from "./context.ts";
import type { TaskKind } from "./effects.ts";
import type { EventType } from "./events.ts";
import type { Ground, Phase, Role } from "./vocabulary.ts";

/** What may be open. */
export type OpenMatterKind =
  | "incident"
  | "fault"
  | "loss"
  | "request"
  | "appeal"
  | "decision"
  | "conduct"
  | "clause"
  | "finance"
  | "demand";

/** Something open: an incident, a fault of ours, a decision in force, a question that a decision waits for. */
export interface OpenMatter {
  readonly kind: OpenMatterKind;
  /** As events name it: of the incident, the fault, the request, the decision; of a question, the ground or `intake`. */
  readonly id: string;
  /** Where it stands, in words. */
  readonly says: string;
  /** ISO instant. */
  readonly since: string;
  /** Who of ours has to act; null: nobody is waited for. */
  readonly role: Role | null;
  /** The kind of task that stands for it, while one is open; null: none ever does. */
  readonly task: TaskKind | "alert" | null;
  /** The events that answer it, the usual one first. */
  readonly events: readonly EventType[];
  /** The fields of the first one that are known. */
  readonly known: Readonly<Record<string, string>>;
}

type Open = Omit<OpenMatter, "since"> & { readonly since: Instant };

/** Nothing is waited for once nothing goes on. */
const goesOn = (phase: Phase) => phase !== "over";

function incidentsIn({ incidents }: Context, phase: Phase): Open[] {
  const reported = (entry: [string, Incident]) => entry[1].status === "reported";
  return Object.entries(incidents)
    .filter(reported)
    .map(([incidentId, { category, happenedAt }]) => ({
      kind: "incident",
      id: incidentId,
      since: happenedAt,
      task: null,
      role: goesOn(phase) ? ("manager" as const) : null,
      ...(category === "criticism"
        ? { says: "reported as criticism: nothing to confirm", events: ["incident.dismissed"] }
        : {
            says: `${category}, reported: somebody else confirms or dismisses it`,
            events: ["incident.confirmed", "incident.dismissed"],
          }),
      known: { incidentId },
    })) as Open[];
}

function faultsIn({ faults }: Context, phase: Phase): Open[] {
  return Object.entries(faults).flatMap(([faultId, fault]): Open[] => {
    const base = { id: faultId, since: fault.openedAt, known: { faultId } };
    const events = ["fault.cured"] as const;
    const uncured: Open = { ...base, kind: "fault", says: "not cured yet", role: null, task: null, events };
    const owed: Open = {
      ...base,
      kind: "loss",
      says: "the loss through our fault waits for a decision",
      role: phase === "live" && fault.alerted ? "manager" : null,
      task: "alert",
      events: ["compensation.decided"],
    };
    return [...(fault.curedAt === null ? [uncured] : []), ...(fault.loss && !fault.settled ? [owed] : [])];
  });
}

const IN_FORCE: readonly Decision["status"][] = ["pending", "standing"];

function decisionsIn({ decisions }: Context): Open[] {
  return decisions.flatMap(({ id, kind, ground, status, at, toldAt, appeal }): Open[] => {
    const told = toldAt === null ? "not told yet" : `told ${iso(toldAt).slice(0, 10)}`;
    const decision: Open = {
      kind: "decision",
      id,
      since: at,
      says: `${kind} for ${ground}, ${status}, ${told}`,
      role: null,
      task: null,
      known: { decisionId: id },
      events: appeal === null ? ["appeal.filed"] : [],
    };
    const filed: Open[] =
      appeal?.verdict === "open"
        ? [
            {
              kind: "appeal",
              id,
              since: appeal.filedAt,
              says: `against the ${kind} for ${ground}`,
              role: "senior",
              task: "judge",
              known: { decisionId: id },
              events: ["appeal.upheld", "appeal.rejected"],
            },
          ]
        : [];
    return [...(IN_FORCE.includes(status) ? [decision] : []), ...filed];
  });
}

function requestIn({ request }: Context): Open[] {
  if (!request) return [];
  const known = { requestId: request.id };
  return [
    {
      kind: "request",
      id: request.id,
      says: `an exit for ${request.ground}`,
      since: request.at,
      role: "senior",
      task: "decideExit",
      known,
      events: ["exit.approved", "exit.rejected", "exit.withdrawn"],
    },
  ];
}

/** After two warnings and a further incident somebody decides; legal is asked first, and before an exit. */
function partingIn(context: Context): Open[] {
  const { conductGround, request, clauses, incidents } = context;
  const counted = conductGround === null ? undefined : incidents[conductGround];
  const since = counted?.confirmedAt ?? counted?.happenedAt ?? context.at;
  const two = strikes(context).length >= context.policy.conduct.warnings;
  const waits = conductGround !== null && request === null && two;
  const conduct: Open = {
    kind: "conduct",
    id: conductGround ?? "",
    says: "a further incident after two warnings",
    since,
    role: "manager",
    task: "decideConduct",
    known: { ground: "conduct" },
    events: restriction(context) ? ["exit.requested"] : ["exit.requested", "restriction.ordered"],
  };
  const asked: readonly [Ground, Instant][] = request
    ? [[request.ground, request.at]]
    : waits
      ? [["conduct", since]]
      : [];
  const unanswered = asked
    .filter(([ground]) => clauses[ground] === undefined)
    .map(
      ([ground, at]): Open => ({
        kind: "clause",
        id: ground,
        says: `whether a clause covers ${ground}`,
        since: at,
        role: "legal",
        task: null,
        events: ["clause.answered"],
        known: { ground },
      }),
    );
  return [...(waits ? [conduct] : []), ...unanswered];
}

/** Whom we admit or approach, and whom it pays to keep, rests on what finance says. */
function financeIn({ intake, assessed, at, endings }: Context, phase: Phase, state: string): Open[] {
  if (assessed.finance !== null) return [];
  const admitting = phase === "intake" && intake.assessments.length > 0;
  const approaching = state === "terminated" && assessed.departure?.cured === true;
  if (!admitting && !approaching) return [];
  const since = admitting ? (intake.statedAt ?? at) : (endings.at(-1)?.at ?? at);
  return [
    {
      kind: "finance",
      id: admitting ? "intake" : "winback",
      since,
      says: "what the client brings and costs",
      role: "finance",
      task: null,
      events: ["finance.assessed"],
      known: {},
    },
  ];
}

/** What a demand costs and risks, or whether we can meet it, is for finance or product to say (R-DEC-4, R-DEC-5). */
function demandsIn({ demands, assessed }: Context): Open[] {
  return Object.entries(demands).flatMap(([id, { about, underThreat, accepted, at }]): Open[] => {
    const isAnswered = underThreat ? assessed.threat !== null : assessed.product !== null;
    if (accepted !== null || isAnswered) return [];
    return [
      {
        kind: "demand",
        id,
        says: underThreat ? `${about}, under a threat` : about,
        since: at,
        role: underThreat ? "finance" : "product",
        task: null,
        events: underThreat ? ["threat.assessed"] : ["product.assessed"],
        known: underThreat ? {} : { about },
      },
    ];
  });
}

/** Everything open in a relationship, the oldest first of each kind. */
export function mattersIn(context: Context, phase: Phase, state: string): OpenMatter[] {
  if (state === "refused") return [];
  const live = phase === "live" ? [...partingIn(context), ...demandsIn(context)] : [];
  return [
    ...incidentsIn(context, phase),
    ...faultsIn(context, phase),
    ...requestIn(context),
    ...live,
    ...financeIn(context, phase, state),
    ...decisionsIn(context),
  ].map((open) => ({ ...open, since: iso(open.since) }));
}

import { stageOf, UNHELPED } from "./chart/stages.ts";
import { heldSince, iso } from "./clock.ts";
import { tellsTruth } from "./context/letters.ts";
import type { Context, HandoverState } from "./context.ts";
import type { Notice } from "./effects.ts";
import { mattersIn, type OpenMatter } from "./matters.ts";
import type { Policy } from "./policy.ts";
import { definitionOfSource } from "./relationship.ts";
import { type Stored, whereIs } from "./step/stored.ts";
import { type Ground, type Phase, phaseOf } from "./vocabulary.ts";

/** R-HND-2: what another provider must do for the client, as it was stated last. */
export interface Needs {
  readonly needs: readonly string[];
  readonly regions: readonly string[];
  /** Minor units; null: any price. */
  readonly budget: number | null;
  /** ISO instant. */
  readonly statedAt: string;
}

/** How a handover ended: the client has moved, or wanted none, or took the consent back; nobody fits, or took them. */
export type HandoverOutcome = Exclude<HandoverState["outcome"], "open">;

/** Where a handover waits. `found`: somebody fits, and the client has not heard yet that we part. */
const STAGES = {
  matching: "match",
  found: null,
  offered: "offer",
  asking: "provider",
  exporting: "export",
  moving: "move",
} as const satisfies Readonly<Record<string, string | null>>;

export type HandoverStage = keyof typeof STAGES | "settled";

/** What everybody outside the machine reads of a relationship; times are ISO instants. */
export interface View {
  /** The reported state. */
  readonly state: string;
  readonly phase: Phase;
  readonly policy: Policy;
  /** Since when the contract in force is; null for a prospect, and for a former client who asked to come back. */
  readonly contractSince: string | null;
  /** Null: nobody has stated any. */
  readonly needs: Needs | null;
  /** The request to part that waits for a decision. `by`: `role:id`. */
  readonly request: {
    readonly requestId: string;
    readonly ground: Ground;
    readonly by: string;
    readonly at: string;
  } | null;
  /** What legal answered about this contract, ground by ground, in the order of the first answers. */
  readonly clauses: readonly {
    readonly ground: Ground;
    readonly terminable: boolean;
    readonly clauseRef: string;
    readonly noticeDays: number;
  }[];
  /** Everything open: incidents, faults, the request, decisions in force, appeals, questions that a decision waits for. */
  readonly matters: readonly OpenMatter[];
  /** R-TSK-3: those that wait for somebody of ours. Where a task of the kind they name is open, it stands for them. */
  readonly waiting: readonly OpenMatter[];
  /**
   * The letters that are remembered, by the entry that sent them last. `holds`: what it tells of still does; one that does
   * not, or is not here any more, does not go out (R-LIF-26).
   */
  readonly letters: readonly { readonly seq: number; readonly notice: Notice; readonly holds: boolean }[];
  /** The handover of the exit that is carried out, or was last; null where there is none. */
  readonly handover: {
    readonly stage: HandoverStage;
    /** Until when it waits there; null when nothing is waited for, or a legal hold stands. */
    readonly due: string | null;
    /** The provider in question. */
    readonly providerId: string | null;
    /** What the client agreed to let go to this provider. */
    readonly items: readonly string[];
    /** The day of the move, as a date, where it was agreed on. */
    readonly movesOn: string | null;
    /** Null while it goes on. */
    readonly outcome: HandoverOutcome | null;
  } | null;
}

function needsIn({ intake: { needs, regions, budget, statedAt } }: Context): Needs | null {
  return statedAt === null ? null : { needs, regions, budget, statedAt: iso(statedAt) };
}

function stageIn(value: unknown): HandoverStage {
  const { offboarding, live } = value as { offboarding?: { handover?: unknown }; live?: { help?: unknown } };
  const region = offboarding?.handover ?? live?.help ?? "settled";
  // Inside `moving` there are states of its own.
  const state = typeof region === "string" ? region : (Object.keys(region as object)[0] ?? "settled");
  return state === UNHELPED ? "settled" : (stageOf(state) as HandoverStage);
}

function handoverIn(stored: Stored, { handover: state, holds }: Context): View["handover"] {
  if (state === null) return null;
  const stage = stageIn(stored.snapshot.value);
  const clock = stage === "settled" ? null : STAGES[stage];
  const due =
    heldSince(holds) === null ? stored.deadlines.find(({ name }) => name === clock)?.due : undefined;
  const { provider, items, moveOn, outcome } = state;
  return {
    stage,
    due: due === undefined ? null : iso(due),
    providerId: provider,
    items,
    movesOn: moveOn === null ? null : iso(moveOn).slice(0, 10),
    outcome: outcome === "open" ? null : outcome,
  };
}

/** The one reading of a relationship: its stage, needs, open request, clauses and handover. */
export function viewOf(stored: Stored): View {
  const context = stored.context as Context;
  const { state } = whereIs(definitionOfSource(), stored);
  const { contract, intake, request, clauses, policy } = context;
  const phase = phaseOf(state) ?? "over";
  const matters = mattersIn(context, phase, state);
  return {
    state,
    phase,
    matters,
    waiting: matters.filter(({ role }) => role !== null),
    policy,
    contractSince: contract === null || intake.returned ? null : iso(contract.signedAt),
    needs: needsIn(context),
    request: request && {
      requestId: request.id,
      ground: request.ground,
      by: `${request.role}:${request.by}`,
      at: iso(request.at),
    },
    clauses: Object.entries(clauses).map(([ground, { terminable, clauseRef, noticeDays }]) => ({
      ground: ground as Ground,
      terminable,
      clauseRef,
      noticeDays,
    })),
    letters: context.letters.map((letter) => ({
      seq: letter.seq,
      notice: letter.notice,
      holds: tellsTruth(context, letter),
    })),
    handover: handoverIn(stored, context),
  };
}

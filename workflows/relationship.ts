// The workflow of one relationship: the durable workflow, bound to its machines and to the activities.
import {
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  TimeoutFailure,
  upsertSearchAttributes,
  workflowInfo,
} from "@temporalio/workflow";
import type { Activities } from "../activities/index.ts";
import { clientOf, effectsQueue } from "../contracts/messages.ts";
import type { EffectRef, Standing, WorldEffect } from "../machines/format.ts";
import { registry } from "../machines/versions/index.ts";
import { durable, type Input, type Report } from "./durable.ts";

type EffectActivities = Pick<Activities, WorldEffect>;

/** Who carries out which effect, where it is more than a row: one line for each, and the compiler counts them. */
function activitiesOf(taskQueue: string): { readonly [T in WorldEffect]: EffectActivities[T] } {
  /** Asked again for a day: what a step of the archive's own takes. */
  const ours = proxyActivities<EffectActivities>({
    taskQueue,
    startToCloseTimeout: "10s",
    retry: { initialInterval: "1s", backoffCoefficient: 2, maximumInterval: "5m" },
    scheduleToCloseTimeout: "1d",
  });
  /** What leaves the house meets servers that are slow, or down for hours; then it comes back as a failure. */
  const theirs = proxyActivities<EffectActivities>({
    taskQueue,
    startToCloseTimeout: "1m",
    retry: { initialInterval: "2s", backoffCoefficient: 2, maximumInterval: "15m" },
    scheduleToCloseTimeout: "1d",
  });
  /**
   * Notices wait for the end of quiet hours, and their activity gives up by itself, for it alone knows whether a message
   * may have gone out. A mail server may take minutes to answer to one; a worker that dies meanwhile is missed sooner, by
   * the sign of life that it no longer gives.
   */
  const letters = proxyActivities<EffectActivities>({
    taskQueue,
    startToCloseTimeout: "5m",
    heartbeatTimeout: "30s",
    retry: { initialInterval: "2s", backoffCoefficient: 2, maximumInterval: "15m" },
    scheduleToCloseTimeout: "7d",
  });
  return {
    sendNotice: letters.sendNotice,
    restrictChannels: theirs.restrictChannels,
    liftRestriction: theirs.liftRestriction,
    recordNote: theirs.recordNote,
    pointToChannel: theirs.pointToChannel,
    matchProviders: ours.matchProviders,
    offerProvider: ours.offerProvider,
    askProvider: ours.askProvider,
    exportData: ours.exportData,
    revokeAccess: ours.revokeAccess,
    exportPlain: ours.exportPlain,
    planMove: ours.planMove,
  };
}

/**
 * Out of retries: a notice has failed as if it had bounced, or, where its activity fell silent, may have gone out;
 * anything else becomes a task.
 */
function failed(effect: EffectRef, error: unknown): Report {
  const cause = causeOf(error);
  if (effect.type !== "sendNotice")
    return { type: "effect.failed", data: { effectId: effect.id, effect: effect.type, cause } };
  const { notice, channel } = effect.params as { notice: string; channel: string };
  const silent = error instanceof ActivityFailure && error.cause instanceof TimeoutFailure;
  const type = silent ? "notice.unknown" : "notice.failed";
  return { type, data: { effectId: effect.id, notice, channel, cause } };
}

/** A word for the journal; messages of errors may hold what does not belong there. */
function causeOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const word = cause instanceof ApplicationFailure ? cause.type : (cause as Error | undefined)?.name;
  return /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/.test(word ?? "") ? (word as string) : "unknown";
}

interface Attributes {
  readonly TenureState: string;
  readonly TenureRung: string | null;
  readonly TenureDue: Date | null;
  readonly TenureHold: boolean;
}

/** Makes state, rung, next deadline and hold visible to searches, when one of them has changed. */
function publisher(): (standing: Standing) => void {
  let shown = "";
  return ({ state, rung = null, deadlines: [next], held }) => {
    const attributes: Attributes = {
      TenureState: state,
      TenureRung: rung,
      TenureDue: next === undefined || held ? null : new Date(next.due),
      TenureHold: held,
    };
    const text = JSON.stringify(attributes);
    if (text === shown) return;
    shown = text;
    upsertSearchAttributes(
      Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, value === null ? [] : [value]]),
      ),
    );
  };
}

/**
 * One relationship, from its opening to its end. The workflow id is `relationship/<client>`.
 * @throws {ApplicationFailure} `Malformed` when the opening is.
 */
export async function relationship(input: Input): Promise<Standing> {
  const { workflowId, taskQueue } = workflowInfo();
  const client = clientOf(workflowId);
  if (client === null)
    throw ApplicationFailure.nonRetryable(
      `the workflow id is relationship/<client>, not ${workflowId}`,
      "Malformed",
    );
  const activities = activitiesOf(effectsQueue(taskQueue));
  const perform = (effect: EffectRef, at: string): Promise<Report | null> => {
    const activity = activities[effect.type as WorldEffect] as (
      effect: EffectRef,
      at: string,
    ) => Promise<Report | null>;
    return activity(effect, at);
  };
  return durable({ machines: registry(), perform, failed, publish: publisher() }, client, input);
}

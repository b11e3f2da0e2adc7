import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from "@temporalio/client";

/** The schedule's id; one for each task queue, which is one for each instance. */
const scheduleOf = (taskQueue: string): string => `channels/${taskQueue}`;

/**
 * Has Temporal reconcile the gate once a day (R-LIF-11), whichever worker is up then; one that was missed is made up
 * for within a day. Known already, it stays as it is: its hour, or its pause, may be somebody's own.
 */
export async function scheduleReconciliation(client: Client, taskQueue: string): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: scheduleOf(taskQueue),
      spec: { calendars: [{ hour: 3, minute: 15 }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: "1 day" },
      action: {
        type: "startWorkflow",
        workflowType: "reconcileChannels",
        workflowId: scheduleOf(taskQueue),
        taskQueue,
        args: [],
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}

/** Ends the daily reconciliation: no gate is connected any more. */
export async function endReconciliation(client: Client, taskQueue: string): Promise<void> {
  // Most instances never had one.
  await client.schedule
    .getHandle(scheduleOf(taskQueue))
    .delete()
    .catch(() => {});
}

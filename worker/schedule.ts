// Regular work that Temporal starts by the clock, on any worker.
import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from "@temporalio/client";

/** Regular work: the workflow that does it, when (UTC), and within how long a time that was missed is made up for. */
const REGULAR = {
  /** Held against the gate: R-LIF-11. */
  channels: { workflow: "reconcileChannels", at: { hour: 3, minute: 15 }, catchup: "1 day" },
  /** The day that has just ended: R-DEC-11, R-DEC-12. */
  value: { workflow: "valuePortfolio", at: { hour: 2, minute: 15 }, catchup: "1 day" },
  /** Clients of whom there is something new, within minutes: R-FCT-1, R-DEC-1, R-DEC-17. */
  attention: {
    workflow: "attendClients",
    at: { hour: "*", minute: { start: 0, end: 59, step: 5 } },
    catchup: "1 hour",
  },
} as const;
export type Regular = keyof typeof REGULAR;

/** One for each task queue, which is one for each instance. */
const idOf = (name: Regular, taskQueue: string): string => `${name}/${taskQueue}`;

/** Has the work done regularly. Known already, it stays as it is: its hour, or its pause, may be somebody's own. */
export async function schedule(client: Client, taskQueue: string, name: Regular): Promise<void> {
  const id = idOf(name, taskQueue);
  const { workflow, at, catchup } = REGULAR[name];
  try {
    await client.schedule.create({
      scheduleId: id,
      spec: { calendars: [at] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: catchup },
      action: { type: "startWorkflow", workflowType: workflow, workflowId: id, taskQueue, args: [] },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}

/** Ends it; most instances never had it. */
export async function unschedule(client: Client, taskQueue: string, name: Regular): Promise<void> {
  await client.schedule
    .getHandle(idOf(name, taskQueue))
    .delete()
    .catch(() => {});
}

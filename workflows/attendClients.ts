// The look at clients, every few minutes, of whom there is something new.
import { proxyActivities } from "@temporalio/workflow";
import type { Attending } from "../activities/jobs/attendClients.ts";

/** The archive may be away for a while; in a few minutes there is another look. */
const { attendClients: page } = proxyActivities<Attending>({
  startToCloseTimeout: "15m",
  retry: { initialInterval: "10s", backoffCoefficient: 2, maximumInterval: "5m" },
  scheduleToCloseTimeout: "1h",
});

/** How many clients were looked at, and what came of it. */
export interface AttendedClients {
  readonly clients: number;
  /** Suggestions that are new. */
  readonly added: number;
  /** Events that relationships were told. */
  readonly told: number;
  /** Clients whose look failed: they are looked at again. */
  readonly failed: readonly string[];
}

/** R-DEC-1, R-DEC-17: looks at everyone of whom there is something new, or whose time has come, page by page. */
export async function attendClients(): Promise<AttendedClients> {
  const failed: string[] = [];
  let [clients, added, told] = [0, 0, 0];
  for (let after: string | null = ""; after !== null; ) {
    const done: Awaited<ReturnType<typeof page>> = await page(after);
    clients += done.looked.length;
    for (const one of done.looked) {
      added += one.added;
      told += one.told;
    }
    failed.push(...done.failed);
    after = done.next;
  }
  return { clients, added, told, failed };
}

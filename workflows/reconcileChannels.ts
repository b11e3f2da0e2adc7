// The daily look at the gate: whether the channels that were closed are closed.
import { proxyActivities } from "@temporalio/workflow";
import type { Reconciliation } from "../activities/jobs/reconcileChannels.ts";

/** A help desk may be down for hours; tomorrow there is another look. */
const { reconcileChannels: page } = proxyActivities<Reconciliation>({
  startToCloseTimeout: "10m",
  retry: { initialInterval: "10s", backoffCoefficient: 2, maximumInterval: "30m" },
  scheduleToCloseTimeout: "12h",
});

/** How many orders were checked, and what became of them. */
export interface ReconciledChannels {
  readonly checked: number;
  /** The clients whose channels were not as ordered: the order was sent again. */
  readonly sentAgain: readonly string[];
  /** The clients whose gate did not answer. */
  readonly failed: readonly string[];
}

/** R-LIF-11: checks every restricted client's channels at the gate, page by page. */
export async function reconcileChannels(): Promise<ReconciledChannels> {
  const sentAgain: string[] = [];
  const failed: string[] = [];
  let checked = 0;
  for (let after: string | null = ""; after !== null; ) {
    const done: Awaited<ReturnType<typeof page>> = await page(after);
    checked += done.checked.length;
    for (const { client, outcome } of done.checked) {
      if (outcome === "sentAgain") sentAgain.push(client);
      if (outcome === "failed") failed.push(client);
    }
    after = done.next;
  }
  return { checked, sentAgain, failed };
}

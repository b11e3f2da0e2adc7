// The nightly look at what clients bring and cost.
import { proxyActivities } from "@temporalio/workflow";
import type { Valuing } from "../activities/jobs/valuePortfolio.ts";

/** The archive or the relationships may be away for hours; tomorrow there is another night. */
const { valueClients, tellValues } = proxyActivities<Valuing>({
  startToCloseTimeout: "15m",
  retry: { initialInterval: "10s", backoffCoefficient: 2, maximumInterval: "30m" },
  scheduleToCloseTimeout: "12h",
});

/** The day that was valued, how many clients, and what their relationships heard of it. */
export interface ValuedPortfolio {
  readonly day: string;
  readonly clients: number;
  readonly told: number;
  /** Clients whose relationship did not take its events. */
  readonly failed: readonly string[];
}

/** R-DEC-11, R-DEC-12: values the portfolio, and tells those who have something to hear, page by page. */
export async function valuePortfolio(): Promise<ValuedPortfolio> {
  const { day, clients } = await valueClients();
  const failed: string[] = [];
  let told = 0;
  for (let after: string | null = ""; after !== null; ) {
    const page: Awaited<ReturnType<typeof tellValues>> = await tellValues(day, after);
    told += page.told;
    failed.push(...page.failed);
    after = page.next;
  }
  return { day, clients, told, failed };
}

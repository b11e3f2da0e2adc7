import * as wf from "@temporalio/workflow";

export interface Activities {
  record(count: number): Promise<void>;
}

export const enter = wf.defineUpdate<number>("enter");
export const seen = wf.defineQuery<number>("seen");

/** Takes updates into a queue; writes what waits by one activity, then answers those updates. */
export async function ledger(): Promise<void> {
  const { record } = wf.proxyActivities<Activities>({ startToCloseTimeout: "1 minute" });
  const waiting: ((entry: number) => void)[] = [];
  let written = 0;
  wf.setHandler(enter, () => new Promise<number>((answer) => waiting.push(answer)));
  wf.setHandler(seen, () => written);
  for (;;) {
    await wf.condition(() => waiting.length > 0);
    const batch = waiting.splice(0);
    await record(batch.length);
    for (const answer of batch) answer(++written);
  }
}

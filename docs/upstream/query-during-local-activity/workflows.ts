import * as wf from "@temporalio/workflow";

export interface Activities {
  record(count: number): Promise<void>;
}

export const enter = wf.defineUpdate<number>("enter");
export const seen = wf.defineQuery<number>("seen");

/** Takes updates into a queue; writes what waits by one activity, then answers those updates. */
export async function ledger(regular: boolean): Promise<void> {
  const { record } = regular
    ? wf.proxyActivities<Activities>({ startToCloseTimeout: "10s" })
    : wf.proxyLocalActivities<Activities>({ startToCloseTimeout: "10s" });
  const waiting: ((entry: number) => void)[] = [];
  let written = 0;
  wf.setHandler(enter, () => new Promise<number>((answer) => waiting.push(answer)));
  // A query of some 20 ms: the local activity often ends while it runs.
  wf.setHandler(seen, () => {
    let sum = written;
    for (let i = 0; i < 10_000_000; i++) sum = (sum * 31 + i) % 65_521;
    return sum;
  });
  for (;;) {
    await wf.condition(() => waiting.length > 0);
    const batch = waiting.splice(0);
    await record(batch.length);
    for (const answer of batch) answer(++written);
  }
}

import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
} from "@temporalio/workflow";

/** One line of what happened: a name, and when by the workflow's own clock. */
export interface Happened {
  readonly what: string;
  readonly at: number;
}

export const happened = defineQuery<Happened[]>("happened");
export const tell = defineSignal<[what: string]>("tell");

interface Hands {
  work(ms: number): Promise<void>;
  failTwice(): Promise<void>;
}

const HOUR = 3_600_000;
const { work } = proxyActivities<Hands>({ startToCloseTimeout: "1 minute" });
const local = proxyLocalActivities<Hands>({ startToCloseTimeout: "1 minute" });
const { failTwice } = proxyActivities<Hands>({
  startToCloseTimeout: "1 minute",
  retry: { initialInterval: HOUR, backoffCoefficient: 1 },
});

/**
 * Notes when it started, when each of its timers fired (given as ms after the start) and when it was told something;
 * told "work" or "local", it works for 300 ms, told "fail", it does what fails twice, told "end", it ends.
 */
export async function alarms(after: number[]): Promise<Happened[]> {
  const seen: Happened[] = [];
  const note = (what: string): unknown => seen.push({ what, at: Date.now() });
  setHandler(happened, () => seen);
  note("started");
  const todo: string[] = [];
  setHandler(tell, (what) => {
    note(what);
    todo.push(what);
  });
  for (const ms of after) void sleep(ms).then(() => note(`${ms}`));
  for (;;) {
    await condition(() => todo.length > 0);
    const what = todo.shift();
    if (what === "end") return seen;
    if (what === "work") await work(300).then(() => note("worked"));
    if (what === "local") await local.work(300).then(() => note("worked"));
    if (what === "fail") await failTwice().then(() => note("worked"));
  }
}

/** Continues as new after each ten days; the runs' beginnings are passed on. */
export async function runs(days: number, before: number[]): Promise<void> {
  const begun = [...before, Date.now()];
  setHandler(happened, () => begun.map((at, i) => ({ what: `run ${i}`, at })));
  await sleep(days * 24 * HOUR);
  await continueAsNew<typeof runs>(days, begun);
}

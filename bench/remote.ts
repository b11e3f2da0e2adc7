// Calls between the bench and the processes of its contenders.
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";

type Calls = { readonly [name: string]: (...args: never[]) => Promise<unknown> };
interface RemoteCall {
  readonly id: number;
  readonly call: string;
  readonly args: never[];
}
interface RemoteAnswer {
  readonly id: number;
  readonly value?: never;
  readonly error?: string;
}

/** Another process that answers calls. */
export interface Remote<C> {
  call<N extends keyof C & string>(
    name: N,
    ...args: C[N] extends (...args: infer A) => unknown ? A : never
  ): C[N] extends (...args: never[]) => infer R ? R : never;
  /** Asks it to stop, and returns when it has. */
  stop(): Promise<void>;
}

/** Starts a process; it ends with this one at the latest. */
export function remote<C extends { stop(): Promise<void> }>(file: string): Remote<C> {
  // What its libraries have to say goes to stderr: stdout is the bench's.
  const child = fork(file, { execArgv: ["--expose-gc", "--no-warnings"], stdio: ["ignore", 2, 2, "ipc"] });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let asked = 0;
  child.on("message", ({ id, value, error }: RemoteAnswer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(error));
  });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", (code) => {
      for (const { reject } of waiting.values()) reject(new Error(`${file} ended with ${code}`));
      resolve();
    });
  });
  const ask = (call: string, args: unknown[]) =>
    new Promise((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      child.send({ id: asked, call, args });
    });
  return {
    // Messages have no types: what comes back is what the process answers to a call of that name.
    call: ((name: string, ...args: unknown[]) => ask(name, args)) as unknown as Remote<C>["call"],
    async stop() {
      await ask("stop", []);
      await ended;
    },
  };
}

/** Answers the calls of the process that started this one. */
export function serve(calls: Calls): void {
  process.on("message", async ({ id, call, args }: RemoteCall) => {
    try {
      const value = await calls[call]?.(...args);
      process.send?.({ id, value });
      if (call === "stop") process.disconnect();
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.stack : `${error}` });
    }
  });
  process.on("disconnect", () => process.exit());
}

/** CPU of this process so far, ms. */
export function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** CPU of another process so far, ms; 0 where the system does not say. */
export function cpuOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The fields after the name, which may hold spaces: the 12th and 13th are ticks of 10 ms.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

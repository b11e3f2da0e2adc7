import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { HeldEntry } from "../archive/tree.ts";
import { type FirstFault, firstFault } from "./entry.ts";
import type { CertifiedKeys } from "./signatures.ts";

/** Threads that look at entries. The caller looks at the first page itself: most archives of a test have no other. */
export interface Readers {
  read(page: readonly HeldEntry[]): Promise<FirstFault | null>;
  close(): Promise<void>;
}

/** One thread a core, started when there is work for them. */
export function openReaders(eventKeys: CertifiedKeys, threads = availableParallelism()): Readers {
  const workers: { readonly worker: Worker; readonly waiting: Waiting[] }[] = [];
  let pages = 0;

  function start(): (typeof workers)[number] {
    const reader = {
      worker: new Worker(new URL("./thread.ts", import.meta.url), { workerData: eventKeys }),
      waiting: [] as Waiting[],
    };
    // Each thread answers in the order in which it was asked.
    reader.worker.on("message", (found: FirstFault | null) => reader.waiting.shift()?.resolve(found));
    reader.worker.on("error", (error) => {
      for (const { reject } of reader.waiting.splice(0)) reject(error);
    });
    workers.push(reader);
    return reader;
  }

  return {
    async read(page) {
      const n = pages++;
      if (n === 0) return firstFault(page, eventKeys);
      const { worker, waiting } = workers[n % threads] ?? start();
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage(page);
      });
    },
    close: async () => {
      await Promise.all(workers.map(({ worker }) => worker.terminate()));
    },
  };
}

interface Waiting {
  readonly resolve: (found: FirstFault | null) => void;
  readonly reject: (error: Error) => void;
}

// A thread that checks pages of entries.
import { parentPort, workerData } from "node:worker_threads";
import type { HeldEntry } from "../archive/tree.ts";
import { firstFault } from "./entry.ts";
import type { CertifiedKeys } from "./signatures.ts";

const eventKeys = workerData as CertifiedKeys;

parentPort?.on("message", (page: readonly HeldEntry[]) =>
  parentPort?.postMessage(firstFault(page, eventKeys)),
);

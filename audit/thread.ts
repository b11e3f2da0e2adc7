// A thread that checks pages of entries.
import { parentPort, workerData } from "node:worker_threads";
import type { HeldEntry } from "../archive/tree.ts";
import { firstFault } from "./entry.ts";
import type { EventKeys } from "./signatures.ts";

const eventKeys = workerData as EventKeys;

parentPort?.on("message", (page: readonly HeldEntry[]) =>
  parentPort?.postMessage(firstFault(page, eventKeys)),
);

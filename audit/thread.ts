// A thread that checks pages of entries.
import { parentPort } from "node:worker_threads";
import type { HeldEntry } from "../archive/tree.ts";
import { firstFault } from "./entry.ts";

parentPort?.on("message", (page: readonly HeldEntry[]) => parentPort?.postMessage(firstFault(page)));

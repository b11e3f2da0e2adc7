import { z } from "zod";
import { STAFF } from "../policy.ts";
import { type Specs, sanction } from "./spec.ts";

/** Of an effect that opened it, or of what the archive opened beside one: client/seq/n, or client/seq/n/more. */
const taskId = z
  .string()
  .max(200)
  .regex(/^[^\s/]{1,100}\/\d+\/\d+(\/[^\s]+)?$/, "a task id: client/seq/n, as `tenure tasks` shows it");

const specs = {
  "task.closed": sanction(STAFF, "A task was closed by hand", { taskId }),
} as const satisfies Specs;

/** Of tasks of our people. A function: the sandbox freezes what a module exports. */
export const taskEvents = () => specs;

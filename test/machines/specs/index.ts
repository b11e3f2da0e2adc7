import { ladder } from "./ladder.ts";
import { notices } from "./notices.ts";
import { others } from "./others.ts";
import { parting } from "./parting.ts";
import { record } from "./record.ts";
import type { Spec } from "./spec.ts";
import { tasks } from "./tasks.ts";
import { value } from "./value.ts";

/** Every sentence of the machine that is proven by itself; whole stories stand in examples/stories. */
export const SPECS: readonly Spec[] = [
  ...others,
  ...ladder,
  ...notices,
  ...parting,
  ...tasks,
  ...value,
  ...record,
];

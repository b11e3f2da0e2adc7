// Runs a statechart event by event: begin, judge, explain, refold. Pure.
export { type Answer, answered, answerOf, processedOf } from "./answer.ts";
export { begin } from "./begin.ts";
export { conclude } from "./conclude.ts";
export { type Explanation, explain, reasons } from "./explain.ts";
export { admit, advance, envelopeOf, judge, judgeAgain, nextDue, refuse, refused } from "./judge.ts";
export { refold } from "./refold.ts";
export {
  machineRef,
  type Processed,
  restore,
  type Step,
  type Stored,
  settle,
  whereIs,
} from "./stored.ts";

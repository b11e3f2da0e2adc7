import { setup } from "xstate";
import type { Context } from "../context.ts";
import { type EffectParams, type EffectType, effectTypes } from "../effects.ts";
import type { Envelope } from "../events.ts";
import { passes } from "../findings.ts";
import { type GuardName, guardNames, ruleOf } from "../rules/index.ts";
import { changes } from "./changes.ts";
import { delays } from "./delays.ts";
import type { ChartEvent, GuardInput, InternalEvent } from "./event.ts";

const guards = Object.fromEntries(
  guardNames().map((name) => {
    const rule = ruleOf(name);
    return [name, ({ context, event }: GuardInput) => passes(rule(context, event as Envelope))];
  }),
) as { [G in GuardName]: (given: GuardInput) => boolean };

/** Effects are named actions without a body: `transition` returns them as data and the workflow runs them. */
const effects = Object.fromEntries(effectTypes().map((type) => [type, () => {}])) as unknown as {
  [T in EffectType]: (given: unknown, params: EffectParams<T>) => void;
};

/** The names that the chart is written in: guards, changes, effects and clocks. A wrong one does not compile. */
export const chart = setup({
  types: { context: {} as Context, events: {} as ChartEvent, input: {} as Context },
  guards,
  delays,
  actions: { ...effects, ...changes },
});

/** Tells the other regions what this one has decided. */
export const announce = (type: InternalEvent["type"]) => chart.raise({ type });

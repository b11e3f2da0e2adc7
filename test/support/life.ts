import fc from "fast-check";
import { type Entry, relationshipDefinition, type Step, type Stored } from "../../machines/index.ts";
import { actsFrom, afterwards, beginnings } from "./model.ts";

export const definition = relationshipDefinition();
const starts = beginnings(definition);

interface Moment {
  readonly before: Stored;
  readonly steps: readonly Step[];
  readonly after: Stored;
}

/** A life of a relationship: from one of the beginnings, acts drawn by chance. */
export const life = fc
  .tuple(fc.nat(starts.length - 1), fc.array(fc.nat(10_000), { minLength: 5, maxLength: 40 }))
  .map(([start, draws]) => {
    const begun = starts[start] ?? starts[0];
    if (!begun) throw new Error("the model has no beginning");
    let stored = begun.stored;
    const moments: Moment[] = [];
    for (const draw of draws) {
      const acts = actsFrom(stored);
      const steps = acts[draw % acts.length]?.run(definition, stored) ?? [];
      const last = steps.at(-1);
      if (!last) continue;
      const after = afterwards(steps, last.stored);
      moments.push({ before: stored, steps, after });
      stored = after;
    }
    const entries: Entry[] = [...begun.steps, ...moments.flatMap((moment) => moment.steps)].map(
      (step) => step.entry,
    );
    return { moments, entries, stored };
  });

import { relationshipDefinition } from "../../machines/index.ts";
import { type Mark, marked, taken } from "./marked.ts";
import { beginnings, explore, OPENINGS, type OpeningName, type Reached } from "./model.ts";

/** A way through the chart: how the relationship begins, what is then done, and the transitions it takes. */
export interface Path {
  readonly opening: OpeningName;
  readonly acts: readonly string[];
  readonly takes: ReadonlySet<Mark>;
}

const openingOf = ({ steps: [opening] }: Reached): OpeningName => {
  if (!opening) throw new Error("a path begins with an opening");
  const { kind, contract, channels } = opening.entry.data as {
    kind: string;
    contract?: object;
    channels: string[];
  };
  if (kind === "retail") return "retail";
  if (contract === undefined) return "prospect";
  return channels[0] === OPENINGS.phone.channels[0] ? "phone" : "client";
};

/** Few paths that take every transition of the chart: the shortest to each one, less those that others contain. */
export function coveringPaths(): { paths: readonly Path[]; marks: readonly Mark[] } {
  const { definition, marks } = marked(relationshipDefinition());
  const shortest = new Map<Mark, Reached>();
  explore(definition, beginnings(definition), 450, (from, next, steps) => {
    // A workflow that has ended takes no reports; the machine alone does.
    if (from.stored.snapshot.status !== "active") return;
    for (const mark of taken(steps)) {
      const known = shortest.get(mark);
      if (!known || known.acts.length > next.acts.length) shortest.set(mark, next);
    }
  });
  const found = [...new Set(shortest.values())]
    .map(
      (reached): Path => ({
        opening: openingOf(reached),
        acts: reached.acts,
        takes: new Set(taken(reached.steps)),
      }),
    )
    .sort((a, b) => b.takes.size - a.takes.size);
  const missing = new Set(marks);
  const paths: Path[] = [];
  // The richest path first; a path that adds nothing new is left out.
  while (missing.size > 0) {
    const gain = (path: Path) => [...path.takes].filter((mark) => missing.has(mark)).length;
    const best = found.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    if (gain(best) === 0) break;
    for (const mark of best.takes) missing.delete(mark);
    paths.push(best);
  }
  return { paths, marks };
}

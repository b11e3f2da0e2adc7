import { join } from "node:path";
import { type DirectedGraphEdge, type DirectedGraphNode, toDirectedGraph } from "@xstate/graph";
import { expect, test } from "vitest";
import type { AnyStateNode } from "xstate";
import { relationshipDefinition } from "../../machines/index.ts";
import { type Mark, marked, taken } from "../support/marked.ts";
import { beginnings, explore } from "../support/model.ts";

const FILE = join(import.meta.dirname, "../../docs/coverage.md");

interface Arrow {
  readonly mark: Mark;
  readonly from: AnyStateNode;
  readonly event: string;
  readonly guard: string | null;
  readonly to: string | null;
}

const nameOf = (node: AnyStateNode): string => (node.parent ? node.key : "any");
/** `xstate.after.coolOff.relationship.live…` is `after coolOff` for people. */
const spoken = (event: string) =>
  event.startsWith("xstate.after.") ? `after ${event.split(".")[2]}` : event === "" ? "always" : event;

/** Every arrow of the chart, as XState's own graph has it. */
function arrowsOf(graph: DirectedGraphNode): Arrow[] {
  const places = new Map<string, number>();
  const arrow = ({ source, label, transition }: DirectedGraphEdge): Arrow => {
    const event = spoken(label.text);
    const key = `${nameOf(source)} ${event.replace(/^after /, "")}`;
    const place = places.get(key) ?? 0;
    places.set(key, place + 1);
    const { guard, target } = transition;
    const name = typeof guard === "object" && guard && "type" in guard ? `${guard.type}` : guard;
    return {
      mark: `${key} ${place}`,
      from: source,
      event,
      guard: typeof name === "string" ? name : null,
      to: target?.map(({ key: leaf }) => leaf).join(", ") ?? null,
    };
  };
  return [...graph.edges.map(arrow), ...graph.children.flatMap(arrowsOf)];
}

function routersOf(node: AnyStateNode): Arrow[] {
  const own = (node.always ?? []).map(
    ({ guard, target }, place): Arrow => ({
      mark: `${nameOf(node)} always ${place}`,
      from: node,
      event: "always",
      guard:
        guard === undefined ? null : typeof guard === "string" ? guard : (guard as { type: string }).type,
      to: target?.map(({ key }) => key).join(", ") ?? null,
    }),
  );
  return [...own, ...Object.values(node.states).flatMap((child) => routersOf(child))];
}

const { definition, marks } = marked();
/** In how few acts the walk came to a transition; those that it did not take are not there. */
const acts = new Map<Mark, number>();

/** Between one pair of states one arrow: how many of its transitions the walk took. */
function picture(arrows: readonly Arrow[]): string {
  const pairs = new Map<string, Arrow[]>();
  for (const arrow of arrows) {
    if (arrow.to === null) continue;
    const pair = `${nameOf(arrow.from)} ${arrow.to}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), arrow]);
  }
  const lines = [...pairs].map(([pair, all]) => {
    const [from, to] = pair.split(" ");
    const covered = all.filter(({ mark }) => acts.has(mark)).length;
    return `  ${from} -- "${covered} of ${all.length}" --> ${to}`;
  });
  return ["```mermaid", "flowchart LR", ...lines, "```"].join("\n");
}

function table(arrows: readonly Arrow[]): string {
  const rows = arrows.map(({ from, event, guard, to, mark }) => {
    return `| ${nameOf(from)} | ${event} | ${guard ?? ""} | ${to ?? "stays"} | ${acts.get(mark) ?? "never"} |`;
  });
  return ["| from | event | guard | to | in acts |", "|---|---|---|---|---:|", ...rows].join("\n");
}

test("every arrow of the chart is in the picture of what the walk covers, and was taken", async () => {
  explore(definition, beginnings(definition), 450, (_from, next, steps) => {
    for (const mark of taken(steps))
      acts.set(mark, Math.min(acts.get(mark) ?? Number.POSITIVE_INFINITY, next.acts.length));
  });
  const { machine } = relationshipDefinition();
  const arrows = [...arrowsOf(toDirectedGraph(machine)), ...routersOf(machine.root)];
  expect(arrows.map(({ mark }) => mark).sort()).toEqual([...marks].sort());
  expect(arrows.filter(({ mark }) => !acts.has(mark))).toEqual([]);
  const page = `# What the walk covers

A program walks the machine breadth first: from every state that it reached, it tries everything that may happen next
(\`test/machines/model.test.ts\`). The walk takes all ${arrows.length} transitions of the chart. One short path for each is then
executed on a real server and compared with the pure machine (\`test/workflows/paths.slow.ts\`). This page is written by
\`npx vitest run test/machines/coverage.test.ts --update\`.

${picture(arrows)}

On an arrow: how many of the transitions between the two states the walk took. *In acts*: the fewest acts from a
beginning to the transition.

${table(arrows)}
`;
  await expect(page).toMatchFileSnapshot(FILE);
}, 300_000);

import type { Policy } from "../policy.ts";
import {
  below,
  initialOf,
  isRouter,
  type Node,
  type Reading,
  read,
  regionOf,
  root,
  type TransitionRow,
} from "./rows.ts";
import { period, plain } from "./words.ts";

/** The way down (domain.md §3): what the picture is about. It starts outside live, then on the first rung. */
const FIRST = "onboarding";
const RUNG = "active";
const LADDER = [FIRST, RUNG, "warnedOnce", "warnedTwice", "restricted", "offboarding", "terminated"];

/** The regions that the reported state is made of; the others hold matters that come and go. */
const REPORTED = ["standing", "service"];

/** Fill and border; the text in every box says the same without colour. */
const LOOKS = {
  entry: { fill: "#ddf4ff", stroke: "#0969da", of: ["onboarding"] },
  good: { fill: "#dafbe1", stroke: "#1a7f37", of: ["active", "running"] },
  first: { fill: "#fff8c5", stroke: "#9a6700", of: ["warnedOnce"] },
  second: { fill: "#ffe2c2", stroke: "#bc4c00", of: ["warnedTwice", "suspended"] },
  limit: { fill: "#ffd8d3", stroke: "#cf222e", of: ["restricted"] },
  parting: { fill: "#fbefff", stroke: "#8250df", of: ["offboarding"] },
  past: { fill: "#eaeef2", stroke: "#57606a", of: ["terminated", "winBack", "closed", "refused"] },
};
const INK = "#1f2328";
const PAPER = "#f6f8fa";
const LINE = "#6e7781";

/** ELK keeps the ladder straight. Mid-grey lines and filled boxes read well on a light and on a dark page. */
const HEAD = `---
config:
  theme: base
  layout: elk
  elk: {cycleBreakingStrategy: DEPTH_FIRST, nodePlacementStrategy: NETWORK_SIMPLEX}
  htmlLabels: false
  fontFamily: "Arial, Liberation Sans, Helvetica, sans-serif"
  themeVariables:
    fontSize: "14px"
    textColor: "${INK}"
    titleColor: "${INK}"
    lineColor: "${LINE}"
    edgeLabelBackground: "${PAPER}"
    useGradient: false
    dropShadow: none
---
flowchart TB
  accTitle: How a client relationship moves
  accDescr: The ladder from onboarding to terminated, and the states beside it
`;

/** The look of each state; `frames` are drawn around others. */
function looks(states: readonly string[], frames: readonly string[]): string {
  let text = "";
  for (const [look, { fill, stroke, of }] of Object.entries(LOOKS)) {
    text += `  classDef ${look} fill:${fill},stroke:${stroke},color:${INK}\n`;
    text += `  class ${of.filter((key) => states.includes(key)).join(",")} ${look}\n`;
  }
  text += `  classDef dot fill:${LINE},stroke:${LINE}\n  class start dot\n`;
  text += `  classDef frame fill:${PAPER},stroke:#8c959f,color:${INK}\n  class ${frames.join(",")} frame\n`;
  text += `  classDef rung stroke-width:3px\n  class ${LADDER.join(",")} rung\n`;
  return text;
}

function label(row: TransitionRow): string {
  if (row.ends) return period(row.ends);
  if (row.event !== null) return plain(row.event);
  // These signs mean something to Mermaid.
  return row.guard.map(({ says }) => `(${says.replaceAll(/[";:#]/g, ",")})`).join(" ");
}

/** Every arrow between two states, whichever way it points. */
class Arrows {
  readonly pairs = new Map<string, { upper: string; lower: string; down: Set<string>; up: Set<string> }>();
  /** The states from top to bottom. */
  readonly order: readonly string[];

  constructor(order: readonly string[]) {
    this.order = order;
  }

  add(from: string, to: string, text: string): void {
    const down = this.order.indexOf(from) <= this.order.indexOf(to);
    const [upper, lower] = down ? [from, to] : [to, from];
    const pair = this.pairs.get(`${upper} ${lower}`) ?? { upper, lower, down: new Set(), up: new Set() };
    (down ? pair.down : pair.up).add(text);
    this.pairs.set(`${upper} ${lower}`, pair);
  }

  /** One line of Mermaid for each pair that `which` takes; thick where `thick` says so. */
  lines(
    indent: string,
    thick: (a: string, b: string) => boolean,
    which: (a: string, b: string) => boolean,
  ): string {
    let text = "";
    for (const { upper, lower, down, up } of this.pairs.values()) {
      if (!which(upper, lower)) continue;
      const both = down.size > 0 && up.size > 0;
      const says = both
        ? [...[...down].map((says) => `↓ ${says}`), ...[...up].map((says) => `↑ ${says}`)]
        : [...down, ...up].filter((says) => says !== "");
      const [a, b] = down.size > 0 ? [upper, lower] : [lower, upper];
      const shaft = `${both ? "<" : ""}${thick(upper, lower) ? "==>" : "-->"}`;
      text += `${indent}${a} ${shaft}${says.length > 0 ? `|"${says.join("<br>")}"|` : ""} ${b}\n`;
    }
    return text;
  }
}

/** What leads to one rung from every other one is told once, on the ladder's own arrow to it. */
function fromAnyRung(
  rungs: readonly Node[],
  rows: readonly TransitionRow[],
): Map<TransitionRow, readonly string[]> {
  const told = new Map<TransitionRow, readonly string[]>();
  for (const target of rungs) {
    const others = rungs.filter((rung) => rung !== target);
    const coming = rows.filter((row) => row.target === target && others.includes(row.source));
    for (const event of new Set(coming.map((row) => row.event))) {
      const same = coming.filter((row) => row.event === event);
      if (others.length < 2 || !others.every((rung) => same.some((row) => row.source === rung))) continue;
      const steps = (row: TransitionRow) =>
        Math.abs(LADDER.indexOf(row.source.key) - LADDER.indexOf(target.key));
      const nearest = same.reduce((best, row) => (steps(row) < steps(best) ? row : best));
      const unlike = same.filter((row) => label(row) !== label(nearest));
      for (const row of same) told.set(row, []);
      const except = unlike.map((row) => `${row.source.key}: ${label(row)}`);
      told.set(nearest, [`any rung: ${label(nearest)}`, ...except]);
    }
  }
  return told;
}

/**
 * The spine: the ladder from onboarding to terminated, drawn thick, and the rest beside it. Mermaid.
 * The matters inside live and offboarding, and the recount of the rung, are in {@link chart}.
 */
export function spine(policy: Policy): string {
  const top = root();
  const { rows } = read(policy);
  const live = below(top).find((node) => REPORTED.every((region) => region in node.states));
  const standing = live?.states[REPORTED[0] ?? ""];
  if (!live || !standing) throw new Error(`no state of the chart has the regions ${REPORTED.join(", ")}`);

  /** Where the picture shows a state; null where it is passed through. */
  const place = (node: Node): string | null => {
    if (isRouter(node)) return null;
    if (node.path[0] !== live.key) return node.path[0] ?? null;
    const region = regionOf(node);
    return region && node !== region && REPORTED.includes(region.key) ? node.key : live.key;
  };
  const places = below(top).map(place);
  const order = ["start", ...new Set(places.filter((key) => key !== null))];
  const arrows = new Arrows(order);
  const follow = (from: string, target: Node, text: string) => {
    if (!isRouter(target)) {
      const to = place(target);
      // A new relationship starts on the first rung; whoever comes back is counted anew inside live.
      if (to !== null && to !== from) arrows.add(from, from === FIRST && to === live.key ? RUNG : to, text);
    } else if (target.parent === top)
      for (const row of rows.filter((row) => row.source === target))
        if (row.target) follow(from, row.target, row.otherwise ? text : label(row));
  };
  arrows.add("start", FIRST, "");
  const rungs = Object.values(standing.states).filter((node) => !isRouter(node));
  const told = fromAnyRung(rungs, rows);
  for (const row of rows) {
    const from = place(row.source);
    if (from !== null && row.target)
      for (const text of told.get(row) ?? [label(row)]) follow(from, row.target, text);
  }

  const step = (key: string) => LADDER.indexOf(key === live.key ? (rungs.at(-1)?.key ?? key) : key);
  const thick = (a: string, b: string) => a === "start" || (step(a) >= 0 && step(b) === step(a) + 1);
  const regions = REPORTED.map((key) => live.states[key]).filter((node) => node !== undefined);
  const homeOf = (a: string, b: string) => regions.find((region) => a in region.states && b in region.states);
  const above = (a: string, b: string) => thick(a, b) && step(b) <= step(RUNG) && !homeOf(a, b);

  let text = `${HEAD}  start((" "))\n`;
  text += arrows.lines("  ", thick, above);
  text += `  subgraph ${live.key}\n`;
  for (const region of regions) {
    text += `    subgraph ${region.key}\n`;
    text += arrows.lines("      ", thick, (a, b) => homeOf(a, b) === region);
    text += "    end\n";
  }
  text += "  end\n";
  text += arrows.lines("  ", thick, (a, b) => !homeOf(a, b) && !above(a, b));
  const frames = [live, ...regions].map(({ key }) => key);
  return text + looks(order, frames);
}

/**
 * One part of the chart in full: the whole with its composite states closed, or one region. Mermaid.
 * Routers are choice points; what leaves the state as it is stands in the table only.
 */
export function chart({ rows }: Reading, part: Node): string {
  const children = Object.values(part.states);
  const arrows = new Arrows([...children, root(), ...below(root())].map((node) => node.key));
  for (const row of rows) {
    const { target } = row;
    if (!target) continue;
    // Mermaid draws no arrow from a frame into itself: what a region decides for all its states leaves each of them.
    const sources = row.source === part ? children.filter((child) => !isRouter(child)) : [row.source];
    for (const source of sources) {
      const from = children.find((child) => child === source || below(child).includes(source));
      // What happens inside a closed state is in the chart of its region.
      if (from && !below(from).includes(target) && from !== target)
        arrows.add(from.key, target.key, label(row));
    }
  }
  let text = "stateDiagram-v2\n";
  for (const child of children) if (isRouter(child)) text += `  state ${child.key} <<choice>>\n`;
  for (const { key } of initialOf(part)) text += `  [*] --> ${key}\n`;
  for (const { upper, lower, down, up } of arrows.pairs.values())
    for (const [from, to, says] of [[upper, lower, down] as const, [lower, upper, up] as const])
      if (says.size > 0)
        text += `  ${from} --> ${to}${[...says].join("") === "" ? "" : `: ${[...says].join("<br>")}`}\n`;
  for (const child of children) if (child.type === "final") text += `  ${child.key} --> [*]\n`;
  return text;
}

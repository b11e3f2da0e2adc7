import type { Policy } from "../policy.ts";
import { below, days, isRouter, type Node, type Row, read, regionOf, root, words } from "./rows.ts";

/** The way down (domain.md §3): what the picture is about. */
const LADDER = [
  "onboarding",
  "active",
  "warnedOnce",
  "warnedTwice",
  "restricted",
  "offboarding",
  "terminated",
];

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

/** Mid-grey lines, and boxes with a fill of their own: readable on a light page and on a dark one. */
const config = (more: string) => `---
config:
  theme: base
  htmlLabels: false
  fontFamily: "Arial, Liberation Sans, Helvetica, sans-serif"
${more}  themeVariables:
    lineColor: "#6e7781"
    edgeLabelBackground: "#f6f8fa"
    textColor: "${INK}"
    titleColor: "${INK}"
    fontSize: "14px"
    useGradient: false
    dropShadow: none
---
`;

const ELK = `  layout: elk
  elk: {cycleBreakingStrategy: DEPTH_FIRST, nodePlacementStrategy: NETWORK_SIMPLEX}
  flowchart: {wrappingWidth: 400}
`;

function label(row: Row): string {
  if (row.ends) return `${days(row.ends.days)} ${row.ends.says}`;
  if (row.event !== null) return words(row.event);
  return row.guard.map(({ says }) => `(${says})`).join(" ");
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
function fromAnyRung(rungs: readonly Node[], rows: readonly Row[]): Map<Row, readonly string[]> {
  const told = new Map<Row, readonly string[]>();
  for (const target of rungs) {
    const others = rungs.filter((rung) => rung !== target);
    const coming = rows.filter((row) => row.target === target && others.includes(row.source));
    for (const event of new Set(coming.map((row) => row.event))) {
      const same = coming.filter((row) => row.event === event);
      if (others.length < 2 || !others.every((rung) => same.some((row) => row.source === rung))) continue;
      const steps = (row: Row) => Math.abs(LADDER.indexOf(row.source.key) - LADDER.indexOf(target.key));
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
 * The matters inside live and offboarding, and the recount of the rung, are in {@link fullChart}.
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
  const order = [
    "start",
    ...new Set(
      below(top)
        .map(place)
        .filter((key) => key !== null),
    ),
  ];
  const arrows = new Arrows(order);
  const first = LADDER[0] ?? "";
  const rung = LADDER[1] ?? "";
  const follow = (from: string, target: Node, text: string) => {
    if (!isRouter(target)) {
      const to = place(target);
      // A new relationship starts on the first rung; whoever comes back is counted anew inside live.
      if (to !== null && to !== from) arrows.add(from, from === first && to === live.key ? rung : to, text);
    } else if (target.parent === top)
      for (const row of rows.filter((row) => row.source === target))
        if (row.target) follow(from, row.target, row.otherwise ? text : label(row));
  };
  arrows.add("start", first, "");
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
  const above = (a: string, b: string) => thick(a, b) && step(b) <= step(rung) && !homeOf(a, b);

  let text = `${config(ELK)}flowchart TB\n  start((" "))\n`;
  text += arrows.lines("  ", thick, above);
  text += `  subgraph ${live.key}\n`;
  for (const region of regions) {
    text += `    subgraph ${region.key}\n`;
    text += arrows.lines("      ", thick, (a, b) => homeOf(a, b) === region);
    text += "    end\n";
  }
  text += "  end\n";
  text += arrows.lines("  ", thick, (a, b) => !homeOf(a, b) && !above(a, b));
  for (const [look, { fill, stroke, of }] of Object.entries(LOOKS)) {
    text += `  classDef ${look} fill:${fill},stroke:${stroke},color:${INK}\n`;
    text += `  class ${of.filter((key) => order.includes(key)).join(",")} ${look}\n`;
  }
  text += "  classDef dot fill:#6e7781,stroke:#6e7781\n  class start dot\n";
  text += `  classDef region fill:#f6f8fa,stroke:#8c959f,color:${INK}\n`;
  text += `  class ${[live, ...regions].map(({ key }) => key).join(",")} region\n`;
  text += `  classDef rung stroke-width:3px\n  class ${LADDER.join(",")} rung\n`;
  return text;
}

/**
 * The full chart: every state, region and router (a choice point), with what moves between them. Mermaid.
 * What leaves the state as it is stands in the table only.
 */
export function fullChart(policy: Policy): string {
  const top = root();
  const { rows } = read(policy);
  const order = below(top).map((node) => node.key);
  const arrows = new Arrows(order);
  const home = new Map<string, Node>();

  /** A region that decides for its states is drawn from each of them: Mermaid draws no arrow into its own frame. */
  const sources = (row: Row): Node[] =>
    row.target?.parent === row.source
      ? Object.values(row.source.states).filter((node) => !isRouter(node))
      : [row.source];
  for (const row of rows)
    for (const source of row.target ? sources(row) : [])
      if (row.target && source !== row.target) arrows.add(source.key, row.target.key, label(row));

  const commonOf = (a: Node, b: Node): Node => {
    const line = new Set<Node>();
    for (let at: Node | undefined = a; at; at = at.parent) line.add(at);
    for (let at: Node | undefined = b; at; at = at.parent)
      if (line.has(at) && at !== a && at !== b) return at;
    return top;
  };
  const byKey = new Map(below(top).map((node) => [node.key, node]));
  void home;
  const draw = (node: Node, indent: string): string => {
    let text = "";
    const inner = `${indent}  `;
    const children = Object.values(node.states);
    for (const [n, child] of children.entries()) {
      if (isRouter(child)) text += `${inner}state ${child.key} <<choice>>\n`;
      else if (child.type === "atomic" || child.type === "final") text += `${inner}${child.key}\n`;
      else text += `${inner}state ${child.key} {\n${draw(child, inner)}${inner}}\n`;
      if (node.type === "parallel" && n < children.length - 1) text += `${inner}--\n`;
    }
    if (node.type !== "parallel")
      for (const first of node.initial.target as readonly Node[]) text += `${inner}[*] --> ${first.key}\n`;
    for (const child of children) if (child.type === "final") text += `${inner}${child.key} --> [*]\n`;
    for (const { upper, lower, down, up } of arrows.pairs.values()) {
      const a = byKey.get(upper);
      const b = byKey.get(lower);
      if (!a || !b || commonOf(a, b) !== node) continue;
      if (down.size > 0) text += `${inner}${upper} --> ${lower}${text1(down)}\n`;
      if (up.size > 0) text += `${inner}${lower} --> ${upper}${text1(up)}\n`;
    }
    return text;
  };
  const text1 = (set: Set<string>) => {
    const s = [...set].filter(Boolean);
    return s.length ? `: ${s.join("<br>")}` : "";
  };
  return `${config("")}stateDiagram-v2\n${draw(top, "")}`;
}

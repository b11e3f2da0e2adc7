import type { Policy } from "../policy.ts";
import { below, days, isRouter, type Node, type Row, read, regionOf, root, words } from "./rows.ts";

/** The way down, in the words of domain.md §3. */
const LADDER = [
  "onboarding",
  "active",
  "warnedOnce",
  "warnedTwice",
  "restricted",
  "offboarding",
  "terminated",
] as const;

/** The regions that the reported state is made of; the others are inside matters. */
const REPORTED = ["standing", "service"];

/** Which look a state has: fill, border, and a text that says the same without colour. */
const LOOKS: {
  readonly [look: string]: { readonly fill: string; readonly stroke: string; readonly of: string[] };
} = {
  entry: { fill: "#ddf4ff", stroke: "#0969da", of: ["onboarding"] },
  good: { fill: "#dafbe1", stroke: "#1a7f37", of: ["active", "running"] },
  first: { fill: "#fff8c5", stroke: "#9a6700", of: ["warnedOnce"] },
  second: { fill: "#ffe2c2", stroke: "#bc4c00", of: ["warnedTwice", "suspended"] },
  limit: { fill: "#ffd8d3", stroke: "#cf222e", of: ["restricted"] },
  parting: { fill: "#fbefff", stroke: "#8250df", of: ["offboarding"] },
  past: { fill: "#eaeef2", stroke: "#57606a", of: ["terminated", "winBack", "closed", "refused"] },
};
const TEXT = "#1f2328";

// Mid-grey lines and boxes with a fill of their own read well on a light page and on a dark one.
const CONFIG = `---
config:
  theme: base
  layout: elk
  htmlLabels: false
  fontFamily: "Open Sans, Arial, sans-serif"
  elk: {cycleBreakingStrategy: DEPTH_FIRST, nodePlacementStrategy: NETWORK_SIMPLEX}
  themeVariables:
    lineColor: "#6e7781"
    edgeLabelBackground: "#f6f8fa"
    textColor: "${TEXT}"
    titleColor: "${TEXT}"
    clusterBkg: "#f6f8fa"
    clusterBorder: "#8c959f"
    dropShadow: none
---
`;

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly down: Set<string>;
  readonly up: Set<string>;
}

function label(row: Row): string[] {
  if (row.ends) return [`after ${days(row.ends.days)} ${row.ends.says}`];
  if (row.event !== null) return [words(row.event)];
  return row.guard.map(({ says }) => `(${says})`);
}

/** Arrows between one pair are merged into one; what leads back up is told beside it. */
function merge(order: readonly string[]) {
  const arrows = new Map<string, Arrow>();
  return {
    arrows,
    add(from: string, to: string, labels: readonly string[]) {
      const [a, b] = order.indexOf(from) <= order.indexOf(to) ? [from, to] : [to, from];
      const arrow = arrows.get(`${a} ${b}`) ?? { from: a, to: b, down: new Set(), up: new Set() };
      for (const text of labels.length > 0 ? labels : [""]) (a === from ? arrow.down : arrow.up).add(text);
      arrows.set(`${a} ${b}`, arrow);
    },
  };
}

/**
 * The spine: the ladder from onboarding to terminated, drawn thick, and what lies beside it. Mermaid.
 * What happens inside the other regions, and the recount after an appeal, is in {@link fullChart}.
 */
export function spine(policy: Policy): string {
  const top = root();
  const { rows } = read(policy);
  const { live } = top.states;
  if (!live) throw new Error("the chart has no state live");

  const place = (node: Node): string | null => {
    if (isRouter(node)) return null;
    const [first] = node.path;
    if (first !== live.key) return first ?? null;
    const region = regionOf(node);
    return region && node !== region && REPORTED.includes(region.key) ? node.key : live.key;
  };
  const order = ["start", ...new Set(below(top).map(place))].filter((key) => key !== null);
  const { arrows, add } = merge(order);

  const [opening] = top.initial.target as readonly Node[];
  const follow = (from: string, target: Node, labels: string[]) => {
    if (!isRouter(target)) {
      const to = place(target);
      // The ladder begins on its first rung; who comes back is counted anew at the door.
      const rung = from === LADDER[0] && to === live.key ? LADDER[1] : to;
      if (rung !== null && rung !== from) add(from, rung, labels);
    } else if (target.parent === top)
      for (const row of rows.filter((r) => r.source === target))
        if (row.target) follow(from, row.target, row.guard.length > 0 ? label(row) : labels);
  };
  if (opening) follow("start", opening, []);
  for (const row of rows) {
    const from = place(row.source);
    if (from !== null && row.target) follow(from, row.target, label(row));
  }

  const onLadder = ({ from, to }: Arrow) => {
    const rung = (key: string) =>
      key === live.key ? LADDER.indexOf("restricted") : LADDER.indexOf(key as never);
    return from === "start" ? to === LADDER[0] : rung(from) >= 0 && rung(to) - rung(from) === 1;
  };
  const line = (arrow: Arrow, indent: string): string => {
    const { down, up } = arrow;
    const both = down.size > 0 && up.size > 0;
    const says = both
      ? [...[...down].map((text) => `↓ ${text}`), ...[...up].map((text) => `↑ ${text}`)]
      : [...down, ...up];
    const [a, b] = down.size > 0 ? [arrow.from, arrow.to] : [arrow.to, arrow.from];
    const shaft = onLadder(arrow) ? "==" : "--";
    const text = says.filter(Boolean).join("<br>");
    return `${indent}${a} ${both ? "<" : ""}${shaft}>${text ? `|"${text}"|` : ""} ${b}\n`;
  };

  let text = `${CONFIG}flowchart TB\n  start((" "))\n`;
  const inside = (region: Node, { from, to }: Arrow) => from in region.states && to in region.states;
  const open = REPORTED.map((key) => live.states[key]).filter((region) => region !== undefined);
  const lines = [...arrows.values()];
  for (const arrow of lines.filter(
    (a) =>
      LADDER.includes(a.to as never) &&
      !(a.from in live.states) &&
      onLadder(a) &&
      a.to !== "offboarding" &&
      a.to !== "terminated" &&
      !open.some((r) => inside(r, a)),
  ))
    text += line(arrow, "  ");
  text += `  subgraph ${live.key}\n`;
  for (const region of open) {
    text += `    subgraph ${region.key}\n`;
    for (const arrow of lines.filter((a) => inside(region, a))) text += line(arrow, "      ");
    text += "    end\n";
  }
  text += "  end\n";
  for (const arrow of lines.filter(
    (a) =>
      !open.some((r) => inside(r, a)) && !(onLadder(a) && (a.from === "start" || a.from === "onboarding")),
  ))
    text += line(arrow, "  ");
  for (const [look, { fill, stroke, of }] of Object.entries(LOOKS)) {
    text += `  classDef ${look} fill:${fill},stroke:${stroke},color:${TEXT}\n`;
    text += `  class ${of.join(",")} ${look}\n`;
  }
  text += `  classDef dot fill:#6e7781,stroke:#6e7781\n  class start dot\n`;
  text += `  classDef rung stroke-width:3px\n  class ${LADDER.join(",")} rung\n`;
  return text;
}

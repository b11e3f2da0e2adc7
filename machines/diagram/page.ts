import { eventSpec, eventTypes, isEventType } from "../events.ts";
import { relationshipDefinition } from "../head.ts";
import type { Policy } from "../policy.ts";
import { discountRows } from "../rules/price.ts";
import { machineRef } from "../step/stored.ts";
import { chart } from "./mermaid.ts";
import {
  type Clock,
  type GuardCondition,
  isRouter,
  type Node,
  type Reading,
  read,
  regionOf,
  root,
  type TransitionRow,
} from "./rows.ts";
import { period } from "./words.ts";

const code = (text: string) => `\`${text}\``;
const cell = (lines: readonly string[]) => lines.join("<br>").replaceAll("|", "\\|");
const line = (...cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;

function grid(head: readonly string[], body: readonly (readonly string[])[]): string {
  return line(...head) + line(...head.map(() => "---")) + body.map((cells) => line(...cells)).join("");
}

const clock = (timer: Clock) => `${code(timer.name)}: ${period(timer)}`;

function condition({ rule, says, kind }: GuardCondition, own: string): string {
  const id = rule === null || rule === own ? "" : ` (${rule})`;
  return kind === "when" ? `*when* ${says}${id}` : `${says}${id}`;
}

function from(row: TransitionRow): string {
  if (!row.source.parent) return "any state";
  return row.source.type === "atomic" ? code(row.source.key) : `any of ${code(row.source.key)}`;
}

function event(row: TransitionRow): string {
  if (row.event === null) return "at once";
  return isEventType(row.event) ? `${code(row.event)}<br>${eventSpec(row.event).kind}` : code(row.event);
}

const WHO = {
  region: "the engine, from another region",
  clock: "the engine, in time",
  nothing: "the engine",
};

/** The cells of one row, without where it starts from. */
function cells(row: TransitionRow): string[] {
  const guard = row.guard.map((c) => condition(c, row.rule));
  return [
    row.target ? code(row.target.key) : "stays",
    event(row),
    row.by === "caller" ? row.roles.join(", ") : WHO[row.by],
    cell(row.otherwise ? ["otherwise"] : guard),
    cell(row.effects),
    cell([...(row.ends ? [clock(row.ends)] : []), ...row.starts.map((c) => `starts ${clock(c)}`)]),
    row.rule,
  ];
}

const HEAD = ["From", "To", "Event", "Who", "Guard", "Effects", "Deadline", "Requirement"];

/** Rows that differ in nothing but where they start from are told as one. */
function transitions(rows: readonly TransitionRow[]): string {
  const told = new Map<string, { from: Set<string>; cells: string[] }>();
  for (const row of rows) {
    const rest = cells(row);
    const key = rest.join("|");
    const known = told.get(key) ?? { from: new Set(), cells: rest };
    known.from.add(from(row));
    told.set(key, known);
  }
  return grid(
    HEAD,
    [...told.values()].map((row) => [[...row.from].join(", "), ...row.cells]),
  );
}

/** The parts that the chart is told in: the whole, each composite state, each region. */
function parts(): Node[] {
  const top = root();
  const composite = Object.values(top.states).filter((node) => node.type === "parallel");
  return [top, ...composite.flatMap((node) => [node, ...Object.values(node.states)])];
}

const partOf = (row: TransitionRow): Node => {
  const { source } = row;
  return source.type === "parallel" ? source : (regionOf(source) ?? root());
};

/** The transition table under one version of the policy: every transition of the chart. Markdown. */
export function table(policy: Policy): string {
  return transitions(read(policy).rows);
}

/** What a part of the chart is about. */
const ABOUT: { readonly [part: string]: string } = {
  relationship:
    "From the first contact to the last goodbye. `live` and `offboarding` are opened further down.",
  live: "What holds on every rung, while the client is with us. Its regions below run side by side.",
  standing: "Which rung of the ladder. It follows what the other regions decide.",
  service:
    "Whether work goes on. While it is suspended the rung stays, and the reported state is `suspended`.",
  warning: "A warning on its way: it counts once it is delivered.",
  parting: "A request to part: one person asks, a senior who is another person decides.",
  remedy: "A loss through our fault, until somebody decides on it.",
  offboarding: "An approved exit while it is carried out. Its regions below run side by side.",
  telling: "The exit is spoken first, then confirmed in writing; posted counts as told.",
  duties: "What the client still has to do.",
  handover: "Help to move to another provider. It never blocks the exit.",
};

function section(reading: Reading, part: Node): string {
  const rows = reading.rows.filter((row) => partOf(row) === part);
  const top = part === root();
  const title = top ? "The whole" : part.parent === root() ? part.key : `${part.parent?.key}: ${part.key}`;
  const about = ABOUT[part.key];
  return [
    `## ${title}\n`,
    ...(about ? [`${about}\n`] : []),
    ...(part.type === "compound" ? [`\`\`\`mermaid\n${chart(reading, part)}\`\`\`\n`] : []),
    transitions(rows),
  ].join("\n");
}

function states({ states: all }: Reading): string {
  const kind = (node: Node) => {
    if (isRouter(node)) return "router";
    return node.type === "atomic" ? "state" : node.type === "final" ? "end" : node.type;
  };
  return grid(
    ["State", "Inside", "Kind", "On entering", "On leaving", "Clock"],
    all
      .slice(1)
      .map(({ node, entering, leaving, clocks }) => [
        code(node.key),
        node.parent === root() ? "" : code(node.parent?.key ?? ""),
        kind(node),
        cell(entering),
        cell(leaving),
        cell(clocks.map(clock)),
      ]),
  );
}

function facts({ rows }: Reading): string {
  const moving = new Set(rows.map((row) => row.event));
  const resting = eventTypes().filter((type) => !moving.has(type));
  return grid(
    ["Event", "Who", "What it says"],
    resting.map((type) => [code(type), eventSpec(type).roles.join(", "), eventSpec(type).says]),
  );
}

function values(policy: Policy): string {
  const flat = (value: unknown, path: string): [string, string][] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => flat(inner, path ? `${path}.${key}` : key))
      : [[code(path), String(value)]];
  return grid(["Value", ""], flat(policy, ""));
}

/** The whole page for people who have to answer for the machine: reading aid, pictures, tables. Markdown. */
export function page(policy: Policy): string {
  const reading = read(policy);
  const { id, version, hash } = machineRef(relationshipDefinition());
  return `# How a client relationship moves

Policy **${policy.version}**, in force from ${policy.validFrom}. Machine \`${id}\` version ${version}, hash \`${hash}\`: every journal entry names the policy and the machine that judged it.

This page is generated from the machine that runs and from the policy, by \`npx tenure diagrams\`; \`npx tenure diagrams --check\` fails when it is stale. Change \`machines/\` or \`policies/\`, not this page: what two versions differ in is then the difference between two of these pages.

![The ladder from onboarding to terminated, and the states beside it](lifecycle.svg)

The thick arrows are the ladder. *Any rung* stands for every rung but the one that the arrow leads to. An arrow to \`live\` leads to the rung that follows from the decisions in force. After an appeal that was upheld, or a warning that bounced after all, the rung is counted anew in the same way; that is in [live: standing](#live-standing), not in the picture.

## How to read the tables

- **Event.** A *decision* is refused, with every failed condition, unless a row admits it. A *fact* is recorded wherever the relationship stands; its row says what it moves. A *result* is the engine's own report on an effect. \`deadline.…\` is a clock that ran out. An event without a kind comes from another region of the chart. *At once* needs no event.
- **Who.** The roles that may signal the event; nobody else is heard.
- **Guard.** Every condition has to hold. A condition with *when* only chooses between rows; failing any other is a reason to refuse. Numbers come from the policy. The first row that fits is taken, and a state's own rows come before those of the state around it. In brackets: the requirement of a condition, where it is another than the row's.
- **Effects**, in their order. \`N1\` to \`N15\` are notices to the client, a task is for one of our people. *record* changes what is known. An arrow names an event that tells the other regions.
- **Deadline.** The clock that ran out, or the clocks that start. They count from entering the state, but \`coolOff\` from the latest of delivery, counted incident, restriction and review, and \`compensation\` from the day the fault became known. Under a legal hold every clock stands still.

${parts()
  .map((part) => section(reading, part))
  .join("\n")}
## Grounds

What each ground to part asks for, at the request and again at the approval.

${grid(
  ["Ground", "Conditions", "Requirement"],
  reading.grounds.map(({ ground, conditions }) => [
    code(ground),
    cell(conditions.map(({ says }) => says)),
    [...new Set(conditions.map(({ rule }) => rule))].join(", "),
  ]),
)}
## Discounts

What a question about the price is answered, by who asks (R-DEC-9). A soft no is always possible.

${grid(
  ["Kind", "Verdict", "Asked for", "Instead"],
  discountRows(policy).map(({ kind, verdict, provisos, instead }) => [
    code(kind),
    verdict,
    cell(provisos),
    instead,
  ]),
)}
## States

${states(reading)}
## Facts that move nothing

They are recorded in every state; guards and clocks may read them.

${facts(reading)}
## The policy's values

${values(policy)}`;
}

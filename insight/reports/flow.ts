import { STATES } from "../../machines/vocabulary.ts";
import { percent } from "../../values/money.ts";
import { type Span, spanned } from "./deeds.ts";
import { axisText, bar, picture, SHADES, text, wave } from "./plot.ts";
import { counted, inPercent, left, plural, type Report, right } from "./report.ts";

/** How often relationships went from one reported state to another. */
export interface StateMove {
  /** Null: the relationship began. */
  readonly from: string | null;
  readonly to: string;
  readonly moves: number;
  /** How many clients did. */
  readonly clients: number;
}

/** The ladder from its beginning to its end, and what lies beside it. */
const NEW = "new";
const ORDER: readonly string[] = [NEW, ...STATES];
const place = (state: string): number => (ORDER.includes(state) ? ORDER.indexOf(state) : ORDER.length);

const FILLS: Readonly<Record<string, string>> = {
  new: "#868e96",
  onboarding: "#74b816",
  active: "#2f9e44",
  warnedOnce: "#f59f00",
  warnedTwice: "#f76707",
  restricted: "#d6336c",
  suspended: "#9c36b5",
  offboarding: "#c92a2a",
  terminated: "#495057",
  winBack: "#1098ad",
  closed: "#212529",
  refused: "#adb5bd",
};
const fillOf = (state: string): string => FILLS[state] ?? SHADES[1];

const [LEFT, RIGHT, TOP, THICK, GAP] = [210, 690, 90, 14, 16];
/** Px that all moves together take. */
const HEIGHT = 420;
/** Px of the thinnest ribbon: one that cannot be seen tells nothing. */
const THINNEST = 1;

interface Ribbon {
  readonly from: string;
  readonly to: string;
  readonly moves: number;
  readonly clients: number;
}

/** Where the states of one side stand: from the top, each as high as its moves. */
function stacked(ribbons: readonly Ribbon[], side: "from" | "to", scale: number) {
  const tall = (ribbon: Ribbon) => Math.max(THINNEST, ribbon.moves * scale);
  const states = [...new Set(ribbons.map((ribbon) => ribbon[side]))].sort((a, b) => place(a) - place(b));
  const spots = new Map<Ribbon, number>();
  let y = TOP;
  const blocks = states.map((state) => {
    const own = ribbons.filter((ribbon) => ribbon[side] === state);
    const other = side === "from" ? "to" : "from";
    const top = y;
    for (const ribbon of own.sort((a, b) => place(a[other]) - place(b[other]))) {
      spots.set(ribbon, y);
      y += tall(ribbon);
    }
    const height = y - top;
    // A state of few moves still needs room for its name.
    y = top + Math.max(height, 4) + GAP;
    return { state, top, height, moves: own.reduce((sum, { moves }) => sum + moves, 0) };
  });
  return { blocks, spots, tall, bottom: y };
}

function svg(ribbons: readonly Ribbon[], all: number, title: string): string {
  const scale = HEIGHT / Math.max(1, all);
  const [from, to] = [stacked(ribbons, "from", scale), stacked(ribbons, "to", scale)];
  const drawn = ribbons.map((ribbon) =>
    wave(
      { x: LEFT + THICK, y: from.spots.get(ribbon) ?? TOP },
      { x: RIGHT, y: to.spots.get(ribbon) ?? TOP },
      from.tall(ribbon),
      fillOf(ribbon.to),
      `${ribbon.from} → ${ribbon.to}: ${plural(ribbon.moves, "time")}, ${plural(ribbon.clients, "client")}`,
    ),
  );
  const blocks = [
    ...from.blocks.flatMap(({ state, top, height, moves }) => [
      bar(LEFT, top, THICK, Math.max(2, height), fillOf(state), `${state}: ${counted(moves)}`),
      text(LEFT - 10, top + height / 2 + 4, `${state}  ${counted(moves)}`, { anchor: "end" }),
    ]),
    ...to.blocks.flatMap(({ state, top, height, moves }) => [
      bar(RIGHT, top, THICK, Math.max(2, height), fillOf(state), `${state}: ${counted(moves)}`),
      text(RIGHT + THICK + 10, top + height / 2 + 4, `${counted(moves)}  ${state}`),
    ]),
  ];
  return picture(RIGHT + 230, Math.max(from.bottom, to.bottom) + 20, title, [
    axisText(20, 56, "Ribbons are as thick as there were moves, and have the colour of where they lead."),
    axisText(LEFT + THICK, TOP - 12, "from", { anchor: "end" }),
    axisText(RIGHT, TOP - 12, "to"),
    ...drawn,
    ...blocks,
  ]);
}

/** `tenure report flow` (R-REP-7): clients between states. */
export function flow(moves: readonly StateMove[], span: Span): Report {
  const ribbons = moves
    .map(({ from, ...move }): Ribbon => ({ from: from ?? NEW, ...move }))
    .sort((a, b) => place(a.from) - place(b.from) || place(a.to) - place(b.to));
  const all = ribbons.reduce((sum, ribbon) => sum + ribbon.moves, 0);
  const title = `${plural(all, "move")} between states, ${spanned(span)}`;
  const leaving = new Map(
    [...Map.groupBy(ribbons, ({ from }) => from)].map(([state, own]) => [
      state,
      own.reduce((sum, ribbon) => sum + ribbon.moves, 0),
    ]),
  );
  return {
    empty: all === 0,
    data: { ...span, moves: ribbons, count: all },
    sheets: [
      {
        title,
        columns: [left("from"), left("to"), right("moves"), right("of those from there"), right("clients")],
        rows: ribbons.map(({ from, to, moves: n, clients }) => [
          from,
          to,
          counted(n),
          inPercent(percent(n, leaving.get(from) ?? 0)),
          counted(clients),
        ]),
      },
    ],
    remarks: ["R-REP-7: the reported states; `new` is where a relationship begins."],
    *csv() {
      yield ["from", "to", "moves", "clients"];
      for (const { from, to, moves: n, clients } of ribbons) yield [from, to, n, clients];
    },
    svg: () => svg(ribbons, all, title),
  };
}

// What the bench says: a table for people, or one object of ratios.
import { type Load, median } from "./drive.ts";
import {
  type History,
  historyPerEvent,
  type Level,
  type Memory,
  type Replay,
  ratio,
  totalEvents,
} from "./measure.ts";

export interface Result {
  readonly same: { readonly answers: number; readonly rows: number };
  readonly loads: readonly Level[];
  readonly history: { readonly engine: History; readonly plain: History };
  readonly replay: { readonly engine: Replay; readonly plain: Replay };
  readonly memory: { readonly engine: Memory; readonly plain: Memory };
  /** Why Restate is not there; null when it is. */
  readonly absent: string | null;
  readonly seconds: number;
}

/** What the engine is to reach beside the plain workflow. */
const GOALS = { throughput: 0.95, p50: 1.1, history: 1, memory: 1.25, replay: 1.25 } as const;

const round = (value: number, digits = 3) => Number(value.toFixed(digits));
const rate = (load: Load) => load.rate;
const p50 = (load: Load) => load.p50;
const cpu = ({ cpu: { worker, server } }: Load) => worker + server;
const wall = ({ took }: Replay) => median(took.map((t) => t.wall));
const spent = ({ took }: Replay) => median(took.map((t) => t.cpu));

/** Median over the numbers of callers: each has the same weight. */
const overall = (levels: readonly Level[], other: string, of: (load: Load) => number) =>
  round(median(levels.map((level) => ratio(level, "engine", other, of))));

function levelDetail({ callers, loads }: Level) {
  const middle = (all: readonly Load[], of: (load: Load) => number) => round(median(all.map(of)), 2);
  return {
    callers,
    contenders: Object.fromEntries(
      Object.entries(loads).map(([name, all]) => [
        name,
        {
          eventsPerSecond: middle(all, rate),
          p50Ms: middle(all, p50),
          p99Ms: middle(all, (load) => load.p99),
          workerCpuMs: middle(all, (load) => load.cpu.worker),
          serverCpuMs: middle(all, (load) => load.cpu.server),
          statusQueries: all.reduce((total, { asked }) => total + asked, 0),
          turns: all.map((load) => round(load.rate, 1)),
        },
      ]),
    ),
    engine_vs: Object.fromEntries(
      Object.keys(loads)
        .filter((name) => name !== "engine")
        .map((name) => [
          name,
          {
            throughput: round(ratio({ callers, loads }, "engine", name, rate)),
            p50: round(ratio({ callers, loads }, "engine", name, p50)),
            cpu: round(ratio({ callers, loads }, "engine", name, cpu)),
          },
        ]),
    ),
  };
}

/** Ratios, engine ÷ other; throughput is better when greater, all the others when less. */
export function ratios({ same, loads, history, replay, memory, absent, seconds }: Result) {
  const per = { engine: historyPerEvent(history.engine), plain: historyPerEvent(history.plain) };
  return {
    engine_vs_plain: {
      throughput: overall(loads, "plain", rate),
      p50: overall(loads, "plain", p50),
      history: round(per.engine.others / per.plain.others),
      memory: round(memory.engine.heap / memory.plain.heap),
      replay: round(wall(replay.engine) / wall(replay.plain)),
    },
    engine_vs_restate:
      absent === null
        ? { throughput: overall(loads, "restate", rate), p50: overall(loads, "restate", p50) }
        : null,
    detail: {
      ...(absent !== null && { restate: absent }),
      goals: GOALS,
      same,
      levels: loads.map(levelDetail),
      cpuRatio: overall(loads, "plain", cpu),
      historyEventsPerAcceptedEvent: {
        withoutTasks: { engine: round(per.engine.others), plain: round(per.plain.others) },
        all: { engine: round(per.engine.all), plain: round(per.plain.all) },
        allRatio: round(per.engine.all / per.plain.all),
      },
      memoryPerRelationshipKb: {
        engine: { heap: round(memory.engine.heap / 1_024, 1), rss: round(memory.engine.rss / 1_024, 1) },
        plain: { heap: round(memory.plain.heap / 1_024, 1), rss: round(memory.plain.rss / 1_024, 1) },
      },
      replay: {
        historyEvents: { engine: replay.engine.events, plain: replay.plain.events },
        wallMs: { engine: round(wall(replay.engine), 1), plain: round(wall(replay.plain), 1) },
        cpuMs: { engine: round(spent(replay.engine), 1), plain: round(spent(replay.plain), 1) },
        cpuRatio: round(spent(replay.engine) / spent(replay.plain)),
      },
      seconds: round(seconds, 0),
    },
  };
}

const beside = ({ engine, plain }: { readonly engine: number; readonly plain: number }) => [
  `${engine}`,
  `${plain}`,
];

const column = (values: readonly string[], widths: readonly number[]) =>
  values
    .map((value, n) => (n === 0 ? value.padEnd(widths[n] ?? 0) : value.padStart(widths[n] ?? 0)))
    .join("  ")
    .trimEnd();

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => row[n]?.length ?? 0)));
  const [head = [], ...body] = rows.map((row) => column(row, widths));
  return [head, "─".repeat(widths.reduce((total, width) => total + width + 2, -2)), ...body].join("\n");
}

/** Prints the figures, then the ratios with what is to be reached. */
export function print(result: Result): void {
  const { detail, engine_vs_plain: plain, engine_vs_restate: restate } = ratios(result);
  const turns = [["callers", "contender", "events/s", "p50 ms", "p99 ms", "CPU worker", "CPU server"]];
  for (const { callers, contenders } of detail.levels)
    for (const [name, c] of Object.entries(contenders))
      turns.push(
        [callers, name, c.eventsPerSecond, c.p50Ms, c.p99Ms, c.workerCpuMs, c.serverCpuMs].map(String),
      );
  const { memoryPerRelationshipKb: kb, replay, historyEventsPerAcceptedEvent: history } = detail;
  const other = [
    ["", "engine", "plain"],
    ["history events an accepted event, tasks left out", ...beside(history.withoutTasks)],
    ["history events an accepted event, all", ...beside(history.all)],
    ["heap an open relationship, KB", `${kb.engine.heap}`, `${kb.plain.heap}`],
    ["memory of the process, KB each", `${kb.engine.rss}`, `${kb.plain.rss}`],
    [
      `cold replay of ${replay.historyEvents.engine} events, ms`,
      `${replay.wallMs.engine}`,
      `${replay.wallMs.plain}`,
    ],
  ];
  const better = { throughput: "≥", p50: "≤", history: "≤", memory: "≤", replay: "≤" } as const;
  const goals = [["engine ÷", "plain", "goal", "restate"]];
  for (const name of Object.keys(GOALS) as (keyof typeof GOALS)[]) {
    const beside = name === "throughput" || name === "p50" ? `${restate?.[name] ?? "–"}` : "";
    goals.push([name, `${plain[name]}`, `${better[name]} ${GOALS[name]}`, beside]);
  }
  const events = Object.keys(result.loads[0]?.loads ?? {}).map(
    (name) => `${name} ${totalEvents(result.loads, name)}`,
  );
  console.log(`\n${table(turns)}\n\nCPU in ms an event; events answered: ${events.join(", ")}`);
  console.log(`\n${table(other)}\n\n${table(goals)}\n`);
  if (detail.restate) console.log(`Restate: ${detail.restate}`);
  console.log(`${detail.seconds} s; ${detail.same.rows} journal rows compared`);
}

// What the bench says: a table for people, or one object of ratios.
import { type DrivenLoad, median, sum } from "./drive.ts";
import {
  type HistoryCounts,
  historyPerEvent,
  type Level,
  type MemoryUse,
  type Replay,
  type ReplayCheck,
  ratio,
  totalEvents,
} from "./measure.ts";

export interface BenchResult {
  readonly same: { readonly answers: number; readonly rows: number };
  readonly loads: readonly Level[];
  /** Of one client: few callers, then many. */
  readonly crowd: readonly Level[];
  readonly sound: { readonly engine: ReplayCheck; readonly plain: ReplayCheck };
  /** History events of a lone event. */
  readonly lone: { readonly engine: number; readonly plain: number };
  readonly history: { readonly engine: HistoryCounts; readonly plain: HistoryCounts };
  readonly replay: { readonly engine: Replay; readonly plain: Replay };
  readonly memory: { readonly engine: MemoryUse; readonly plain: MemoryUse };
  /** Why Restate is not there; null when it is. */
  readonly absent: string | null;
  /** Of the machine, a minute's: before the bench and after it. */
  readonly load: readonly [before: number, after: number];
  readonly seconds: number;
}

/** What the engine is to reach beside the plain workflow; `crowd`: many callers of one client beside few. */
const GOALS = { throughput: 0.95, p50: 1.1, history: 1, memory: 1.25, replay: 1.25, crowd: 2 } as const;
type Goal = keyof typeof GOALS;

/** Those that are better when greater. */
const MORE: readonly Goal[] = ["throughput", "crowd"];
const met = (name: Goal, value: number) =>
  MORE.includes(name) ? value >= GOALS[name] : value <= GOALS[name];

/** History events of a lone event while the journal was written by a local activity. */
const BY_LOCAL_ACTIVITY = 6;

const round = (value: number, digits = 3) => Number(value.toFixed(digits));
const rate = (load: DrivenLoad) => load.rate;
const p50 = (load: DrivenLoad) => load.p50;
const cpu = ({ cpu: { worker, server } }: DrivenLoad) => worker + server;
const wall = ({ took }: Replay) => median(took.map((t) => t.wall));
const spent = ({ took }: Replay) => median(took.map((t) => t.cpu));

/** Median over the numbers of callers: each has the same weight. */
const overall = (levels: readonly Level[], other: string, of: (load: DrivenLoad) => number) =>
  round(median(levels.map((level) => ratio(level, "engine", other, of))));

function levelDetail({ callers, loads }: Level) {
  const middle = (all: readonly DrivenLoad[], of: (load: DrivenLoad) => number) =>
    round(median(all.map(of)), 2);
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
          lost: sum(all.map(({ lost }) => lost)),
          waits: sum(all.map(({ asked }) => asked)),
          looks: sum(all.map(({ read }) => read.looks)),
          looksUnanswered: sum(all.map(({ read }) => read.blind)),
          lookP50Ms: middle(all, ({ read }) => read.p50),
          turns: all.map((load) => round(load.rate, 1)),
        },
      ]),
    ),
    ...besideOthers({ callers, loads }),
  };
}

/** Ratios of one level, engine ÷ each other, and its API ÷ plain. */
function besideOthers(level: Level) {
  const { loads } = level;
  const vs = (one: string, name: string) => ({
    throughput: round(ratio(level, one, name, rate)),
    p50: round(ratio(level, one, name, p50)),
    cpu: round(ratio(level, one, name, cpu)),
  });
  return {
    engine_vs: Object.fromEntries(
      Object.keys(loads)
        .filter((name) => name !== "engine" && name !== "api")
        .map((name) => [name, vs("engine", name)]),
    ),
    ...(loads.api && { api_vs_plain: vs("api", "plain") }),
  };
}

/** Throughput and p50 of the engine's API beside the plain workflow, and of many callers beside few. */
function oneClient(crowd: readonly Level[]) {
  const [few, many] = crowd;
  if (!few || !many) throw new Error("no crowd was measured");
  const grown = (name: string) =>
    round(
      median((many.loads[name] ?? []).map((load, n) => load.rate / rate(few.loads[name]?.[n] as DrivenLoad))),
    );
  return {
    many_vs_few: { api: grown("api"), plain: grown("plain") },
    api_vs_plain: Object.fromEntries(
      crowd.map((level) => [
        level.callers,
        {
          throughput: round(ratio(level, "api", "plain", rate)),
          p50: round(ratio(level, "api", "plain", p50)),
        },
      ]),
    ),
  };
}

/** Ratios, engine ÷ other; throughput is better when greater, all the others when less. */
export function ratios(result: BenchResult) {
  const { same, loads, crowd, sound, lone, history, replay, memory, absent, load, seconds } = result;
  const per = { engine: historyPerEvent(history.engine), plain: historyPerEvent(history.plain) };
  const api = loads.find((level) => level.loads.api);
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
    api_vs_plain: api ? { callers: api.callers, ...besideOthers(api).api_vs_plain } : null,
    one_client: oneClient(crowd),
    sound: {
      engine: { replayed: sound.engine.replayed, faults: sound.engine.faults.length },
      plain: { replayed: sound.plain.replayed, faults: sound.plain.faults.length },
    },
    detail: {
      ...(absent !== null && { restate: absent }),
      goals: GOALS,
      same,
      levels: loads.map(levelDetail),
      oneClient: crowd.map(levelDetail),
      cpuRatio: overall(loads, "plain", cpu),
      historyEventsOfALoneEvent: { ...lone, byLocalActivity: BY_LOCAL_ACTIVITY },
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
      load: load.map((value) => round(value, 1)),
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

type Details = readonly ReturnType<typeof levelDetail>[];

function turnsTable(levels: Details): string {
  const head = ["callers", "contender", "events/s", "p50 ms", "p99 ms", "CPU worker", "CPU server"];
  const rows = levels.flatMap(({ callers, contenders }) =>
    Object.entries(contenders).map(([name, c]) =>
      [
        callers,
        name,
        c.eventsPerSecond,
        c.p50Ms,
        c.p99Ms,
        c.workerCpuMs,
        c.serverCpuMs,
        c.lost,
        `${c.lookP50Ms} (${c.looks - c.looksUnanswered} of ${c.looks})`,
      ].map(String),
    ),
  );
  return table([[...head, "lost", "status p50 ms"], ...rows]);
}

/** Prints the figures, then the ratios with what is to be reached. */
export function print(result: BenchResult): void {
  const all = ratios(result);
  const { detail, engine_vs_plain: plain, engine_vs_restate: restate, api_vs_plain: api } = all;
  const { memoryPerRelationshipKb: kb, replay, historyEventsPerAcceptedEvent: history } = detail;
  const lone = detail.historyEventsOfALoneEvent;
  const replays = ({ replayed, faults }: { replayed: number; faults: number }) =>
    `${replayed - faults} of ${replayed}`;
  const other = [
    ["", "engine", "plain"],
    [`history events of a lone event (${BY_LOCAL_ACTIVITY} by a local activity)`, ...beside(lone)],
    ["history events an accepted event, tasks left out", ...beside(history.withoutTasks)],
    ["history events an accepted event, all", ...beside(history.all)],
    ["heap an open relationship, KB", `${kb.engine.heap}`, `${kb.plain.heap}`],
    ["memory of the process, KB each", `${kb.engine.rss}`, `${kb.plain.rss}`],
    ["history events of the same way through the script", ...beside(replay.historyEvents)],
    ["its cold replay, ms", ...beside(replay.wallMs)],
    ["its cold replay, ms of CPU", ...beside(replay.cpuMs)],
    ["histories that replay after load and questions", replays(all.sound.engine), replays(all.sound.plain)],
  ];
  const goals = [["engine ÷", "plain", "goal", "", "restate"]];
  const goal = (name: Goal, what: string, value: number, restates = "") =>
    goals.push([
      what,
      `${value}`,
      `${MORE.includes(name) ? "≥" : "≤"} ${GOALS[name]}`,
      met(name, value) ? "met" : "MISSED",
      restates,
    ]);
  goal("throughput", "throughput", plain.throughput, `${restate?.throughput ?? "–"}`);
  goal("p50", "p50", plain.p50, `${restate?.p50 ?? "–"}`);
  goal("history", "history", plain.history);
  goal("memory", "memory", plain.memory);
  goal("replay", "replay", plain.replay);
  if (api?.throughput !== undefined && api.p50 !== undefined) {
    goal("throughput", `API, ${api.callers} callers, throughput`, api.throughput);
    goal("p50", `API, ${api.callers} callers, p50`, api.p50);
  }
  const { many_vs_few: grown, api_vs_plain: crowd } = all.one_client;
  const [few, many] = detail.oneClient.map(({ callers }) => callers);
  const crowds = [
    ["one client", "engine's API", "plain", "goal", ""],
    [
      `${many} callers ÷ ${few}, throughput`,
      `${grown.api}`,
      `${grown.plain}`,
      `≥ ${GOALS.crowd}`,
      met("crowd", grown.api) ? "met" : "MISSED",
    ],
    ...Object.entries(crowd).map(([callers, { throughput, p50 }]) => [
      `${callers} callers, API ÷ plain: throughput, p50`,
      `${throughput}, ${p50}`,
      "",
      "",
      "",
    ]),
  ];
  const events = Object.keys(result.loads[0]?.loads ?? {}).map(
    (name) => `${name} ${totalEvents(result.loads, name)}`,
  );
  console.log(`\n${turnsTable(detail.levels)}\n\nCPU in ms an event; events answered: ${events.join(", ")}`);
  console.log(`\nOne client, many callers:\n\n${turnsTable(detail.oneClient)}`);
  console.log(`\n${table(other)}\n\n${table(goals)}\n\n${table(crowds)}\n`);
  if (detail.restate) console.log(`Restate: ${detail.restate}`);
  console.log(
    `${detail.seconds} s; load ${detail.load.join(" → ")}; ${detail.same.rows} journal rows compared`,
  );
}

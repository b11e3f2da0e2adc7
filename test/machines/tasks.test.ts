import { beforeAll, describe, expect, test } from "vitest";
import {
  type Context,
  completionOf,
  type Entry,
  isEventType,
  phaseOf,
  relationshipDefinition,
  taskEnd,
  taskKinds,
  taskRules,
} from "../../machines/index.ts";
import { facts, leaves } from "../support/invariants.ts";
import { beginnings, explore, type Reached } from "../support/model.ts";
import { type AskedTask, tasksIn } from "../support/openTasks.ts";

/** Kinds of task that the archive and its jobs open, beside those of the chart. */
const OF_THE_ARCHIVE = ["alert", "suggestion", "channelDrift", "stalled", "importUndone"];

const definition = relationshipDefinition();
const kinds = new Map<string, Set<string>>();
/** Kinds that were done, and what is wrong, with how one comes there. */
const done = new Set<string>();
const [outlived, leftOver, lost]: string[][] = [[], [], []];

beforeAll(() => {
  explore(definition, beginnings(definition), 450, (_, next) => look(next));
}, 300_000);

const entriesOf = ({ steps }: Reached): Entry[] => steps.map(({ entry }) => entry);
const named = ({ opening }: AskedTask, field: string) =>
  (opening.data as Readonly<Record<string, string | null>>)[field] ?? null;

/** What a task is about, by the facts and not by the events that led there: whether it is over. */
const OVER: Readonly<Record<string, (task: AskedTask, c: Context, value: readonly string[]) => boolean>> = {
  callWarning: ({ about }, c) => c.decisions.find(({ id }) => id === about)?.status !== "pending",
  callExit: ({ about }, c) => c.farewell?.decisionId !== about,
  decideExit: ({ about }, c) => c.request?.id !== about,
  decideConduct: (_, c) => c.conductGround === null,
  judge: ({ about }, c) => c.decisions.find(({ id }) => id === about)?.appeal?.verdict !== "open",
  remedy: (task, c) => c.faults[named(task, "explainedBy") ?? ""]?.curedAt != null,
  postLetter: ({ about }, c, value) => c.farewell?.decisionId !== about || !value.includes("posting"),
  complete: ({ about }, c) => c.farewell?.decisionId !== about,
  // Without an exit it is a client who leaves of their own.
  handover: ({ about }, c) => (about === null ? c.leavingSince === null : c.farewell?.decisionId !== about),
  checkDelivery: ({ about }, c) => !c.letters.some(({ unknown }) => unknown === about),
  "review/deadline.pause": (_, __, value) => !value.includes("suspended"),
  "review/deadline.coolOff": ({ about }, c) =>
    c.decisions.find(({ id }) => id === about)?.status !== "standing",
  "review/tier.assigned": ({ about }, c) => c.tiered?.period !== about,
  "review/segment.assigned": ({ about }, c) => c.segmented?.period !== about,
  thank: ({ about }, c) => c.segmented?.period !== about,
};

describe("R-TSK-2: a table of every kind of task", () => {
  test("every kind that the chart, the archive or a job opens has a line, and every line is of such a kind", () => {
    const lines = taskRules().map((line) => line.split("/")[0] ?? "");
    expect([...new Set(lines)].sort()).toEqual([...taskKinds(), ...OF_THE_ARCHIVE].sort());
  });

  test("every kind is completed by an event of the machine, and says what to type", () => {
    for (const { kind, opening } of everyKind()) {
      const task = { id: "c1/7/0", kind, role: "ops" as const, about: "x1" };
      const { says, events, command } = completionOf(task, opening);
      expect(says).not.toBe("");
      expect(events.filter((type) => !isEventType(type))).toEqual([]);
      expect(command).toMatch(/^tenure /);
      expect(events.length > 0 || ["suggestion", "channelDrift", "stalled"].includes(kind)).toBe(true);
    }
  });

  test("the command names the matter, every field that the event must have, and a role that may signal it", () => {
    const opening = { type: "appeal.filed", data: {}, effects: [], to: { state: "active" } };
    const task = { id: "c1/7/0", kind: "judge", role: "senior" as const, about: "d4" };
    expect(completionOf(task, opening as unknown as Entry).command).toBe(
      "tenure apply c1 appeal.upheld --as senior:… --field decisionId=d4 --field reasonsRef=…",
    );
  });

  test("R-LIF-26 a letter to post is needed no more once its matter has fallen", () => {
    const effect = {
      id: "c1/4/1",
      type: "sendNotice",
      params: { notice: "N4", channel: "post", about: "d3" },
    };
    const asked = { seq: 4, type: "incident.confirmed", effects: [effect], to: { state: "active" } };
    const closing = { type: "closeTasks", params: { about: "d3", kind: null } };
    const fell = { seq: 5, type: "appeal.upheld", outcome: "accepted", data: { decisionId: "d3" } };
    const later = {
      ...fell,
      effects: [closing],
      to: { state: "active" },
      at: "2026-11-01",
      actor: { id: "s", role: "senior" },
    };
    const task = { id: "c1/4/1", kind: "postLetter", about: "c1/4/1" };
    const end = (about: string) =>
      taskEnd(task, asked as unknown as Entry, [
        { ...later, effects: [{ ...closing, params: { about, kind: null } }] } as unknown as Entry,
      ]);
    expect(end("d3")).toMatchObject({ state: "closed" });
    expect(end("d9")).toBeNull();
  });

  test("the walk opens every kind that the chart has", () => {
    const missing = taskKinds().filter((kind) => !kinds.has(kind));
    expect(missing).toEqual([]);
  });
});

/** Every kind with an entry of each type that opened one in the walk. */
function everyKind(): { kind: string; opening: Entry | null }[] {
  const walked = [...kinds].flatMap(([kind, causes]) =>
    [...causes].map((type) => ({
      kind,
      opening: { type, effects: [], data: {}, to: {} } as unknown as Entry,
    })),
  );
  return [...walked, ...OF_THE_ARCHIVE.map((kind) => ({ kind, opening: null }))];
}

/** Holds the tasks of one walk against what is known at its end. */
function look(reached: Reached): void {
  const entries = entriesOf(reached);
  const tasks = tasksIn(entries);
  if (tasks.length === 0) return;
  const context = facts(reached.stored);
  const value = leaves(reached.stored.snapshot.value);
  const { state } = entries.at(-1)?.to ?? { state: "" };
  const told = (kind: string) => `${kind} in ${state}: ${reached.acts.join(" → ")}`;
  for (const { kind, opening, end } of tasks) {
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(opening.type));
    if (end?.state === "done") done.add(kind);
  }
  const open = tasks.filter(({ end }) => end === null);
  for (const task of open) {
    const { kind, opening } = task;
    if (phaseOf(state) === "over" && phaseOf(opening.to.state) !== "over" && kind !== "judge")
      leftOver?.push(told(`${kind} of ${opening.type}`));
    const over = OVER[`${kind}/${opening.type}`] ?? OVER[kind];
    if (over?.(task, context, value)) outlived?.push(told(`${kind} of ${opening.type}`));
  }
  // By hand, anything may be closed.
  if (entries.some(({ type, outcome }) => type === "task.closed" && outcome === "accepted")) return;
  const has = (kind: string, about: string | undefined) =>
    open.some((task) => task.kind === kind && (about === undefined || task.about === about));
  const exit = context.farewell?.decisionId;
  if (context.request && !has("decideExit", context.request.id)) lost?.push(told("decideExit"));
  if (value.includes("phoning") && !has("callWarning", undefined)) lost?.push(told("callWarning"));
  if (value.includes("ringing") && !has("callExit", exit)) lost?.push(told("callExit"));
  if (value.includes("posting") && !has("postLetter", exit)) lost?.push(told("postLetter"));
}

describe("R-TSK-2: no task outlives its matter", () => {
  test("nothing is open about a relationship that is over, but what began after it, and what is to be judged", () => {
    expect(leftOver?.slice(0, 10)).toEqual([]);
  });

  test("nothing is open about a decision, request, fault, letter or period that is over", () => {
    expect(outlived?.slice(0, 10)).toEqual([]);
  });

  test("what still waits for a person stays open", () => {
    expect(lost?.slice(0, 10)).toEqual([]);
  });

  test("events complete tasks of many kinds", () => {
    expect(done.size).toBeGreaterThan(11);
  });
});

describe("R-TSK-2: by hand", () => {
  const task = { id: "c1/2/0", kind: "rotate", about: null };
  const entry = (seq: number, type: string, data: object): Entry =>
    ({
      ...{
        client: "c1",
        seq,
        type,
        data,
        outcome: "accepted",
        effects: [],
        at: `2026-11-0${seq}T09:00:00.000Z`,
      },
      ...{ actor: { id: "max", role: "manager" }, to: { state: "active" } },
    }) as unknown as Entry;
  const opening = entry(2, "staff.askedOff", { agentId: "olga" });

  test("closing one is on record, and closes that one only", () => {
    const other = entry(3, "task.closed", { taskId: "c1/2/1" });
    const own = entry(4, "task.closed", { taskId: "c1/2/0" });
    expect(taskEnd(task, opening, [other])).toBeNull();
    expect(taskEnd(task, opening, [other, own])).toEqual({
      ...{ state: "done", seq: 4, at: "2026-11-04T09:00:00.000Z", by: "manager:max" },
    });
  });

  test("what was refused ends nothing", () => {
    const refused = { ...entry(3, "manager.changed", {}), outcome: "refused" } as Entry;
    expect(taskEnd(task, opening, [refused])).toBeNull();
    expect(taskEnd(task, opening, [refused, entry(4, "manager.changed", {})])?.state).toBe("done");
  });

  test("an event about another matter ends nothing", () => {
    const judge = { id: "c1/2/0", kind: "judge", about: "d7" };
    expect(taskEnd(judge, opening, [entry(3, "appeal.rejected", { decisionId: "d6" })])).toBeNull();
    expect(taskEnd(judge, opening, [entry(3, "appeal.rejected", { decisionId: "d7" })])?.state).toBe("done");
  });
});

// What the shape of the code is excepted from, and why. The lists only get shorter: an exception that nothing
// needs fails the check, too.

/** What is excepted, by key, and why. */
export type Reasons = Readonly<Record<string, string>>;

export interface Exceptions {
  /** "room → other": an import that may close a loop. */
  readonly ROOM_LOOPS: Reasons;
  /** "room Name": a type that this room may declare beside another one of that name. */
  readonly SAME_NAME: Reasons;
  /** "path name": a function of more than 80 lines. */
  readonly LONG_FUNCTIONS: Reasons;
  /** A file of more than 400 lines. */
  readonly LONG_FILES: Reasons;
  /** A file with casts that give no reason. */
  readonly SILENT_CASTS: Reasons;
  /** A file where literal objects or lists are spread where their parts could stand. */
  readonly IDLE_SPREADS: Reasons;
}

/** Many with one reason. */
const because = (why: string, keys: readonly string[]): Reasons =>
  Object.fromEntries(keys.map((key) => [key, why]));
/** Names of types, by a space, that a room may declare beside others. */
const inRoom = (room: string, why: string, names: string): Reasons =>
  because(
    why,
    names.split(" ").map((name) => `${room} ${name}`),
  );

const OLD = "older than the check; renamed when the room is next worked on";
const LONG = "older than the check; split when the room is next worked on";

const PLAIN =
  "the plain contender of the benchmark is one workflow as people write it without an engine; taking it apart would measure something else";

export const ROOM_LOOPS: Reasons = {};

export const SAME_NAME: Reasons = {
  ...inRoom("machines", OLD, "Notice State"),
  ...inRoom("workflows", OLD, "Report"),
};

export const LONG_FUNCTIONS: Reasons = {
  ...because(LONG, ["services/takeEvent.ts eventTaker", "worker/up.ts startEngine"]),
  ...because(PLAIN, ["bench/plain/ladder.ts judge", "bench/plain/workflows.ts relationship"]),
  "texts/notices/samples.ts samplesOf": "data: a line a sample, in the order of the notices",
};

export const LONG_FILES: Reasons = {
  ...because(PLAIN, ["bench/plain/ladder.ts"]),
  "archive/migrations.ts": "data: the SQL of every migration, in the order in which they run",
  "archive/tables.ts": "data: the columns of every table",
};

export const SILENT_CASTS: Reasons = {};

export const IDLE_SPREADS: Reasons = {};

import { LineCounter, parseDocument } from "yaml";
import type { FactKind } from "../archive/facts/catalogue.ts";
import { type Actor, type Channel, type EventType, isEventType, type Role } from "../machines/index.ts";
import { type Expectation, type RawStep, type StoryGiven, storyFormat } from "./format.ts";
import { offsetOf } from "./time.ts";

/**
 * What becomes of a notice on a channel: it arrives, it comes back, nobody ever hears of it, or nobody knows whether
 * it went out at all.
 */
export type Behaviour = "delivers" | "bounces" | "silent" | "unknown";
export type Behaviours = Readonly<Partial<Record<Channel, Behaviour>>>;

/** An event of a story, in its words. */
export interface EventStep {
  readonly kind: "event";
  readonly event: EventType;
  readonly by: Actor;
  readonly about: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  readonly reason: string | undefined;
}

/** Facts of a story, in its words. */
export interface FactsStep {
  readonly kind: "facts";
  readonly by: Actor;
  readonly facts: readonly (readonly [kind: FactKind, rows: readonly Readonly<Record<string, unknown>>[]])[];
}

/** Somebody confirms a suggestion, by its kind. */
export interface Confirmed {
  readonly kind: "confirm";
  readonly what: string;
  readonly by: Actor;
}

/** One step. `at` in ms from T0; `line` in the file; `words` name it in a difference. */
export interface StoryStep {
  readonly line: number;
  readonly words: string;
  readonly at: number;
  readonly does:
    | EventStep
    | FactsStep
    | Confirmed
    | { readonly kind: "workers"; readonly up: boolean }
    | { readonly kind: "channels"; readonly channels: Behaviours }
    | null;
  readonly expect: Expectation;
}

/** A golden story: what is given, what happens, what must come of it. */
export interface Story {
  /** The file's name without its ending. */
  readonly name: string;
  readonly title: string;
  readonly source: readonly string[];
  /** The day that T0 is, or its instant; null: any. */
  readonly begins: string | null;
  readonly given: Omit<StoryGiven, "channels" | "contract"> & {
    readonly channels: readonly Channel[];
    readonly behaviours: Behaviours;
    readonly contract: Channel | null;
  };
  readonly steps: readonly StoryStep[];
}

export interface StoryFault {
  /** From 1. */
  readonly line: number;
  readonly path: string;
  readonly says: string;
}

/** A file that is not a story: what is wrong, on which line, and what is allowed. */
export class BadStory extends Error {
  override readonly name = "BadStory";
  readonly file: string;
  readonly faults: readonly StoryFault[];
  constructor(file: string, faults: readonly StoryFault[]) {
    const lines = faults.map(({ line, path, says }) => `  line ${line}${path && `, ${path}`}: ${says}`);
    super([`${file} is not a story:`, ...lines].join("\n"));
    this.file = file;
    this.faults = faults;
  }
}

type Path = readonly PropertyKey[];

/** What a closer look finds wrong, by the path within what was looked at. */
export type Objections = readonly { readonly path: Path; readonly says: string }[];

/** A closer look than the format's: at what is given, and at each step. */
export interface Checks {
  given(story: Story): Objections;
  step(story: Story, step: StoryStep, before: readonly StoryStep[]): Objections;
}

/**
 * Reads a story.
 * @param file its path, for messages; its last part names the story.
 * @throws {BadStory}
 */
export function parseStory(text: string, file: string, checks: Checks): Story {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (path: Path): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number] | null } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const wordsOf = (path: Path) =>
    path
      .map((key, n) => (typeof key === "number" ? `[${key}]` : `${n > 0 ? "." : ""}${String(key)}`))
      .join("");
  const fault = (path: Path, says: string): StoryFault => ({ line: lineOf(path), path: wordsOf(path), says });

  if (document.errors.length > 0)
    throw new BadStory(
      file,
      document.errors.map(({ pos, message }) => ({
        line: lines.linePos(pos[0]).line,
        path: "",
        says: `not YAML: ${message}`,
      })),
    );
  const parsed = storyFormat().safeParse(document.toJS());
  if (!parsed.success)
    throw new BadStory(
      file,
      parsed.error.issues.flatMap((issue) => {
        if (issue.code === "unrecognized_keys")
          return issue.keys.map((key) => fault([...issue.path, key], "there is no such key here"));
        return [fault(issue.path, issue.message)];
      }),
    );

  const { steps: raw, given: said, ...head } = parsed.data;
  const channels = Array.isArray(said.channels) ? said.channels : (Object.keys(said.channels) as Channel[]);
  const written = channels.find((way) => way !== "phone") ?? "email";
  const story: Story = {
    ...head,
    name: (file.split("/").at(-1) ?? file).replace(/\.ya?ml$/, ""),
    given: {
      ...said,
      channels,
      behaviours: Array.isArray(said.channels) ? {} : said.channels,
      contract: said.contract === "none" ? null : (said.contract ?? written),
    },
    steps: [],
  };
  const faults = checks.given(story).map(({ path, says }) => fault(["given", ...path], says));
  const steps: StoryStep[] = [];
  let last = Number.NEGATIVE_INFINITY;
  raw.forEach((step, index) => {
    const at = step.at === undefined ? Math.max(last, 0) : offsetOf(step.at);
    if (at < last) faults.push(fault(["steps", index, "at"], "lies before the step before"));
    last = at;
    const next = stepOf(step, at, lineOf(["steps", index]));
    for (const { path, says } of checks.step(story, next, steps))
      faults.push(fault(["steps", index, ...path], says));
    steps.push(next);
  });
  if (faults.length > 0) throw new BadStory(file, faults);
  return { ...story, steps };
}

function stepOf(raw: RawStep, at: number, line: number): StoryStep {
  const { event, facts, confirm, about, data = {}, reason, workers, channels, expect = {} } = raw;
  const [role = "ops", id = ""] = (raw.by?.split(":") ?? []) as [Role?, string?];
  const by = { role, id };
  const does = (): StoryStep["does"] => {
    if (event !== undefined && isEventType(event)) return { kind: "event", event, by, about, data, reason };
    if (facts !== undefined) return { kind: "facts", by, facts: Object.entries(facts) as FactsStep["facts"] };
    if (confirm !== undefined) return { kind: "confirm", what: confirm, by };
    if (workers !== undefined) return { kind: "workers", up: workers === "up" };
    return channels === undefined ? null : { kind: "channels", channels };
  };
  const what = event
    ? `${raw.by} ${event}`
    : facts
      ? `facts: ${Object.keys(facts).join(", ")}`
      : confirm
        ? `${raw.by} confirms ${confirm}`
        : workers
          ? `workers ${workers}`
          : channels
            ? "channels"
            : "time passes";
  return { line, words: what, at, does: does(), expect };
}

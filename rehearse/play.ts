import type { Actor, Context, Entry, Envelope, Instant, Machine, Stored } from "../machines/index.ts";
import { latest } from "../machines/versions/index.ts";
import { differences, effectWords, reasonsOf, type StepAnswer } from "./compare.ts";
import { envelopeOf, type Scene, vaultIdOf } from "./envelope.ts";
import { wantOf } from "./facts.ts";
import type { Behaviours, Confirmed, EventStep, FactsStep, Story, StoryStep } from "./story.ts";

/** What became of one story. */
export interface Rehearsal {
  readonly story: string;
  readonly title: string;
  readonly passed: boolean;
  /** `relationship 2`: what judged it last; null where nothing was judged. */
  readonly machine: string | null;
  /** The reported states, one after the other. */
  readonly path: readonly string[];
  /** `N4 email`, in the order sent. */
  readonly notices: readonly string[];
  /** `decideExit senior`, in the order opened. */
  readonly tasks: readonly string[];
  /** `exit.approved: R-DEC-2 words of the finding`. */
  readonly refusals: readonly string[];
  /** In words; empty when the story passed. */
  readonly differences: readonly string[];
  readonly ms: number;
}

/** `recorded`: kept, and not judged yet. `ended`: nothing more can happen to this relationship. */
export type SendOutcome = "judged" | "recorded" | "ended";

/** A suggestion to people, by its kind. */
export interface Suggested {
  readonly id: string;
  readonly kind: string;
  readonly open: boolean;
}

/** What facts of a story lead to. */
export interface StageFacts {
  /** Takes facts in, as an import does. */
  tell(told: FactsStep, at: Instant): Promise<void>;
  /** Looks at what the facts give to notice: sends what the relationship is told by itself. */
  attend(at: Instant): Promise<void>;
  /** The suggestions so far, the oldest first. */
  suggestions(): Promise<readonly Suggested[]>;
  /** A person confirms a suggestion: the event that it stands for. */
  confirm(id: string, by: Actor, at: Instant): Promise<EventStep>;
  /** What `dossier.compiled` says, from the facts. */
  dossier(at: Instant): Promise<Readonly<Record<string, unknown>>>;
}

/** Where a story is played: on the pure machine, or on a real server. */
export interface StoryStage {
  readonly client: string;
  /** The instant of T0. */
  readonly base: Instant;
  /** Lets the relationship live up to an instant: deadlines, and whatever they lead to. */
  pass(until: Instant): Promise<void>;
  /** The clock, when the story's shows `at`. */
  clock(at: Instant): Promise<Instant>;
  /** Sends an event; returns when all that it led to has come back. */
  send(envelope: Envelope): Promise<SendOutcome>;
  /** Stops the engine, or starts it again; events sent in between wait. */
  workers(up: boolean): Promise<void>;
  /** What becomes of notices from now on. */
  channels(change: Behaviours): void;
  readonly facts: StageFacts;
  keep(words: string): Promise<string>;
  /** Every entry so far. */
  journal(): Promise<readonly Entry[]>;
}

/** The facts that a journal leads to, by judging it once more. */
function factsOf(machine: Machine, journal: readonly Entry[]): Context {
  let stored: Stored | null = null;
  for (const written of journal) {
    const step = machine.judgeAgain(stored, written);
    if (step?.entry.hash !== written.hash)
      throw new Error(`the machine does not write entry ${written.seq} again as the journal has it`);
    stored = step.stored;
  }
  if (!stored) throw new Error("the journal is empty");
  return machine.contextOf(stored) as Context;
}

const OPENING: StoryStep = { line: 1, words: "the opening", at: 0, does: null, expect: {} };

/** Plays a story and compares every step with what it expects. Never throws: a failure is a difference. */
export async function play(story: Story, stage: StoryStage, machine: Machine = latest()): Promise<Rehearsal> {
  const started = performance.now();
  const found: string[] = [];
  const refusals: string[] = [];
  let journal: readonly Entry[] = [];
  let working = true;
  let suggested: readonly Suggested[] = [];
  const tells = story.steps.some(({ does }) => does?.kind === "facts" || does?.kind === "confirm");
  const look = async (step: StoryStep, event: Envelope | null, sent: SendOutcome): Promise<void> => {
    const before = journal.at(-1);
    journal = await stage.journal();
    const after = journal.at(-1);
    if (!after) throw new Error("the relationship was not opened");
    const entries = journal.slice(before?.seq ?? 0);
    const answer = event && answerOf(event, sent, entries, after);
    const facts = () => factsOf(machine, journal);
    const known = suggested.length;
    if (tells) suggested = await stage.facts.suggestions();
    const suggestions = suggested.slice(known).map(({ kind }) => kind);
    const to = { facts, journal, suggestions, base: stage.base };
    const happened = { entries, answer, before: before ?? after, after, ...to };
    found.push(...differences(step, { ...happened, working }));
    refusals.push(...refusalsOf(entries, answer));
  };
  try {
    await look(OPENING, null, "judged");
    // The steps so far, each with the event that it came to.
    const before: StoryStep[] = [];
    for (const step of story.steps) {
      const { does } = step;
      let done = does;
      const at = stage.base + step.at;
      await stage.pass(at);
      let event: Envelope | null = null;
      let sent: SendOutcome = "judged";
      if (does?.kind === "event" || does?.kind === "confirm") {
        const scene = { client: stage.client, story, base: stage.base, before, entries: journal };
        const now = await stage.clock(at);
        const said = tells ? await fromFacts(does, stage, suggested, now) : (does as EventStep);
        done = said;
        event = await worded(stage, (keep) => envelopeOf(said, { ...scene, keep }, now));
        sent = await stage.send(event);
      } else if (does?.kind === "facts") {
        await stage.facts.tell(does, at);
      } else if (does?.kind === "workers") {
        working = does.up;
        await stage.workers(working);
        await stage.pass(at);
      } else if (does?.kind === "channels") stage.channels(does.channels);
      if (tells && working) await stage.facts.attend(at);
      await look(step, event, sent);
      before.push({ ...step, does: done });
    }
    // Whatever was compared, the journal must be the machine's own.
    factsOf(machine, journal);
  } catch (error) {
    found.push(brokeOff(error));
  }
  const passed = found.length === 0;
  const ms = Math.round(performance.now() - started);
  return { ...told(story, journal), refusals, passed, differences: found, ms };
}

const brokeOff = (error: unknown) =>
  `the story broke off: ${error instanceof Error ? error.message : String(error)}`;

/** What became of a step's event. */
function answerOf(
  { eventId, type }: Envelope,
  sent: SendOutcome,
  entries: readonly Entry[],
  last: Entry,
): StepAnswer {
  const own = entries.find((entry) => entry.eventId === eventId) ?? null;
  if (own)
    return { type, outcome: own.outcome, own, reasons: own.outcome === "refused" ? reasonsOf(own) : [] };
  if (sent !== "ended") return { type, outcome: "recorded", own, reasons: [] };
  return {
    type,
    outcome: "refused",
    own,
    reasons: [`R-LIF-0 the relationship has ended in ${last.to.state}`],
  };
}

function refusalsOf(entries: readonly Entry[], answer: StepAnswer | null): string[] {
  const refused = entries.filter((entry) => entry.outcome === "refused");
  const words = refused.map((entry) => `${entry.type}: ${reasonsOf(entry).join("; ")}`);
  const unwritten = answer?.outcome === "refused" && !answer.own;
  return unwritten ? [...words, `${answer.type}: ${answer.reasons.join("; ")}`] : words;
}

/** Makes an envelope whose words are in the vault: once to hear them, once with their ids. */
async function worded(stage: StoryStage, make: (keep: Scene["keep"]) => Envelope): Promise<Envelope> {
  const words = new Set<string>();
  make((text) => {
    words.add(text);
    return vaultIdOf(text);
  });
  const kept = new Map<string, string>();
  for (const text of words) kept.set(text, await stage.keep(text));
  return make((text) => kept.get(text) ?? vaultIdOf(text));
}

/** The event of a step: what a confirmed suggestion stands for; what a dossier says by the facts of the story. */
async function fromFacts(
  does: EventStep | Confirmed,
  stage: StoryStage,
  suggested: readonly Suggested[],
  at: Instant,
): Promise<EventStep> {
  if (does.kind === "event") {
    const { event, data } = does;
    if (event === "dossier.compiled")
      return { ...does, data: { ...(await stage.facts.dossier(at)), ...data } };
    return event === "product.assessed" && data.about !== undefined
      ? { ...does, data: { ...data, about: wantOf(stage.client, data.about) } }
      : does;
  }
  const open = suggested.findLast((one) => one.kind === does.what && one.open);
  if (!open) throw new Error(`no suggestion ${does.what} is open`);
  return stage.facts.confirm(open.id, does.by, at);
}

/** A story that could not be played at all. */
export function brokenOff(story: Story, error: unknown): Rehearsal {
  return { ...told(story, []), refusals: [], passed: false, differences: [brokeOff(error)], ms: 0 };
}

function told(story: Story, journal: readonly Entry[]) {
  const effects = journal.flatMap((entry) => entry.effects);
  const named = (type: string) =>
    effects
      .filter((effect) => effect.type === type)
      .map((effect) => effectWords(effect).slice(type.length + 1));
  const states = journal.map((entry) => entry.to.state);
  const last = journal.at(-1);
  return {
    story: story.name,
    title: `${story.title} (${story.source.join(", ")})`,
    machine: last ? `${last.machine.id} ${last.machine.version}` : null,
    path: states.filter((state, n) => state !== states[n - 1]),
    notices: named("sendNotice"),
    tasks: named("openTask"),
  };
}

import { matchProviders } from "../activities/effects/matchProviders.ts";
import type { Effect } from "../machines/effects.ts";
import {
  type Channel,
  type EffectRef,
  type Entry,
  type Envelope,
  type Instant,
  iso,
  type Machine,
  type Policy,
  type Step,
  type Stored,
} from "../machines/index.ts";
import { latest } from "../machines/versions/index.ts";
import { dated, vaultIdOf } from "./envelope.ts";
import { stageFacts } from "./facts.ts";
import { readStories } from "./files.ts";
import { MemoryArchive } from "./memory.ts";
import { openedAt, openingEvent, providersOf } from "./opening.ts";
import {
  brokenOff,
  play,
  type Rehearsal,
  type SendOutcome,
  type StageFacts,
  type StoryStage,
} from "./play.ts";
import type { Behaviours, Story } from "./story.ts";
import { baseOf } from "./time.ts";

/** The world takes a moment, as on a server: a limit hit to the millisecond must not pass here and fail there. */
const MOMENT_MS = 50;

/** The machine alone, with the world as the story scripts it. */
class MachineStage implements StoryStage {
  readonly client: string;
  readonly base: Instant;
  readonly #machine: Machine;
  readonly #story: Story;
  readonly #entries: Entry[] = [];
  readonly facts: StageFacts;
  #stored: Stored;
  #clock: Instant;
  #behaviours: Behaviours;
  #open: EffectRef[] = [];
  /** Events that came in while nobody worked. */
  #waiting: Envelope[] | null = null;

  constructor(story: Story, policy: Policy, machine: Machine) {
    this.client = story.name;
    this.base = baseOf(story);
    this.#machine = machine;
    this.#story = story;
    this.#behaviours = story.given.behaviours;
    this.#clock = this.base + openedAt(story);
    const opening = openingEvent(story, policy, this.base, this.#clock);
    const first = machine.begin(this.client, opening, this.#clock);
    this.#stored = first.stored;
    this.#take([first]);
    const memory = new MemoryArchive(this.#entries);
    this.facts = stageFacts({
      client: this.client,
      zone: story.given.client.zone,
      base: this.base,
      policy,
      archive: memory.asArchive,
      take: async (kind, rows, _, at) => memory.take(kind, rows, at, story.given.client.currency),
      send: (envelope) => this.send(envelope),
    });
  }

  #take(steps: readonly Step[]): void {
    for (const { stored, entry, effects } of steps) {
      this.#stored = stored;
      this.#entries.push(entry);
      this.#open.push(...effects);
    }
  }

  #judge(envelope: Envelope): void {
    this.#clock = Math.max(this.#clock, Date.parse(envelope.receivedAt));
    this.#take(this.#machine.judge(this.#stored, envelope, this.#clock));
  }

  /** Carries out what is open, and what comes of that. */
  async #settle(): Promise<void> {
    while (this.#open.length > 0) {
      const at = iso(this.#clock);
      this.#clock += MOMENT_MS;
      for (const effect of this.#open.splice(0)) {
        const report = await this.#carryOut(effect, at);
        this.#stored = this.#machine.settle(this.#stored, effect.id);
        if (report)
          this.#judge({
            ...report,
            eventId: `effect/${effect.id}`,
            occurredAt: at,
            receivedAt: iso(this.#clock),
            actor: { id: "engine", role: "system" },
            door: "engine",
          });
      }
    }
  }

  async #carryOut({ id, type, params }: EffectRef, at: string) {
    if (type === "matchProviders") {
      const catalogue = { providersFor: async () => providersOf(this.#story, this.base) };
      return matchProviders({ catalogue })(
        { id, type, params } as Extract<Effect, { type: "matchProviders" }>,
        at,
      );
    }
    if (type !== "sendNotice") return null;
    const { notice, channel } = params as { notice: string; channel: Channel };
    switch (this.#behaviours[channel] ?? "delivers") {
      case "delivers":
        return { type: "notice.delivered", data: { effectId: id, notice, channel, deliveredAt: at } };
      case "bounces":
        return { type: "notice.failed", data: { effectId: id, notice, channel, cause: "bounced" } };
      case "unknown":
        return { type: "notice.unknown", data: { effectId: id, notice, channel, cause: "unknown" } };
      case "silent":
        return null;
    }
  }

  async pass(until: Instant): Promise<void> {
    while (this.#waiting === null) {
      const due = this.#machine.nextDue(this.#stored);
      if (due === null || due > until) break;
      this.#clock = Math.max(this.#clock, due);
      this.#take(this.#machine.advance(this.#stored, this.#clock, this.#clock));
      await this.#settle();
    }
    this.#clock = Math.max(this.#clock, until);
  }

  clock = async (at: Instant): Promise<Instant> => at;

  async send(said: Envelope): Promise<SendOutcome> {
    const envelope = dated(said, this.#entries);
    if (this.#waiting) {
      this.#waiting.push(envelope);
      return "recorded";
    }
    if (this.#stored.snapshot.status !== "active") return "ended";
    this.#judge(envelope);
    await this.#settle();
    // A clock whose time had come before it was armed runs out at once, as on a server.
    await this.pass(this.#clock);
    return "judged";
  }

  async workers(up: boolean): Promise<void> {
    if (!up) {
      this.#waiting ??= [];
      return;
    }
    for (const envelope of this.#waiting ?? []) this.#judge(envelope);
    this.#waiting = null;
    await this.#settle();
  }

  channels(change: Behaviours): void {
    this.#behaviours = { ...this.#behaviours, ...change };
  }

  keep = async (words: string): Promise<string> => vaultIdOf(words);
  journal = async (): Promise<readonly Entry[]> => [...this.#entries];
}

/** Plays a story on the machine alone, in milliseconds. */
export async function onMachine(
  story: Story,
  policy: Policy,
  machine: Machine = latest(),
): Promise<Rehearsal> {
  try {
    return await play(story, new MachineStage(story, policy, machine), machine);
  } catch (error) {
    return brokenOff(story, error);
  }
}

/**
 * Plays stories on the machine alone.
 * @throws {BadStory} for a file that is not a story, before any is played.
 */
export async function rehearseOnMachine(files: readonly string[]): Promise<Rehearsal[]> {
  const results: Rehearsal[] = [];
  const { stories, policy } = await readStories(files);
  for (const story of stories) results.push(await onMachine(story, policy));
  return results;
}

import { randomUUID } from "node:crypto";
import { Client } from "@temporalio/client";
import { NativeConnection, type WorkflowBundle } from "@temporalio/worker";
import { scripted, type World } from "../activities/adapters/scripted.ts";
import { systemPorts } from "../activities/adapters/system.ts";
import { type Activities, activities } from "../activities/index.ts";
import type { Ports } from "../activities/ports.ts";
import { newImport } from "../archive/facts/import.ts";
import type { Archive } from "../archive/open.ts";
import { type EventKey, holdsBy, newEventKey, signedBy } from "../audit/signatures.ts";
import { RELATIONSHIP, relationshipId } from "../contracts/messages.ts";
import { DAY, type Entry, type Envelope, type Instant, iso, type Policy } from "../machines/index.ts";
import { latest } from "../machines/versions/index.ts";
import { dated } from "../rehearse/envelope.ts";
import { stageFacts } from "../rehearse/facts.ts";
import { readStories } from "../rehearse/files.ts";
import { onMachine } from "../rehearse/onMachine.ts";
import { openedAt, openingEvent, providersOf } from "../rehearse/opening.ts";
import {
  brokenOff,
  play,
  type Rehearsal,
  type SendOutcome,
  type StageFacts,
  type StoryStage,
} from "../rehearse/play.ts";
import type { Behaviours, Story } from "../rehearse/story.ts";
import { baseOf } from "../rehearse/time.ts";
import { type Engine, engine } from "../services/engine.ts";
import { bundleWorkflows } from "./bundle.ts";
import type { Temporal } from "./temporal/temporal.ts";
import {
  fastForwardTo,
  fastForwardToBeginning,
  settle,
  VirtualTimeError,
  virtualNow,
} from "./temporal/virtualTime.ts";
import { createWorker, type RelationshipWorker } from "./worker.ts";

export interface ServerOptions {
  /** A server that can skip time: the embedded one can. */
  readonly temporal: Temporal;
  /** Keeps the journals of the stories; one of its own, for instance `memory`. */
  readonly archive: Archive;
  /** Stories at a time; default 6. */
  readonly concurrency?: number;
  /** Takes one line of progress. */
  readonly say?: (line: string) => void;
  /** The workflows, where they have been bundled already. */
  readonly bundle?: WorkflowBundle;
  /**
   * The world that the stories are played in; by default nothing is connected, and what becomes of a message is what
   * its story says. `worldOf`: what the story of a client says at the moment.
   */
  readonly ports?: (worldOf: (client: string) => World | undefined) => Ports;
}

const tag = () => randomUUID().slice(0, 8);

const HOUR = 3_600_000;
/** How long an outage is waited out: real milliseconds without progress. */
const OUTAGE = 1_000;

/** What all stories of a run share. */
interface ServerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly client: Client;
  readonly archive: Archive;
  readonly policy: Policy;
  readonly bundle: WorkflowBundle;
  readonly activities: Activities;
  /** Vouches for what the stories say. */
  readonly key: EventKey;
  /** The scripted world of each client. */
  readonly worlds: Map<string, World>;
}

/** Workers on one task queue, which can be stopped and started again. */
class Crew {
  readonly taskQueue: string;
  readonly #house: ServerParts;
  #working: { readonly worker: RelationshipWorker; readonly over: Promise<void> } | null = null;

  constructor(house: ServerParts, taskQueue: string) {
    this.#house = house;
    this.taskQueue = taskQueue;
  }

  get working(): boolean {
    return this.#working !== null;
  }

  async start(): Promise<void> {
    if (this.#working) return;
    const { connection, namespace, bundle, activities } = this.#house;
    const { taskQueue } = this;
    const worker = await createWorker({ connection, namespace, taskQueue, activities, bundle });
    const over = worker.run();
    // Should it break down, its stories get stuck and say so; `stop` tells why.
    over.catch(() => {});
    this.#working = { worker, over };
  }

  async stop(): Promise<void> {
    const was = this.#working;
    this.#working = null;
    was?.worker.shutdown();
    await was?.over;
  }
}

/** A story on a real server, in a time of its own. */
class ServerStage implements StoryStage {
  readonly client: string;
  readonly base: Instant;
  readonly #house: ServerParts;
  readonly #crew: Crew;
  readonly #engine: Engine;
  readonly #entries: Entry[] = [];
  readonly facts: StageFacts;
  #reached: Instant = Number.NEGATIVE_INFINITY;

  constructor(story: Story, house: ServerParts, crew: Crew) {
    this.#house = house;
    this.#crew = crew;
    // Other runs, and other copies of this story, have clients of their own on the same server.
    this.client = `${story.name}.${tag()}`;
    // A story is the same at every hour of the day: its relationship is opened at a noon that is still to come.
    this.base =
      story.begins === null ? Math.ceil((Date.now() + HOUR - openedAt(story)) / DAY) * DAY : baseOf(story);
    this.#engine = engine({
      client: house.client,
      taskQueue: crew.taskQueue,
      sign: (client, event) => signedBy(house.key, client, event),
      machine: latest,
    });
    const { archive, policy } = house;
    const { currency } = story.given.client;
    this.facts = stageFacts({
      client: this.client,
      zone: story.given.client.zone,
      base: this.base,
      archive,
      policy,
      take: async (kind, rows, by, at) => {
        const { refused } = await archive.facts.take(newImport({ kind, by, now: iso(at), currency }), rows);
        const [first] = refused;
        if (first) throw new Error(`${kind}, row ${first.line}: ${first.reason}`);
      },
      send: (envelope) => this.send(envelope),
    });
    house.worlds.set(this.client, {
      channels: { email: "delivers", chat: "delivers", post: "delivers", ...story.given.behaviours },
      providers: providersOf(story, this.base),
    });
  }

  get #where() {
    return [this.#house.connection, this.#house.namespace, relationshipId(this.client)] as const;
  }

  /** Opens the relationship in a time to come: it waits for that, and has not lived until then. */
  async open(story: Story): Promise<void> {
    const { client, policy } = this.#house;
    const at = this.base + openedAt(story);
    const opening = signedBy(this.#house.key, this.client, openingEvent(story, policy, this.base, at));
    await client.workflow.start(RELATIONSHIP, {
      workflowId: relationshipId(this.client),
      taskQueue: this.#crew.taskQueue,
      args: [{ machine: latest().ref, opening }],
      startDelay: at - Date.now(),
    });
    await fastForwardToBeginning(...this.#where, at);
  }

  async pass(until: Instant): Promise<void> {
    if (!this.#crew.working) return this.#passAlone(until);
    if (until <= this.#reached) return;
    await fastForwardTo(...this.#where, until);
    this.#reached = until;
  }

  /** Time goes on without workers up to the first deadline, which nobody handles. */
  async #passAlone(until: Instant): Promise<void> {
    try {
      await fastForwardTo(...this.#where, until, { patience: OUTAGE });
    } catch (error) {
      if (!(error instanceof VirtualTimeError && error.code === "stuck")) throw error;
    }
  }

  /** While nobody works the server's time stands at the first deadline, and a sender's clock may not run ahead. */
  async clock(at: Instant): Promise<Instant> {
    return this.#crew.working ? at : Math.min(at, Math.floor(await virtualNow(...this.#where)));
  }

  async send(envelope: Envelope): Promise<SendOutcome> {
    const reply = await this.#engine.apply(this.client, dated(envelope, this.#entries));
    if (reply === null) return "ended";
    if (this.#crew.working) await settle(...this.#where);
    return reply === "recorded" ? "recorded" : "judged";
  }

  async workers(up: boolean): Promise<void> {
    if (up) await this.#crew.start();
    else await this.#crew.stop();
  }

  channels(change: Behaviours): void {
    const world = this.#house.worlds.get(this.client);
    this.#house.worlds.set(this.client, { ...world, channels: { ...world?.channels, ...change } });
  }

  keep = (words: string): Promise<string> => this.#house.archive.vault.put(this.client, "story", words);

  async journal(): Promise<readonly Entry[]> {
    const afterSeq = this.#entries.at(-1)?.seq ?? 0;
    this.#entries.push(...(await this.#house.archive.journal.timeline(this.client, { afterSeq })));
    return [...this.#entries];
  }

  /** The story is told: its relationship need not go on. */
  async close(): Promise<void> {
    const handle = this.#house.client.workflow.getHandle(relationshipId(this.client));
    await handle.terminate("the story is told").catch(() => {});
    this.#house.worlds.delete(this.client);
  }
}

/** A server's time only runs forward: what began before today is for the machine alone. */
const isPast = (story: Story): boolean =>
  story.begins !== null && baseOf(story) + openedAt(story) < Date.now() + HOUR;

/** Plays one story; one that stops its workers has workers of its own. */
async function onServer(story: Story, house: ServerParts, everybody: Crew): Promise<Rehearsal> {
  if (isPast(story)) return onMachine(story, house.policy);
  const alone = story.steps.some(({ does }) => does?.kind === "workers");
  const crew = alone ? new Crew(house, `${story.name}.${tag()}`) : everybody;
  try {
    await crew.start();
    const stage = new ServerStage(story, house, crew);
    try {
      await stage.open(story);
      return await play(story, stage);
    } finally {
      await stage.close();
    }
  } catch (error) {
    return brokenOff(story, error);
  } finally {
    if (alone) await crew.stop();
  }
}

/**
 * Plays stories on a real Temporal server, with the real workflow, archive and activities, by skipping time.
 * @returns one result a story, in the order of the files.
 * @throws {BadStory} for a file that is not a story, before any is played.
 */
export async function rehearseOnServer(
  files: readonly string[],
  options: ServerOptions,
): Promise<Rehearsal[]> {
  const { temporal, archive, concurrency = 6, say = () => {} } = options;
  const { stories, policy } = await readStories(files);
  const { namespace } = temporal;
  const connection = await NativeConnection.connect(temporal.connectionOptions);
  try {
    const worlds = new Map<string, World>();
    const worldOf = (client: string) => worlds.get(client);
    const key = newEventKey();
    const ports = options.ports?.(worldOf) ?? scripted(systemPorts(archive), worldOf);
    const house: ServerParts = {
      connection,
      namespace,
      client: new Client({ connection, namespace }),
      archive,
      policy,
      bundle: options.bundle ?? (await bundleWorkflows()),
      activities: activities({ ...ports, vouched: async (entry) => holdsBy(key.publicKey, entry) }),
      key,
      worlds,
    };
    const everybody = new Crew(house, `rehearsal.${tag()}`);
    try {
      await everybody.start();
      const results: Rehearsal[] = [];
      const waiting = stories.entries();
      const player = async () => {
        for (const [index, story] of waiting) {
          const result = await onServer(story, house, everybody);
          results[index] = result;
          const where = isPast(story) ? ", on the machine alone: it begins in the past" : "";
          say(`${result.passed ? "passed" : "FAILED"} ${result.story} (${result.ms} ms${where})`);
        }
      };
      await Promise.all(Array.from({ length: concurrency }, player));
      return results;
    } finally {
      await everybody.stop();
    }
  } finally {
    await connection.close();
  }
}

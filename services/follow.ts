// What happens, as it happens: the journal's entries, and that the inbox has changed.
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { type FeedEntry, type FeedPlace, placeParts } from "../archive/feed.ts";
import type { Archive } from "../archive/open.ts";
import { ProblemError } from "./problem.ts";

/** How often the archive is asked whether there is anything new, while somebody follows, ms. */
const EVERY = 500;
const PAGE = 200;
/** What opens and ends tasks. */
const TASK_EFFECTS = ["openTask", "closeTasks"];

/** What a follower is told: an entry with its place, that tasks have changed, or that nothing has for a while. */
export type Followed =
  | ({ readonly kind: "entry" } & FeedEntry)
  | { readonly kind: "tasks" }
  | { readonly kind: "beat" };

export interface Following {
  /** The place after which to begin; left out: what comes from now on. */
  readonly after?: FeedPlace | undefined;
  readonly client?: string | undefined;
  readonly signal: AbortSignal;
}

const touchesTasks = ({ entry }: FeedEntry): boolean =>
  entry.type.startsWith("task.") || entry.effects.some(({ type }) => TASK_EFFECTS.includes(type));

/**
 * Lets people follow the journal.
 * @param beat how long it may be quiet, ms
 */
export function follower({ feed }: Pick<Archive, "feed">, beat: number) {
  const news = new EventEmitter().setMaxListeners(0);
  let followers = 0;
  let polling = false;

  /** One question for all followers: each reads on by itself when there is something. */
  async function poll(): Promise<void> {
    let known: FeedPlace | null = null;
    while (followers > 0) {
      const newest = await feed.newest().catch(() => known);
      if (newest !== known) news.emit("news");
      known = newest;
      await sleep(EVERY, undefined, { ref: false });
    }
    polling = false;
  }

  return {
    /** Tells followers that somebody took a task, gave it back or put it off: no entry says it. */
    tasksChanged(): void {
      news.emit("tasks");
    },

    /**
     * Entries in the order in which they are recorded, each once, until the signal.
     * @throws {ProblemError} `malformed` for a place that is none
     */
    async *follow({ after, client, signal }: Following): AsyncGenerator<Followed, void> {
      if (after !== undefined && !placeParts(after))
        throw new ProblemError("malformed", "Last-Event-ID: the id of an event of this stream", {
          faults: [{ path: "Last-Event-ID", says: "the id of an event of this stream" }],
        });
      let place = after ?? (await feed.newest());
      let tasks = false;
      const heed = () => {
        tasks = true;
      };
      followers += 1;
      news.on("tasks", heed);
      if (!polling) {
        polling = true;
        void poll();
      }
      try {
        yield { kind: "beat" };
        while (!signal.aborted) {
          // Before the question: what comes while it is answered is news again.
          const wakes = new AbortController();
          const either = AbortSignal.any([wakes.signal, signal]);
          const woken = Promise.race([
            once(news, "news", { signal: either }),
            once(news, "tasks", { signal: either }),
            sleep(beat, "quiet" as const, { signal: either }),
          ]).catch(() => null);
          const page = await feed.after(place, PAGE, client);
          for (const found of page) yield { kind: "entry", ...found };
          place = page.at(-1)?.place ?? place;
          if (tasks || page.some(touchesTasks)) yield { kind: "tasks" };
          tasks = false;
          const quiet = page.length < PAGE && (await woken) === "quiet";
          wakes.abort();
          if (quiet) yield { kind: "beat" };
        }
      } finally {
        news.off("tasks", heed);
        followers -= 1;
      }
    },
  };
}

export type Follower = ReturnType<typeof follower>;

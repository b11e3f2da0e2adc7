// Who looked at what is personal: kept beside each answer, without what it showed, for compliance to see.
import { setTimeout as sleep } from "node:timers/promises";
import type { Read, WantedReads } from "../archive/login/reads.ts";
import type { Archive } from "../archive/open.ts";
import { DAY, iso } from "../machines/index.ts";

/** How long an answer waits for its line, ms; the line is written all the same. */
const WAITS = 100;

export interface ReadsParts {
  readonly archive: Pick<Archive, "reads">;
  readonly clock: () => number;
  /** For how long lines are kept, ms. */
  readonly kept: number;
  readonly failed: (error: unknown) => void;
}

export function readsOf({ archive, clock, kept, failed }: ReadsParts) {
  const { reads } = archive;
  let forgotten = 0;

  return {
    /** Keeps that somebody looked. */
    async note(read: Omit<Read, "id" | "at">): Promise<void> {
      const now = clock();
      const written = reads.add({ ...read, at: iso(now) }).catch(failed);
      if (now - forgotten > DAY) {
        forgotten = now;
        reads.forget(iso(now - kept)).catch(failed);
      }
      const over = new AbortController();
      await Promise.race([written, sleep(WAITS, undefined, { signal: over.signal }).catch(() => {})]);
      over.abort();
    },

    /** One page, the latest first. */
    async list(
      wanted: WantedReads,
    ): Promise<{ readonly reads: readonly Read[]; readonly next: string | null }> {
      const page = await reads.list(wanted);
      const last = page.at(-1);
      return { reads: page, next: last && page.length === wanted.limit ? `${last.at} ${last.id}` : null };
    },
  };
}

export type Reads = ReturnType<typeof readsOf>;

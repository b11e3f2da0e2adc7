// Who looked at what is personal: kept beside each answer, without what it showed, for compliance to see.
import { setTimeout as sleep } from "node:timers/promises";
import type { Read, WantedReads } from "../archive/login/reads.ts";
import type { Archive } from "../archive/open.ts";
import type { Page, WantedPage } from "../archive/page.ts";
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

    /** One page. */
    list: (wanted: WantedReads, page: WantedPage): Promise<Page<Read>> => reads.list(wanted, page),
  };
}

export type Reads = ReturnType<typeof readsOf>;

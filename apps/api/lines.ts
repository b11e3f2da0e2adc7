// Answers of many lines: one JSON object a line.
import { ReadableStream as Stream } from "node:stream/web";
import { setTimeout as sleep } from "node:timers/promises";

export const NDJSON = "application/x-ndjson";
/** How often the caller of long work is told how far it is, ms. */
const EVERY = 250;

/**
 * A body of every page's rows. The first page is taken before the answer begins, so that a failure until then can
 * still be a problem; later on, the connection breaks.
 */
export function lines<T>(
  first: IteratorResult<readonly T[], void>,
  pages: AsyncGenerator<readonly T[], void>,
): ReadableStream {
  const encoder = new TextEncoder();
  async function* chunks() {
    try {
      for (let page = first; !page.done; page = await pages.next())
        yield encoder.encode(page.value.map((row) => `${JSON.stringify(row)}\n`).join(""));
    } finally {
      await pages.return();
    }
  }
  return Stream.from(chunks()) as ReadableStream;
}

/** How far long work is, or what came of it. */
export interface ToldLine<P, R> {
  readonly progress?: P | null;
  readonly result?: R;
}

/** Runs long work, and says now and then how far it is. Whoever hangs up is not told; the work's signal says so. */
export async function* told<P, R>(
  run: (report: (progress: P) => void, signal: AbortSignal) => Promise<R>,
): AsyncGenerator<readonly ToldLine<P, R>[], void> {
  const over = new AbortController();
  let progress: P | null = null;
  const result = run((now) => {
    progress = now;
  }, over.signal);
  result.catch(() => {});
  try {
    for (;;) {
      const ended = await Promise.race([result, sleep(EVERY, null)]);
      if (ended) return yield [{ result: ended }];
      yield [{ progress }];
    }
  } finally {
    over.abort();
  }
}

// Every minute: what is overdue is reminded of and goes to a senior, what does not succeed becomes a task, and our people
// are told (R-TSK-4).

/** Between two looks, ms. */
const EVERY = 60_000;

/**
 * Looks at once, and then every minute.
 * @param failed told of each look that did not succeed; the next one makes up for it
 * @returns ends it, once a look under way has come to its end
 */
export function everyMinute(
  look: () => Promise<unknown>,
  failed: (error: unknown) => void,
): () => Promise<void> {
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<unknown> = Promise.resolve();
  const next = () => {
    current = look().catch(failed);
    void current.then(() => {
      if (!over) timer = setTimeout(next, EVERY).unref();
    });
  };
  next();
  return async () => {
    over = true;
    clearTimeout(timer);
    await current;
  };
}

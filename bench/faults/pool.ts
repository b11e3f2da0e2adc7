/** Does something with each, so many at a time; the results stand in the order of the items. */
export async function each<T, R>(
  items: readonly T[],
  atOnce: number,
  does: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const next = items.entries();
  const work = async () => {
    for (const [index, item] of next) results[index] = await does(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return results;
}

/** What a call gives, or null where it does not come to an end in so many ms. */
export async function within<T>(ms: number, call: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

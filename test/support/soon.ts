import { vi } from "vitest";

/** Waits until it holds: what goes by Temporal and the archive takes its time on a busy machine. */
export const soon = <T>(holds: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(holds, { timeout: 15_000, interval: 50 });

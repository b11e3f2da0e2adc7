// One connection per browser, however many tabs are open: over HTTP/1.1 a browser has six to one host, and the seventh tab
// would hang. The tab that holds the lock listens, and tells the others.
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { whoAsks } from "./client.ts";

const NAME = "tenure-live";
const EVERY = 2_000;
/** After so long without a word, the page says that it is not live, ms. */
const SILENT = 8_000;

/** When somebody last heard from the engine, and whether that is recent. */
export interface LiveState {
  readonly live: boolean;
  readonly heardAt: number;
}

interface LiveWord {
  readonly kind: "beat" | "changed";
}

let state: LiveState = { live: true, heardAt: Date.now() };
const listeners = new Set<() => void>();

function set(next: LiveState): void {
  const differs = next.live !== state.live;
  state = next;
  if (differs) for (const listener of listeners) listener();
}

export const useLive = (): LiveState =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Reads the engine's stream until it ends. @returns false where the engine has none. */
async function stream(say: (word: LiveWord) => void): Promise<boolean> {
  const ends = new AbortController();
  let heard = Date.now();
  const watch = setInterval(() => Date.now() - heard > 3 * SILENT && ends.abort(), EVERY);
  try {
    const response = await fetch("/v1/events/stream", {
      signal: ends.signal,
      headers: { accept: "text/event-stream", ...whoAsks() },
    });
    if (!response.ok || !response.body) return false;
    say({ kind: "changed" });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return true;
      heard = Date.now();
      say({ kind: value.includes("data:") ? "changed" : "beat" });
    }
  } finally {
    clearInterval(watch);
  }
}

async function lead(say: (word: LiveWord) => void): Promise<never> {
  for (;;) {
    const streamed = await stream(say).catch(() => true);
    if (!streamed) {
      // An engine without a stream is asked every two seconds.
      const answers = await fetch("/health", { signal: AbortSignal.timeout(SILENT) })
        .then(() => true)
        .catch(() => false);
      if (answers) say({ kind: "changed" });
    }
    await wait(EVERY);
  }
}

const channel = new BroadcastChannel(NAME);

/** Keeps what is shown up to date, and knows when it is not. */
export function keepLive(queries: QueryClient): void {
  const hear = ({ kind }: LiveWord): void => {
    set({ live: true, heardAt: Date.now() });
    if (kind === "changed" && document.visibilityState === "visible")
      void queries.invalidateQueries({ predicate: ({ meta }) => meta?.still !== true });
  };
  channel.onmessage = ({ data }) => hear(data as LiveWord);
  const say = (word: LiveWord): void => {
    hear(word);
    channel.postMessage(word);
  };
  setInterval(() => {
    if (Date.now() - state.heardAt > SILENT) set({ ...state, live: false });
  }, 1_000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void queries.invalidateQueries();
  });
  void navigator.locks.request(NAME, () => lead(say));
}

/** Tells every tab that something was changed here. */
export function changedHere(queries: QueryClient): void {
  channel.postMessage({ kind: "changed" } satisfies LiveWord);
  void queries.invalidateQueries({ predicate: ({ meta }) => meta?.still !== true });
}

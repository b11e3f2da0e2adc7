// One stream per browser, however many tabs are open: over HTTP/1.1 a browser has six connections to one host, and the
// seventh tab would hang. The tab that holds the lock reads the engine's stream, and tells the others.
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { send } from "./client.ts";
import { eventsIn } from "./pieces.ts";

const NAME = "tenure-live";
/** The engine says a word every five seconds at least. After so long without one, the page says that it is not live, ms. */
const SILENT = 8_500;
const LOOK = 500;
/** Before the stream is opened again, ms. */
const AGAIN = 1_000;
/** What an entry leads to, a link or a notice, comes a moment after it and is no entry: what is shown is read again, ms. */
const AFTERWARDS = [2_000, 8_000];

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

/** Reads the engine's stream until it ends, or says nothing for too long. */
async function read(say: (word: LiveWord) => void, over: AbortSignal): Promise<void> {
  const silent = new AbortController();
  let heard = Date.now();
  const watch = setInterval(() => Date.now() - heard > SILENT && silent.abort(), LOOK);
  try {
    const signal = AbortSignal.any([over, silent.signal]);
    const response = await send("/events/stream", {
      signal,
      headers: { accept: "text/event-stream" },
      long: true,
    });
    // The stream begins at this moment: what was before it is read anew.
    say({ kind: "changed" });
    for await (const event of eventsIn(response.body)) {
      heard = Date.now();
      say({ kind: event === null ? "beat" : "changed" });
    }
  } finally {
    clearInterval(watch);
    silent.abort();
  }
}

async function lead(say: (word: LiveWord) => void, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await read(say, over).catch(() => {});
    if (!over.aborted) await wait(AGAIN);
  }
}

const channel = new BroadcastChannel(NAME);

/** Reads what is shown again, but for what never changes; not twice at once, and once more for what came meanwhile. */
function refresher(queries: QueryClient): () => Promise<void> {
  let under = false;
  let again = false;
  return async () => {
    again = true;
    if (under) return;
    under = true;
    while (again) {
      again = false;
      await queries.invalidateQueries({ predicate: ({ meta }) => meta?.still !== true });
    }
    under = false;
  };
}

let refresh: () => Promise<void> = async () => {};
let hear: (word: LiveWord) => void = () => {};

/** Keeps what is shown up to date, and knows when it is not. */
export function keepLive(queries: QueryClient): void {
  let missed = false;
  refresh = refresher(queries);
  const show = () => {
    missed = document.visibilityState !== "visible";
    if (!missed) void refresh();
  };
  let later: ReturnType<typeof setTimeout>[] = [];
  hear = ({ kind }) => {
    set({ live: true, heardAt: Date.now() });
    if (kind !== "changed") return;
    show();
    for (const timer of later) clearTimeout(timer);
    later = AFTERWARDS.map((ms) => setTimeout(show, ms));
  };
  channel.onmessage = ({ data }) => hear(data as LiveWord);
  setInterval(() => {
    if (Date.now() - state.heardAt > SILENT) set({ ...state, live: false });
  }, LOOK);
  document.addEventListener("visibilitychange", () => {
    if (missed) show();
  });
}

let following = new AbortController();

/** Follows the engine for whoever is known here; for nobody, the stream would not open, and other tabs would wait for it. */
export function follow(somebody: boolean): void {
  following.abort();
  following = new AbortController();
  const { signal } = following;
  if (!somebody) return;
  const say = (word: LiveWord): void => {
    hear(word);
    channel.postMessage(word);
  };
  navigator.locks.request(NAME, { signal }, () => lead(say, signal)).catch(() => {});
}

/** Tells every tab that something was changed here. */
export function changedHere(): void {
  channel.postMessage({ kind: "changed" } satisfies LiveWord);
  void refresh();
}

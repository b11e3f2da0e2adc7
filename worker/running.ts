import { chmod, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "../archive/lock.ts";
import { ownHome } from "./home.ts";
import { send } from "./http.ts";
import { isAlive } from "./temporal/bring.ts";

/** Where a running engine is: what `<home>/up.json` says. */
export interface RunningPlace {
  /** Told by the API's /health too, so that nobody takes another program for the engine. */
  readonly instance: string;
  readonly pid: number;
  readonly api: string;
  readonly temporal: string;
  readonly namespace: string;
  /** Temporal's web UI, where it is our own. */
  readonly ui: string | null;
  /** `PostgreSQL`, or the folder of the embedded database; never a URL, which may hold a password. */
  readonly archive: string;
  readonly startedAt: string;
}

/** Another process runs an engine on this home. */
export class EngineBusy extends Error {
  override readonly name = "EngineBusy";
}

/** A part that somebody else runs does not answer. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

const ANSWERS_WITHIN = 2_000;
const STOPS_WITHIN = 30_000;
/** After it was killed, ms: what is left then has ended, and its parent has not looked. */
const GONE_WITHIN = 5_000;

const fileIn = (home: string): string => join(resolve(home), "up.json");

/** Takes the home for this process. @throws {EngineBusy} while another process has it. */
export async function claimHome(home: string): Promise<() => Promise<void>> {
  ownHome(resolve(home));
  try {
    return await lock(join(resolve(home), "up.lock"));
  } catch (error) {
    // A file system's refusal has a code; a lock that is held has none.
    if ((error as NodeJS.ErrnoException).code !== undefined) throw error;
    throw new EngineBusy(`another process runs Tenure on ${home}`);
  }
}

/** Where an engine on this home said that it is, whether it answers or not; null: nowhere. */
export async function placeOf(home: string): Promise<RunningPlace | null> {
  try {
    return JSON.parse(await readFile(fileIn(home), "utf8")) as RunningPlace;
  } catch {
    return null;
  }
}

/** Tells other processes where the engine is; only this user may read it. */
export async function announce(home: string, place: RunningPlace): Promise<void> {
  const file = fileIn(home);
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(place, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, file);
}

export async function withdraw(home: string): Promise<void> {
  await rm(fileIn(home), { force: true });
}

/** The engine that runs on this home and answers, or null. What a crashed one left behind counts as none. */
export async function findRunning(home: string): Promise<RunningPlace | null> {
  const place = await placeOf(home);
  if (!place) return null;
  try {
    const answer = await send(`${place.api}/health`, { signal: AbortSignal.timeout(ANSWERS_WITHIN) });
    const { instance } = (await json(answer)) as { instance?: unknown };
    return instance === place.instance ? place : null;
  } catch {
    return null;
  }
}

/**
 * Ends the engine that `up` started on this home, and returns when its process is gone.
 * @returns its process id, or null when none was running.
 */
export async function stopRunning(home: string): Promise<number | null> {
  const place = await placeOf(home);
  if (!place) return null;
  if (!(await findRunning(home))) {
    // It does not answer: it hangs, or it is no more and its process id may be another program's by now.
    const held = await claimHome(home).then(
      async (release) => {
        await withdraw(home);
        await release();
        return false;
      },
      () => true,
    );
    if (!held) return null;
  }
  signal(place.pid, "SIGTERM");
  const limit = Date.now() + STOPS_WITHIN;
  while (isAlive(place.pid) && Date.now() < limit + GONE_WITHIN) {
    if (Date.now() > limit) signal(place.pid, "SIGKILL");
    await sleep(50);
  }
  return place.pid;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself just now.
  }
}

// Sessions of the command line, one for each engine: kept in a file that its owner alone may read.
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { placeOf } from "../../worker/running.ts";
import type { Cli } from "./cli.ts";
import { type Known, sessionsFile } from "./sessionsFile.ts";

/** A session as the engine gave it. */
export interface KeptSession {
  readonly token: string;
  readonly person: string;
  readonly endsAt: string;
}
type Kept = Readonly<Record<string, KeptSession>>;

async function read(env: Cli["env"]): Promise<Kept> {
  try {
    return JSON.parse(await readFile(sessionsFile(env), "utf8")) as Kept;
  } catch {
    return {};
  }
}

async function write(env: Cli["env"], kept: Kept): Promise<void> {
  const file = sessionsFile(env);
  if (Object.keys(kept).length === 0) return rm(file, { force: true });
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, file);
}

const place = (url: string): string => url.replace(/\/+$/, "");

/** The session with an engine, or null. */
export async function sessionAt(env: Cli["env"], url: string): Promise<KeptSession | null> {
  const kept = await read(env);
  return Object.hasOwn(kept, place(url)) ? (kept[place(url)] ?? null) : null;
}

/** Keeps a session, in place of an earlier one; null: forgets it. */
export async function keepSession(env: Cli["env"], url: string, session: KeptSession | null): Promise<void> {
  const { [place(url)]: _, ...others } = await read(env);
  const now = new Date().toISOString();
  // What is over is of no use to anybody.
  const standing = Object.entries(others).filter(([, { endsAt }]) => endsAt > now);
  await write(env, { ...Object.fromEntries(standing), ...(session && { [place(url)]: session }) });
}

/** By what one is signed in with the engine that a command will ask. */
export async function knownAs({ env, home, url }: Pick<Cli, "env" | "home" | "url">): Promise<Known> {
  const at = url ?? (await placeOf(home))?.api;
  const session = at ? await sessionAt(env, at) : null;
  return session ? { signedIn: session.person, token: session.token } : { signedIn: null };
}

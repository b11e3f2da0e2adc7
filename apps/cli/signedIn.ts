// Sessions of the command line, one for each engine. What shows one lies in the system's keyring; where there is none, beside
// the rest of it in a file that its owner alone may read.
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { placeOf } from "../../worker/running.ts";
import type { Cli } from "./cli.ts";
import { forgetSecret, keepSecret, secretOf } from "./keyring.ts";
import { type Known, sessionsFile } from "./sessionsFile.ts";

/** A session as the engine gave it. */
export interface KeptSession {
  readonly token: string;
  readonly person: string;
  readonly endsAt: string;
}
/** What the file holds of it: without a token, that is in the keyring. */
type Noted = Omit<KeptSession, "token"> & { readonly token?: string };
type Kept = Readonly<Record<string, Noted>>;

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

/** What it is called in the keyring, whose owner reads that. */
const nameOf = (at: string, { person }: Pick<Noted, "person">): string => `${at} (${person})`;

/** Keeps a session, in place of an earlier one; null: forgets it. */
export async function keepSession(env: Cli["env"], url: string, session: KeptSession | null): Promise<void> {
  const at = place(url);
  const now = new Date().toISOString();
  // What is over is of no use to anybody.
  const all = Object.entries(await read(env));
  const standing = all.filter(([other, { endsAt }]) => other !== at && endsAt > now);
  for (const [other, noted] of all)
    if (noted.token === undefined && !standing.some(([kept]) => kept === other))
      await forgetSecret(nameOf(other, noted));
  const noted = session && (await noting(env, at, session));
  await write(env, { ...Object.fromEntries(standing), ...(noted && { [at]: noted }) });
}

/** Puts what shows a session away. @returns what the file is to hold */
async function noting(env: Cli["env"], at: string, session: KeptSession): Promise<Noted> {
  const { token, ...noted } = session;
  const { readConfig } = await import("../../worker/config.ts");
  const isAway = readConfig(env).TENURE_KEYRING && (await keepSecret(nameOf(at, session), token));
  return isAway ? noted : session;
}

/** By what one is signed in with the engine that a command will ask. */
export async function knownAs({ env, home, url }: Pick<Cli, "env" | "home" | "url">): Promise<Known> {
  const given = url ?? (await placeOf(home))?.api;
  const at = given && place(given);
  const kept = await read(env);
  const session = at && Object.hasOwn(kept, at) ? kept[at] : undefined;
  if (!at || !session) return { signedIn: null };
  const { person: signedIn, token } = session;
  if (token !== undefined) return { signedIn, token, keptIn: sessionsFile(env) };
  try {
    const found = await secretOf(nameOf(at, session));
    if (found !== null) return { signedIn, token: found, keptIn: "the system's keyring" };
    return { signedIn, locked: "The system's keyring has this session no more: tenure login" };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      signedIn,
      locked: `The system's keyring does not give this session (${why}): unlock it, or tenure login`,
    };
  }
}

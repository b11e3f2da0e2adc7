import { homedir } from "node:os";
import { join } from "node:path";
import type { Cli } from "./cli.ts";

/** Where sessions of the command line are noted down: in a file that its owner alone may read (XDG). */
export const sessionsFile = ({ XDG_CONFIG_HOME, HOME }: Cli["env"]): string =>
  join(XDG_CONFIG_HOME || join(HOME || homedir(), ".config"), "tenure", "sessions.json");

/** By what one is signed in. */
export interface Known {
  /** In words; null: not at all. */
  readonly signedIn: string | null;
  /** What shows it. */
  readonly token?: string;
  /** Where that is kept, in words. */
  readonly keptIn?: string;
  /** Why it is not to be had there, in words. */
  readonly locked?: string;
}

import type { Credentials } from "./api.ts";
import type { Output } from "./output.ts";

/** What every command is given. */
export interface Cli {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The state folder. */
  readonly home: string;
  /** The engine to ask, where it is none on this machine. */
  readonly url: string | undefined;
  readonly output: Output;
  /** Who asks the engine where a command names nobody else: `role:id`; undefined where one is signed in. */
  readonly reader: string | undefined;
  /** By what one is signed in, in words; null: not at all. */
  readonly signedIn: string | null;
  /** Where what shows that is kept, in words; undefined where nothing does. */
  readonly keptIn: string | undefined;
  /** What is sent with every request. */
  readonly credentials: Credentials;
}

/** A command: given the words and options that were read. @returns the exit code. */
export type RunCommand<Args extends readonly unknown[]> = (cli: Cli, ...args: Args) => Promise<number>;

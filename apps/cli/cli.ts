import type { Output } from "./output.ts";

/** What every command is given. */
export interface Cli {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The state folder. */
  readonly home: string;
  readonly output: Output;
  /** Who asks the engine where a command names nobody else: `role:id`. */
  readonly reader: string;
}

/** A command: given the words and options that were read. @returns the exit code. */
export type RunCommand<Args extends readonly unknown[]> = (cli: Cli, ...args: Args) => Promise<number>;

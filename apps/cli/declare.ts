// What the declarations of commands are made of.
import { type Command, InvalidArgumentError, Option } from "commander";
import { LOCALES } from "../../machines/vocabulary.ts";
import type { RunCommand } from "./cli.ts";

/** What a command may print beside a table and JSON; `zip` is a file that it writes. */
export type ExtraFormat = "csv" | "svg" | "md" | "html" | "zip";

/**
 * Makes a command's action. Its code is loaded when it runs, so that no command waits for what others need.
 * @param load gives the code, which is called with the words and options that were read
 * @param formats what it prints beside a table and JSON
 */
export type Start = (
  load: () => Promise<RunCommand<never[]>>,
  ...formats: readonly ExtraFormat[]
) => (...given: unknown[]) => Promise<void>;

/** Adds a command, with what stands under it: name, arguments, options, help, action. */
export type Declare = (parent: Command, start: Start) => void;

/** A whole number from 1. */
export const count = (given: string): number => {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("a whole number from 1");
  return number;
};
/** A TCP port; 0 for any. */
export const port = (given: string): number => {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError("0 to 65535");
  return number;
};
/** An option that may be given again. */
export const several = (given: string, before: readonly string[] = []): string[] => [...before, given];

/** Examples below a command's help. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ tenure ${line}`).join("\n")}`;
/** Below the help of a command that prints a page. */
export const PAGES = "\nForms: -o table (for the terminal), json, md, html (a page to print).\n";

export const AS = new Option("--as <role:id>", "who acts, for instance senior:anna").env("TENURE_AS");
export const EVENT_ID = new Option(
  "--event-id <uuid>",
  "the event's id; an event that is sent again with the same id is applied once",
);
export const DATA = new Option("--data <json>", "the event's data: JSON, @file or - for the standard input");
export const FIELD = new Option(
  "--field <key=value>",
  "one field of the data: texts, ids, dates and words as they stand, everything else as JSON; a list as JSON, with commas, or by repeating it; a.b sets a nested field",
).argParser(several);
export const LANG = new Option("--lang <locale>", "the language").choices(LOCALES);
export const LANGUAGE = new Option("--lang <language>", "the language").choices(LOCALES).default("en");
export const REASON = new Option("--reason <text>", "why: a text, @file or -; sanctions need it");
/** A reason that stays where personal data is erased. */
export const KEPT_REASON = new Option(
  "--reason <text>",
  "why: a text, @file or -; it is kept for good, so name nobody in it",
);

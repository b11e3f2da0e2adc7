import { stripVTControlCharacters, styleText } from "node:util";
import type { Finding } from "../../machines/index.ts";

type Style = Parameters<typeof styleText>[0];

/** Where a command's words go: results to the standard output, progress and complaints to the other one. */
export interface Output {
  /** One JSON object a line, instead of words and tables. */
  readonly json: boolean;
  /** A line for people; left out where JSON was asked for. */
  line(text?: string): void;
  /** A result for programs; left out unless JSON was asked for. */
  data(value: unknown): void;
  /** Progress, to the standard error. */
  note(text: string): void;
  /** Progress that takes the place of the one before, where a person looks on; null when it is over. */
  progress(text: string | null): void;
  style(style: Style, text: string): string;
}

/** `style` follows NO_COLOR, FORCE_COLOR and whether this is a terminal. */
export function outputTo(
  out: NodeJS.WriteStream,
  err: NodeJS.WriteStream,
  options: { readonly json: boolean },
): Output {
  const { json } = options;
  return {
    json,
    line: (text = "") => {
      if (!json) out.write(`${text}\n`);
    },
    data: (value) => {
      if (json) out.write(`${JSON.stringify(value)}\n`);
    },
    note: (text) => {
      err.write(`${styleText("dim", text, { stream: err })}\n`);
    },
    progress: (text) => {
      if (err.isTTY) err.write(`\r\x1b[K${text === null ? "" : styleText("dim", text, { stream: err })}`);
    },
    style: (style, text) => styleText(style, text, { stream: out }),
  };
}

const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Lines of a table whose columns are as wide as they need to be; the last one is not filled up. */
export function table(
  output: Output,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const widths = heads.map((head, n) => Math.max(widthOf(head), ...rows.map((row) => widthOf(row[n] ?? ""))));
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, n) => (n === cells.length - 1 ? cell : cell + " ".repeat((widths[n] ?? 0) - widthOf(cell))))
      .join("  ")
      .trimEnd();
  return [output.style("dim", lineOf(heads)), ...rows.map(lineOf)];
}

/** `2026-11-22 09:30Z` */
export function when(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)}Z`;
}

/** `suspended (warnedOnce)` */
export function place({ state, rung }: { state: string; rung?: string | null | undefined }): string {
  return rung && rung !== state ? `${state} (${rung})` : state;
}

const STATE_STYLES: Readonly<Record<string, Style>> = {
  onboarding: "cyan",
  active: "green",
  warnedOnce: "yellow",
  warnedTwice: "yellow",
  restricted: "magenta",
  suspended: "magenta",
  offboarding: "red",
  terminated: "gray",
  winBack: "cyan",
  closed: "gray",
  refused: "gray",
};

/** A place in the colour of its state. */
export function colored(output: Output, at: { state: string; rung?: string | null | undefined }): string {
  return output.style(STATE_STYLES[at.state] ?? "reset", place(at));
}

function said(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => said(item)).join(", ") || "nothing";
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** A finding as the machine or the API tells of it: what was read is anything. */
interface ToldFinding extends Pick<Finding, "rule" | "says" | "passed"> {
  readonly read: Readonly<Record<string, unknown>>;
  readonly threshold?: { readonly value: unknown; readonly from: string } | undefined;
}

/** One condition in words: its rule, what it asks, what it read and the limit it was held against. */
export function findingLine(output: Output, { rule, says, passed, read, threshold }: ToldFinding): string {
  const mark =
    passed === null
      ? output.style("yellow", "?")
      : passed
        ? output.style("green", "✓")
        : output.style("red", "✗");
  const facts = Object.entries(read).map(([key, value]) => `${key} ${said(value)}`);
  if (threshold) facts.push(`limit ${said(threshold.value)} (${threshold.from})`);
  const rest = facts.length > 0 ? output.style("dim", `  [${facts.join("; ")}]`) : "";
  return `  ${mark} ${rule.padEnd(9)} ${says}${rest}`;
}

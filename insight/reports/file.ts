import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { linesOf } from "../../values/lines.ts";

/** How the rows of one kind are written, a row a line. */
export interface FileLayout<Row extends object> {
  /** One row, for messages: `a purchase`. */
  readonly one: string;
  /** @returns the row, or the reason why the line is none. */
  parse(text: string): Row | string;
  /** The day of the row, `1997-01-31`. */
  dayOf(row: Row): string;
}

/** What became of the rows of a file. */
export interface Tally {
  /** Rows that the report counts. */
  readonly rows: number;
  /** Lines refused as broken. */
  readonly refused: number;
  /** Sound rows after the day of `at`, left out. */
  readonly later: number;
}

export interface FileReading {
  /** Rows after this day are left out, `1998-06-30`. */
  readonly at?: string | undefined;
  /** Told of each line that is refused, and why. */
  readonly onRefused?: (line: number, reason: string) => void;
  /** Told how many bytes of how many are read, a few times a second at most. */
  readonly onProgress?: (read: number, size: number) => void;
}

/** The rows of a file, read afresh each time they are asked for. Only the first time refusals are told. */
export interface FileRows<Row> extends AsyncIterable<Row> {
  /** Of the first time. */
  readonly tally: Tally;
}

/** A file that no report can be made of. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read",
  EPERM: "it may not be read",
};

function unreadable(file: string, error: unknown): Unreadable {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return new Unreadable(`${file}: ${WHY[code] ?? message}`);
}

const PROGRESS_MS = 100;

async function* chunksOf(file: string, size: number, onProgress?: FileReading["onProgress"]) {
  const stream = createReadStream(file, { highWaterMark: 262_144 });
  let next = 0;
  let read = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      read += chunk.length;
      if (onProgress && performance.now() >= next) {
        onProgress(read, size);
        next = performance.now() + PROGRESS_MS;
      }
      yield chunk;
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

/**
 * Opens a file of rows.
 * @throws {Unreadable} when there is no such file, or it holds nothing; and while reading, when no line of it is a row.
 */
export async function openRows<Row extends object>(
  file: string,
  layout: FileLayout<Row>,
  { at, onRefused, onProgress }: FileReading = {},
): Promise<FileRows<Row>> {
  const found = await stat(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  if (!found.isFile()) throw new Unreadable(`${file}: it is no file`);
  if (found.size === 0) throw new Unreadable(`${file}: it is empty`);
  const tally = { rows: 0, refused: 0, later: 0 };
  let times = 0;

  async function* rows(): AsyncGenerator<Row> {
    times += 1;
    const isFirst = times === 1;
    let first = "";
    for await (const line of linesOf(chunksOf(file, found.size, onProgress))) {
      const row = "refused" in line ? line.refused : layout.parse(line.text);
      if (typeof row === "string") {
        if (!isFirst) continue;
        tally.refused += 1;
        first ||= `line ${line.number}: ${row}`;
        onRefused?.(line.number, row);
      } else if (at !== undefined && layout.dayOf(row) > at) {
        if (isFirst) tally.later += 1;
      } else {
        if (isFirst) tally.rows += 1;
        yield row;
      }
    }
    if (tally.rows > 0) return;
    if (tally.later > 0) throw new Unreadable(`${file}: all of its ${tally.later} rows are later than ${at}`);
    throw new Unreadable(
      first === "" ? `${file}: it holds no rows` : `${file}: no line of it is ${layout.one}; ${first}`,
    );
  }
  return { tally, [Symbol.asyncIterator]: rows };
}

import { isUtf8 } from "node:buffer";

/** A line of a file, or why it cannot be one. Numbered from 1. */
export type FileLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly refused: string };

/** Bytes of the longest line that is read: a longer one is refused, and never held in memory. */
export const LONGEST_LINE = 65_536;

const NEWLINE = 10;
const BYTE_ORDER_MARK = /^\uFEFF/;
const CARRIAGE_RETURN = /\r$/;

function lineOf(number: number, bytes: Buffer): FileLine {
  if (bytes.includes(0)) return { number, refused: "holds a NUL character; UTF-8 text is expected" };
  if (!isUtf8(bytes)) return { number, refused: "is not UTF-8 text" };
  const text = bytes.toString("utf8").replace(CARRIAGE_RETURN, "");
  return { number, text: number === 1 ? text.replace(BYTE_ORDER_MARK, "") : text };
}

/** Splits bytes into lines, one at a time: memory does not grow with the file, nor with one endless line. */
export async function* everyLineOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<FileLine> {
  let number = 0;
  let kept: Buffer[] = [];
  let length = 0;
  const keep = (piece: Buffer) => {
    length += piece.length;
    if (length > LONGEST_LINE) kept = [];
    else if (piece.length > 0) kept.push(piece);
  };
  const end = (): FileLine => {
    number += 1;
    const line =
      length > LONGEST_LINE
        ? { number, refused: `is longer than ${LONGEST_LINE} bytes` }
        : lineOf(number, kept.length === 1 && kept[0] ? kept[0] : Buffer.concat(kept));
    kept = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, at));
      start = at + 1;
      yield end();
    }
    keep(chunk.subarray(start));
  }
  if (length > 0) yield end();
}

export const isBlank = (line: FileLine): boolean => "text" in line && line.text.trim() === "";

/** The lines that are not blank, without blanks at their ends. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<FileLine> {
  for await (const line of everyLineOf(chunks))
    if (!isBlank(line)) yield "text" in line ? { ...line, text: line.text.trimEnd() } : line;
}

// Files of facts: JSON lines, CSV as spreadsheets write it, and the layout of the CDNOW sample.
import { parse } from "csv-parse/sync";
import { Malformed } from "../../machines/index.ts";
import { everyLineOf, type FileLine, isBlank, LONGEST_LINE } from "../../values/lines.ts";
import type { FactFormat, FactKind } from "./catalogue.ts";
import { type Field, factKind, fieldsOf } from "./kinds.ts";

/** A row of a file, or why the line is none; `text` is the line itself, where it can be read. */
export type FileRow =
  | { readonly line: number; readonly text: string; readonly value: unknown }
  | { readonly line: number; readonly text: string | null; readonly refused: string };

/** How a file's columns or keys are called by us; to an empty name, they are left out. */
export type Renames = ReadonlyMap<string, string>;

type Lines = AsyncIterator<FileLine, void>;

const YES: Readonly<Record<string, boolean>> = { yes: true, true: true, no: false, false: false };

/** A cell as the value that its field takes; what cannot be read stays as it is, and the check says so. */
function cellValue({ cell }: Field, text: string): unknown {
  if (cell === "whole") return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (cell === "flag") return YES[text.toLowerCase()] ?? text;
  const parts = text.split(/[\s,;|]+/).filter((part) => part !== "");
  if (cell === "list") return parts;
  if (cell !== "risks") return text;
  return parts.map((part) => {
    const [probability = "", impact, ...more] = part.split(":");
    return more.length === 0 && impact !== undefined ? { probability, impact } : part;
  });
}

/** Spreadsheets part the cells by what their country uses. */
function delimiterOf(header: string): string {
  const count = (sign: string) => header.split(sign).length;
  return [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

const isOpen = (text: string): boolean => text.split('"').length % 2 === 0;

/** The cells of one record, or null when it is none. */
function cellsOf(text: string, delimiter: string): string[] | null {
  if (!text.includes('"')) return text.split(delimiter).map((cell) => cell.trim());
  try {
    const records = parse(text, { delimiter, relax_column_count: true, trim: true }) as string[][];
    return records.length === 1 ? (records[0] ?? null) : null;
  } catch {
    return null;
  }
}

const noHeader = (line: number, says: string) =>
  new Malformed("nothing was imported", [{ path: `line ${line}`, says }]);

/** What each column of a file holds; null for one that is left out. */
type Columns = readonly ([name: string, field: Field] | null)[];

function columnsOf(header: readonly string[], kind: FactKind, renames: Renames, line: number): Columns {
  const { fields } = factKind(kind);
  const names = header.map((column) => renames.get(column) ?? column);
  const missing = fieldsOf(kind).filter(([name, { optional }]) => !optional && !names.includes(name));
  const faults = [
    // A column's name is not repeated: in a file without a header it is data.
    ...names.flatMap((name, n) =>
      name === "" || (Object.hasOwn(fields, name) && names.indexOf(name) === n)
        ? []
        : [`column ${n + 1} is unknown, or there twice`],
    ),
    ...missing.map(([name]) => `no column ${name}`),
  ];
  if (faults.length > 0) {
    const says = `${faults.join("; ")}; the columns of ${kind} are ${Object.keys(fields).join(", ")}`;
    throw noHeader(line, says);
  }
  return names.map((name) => {
    const field = fields[name];
    return field ? [name, field] : null;
  });
}

async function* fromCsv(lines: Lines, kind: FactKind, renames: Renames): AsyncGenerator<FileRow> {
  // Lines that were read ahead, in the hope that they belong to a quoted cell.
  let ahead: FileLine[] = [];
  const next = async (): Promise<FileLine | null> => ahead.shift() ?? ((await lines.next()).value || null);
  let delimiter = ",";
  let columns: Columns | null = null;
  for (let line = await next(); line; line = await next()) {
    if ("refused" in line) {
      if (!columns) throw noHeader(line.number, line.refused);
      yield { line: line.number, text: null, refused: line.refused };
      continue;
    }
    if (isBlank(line)) continue;
    if (!columns) {
      delimiter = delimiterOf(line.text);
      columns = columnsOf(cellsOf(line.text, delimiter) ?? [], kind, renames, line.number);
      continue;
    }
    const more: FileLine[] = [];
    let text = line.text;
    while (isOpen(text) && text.length < LONGEST_LINE) {
      const another = await next();
      if (another) more.push(another);
      if (!another || "refused" in another) break;
      text += `\n${another.text}`;
    }
    const cells = isOpen(text) ? null : cellsOf(text, delimiter);
    if (cells?.length !== columns.length) {
      // A stray quote spoils its own line, and no other.
      ahead = [...more, ...ahead];
      const why = cells
        ? `has ${cells.length} cells under ${columns.length} columns`
        : `has a quote ${isOpen(text) ? "that is not closed" : "out of place"}`;
      yield { line: line.number, text: line.text, refused: why };
      continue;
    }
    const value: Record<string, unknown> = {};
    columns.forEach((column, n) => {
      const cell = cells[n] ?? "";
      if (column && cell !== "") value[column[0]] = cellValue(column[1], cell);
    });
    yield { line: line.number, text, value };
  }
}

function fromJson(
  text: string,
  renames: Renames,
): { readonly value: unknown } | { readonly refused: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { refused: "is no JSON" };
  }
  if (renames.size === 0 || typeof value !== "object" || value === null) return { value };
  const renamed = Object.entries(value).map(([key, it]): [string, unknown] => [renames.get(key) ?? key, it]);
  return { value: Object.fromEntries(renamed.filter(([key]) => key !== "")) };
}

const CDNOW = "master id, sample id, date yyyymmdd, units, dollars";

function fromCdnow(text: string): { readonly value: unknown } | { readonly refused: string } {
  const fields = text.trim().split(/\s+/);
  const [client, , date = "", units = "", amount] = fields;
  if (fields.length !== 5) return { refused: `has ${fields.length} fields; a purchase has 5: ${CDNOW}` };
  const on = /^\d{8}$/.test(date) ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` : date;
  return { value: { client, on, units: /^-?\d{1,15}$/.test(units) ? Number(units) : units, amount } };
}

/**
 * Reads a file of facts, a row at a time; memory does not grow with it. The rows themselves are not checked yet.
 * @throws {Malformed} when the header of a CSV file is not one of this kind.
 */
export async function* readFacts(
  chunks: AsyncIterable<Buffer>,
  kind: FactKind,
  { format, renames = new Map() }: { readonly format: FactFormat; readonly renames?: Renames },
): AsyncGenerator<FileRow> {
  const lines = everyLineOf(chunks);
  if (format === "csv") return yield* fromCsv(lines, kind, renames);
  for await (const line of lines) {
    if (isBlank(line)) continue;
    if ("refused" in line) yield { line: line.number, text: null, refused: line.refused };
    else {
      const { number, text } = line;
      yield { line: number, text, ...(format === "jsonl" ? fromJson(text, renames) : fromCdnow(text)) };
    }
  }
}

// Files of providers: CSV for people with a spreadsheet, JSON and YAML for the rest.
import { type CsvError, parse } from "csv-parse/sync";
import { isSeq, LineCounter, parseDocument } from "yaml";
import { PROVIDER_COLUMNS, PROVIDER_REQUIRED } from "../archive/providers.ts";
import { Malformed } from "../machines/index.ts";

export const PROVIDER_FORMATS = ["csv", "json", "yaml"] as const;
export type ProviderFormat = (typeof PROVIDER_FORMATS)[number];

/** Rows as `importProviders` takes them, and where each one stands. */
export interface ProviderRows {
  readonly rows: readonly unknown[];
  /** For instance `row 2 (line 3)`. */
  readonly places: readonly string[];
}

const refuse = (faults: readonly { path: string; says: string }[]): Malformed =>
  new Malformed("not a list of providers; nothing was imported", faults);

const placeOf = (index: number, line: number): string => `row ${index + 1} (line ${line})`;

const LISTS = ["capabilities", "regions"];
const NUMBERS = ["price", "capacity"];
const YES: Readonly<Record<string, boolean>> = { yes: true, true: true, no: false, false: false };

/** A cell as the value that its column holds; what cannot be read stays as it is, and the check says so. */
function cellValue(column: string, cell: string): unknown {
  if (LISTS.includes(column)) return cell.split(/[\s,;|]+/).filter((word) => word !== "");
  if (NUMBERS.includes(column)) return /^-?\d+$/.test(cell) ? Number(cell) : cell;
  if (column === "rival") return YES[cell.toLowerCase()] ?? cell;
  return cell;
}

/** Spreadsheets part the cells by what their country uses. */
function delimiterOf(header: string): string {
  const count = (sign: string) => header.split(sign).length;
  return [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

interface CsvLine {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function linesOf(text: string): CsvLine[] {
  const [header = ""] = text.split(/\r?\n/, 1);
  try {
    return parse(text, {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      delimiter: delimiterOf(header),
      // With `info`, rows come as the parser's types do not say.
    }) as unknown as CsvLine[];
  } catch (error) {
    // The parser's own words may repeat what the file holds.
    const { code = "", lines } = error as CsvError & { lines?: number };
    throw refuse([{ path: lines ? `line ${lines}` : "", says: `this is not CSV (${code})` }]);
  }
}

function fromCsv(text: string): ProviderRows {
  const [header, ...lines] = linesOf(text);
  const columns = header?.record ?? [];
  const faults = [
    // A column's name is not repeated: in a file without a header it is data.
    ...columns.flatMap((column, n) =>
      PROVIDER_COLUMNS.includes(column) && columns.indexOf(column) === n
        ? []
        : [`column ${n + 1} is unknown, or there twice`],
    ),
    ...PROVIDER_REQUIRED.filter((column) => !columns.includes(column)).map((column) => `no column ${column}`),
  ];
  if (faults.length > 0) {
    const allowed = `the columns are ${PROVIDER_COLUMNS.join(", ")}`;
    throw refuse([{ path: "line 1", says: `${faults.join("; ")}; ${allowed}` }]);
  }
  const places = lines.map(({ info }, index) => placeOf(index, info.lines));
  const wrong = lines.flatMap(({ record }, index) =>
    record.length === columns.length
      ? []
      : [{ path: places[index] ?? "", says: `${record.length} cells under ${columns.length} columns` }],
  );
  if (wrong.length > 0) throw refuse(wrong);
  const rows = lines.map(({ record }) =>
    Object.fromEntries(
      columns.flatMap((column, n) => {
        const cell = record[n] ?? "";
        // An empty cell says nothing, except that a list has nothing in it.
        return cell === "" && !LISTS.includes(column) ? [] : [[column, cellValue(column, cell)]];
      }),
    ),
  );
  return { rows, places };
}

/** JSON is YAML too, and this reader knows the lines. */
function fromYaml(text: string): ProviderRows {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const faults = document.errors.map(({ code, pos }) => ({
    path: `line ${lineCounter.linePos(pos[0]).line}`,
    says: `this is neither JSON nor YAML (${code})`,
  }));
  if (faults.length > 0) throw refuse(faults);
  if (!isSeq(document.contents)) throw refuse([{ path: "", says: "a list, one provider a row" }]);
  const places = document.contents.items.map((item, index) => {
    const start = (item as { range?: readonly [number, number, number] | null }).range?.[0] ?? 0;
    return placeOf(index, lineCounter.linePos(start).line);
  });
  return { rows: document.toJS({ maxAliasCount: 100 }) as unknown[], places };
}

/**
 * Reads a file of providers (R-HND-1). In CSV the first line names the columns; cells are parted by comma, semicolon
 * or tab, and the words of a list by spaces, `|`, or any sign that does not part the cells.
 * @throws {Malformed} naming lines, when it is not such a file; the rows themselves are not checked yet.
 */
export function readProviders(text: string, format: ProviderFormat): ProviderRows {
  return format === "csv" ? fromCsv(text) : fromYaml(text);
}

// A table as a file that spreadsheets open.
import { save } from "../api/client.ts";

/** What begins like this is a formula to a spreadsheet, whoever wrote it. */
const FORMULA = /^[=+\-@\t\r]/;

const cell = (value: string | number | boolean | null): string => {
  const text = value === null ? "" : String(value);
  const plain = typeof value === "string" && FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};

/** Saves rows as CSV (RFC 4180, UTF-8 with a mark, so that spreadsheets read Russian). */
export function saveTable<Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
  name: string,
): void {
  const lines = rows.map((row) => columns.map((column) => cell(row[column] as string | null)).join(","));
  save(new Blob([`\uFEFF${[columns.join(","), ...lines].join("\r\n")}\r\n`], { type: "text/csv" }), name);
}

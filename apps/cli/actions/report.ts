import {
  isFileReport,
  isReport,
  LAYOUTS,
  type ReportForm,
  type ReportName,
  reportNames,
  reportOf,
} from "../../../insight/reports/catalogue.ts";
import type { Report, Sheet } from "../../../insight/reports/index.ts";
import { nearest } from "../../../values/nearest.ts";
import type { SheetsView } from "../../api/reports.ts";
import { query } from "../api.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { askEngine } from "../engine.ts";
import { EXIT, usage } from "../exit.ts";
import { type Output, table } from "../output.ts";

/** Refused lines that are told one by one. */
const TOLD = 100;
/** Rows of a table: nobody reads on after so many. */
const SHOWN = 500;

interface ReportOptions {
  readonly from?: string;
  readonly at?: string;
  readonly since?: string;
  readonly currency?: string;
  readonly zone?: string;
  /** As `-o` names it. */
  readonly format: string;
}

/** The policy in force on a day, or now; loaded where it is needed. */
async function policyOn(at: string | undefined) {
  const { POLICIES, policyInForce, readPolicies } = await import("../../../services/policies.ts");
  return policyInForce(await readPolicies(POLICIES), at === undefined ? Date.now() : Date.parse(at));
}

function list({ output }: Cli): number {
  output.data({ reports: reportNames.map((name) => ({ name, ...reportOf(name) })) });
  const rows = reportNames.map((name) => {
    const { of, file = "", rule, says } = reportOf(name);
    return [name, of, file, rule, says];
  });
  for (const line of table(output, ["report", "made of", "or a file of", "rule", ""], rows))
    output.line(line);
  output.line();
  for (const [kind, layout] of Object.entries(LAYOUTS))
    output.line(output.style("dim", `${kind}: ${layout}`));
  output.line(output.style("dim", "tenure report <name>, of what is recorded; or of a file: --from FILE"));
  return EXIT.done;
}

function named(name: string): ReportName {
  if (isReport(name)) return name;
  const [meant] = nearest(name, reportNames);
  throw usage(
    `there is no report ${name}${meant ? `; did you mean ${meant}?` : `; there are ${reportNames.join(", ")}`}`,
  );
}

/** As many columns as the terminal has room for; everything where the output is none. */
function fitting(sheet: Sheet, room: number): { readonly sheet: Sheet; readonly left: number } {
  let wide = -2;
  const fits = sheet.columns.findIndex(({ head }, n) => {
    wide += 2 + Math.max(head.length, ...sheet.rows.map((row) => (row[n] ?? "").length));
    return wide > room;
  });
  if (fits < 1) return { sheet, left: 0 };
  const rows = sheet.rows.map((row) => row.slice(0, fits));
  return {
    sheet: { ...sheet, columns: sheet.columns.slice(0, fits), rows },
    left: sheet.columns.length - fits,
  };
}

function printSheet(output: Output, whole: Sheet): void {
  const shown = { ...whole, rows: whole.rows.slice(0, SHOWN) };
  const { sheet, left } = fitting(shown, process.stdout.columns || Number.POSITIVE_INFINITY);
  const widths = sheet.columns.map(({ head }, n) =>
    Math.max(head.length, ...sheet.rows.map((row) => (row[n] ?? "").length)),
  );
  const aligned = (cell: string, n: number) =>
    sheet.columns[n]?.side === "right" ? cell.padStart(widths[n] ?? 0) : cell;
  const heads = sheet.columns.map(({ head }, n) => aligned(head, n));
  output.line(output.style("bold", sheet.title));
  for (const line of table(
    output,
    heads,
    sheet.rows.map((row) => row.map(aligned)),
  ))
    output.line(line);
  const more = whole.rows.length - shown.rows.length;
  if (more > 0) output.line(output.style("dim", `… and ${more} more rows: -o csv has them all`));
  if (left > 0) output.line(output.style("dim", `… and ${left} more columns: -o csv has them all`));
  output.line();
}

function printSheets(output: Output, { sheets, remarks }: Pick<Report, "sheets" | "remarks">): void {
  for (const sheet of sheets) printSheet(output, sheet);
  for (const remark of remarks) output.line(output.style("dim", remark));
}

/** How far the reading is, on a terminal only. */
function progress(): { readonly tell: (read: number, size: number) => void; readonly clear: () => void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { tell: () => {}, clear: () => {} };
  return {
    tell: (read, size) => {
      const bytes = (n: number) => `${(n / 1e6).toFixed(1)} MB`;
      stderr.write(`\r\u001b[Kread ${bytes(read)} of ${bytes(size)}, ${Math.floor((100 * read) / size)} %`);
    },
    clear: () => stderr.write("\r\u001b[K"),
  };
}

/** Straight from a file, without an engine. */
async function fromFile(
  { output }: Cli,
  name: ReportName,
  file: string,
  { at, zone, format }: ReportOptions,
) {
  if (!isFileReport(name))
    throw usage(`${name} is made of what is recorded (${reportOf(name).of}): leave --from out`);
  if (zone !== undefined && reportOf(name).file === "purchases")
    throw usage("--zone: days of purchases have no time zone");
  const { csvLine, html, isZone, reportFrom, Unreadable } = await import("../../../insight/reports/index.ts");
  if (zone !== undefined && !isZone(zone)) throw usage("--zone is an IANA time zone, like Europe/Berlin");
  const { tell, clear } = progress();
  let refused = 0;
  const onRefused = (line: number, reason: string) => {
    refused += 1;
    if (refused > TOLD) return;
    clear();
    process.stderr.write(`line ${line}: ${reason}\n`);
  };
  try {
    const shares = (await policyOn(at)).value;
    const reading = { at, shares, zone: zone ?? "UTC", onRefused, onProgress: tell };
    const { report: made, tally } = await reportFrom(name, file, reading).finally(clear);
    if (refused > TOLD) output.note(`… and ${refused - TOLD} more lines were refused`);
    output.data({ ...made.data, file: tally });
    if (output.json) return EXIT.done;
    if (format === "svg") output.line(made.svg());
    else if (format === "html") output.line(html(name, made));
    else if (format === "csv") for (const cells of made.csv()) output.line(`${csvLine(cells)}\r`);
    else printSheets(output, made);
    if (format === "table" && tally.refused > 0)
      output.line(output.style("yellow", `${tally.refused} lines were refused; ${tally.rows} count`));
    if (format === "table" && tally.later > 0)
      output.line(output.style("dim", `${tally.later} rows after ${at} are left out`));
    return EXIT.done;
  } catch (error) {
    if (error instanceof Unreadable) throw usage(error.message);
    throw error;
  }
}

/** Of everything that is recorded, by the engine. */
async function fromEngine(cli: Cli, name: ReportName, { at, since, currency, zone, format }: ReportOptions) {
  if (zone !== undefined) throw usage("--zone is for --from FILE: of what is recorded, zones are known");
  const { output } = cli;
  const path = (form: ReportForm) => `/reports/${name}${query({ at, since, currency, form })}`;
  return askEngine(cli, async (api) => {
    if (output.json) output.data(await api.get(path("json")));
    else if (format === "csv" || format === "svg" || format === "html")
      output.line(
        Buffer.from(await api.bytes(path(format)))
          .toString("utf8")
          .replace(/\n$/, ""),
      );
    else {
      const { empty, ...report } = await api.get<SheetsView>(path("sheets"));
      if (empty === null) printSheets(output, report);
      else output.line(`There is nothing to report yet: ${empty}`);
    }
    return EXIT.done;
  });
}

/** `tenure report`: reports of what is recorded, or of a file. Without a name, which reports there are. */
export const report: RunCommand<[name: string | undefined, options: ReportOptions]> = async (
  cli,
  given,
  options,
) => {
  if (given === undefined) return list(cli);
  const name = named(given);
  const { from, at, since, currency } = options;
  const { isDay } = await import("../../../values/days.ts");
  for (const [option, day] of [
    ["--at", at],
    ["--since", since],
  ] as const)
    if (day !== undefined && !isDay(day)) throw usage(`${option} is a day of the calendar, like 1998-06-30`);
  if (from === undefined) return fromEngine(cli, name, options);
  if (since !== undefined || currency !== undefined)
    throw usage(
      `${since === undefined ? "--currency" : "--since"} is for what is recorded: leave --from out`,
    );
  return fromFile(cli, name, from, options);
};

// Reports over HTTP, in each of their forms.
import { createRoute, z } from "@hono/zod-openapi";
import type { Archive } from "../../archive/open.ts";
import { bars } from "../../insight/reports/bars.ts";
import {
  isReport,
  REPORT_FORMS,
  type ReportForm,
  type ReportName,
  reportNames,
  reportOf,
} from "../../insight/reports/catalogue.ts";
import { csvLine, html, type Report } from "../../insight/reports/index.ts";
import type { Policy } from "../../machines/index.ts";
import { policyInForce } from "../../services/policies.ts";
import { ProblemError } from "../../services/problem.ts";
import { type Guides, readGuides } from "../../texts/help/read.ts";
import { isDay } from "../../values/days.ts";
import type { ApiApp } from "./actor.ts";
import { MAKERS, PAGE } from "./reportMakers.ts";
import { problem } from "./schemas.ts";

const day = z
  .string()
  .refine(isDay, "a day of the calendar, like 2026-11-22")
  .optional()
  .openapi({ format: "date" });
const query = z.object({
  at: day.openapi({ description: "As things stood at the end of that day; today if left out" }),
  since: day.openapi({ description: "Only what happened from that day on" }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "a currency of ISO 4217, like EUR")
    .optional()
    .openapi({ description: "Of amounts; the one with the most rows if left out" }),
  form: z.enum(REPORT_FORMS).default("json"),
});

/** The sheets of a report, as the command line prints them. */
export interface SheetsView extends Pick<Report, "sheets" | "remarks"> {
  /** What to do where there is nothing to tell of; otherwise null. */
  readonly empty: string | null;
}

const FORMS = {
  json: "application/json",
  sheets: "application/json",
  csv: "text/csv; charset=utf-8",
  svg: "image/svg+xml",
  html: "text/html; charset=utf-8",
} as const satisfies Record<ReportForm, string>;

function* csvOf(report: Report): Generator<string> {
  for (const cells of report.csv()) yield `${csvLine(cells)}\r\n`;
}

/** A page or a picture that says why there is nothing to tell of. */
function blank({ sheets, ...report }: Report, why: string): Report {
  const told = `There is nothing to report yet: ${why}`;
  const title = sheets[0]?.title ?? "";
  return { ...report, sheets: [], remarks: [], svg: () => bars({ title, note: told, groups: [] }) };
}

/** A report in one of its forms. */
function written(
  name: ReportName,
  report: Report,
  form: ReportForm,
  currency: string | undefined,
): string | ReadableStream {
  const other = currency === undefined ? "" : `, or leave --currency ${currency} out`;
  const empty = report.empty ? `${reportOf(name).empty}${other}` : null;
  const shown = empty === null ? report : blank(report, empty);
  switch (form) {
    case "json":
      return JSON.stringify(report.data);
    case "sheets":
      return JSON.stringify({ sheets: report.sheets, remarks: report.remarks, empty } satisfies SheetsView);
    case "csv":
      return ReadableStream.from(csvOf(report)).pipeThrough(new TextEncoderStream()) as ReadableStream;
    case "svg":
      return shown.svg();
    case "html":
      return html(name, shown);
  }
}

const route = createRoute({
  method: "get",
  path: "/v1/reports/{name}",
  operationId: "getReport",
  summary: "What the numbers say, of the whole portfolio (R-REP)",
  request: {
    params: z.object({ name: z.string().openapi({ description: reportNames.join(", ") }) }),
    query,
  },
  responses: {
    200: {
      description: "The report as data, as tables, or as a file of values, a picture or a page to print",
      content: {
        "application/json": { schema: z.object({}).loose().openapi("Report") },
        "text/csv": { schema: z.string() },
        "image/svg+xml": { schema: z.string() },
        "text/html": { schema: z.string() },
      },
    },
    400: problem("Malformed: what is wrong, and where"),
    404: problem("There is no such report"),
    503: problem("A part of the engine cannot be reached; try again"),
  },
});

export interface ReportsOptions {
  readonly archive: Archive;
  readonly policies: readonly Policy[];
  readonly clock: () => number;
  /** The catalogue of guides; default the project's own. */
  readonly guides?: (() => Promise<Guides>) | undefined;
  /** Rows of one question to the archive. */
  readonly page?: number;
}

/** Takes questions for reports on everything that the archive holds. */
export function reportsRoutes(
  app: ApiApp,
  { archive, policies, clock, guides = readGuides, page = PAGE }: ReportsOptions,
): void {
  app.openapi(route, async (c) => {
    const { name } = c.req.valid("param");
    const today = new Date(clock()).toISOString().slice(0, 10);
    const { at = today, since = null, currency, form } = c.req.valid("query");
    if (!isReport(name))
      throw new ProblemError("missing", `there is no report ${name}; there are ${reportNames.join(", ")}`);
    // Who is not followed so long yet would seem to have stayed.
    if (at > today)
      throw new ProblemError("malformed", `in the query: at lies in the future; it is ${today} now (UTC)`, {
        faults: [{ path: "at", says: `a day not after ${today}` }],
      });
    if (since !== null && since > at)
      throw new ProblemError("malformed", "in the query: since: a day not after at", {
        faults: [{ path: "since", says: "a day not after at" }],
      });
    const policy = policyInForce(policies, Date.parse(at));
    const report = await MAKERS[name]({ archive, policy, guides, span: { since, at }, currency, page });
    return c.body(written(name, report, form, currency) as string, 200, {
      "content-type": FORMS[form],
      // The page and the picture are opened by a browser: nothing in them may run.
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      "x-content-type-options": "nosniff",
    });
  });
}

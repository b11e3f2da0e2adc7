// Facts over HTTP: one at a time as JSON, or a file of them as a stream.
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import {
  FACT_KINDS,
  type FactFormat,
  type FactKind,
  FILE_TYPES,
  factKinds,
} from "../../archive/facts/catalogue.ts";
import { type FileRow, readFacts } from "../../archive/facts/file.ts";
import { newImport } from "../../archive/facts/import.ts";
import { type Field, fieldsOf, isCurrency } from "../../archive/facts/kinds.ts";
import type { Archive } from "../../archive/open.ts";
import { DATE_SAYS, isDate, iso } from "../../machines/index.ts";
import { ProblemError } from "../../services/problem.ts";
import type { ApiApp } from "./actor.ts";
import { misfit, notJson } from "./errors.ts";
import { lines, NDJSON } from "./lines.ts";
import { answered, listed, listOf, listQuery } from "./lists.ts";
import { type Problem, problemOf } from "./problem.ts";
import { problem } from "./schemas.ts";

/** Where facts are told of. */
const FACTS = "/v1/facts/";

/** Rows of one transaction. */
const BATCH = 2_000;

/** Whether a request brings a file of facts, which is read as a stream. */
export const isFactFile = (c: Context): boolean =>
  c.req.path.startsWith(FACTS) && formatOf(c.req.header("content-type") ?? "") !== null;

function formatOf(type: string): FactFormat | null {
  const formats = Object.entries(FILE_TYPES) as [FactFormat, string][];
  return formats.find(([, known]) => type === known || type.startsWith(`${known};`))?.[0] ?? null;
}

/** What became of the rows so far. */
export interface Counts {
  /** The import's number, by which it can be undone; null while it has brought nothing. */
  readonly import: number | null;
  readonly rows: number;
  readonly new: number;
  readonly completed: number;
  readonly known: number;
  readonly rejected: number;
}

/** A line of the answer to a file. */
export interface ImportLine {
  /** A row that was not taken, with the line as it was, where that can be read. */
  readonly rejected?: { readonly line: number; readonly reason: string; readonly row: string | null };
  readonly progress?: Counts;
  readonly result?: Counts;
  /** Why it broke off; the batches before are in. */
  readonly problem?: Problem;
}

const malformed = (path: string, says: string) =>
  new ProblemError("malformed", `in the query: ${path}: ${says}`, { faults: [{ path, says }] });

function flagIn(c: Context, name: string): boolean {
  const given = c.req.query(name) ?? "false";
  if (given !== "true" && given !== "false") throw malformed(name, "true or false");
  return given === "true";
}

function renamesIn(c: Context): Map<string, string> {
  return new Map(
    (c.req.queries("map") ?? []).map((pair): [string, string] => {
      const at = pair.lastIndexOf("=");
      if (at < 1) throw malformed("map", "column=field");
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

const OPENAPI_TYPES: Readonly<Record<string, object>> = {
  integer: { type: "integer" },
  boolean: { type: "boolean" },
  json: { type: "array" },
};

function documented({ says, takes, column, use }: Field): object {
  const type = use === "money" ? { type: "string" } : (OPENAPI_TYPES[column] ?? { type: "string" });
  return { ...type, description: `${says}: ${takes}` };
}

/** Which facts are wanted. */
const QUERY = listQuery(["at", "-at"], {
  client: z.string({ error: "whose facts: an id" }).max(64),
  since: z
    .string()
    .refine(isDate, DATE_SAYS)
    .optional()
    .openapi({ format: "date", description: "Leaves out what was over before that day" }),
});

/** A fact as it is on record: words by their vault ids, sums in minor units, what was not told null. */
const keptSchema = (kind: FactKind) =>
  z.object(
    Object.fromEntries(
      fieldsOf(kind).map(([name, { says, takes, column, use }]) => [
        use === "words" ? `${name}Ref` : name,
        z.unknown().openapi({ ...(OPENAPI_TYPES[column] ?? {}), description: `${says}: ${takes}` }),
      ]),
    ),
  );

const OUTCOME = {
  type: "object" as const,
  properties: {
    outcome: { type: "string" as const },
    import: {
      type: ["integer" as const, "null" as const],
      description: "Its number, by which it can be undone",
    },
  },
};

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function document(app: ApiApp, kind: FactKind): void {
  const fields = fieldsOf(kind);
  const kept = keptSchema(kind).openapi(`${capitalised(kind)}Row`);
  const schema = {
    type: "object" as const,
    properties: Object.fromEntries(fields.map(([name, field]) => [name, documented(field)])),
    required: fields.filter(([, { optional }]) => !optional).map(([name]) => name),
    additionalProperties: false,
  };
  // A schema of OpenAPI; what describes each field is to the types some object.
  const content = { schema: schema as never };
  const flag = (name: string, description: string) => ({
    name,
    in: "query" as const,
    description,
    schema: { type: "boolean" as const, default: false },
  });
  app.openAPIRegistry.registerPath({
    method: "get",
    path: `${FACTS}${kind}`,
    operationId: `list${capitalised(kind)}`,
    summary: `What is on record of ${FACT_KINDS[kind]}, of one client; words by their vault ids`,
    request: { query: QUERY },
    responses: {
      200: listed("The rows", kept, listOf(kept)),
      400: problem("Malformed: what is wrong, and where"),
      503: problem("A part of the engine cannot be reached; try again"),
    },
  });
  app.openAPIRegistry.registerPath({
    method: "post",
    path: `${FACTS}${kind}`,
    operationId: `record${capitalised(kind)}`,
    summary: `Tell of ${FACT_KINDS[kind]}: one as JSON, or a file; what has come before changes nothing`,
    request: {
      body: {
        required: true,
        content: {
          "application/json": content,
          [NDJSON]: content,
          "text/csv": { schema: { type: "string" } },
          // A layout of purchases, and of nothing else.
          ...(kind === "purchases" && { [FILE_TYPES.cdnow]: { schema: { type: "string" } } }),
        },
      },
    },
    parameters: [
      flag("dryRun", "Say what would be done, and do nothing"),
      flag("knownOnly", "Refuse rows of clients without a relationship"),
      {
        name: "currency",
        in: "query",
        description: "ISO 4217, of clients without a relationship",
        schema: { type: "string", default: "EUR" },
      },
      {
        name: "map",
        in: "query",
        description: "column=field; without a field, the column is left out",
        schema: { type: "array", items: { type: "string" } },
      },
    ],
    responses: {
      200: {
        description: "Known before, or completed; of a file: rejected rows, progress, then the result",
        content: { "application/json": { schema: OUTCOME }, [NDJSON]: { schema: { type: "object" } } },
      },
      201: { description: "New", content: { "application/json": { schema: OUTCOME } } },
      400: problem("Malformed: what is wrong, and where"),
      503: problem("A part of the engine cannot be reached; try again"),
    },
  });
}

async function* buffers(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Buffer> {
  for await (const { buffer, byteOffset, byteLength } of body ?? [])
    yield Buffer.from(buffer, byteOffset, byteLength);
}

export interface FactsRouteOptions {
  readonly archive: Archive;
  /** Looks at a client of whom facts came in, and does not fail; after a file about many, the next run looks. */
  readonly look?: ((client: string) => Promise<unknown>) | undefined;
  /** The API's clock, ms since the epoch. */
  readonly clock: () => number;
}

/** A file about no more clients than this is looked at at once. */
const FEW = 20;

/** How facts are to be taken in, as the query says it. */
interface TakingIn {
  readonly dryRun: boolean;
  readonly knownOnly: boolean;
  readonly currency: string;
}

function howIn(c: Context): TakingIn {
  const currency = c.req.query("currency") ?? "EUR";
  if (!isCurrency(currency)) throw malformed("currency", "a currency of ISO 4217, like EUR");
  return { dryRun: flagIn(c, "dryRun"), knownOnly: flagIn(c, "knownOnly"), currency };
}

type Session = ReturnType<typeof newImport>;

/** Takes the rows of a file in, a batch in one transaction, and counts what became of them. */
function taker({ facts }: Archive, session: Session) {
  let counts: Counts = { import: null, rows: 0, new: 0, completed: 0, known: 0, rejected: 0 };
  const touched = new Set<string>();
  return {
    /** The clients of the rows that were taken, as far as they are few. */
    few: (): readonly string[] =>
      touched.size > FEW || counts.new + counts.completed === 0 ? [] : [...touched],
    async take(batch: readonly FileRow[]): Promise<{ lines: ImportLine[]; counts: Counts }> {
      const given = batch.flatMap((row) => ("value" in row ? [{ line: row.line, value: row.value }] : []));
      const taken = await facts.take(session, given);
      const why = new Map(taken.refused.map(({ line, reason }) => [line, reason]));
      for (const { line, value } of given)
        if (!why.has(line) && touched.size <= FEW) touched.add(String((value as { client: unknown }).client));
      const rejected = batch.flatMap((row): ImportLine[] => {
        const reason = "refused" in row ? row.refused : why.get(row.line);
        return reason === undefined ? [] : [{ rejected: { line: row.line, reason, row: row.text } }];
      });
      counts = {
        import: session.n,
        rows: counts.rows + batch.length,
        new: counts.new + taken.new,
        completed: counts.completed + taken.completed,
        known: counts.known + taken.known,
        rejected: counts.rejected + rejected.length,
      };
      return { lines: rejected, counts };
    },
  };
}

/** Takes rows in, batch after batch. @param over called when all are in, before the result is told. */
async function* imported(
  rows: AsyncIterable<FileRow>,
  take: ReturnType<typeof taker>["take"],
  over: () => Promise<void>,
): AsyncGenerator<readonly ImportLine[], void> {
  let begun = false;
  let counts: Counts | undefined;
  const flush = async (batch: readonly FileRow[]) => {
    const taken = await take(batch);
    counts = taken.counts;
    return [...taken.lines, { progress: counts }];
  };
  try {
    let batch: FileRow[] = [];
    for await (const row of rows) {
      batch.push(row);
      if (batch.length < BATCH) continue;
      yield await flush(batch);
      begun = true;
      batch = [];
    }
    const last = await flush(batch);
    // Before the result, at which a reader may hang up.
    await over();
    yield [...last, ...(counts ? [{ result: counts }] : [])];
  } catch (error) {
    // The answer has begun: what went wrong is its last line.
    if (!begun || !(error instanceof ProblemError)) throw error;
    yield [{ problem: problemOf(error) }];
  }
}

/** Adds the routes of facts. */
export function factsRoutes(app: ApiApp, { archive, clock, look }: FactsRouteOptions): void {
  async function takeOne(c: Context, session: Session, { dryRun }: TakingIn): Promise<Response> {
    const row: unknown = await c.req.json().catch(() => {
      throw notJson();
    });
    const taken = await archive.facts.take(session, [{ line: 1, value: row }]);
    const [refused] = taken.refused;
    if (refused) {
      const faults = [{ path: "", says: refused.reason }];
      throw new ProblemError("malformed", `in the body: ${refused.reason}`, { faults });
    }
    const outcome = taken.new > 0 ? "new" : taken.completed > 0 ? "completed" : "known";
    if (outcome !== "known" && !dryRun) await look?.(String((row as { client: unknown }).client));
    return c.json({ outcome, import: session.n }, outcome === "new" ? 201 : 200);
  }

  async function takeFile(
    c: Context,
    session: Session,
    { dryRun }: TakingIn,
    kind: FactKind,
    format: FactFormat,
  ) {
    const { take, few } = taker(archive, session);
    const rows = readFacts(buffers(c.req.raw.body), kind, { format, renames: renamesIn(c) });
    const pages = imported(rows, take, async () => {
      if (!dryRun) for (const client of few()) await look?.(client);
    });
    // The first batch is in before the answer begins, so that a file that cannot be read is a problem.
    return c.body(lines(await pages.next(), pages), 200, { "content-type": NDJSON });
  }

  for (const kind of factKinds) {
    document(app, kind);

    app.get(`${FACTS}${kind}`, async (c) => {
      const query = QUERY.safeParse(c.req.query());
      if (!query.success) throw misfit("query", query.error);
      const { client, since, ...asked } = query.data;
      return answered(
        c,
        asked,
        (page) => archive.facts.page(kind, client, { since }, page),
        (row) => row,
      );
    });

    app.post(`${FACTS}${kind}`, async (c) => {
      const how = howIn(c);
      const session = newImport({ kind, by: c.get("actor"), now: iso(clock()), ...how });
      const format = formatOf(c.req.header("content-type") ?? "");
      return format === null ? takeOne(c, session, how) : takeFile(c, session, how, kind, format);
    });
  }
}

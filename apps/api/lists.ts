// The one shape of lists: `items`, and `next`, which as `cursor` asks for the page that follows.
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { ListPlace, Page, WantedPage } from "../../archive/page.ts";
import { ProblemError } from "../../services/problem.ts";
import { lines, NDJSON } from "./lines.ts";

/** Rows of a page where the query does not say, and at most. */
const USUAL = 100;
const MOST = 1_000;
/** Rows that are read at a time for an answer of all that follows. */
const AT_ONCE = 500;

/** What a list can be ordered by, the usual one first: each is a field of its items, with `-` before it from the end. */
export type Sorts = readonly [string, ...string[]];

/**
 * The query of a list.
 * @param filters each one leaves out what does not fit it
 * @param most rows of a page
 */
export const listQuery = <F extends z.ZodRawShape>(sorts: Sorts, filters: F, most = MOST) =>
  z.object({
    ...filters,
    sort: z
      .enum(sorts, { error: `one of ${sorts.join(", ")}` })
      .default(sorts[0])
      .openapi({ description: "What the order goes by; with `-`, the greatest first" }),
    cursor: z
      .string()
      .max(1_000)
      .optional()
      .openapi({ description: "The `next` of the page before, with the same sort and filters" }),
    limit: z.coerce
      .number({ error: `a number from 1 to ${most}` })
      .int(`a number from 1 to ${most}`)
      .min(1, `a number from 1 to ${most}`)
      .max(most, `a number from 1 to ${most}`)
      .default(USUAL)
      .openapi({ description: `Rows of a page, ${most} at most` }),
  });

/** The schema of one page. */
export const listOf = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item),
    next: z
      .string()
      .nullable()
      .openapi({ description: "The `cursor` of the page that follows; null: none does" }),
  });

/** The answer of a list, for a route's description. */
export const listed = <S extends z.ZodType, P extends z.ZodType>(description: string, item: S, page: P) => ({
  description: `${description}: one page; or all that follows, one JSON object a line`,
  content: { "application/json": { schema: page }, [NDJSON]: { schema: item } },
});

/** A page's place as callers send it back. They read nothing in it. */
const cursorOf = (sort: string, place: ListPlace | null): string | null =>
  place && Buffer.from(JSON.stringify([sort, ...place])).toString("base64url");

function placeIn(sort: string, cursor: string | undefined): ListPlace | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [by, ...place] = z
      .tuple([z.string()])
      .rest(z.union([z.string(), z.int()]))
      .parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    if (by === sort && place.length > 0) return place;
  } catch {
    // Below.
  }
  const says = "the `next` of a page of this list, with the same sort";
  throw new ProblemError("malformed", `in the query: cursor: ${says}`, {
    faults: [{ path: "cursor", says }],
  });
}

/** How a query of {@link listQuery} was answered. */
interface AskedPage {
  readonly sort: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The page that a query asks for. @throws {ProblemError} `malformed` for a cursor that is none of this list's */
const pageIn = ({ sort, cursor, limit }: AskedPage): WantedPage & { readonly by: string } => ({
  by: sort.replace(/^-/, ""),
  descending: sort.startsWith("-"),
  after: placeIn(sort, cursor),
  limit,
});

const wantsLines = (c: Context): boolean => (c.req.header("accept") ?? "").includes(NDJSON);

/**
 * Answers a list: one page, or where the caller takes lines, all that follows.
 * @param read reads a page
 * @param beside what a page says beside its items
 */
export async function answered<T, R, P extends Page<T>, B extends object = Record<never, never>>(
  c: Context,
  asked: AskedPage,
  read: (page: WantedPage & { readonly by: string }) => Promise<P & Page<T>>,
  shown: (row: T) => R,
  beside?: (page: P) => B,
) {
  const wanted = pageIn(asked);
  if (!wantsLines(c)) {
    const page = await read(wanted);
    const items = page.rows.map(shown);
    const answer = { items, next: cursorOf(asked.sort, page.next), ...(beside?.(page) as B) };
    return c.json(answer, 200);
  }
  async function* pages() {
    for (let after = wanted.after; ; ) {
      const { rows, next } = await read({ ...wanted, after, limit: AT_ONCE });
      yield rows.map(shown);
      if (next === null) return;
      after = next;
    }
  }
  // The first page is read before the answer begins: an archive that does not answer at once is a problem, and no
  // empty list.
  const all = pages();
  // To the description's types an answer is its JSON; this one is a stream of lines.
  return c.body(lines(await all.next(), all), 200, { "content-type": NDJSON }) as never;
}

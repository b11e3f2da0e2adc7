/**
 * The database can never store what it was given, however often it is retried. The reason is the SQLSTATE and names of
 * our own tables only: the database's message, which may repeat a row, is not kept, and neither is its error.
 */
export class Unrecordable extends Error {
  override readonly name = "Unrecordable";
  /** The SQLSTATE: five characters. */
  readonly code: string;
  constructor(code: string, where: string | null) {
    super(`the archive cannot hold it: SQLSTATE ${code}${where === null ? "" : ` (${where})`}`);
    this.code = code;
  }
}

/** 22: the data are none; 23: they break a rule of the tables; 54: they are larger than the database can be asked for. */
const FOR_EVER = ["22", "23", "54"];

const UNIQUE = "23505";
/**
 * The primary key (client, seq) of a part of the entries: another writer was faster, and what it wrote is read the next
 * time.
 */
const ENTRIES_KEY = /^entries_\d+_pkey$/;

/** How deep errors may be wrapped in each other; one that is its own cause is no reason to look for ever. */
const DEEPEST = 10;

/** What pg and PGlite both say of an error; whatever else has a `code` has none of five characters in these classes. */
interface DatabaseError {
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly column?: unknown;
  readonly cause?: unknown;
}

/** Null for every other error: the database is away, busy or broken, and the same may well succeed later. */
export function unrecordable(error: unknown): Unrecordable | null {
  let said = error as DatabaseError | null | undefined;
  for (let depth = 0; depth < DEEPEST && typeof said === "object" && said !== null; depth += 1) {
    const { code, constraint, column } = said;
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) {
      const raced = code === UNIQUE && typeof constraint === "string" && ENTRIES_KEY.test(constraint);
      if (raced || !FOR_EVER.includes(code.slice(0, 2))) return null;
      return new Unrecordable(code, named("constraint", constraint) ?? named("column", column));
    }
    said = said.cause as DatabaseError | null | undefined;
  }
  return null;
}

function named(what: string, name: unknown): string | null {
  return typeof name === "string" ? `${what} ${name}` : null;
}

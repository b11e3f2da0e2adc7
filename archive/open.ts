import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { CamelCasePlugin, type Dialect, Kysely, PGliteDialect, PostgresDialect, sql } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import { Dossiers } from "./dossiers.ts";
import { Effects } from "./effects.ts";
import { Erasures } from "./erasures.ts";
import { EventKeys } from "./eventKeys.ts";
import { Facts } from "./facts.ts";
import { Feed } from "./feed.ts";
import { Handovers } from "./handovers.ts";
import { Imports } from "./imports.ts";
import { Inbox } from "./inbox.ts";
import { Journal } from "./journal.ts";
import { type ClientKeys, keyFolder } from "./keys.ts";
import { lock } from "./lock.ts";
import { Log } from "./log.ts";
import { ApiTokens } from "./login/apiTokens.ts";
import { Deputies } from "./login/deputies.ts";
import { People } from "./login/people.ts";
import { Reads } from "./login/reads.ts";
import { Sessions } from "./login/sessions.ts";
import { Mailings } from "./mailings.ts";
import { migrations } from "./migrations.ts";
import { Orders } from "./orders.ts";
import { Outbox } from "./outbox.ts";
import { Providers } from "./providers.ts";
import { Rebuilds } from "./rebuilds.ts";
import { Receipts } from "./receipts.ts";
import { Relationships } from "./relationships.ts";
import { Reporting } from "./reporting.ts";
import { Suggestions } from "./suggestions.ts";
import type { Tables } from "./tables.ts";
import { Tasks } from "./tasks.ts";
import { Tellings } from "./tellings.ts";
import { Transfer } from "./transfer.ts";
import { Tree } from "./tree.ts";
import { Values } from "./valuation/values.ts";
import { sealOpenRows, Vault } from "./vault.ts";

const OLDEST_POSTGRES = 15;
const CONNECT_MS = 5_000;
/** Under the ten seconds within which a caller is answered although the database is away. */
const QUERY_MS = 8_000;

/** What a part can do. */
type Part<P> = { readonly [Name in keyof P]: P[Name] };

/**
 * The memory: everything Tenure keeps outside Temporal. Times in and out are ISO instants. Each part is a class over the
 * database, with a method for each thing that is asked of it or written; inside a transaction, one may be made over that.
 */
export interface Archive {
  readonly journal: Part<Journal>;
  readonly feed: Part<Feed>;
  readonly receipts: Part<Receipts>;
  readonly relationships: Part<Relationships>;
  readonly vault: Part<Vault>;
  readonly effects: Part<Effects>;
  readonly tasks: Part<Tasks>;
  readonly inbox: Part<Inbox>;
  readonly tellings: Part<Tellings>;
  readonly outbox: Part<Outbox>;
  readonly mailings: Part<Mailings>;
  readonly orders: Part<Orders>;
  readonly providers: Part<Providers>;
  readonly handovers: Part<Handovers>;
  readonly erasures: Part<Erasures>;
  readonly rebuilds: Part<Rebuilds>;
  readonly facts: Part<Facts>;
  readonly imports: Part<Imports>;
  readonly reporting: Part<Reporting>;
  readonly dossiers: Part<Dossiers>;
  readonly values: Part<Values>;
  readonly suggestions: Part<Suggestions>;
  readonly log: Part<Log>;
  readonly eventKeys: Part<EventKeys>;
  readonly tree: Part<Tree>;
  readonly people: Part<People>;
  readonly sessions: Part<Sessions>;
  readonly apiTokens: Part<ApiTokens>;
  readonly deputies: Part<Deputies>;
  readonly reads: Part<Reads>;
  readonly transfer: Part<Transfer>;
  close(): Promise<void>;
}

/** Where the archive is: PostgreSQL 15 or newer by URL, or else the embedded PGlite. */
export interface ArchiveAt {
  readonly databaseUrl?: string | undefined;
  /** A folder, made when absent; or `memory`: gone when closed. */
  readonly folder?: string | undefined;
  /**
   * The folder of the clients' keys, apart from the database; processes that share one share the other. Beside an
   * archive in a folder it is `keys/clients` by default.
   */
  readonly keys?: string | undefined;
}

const { TIMESTAMPTZ, DATE, INT8 } = pg.types.builtins;

const instantOf: (text: string) => Date = pg.types.getTypeParser(TIMESTAMPTZ);

/** Both databases give instants and days as ISO text, and amounts, which stay under 2^53, as numbers. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [TIMESTAMPTZ]: (text) => instantOf(text).toISOString(),
  [DATE]: (text) => text,
  [INT8]: Number,
};

/** Database errors carry the query's parameters and rows, which may be personal data: they lose them here. */
function discreet<P extends object>(part: P): Part<P> {
  const calls: Readonly<PropertyDescriptorMap> = Object.getOwnPropertyDescriptors(
    Object.getPrototypeOf(part),
  );
  const guarded = Object.entries(calls)
    .filter(([name]) => name !== "constructor")
    .map(([name, { value: call }]): [string, unknown] => [
      name,
      async (...args: unknown[]) => {
        try {
          return await call.apply(part, args);
        } catch (error) {
          for (const key of ["params", "query", "detail", "where", "internalQuery"])
            if (error instanceof Error) Reflect.deleteProperty(error, key);
          throw error;
        }
      },
    ]);
  return Object.fromEntries(guarded) as Part<P>;
}

function postgres(databaseUrl: string, limits: { query_timeout?: number; max?: number }): Dialect {
  const pool = new pg.Pool({
    ...limits,
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    types: {
      getTypeParser: ((oid: number, format?: "text" | "binary") =>
        parsers[oid] ?? pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  // A connection that breaks is replaced by the next query, and a question under way hears of it by itself. Unheard, the
  // event would end the process: of an idle connection the pool tells, of one just taken nobody but itself.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return new PostgresDialect({ pool });
}

/** An open database: `release` comes after the last query. */
interface Place {
  readonly db: Kysely<Tables>;
  /** For what may take long: without the limit that a query of the others has. */
  readonly patient: Kysely<Tables>;
  release(): Promise<void>;
}

function kysely(dialect: Dialect): Kysely<Tables> {
  // Only column names are translated: the keys inside a JSON value belong to whoever wrote it.
  return new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })] });
}

async function migrate(db: Kysely<Tables>, keys: ClientKeys): Promise<void> {
  const { rows } = await sql<{ version: number }>`
    select current_setting('server_version_num')::int / 10000 as version`.execute(db);
  const version = rows[0]?.version ?? 0;
  if (version < OLDEST_POSTGRES)
    throw new Error(`PostgreSQL ${version} is too old for the archive; it needs ${OLDEST_POSTGRES} or newer`);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  // What a row said before it was sealed is still in the table's files until they are written anew.
  if ((await sealOpenRows(db, keys)) > 0) await sql`vacuum full vault`.execute(db);
}

async function server(databaseUrl: string, keys: ClientKeys): Promise<Place> {
  // A migration may take long, or wait for another process's: it runs on a connection of its own, without a limit.
  const setup = kysely(postgres(databaseUrl, {}));
  try {
    await migrate(setup, keys);
  } finally {
    await setup.destroy();
  }
  const patient = kysely(postgres(databaseUrl, { max: 4 }));
  return {
    db: kysely(postgres(databaseUrl, { query_timeout: QUERY_MS })),
    patient,
    release: () => patient.destroy(),
  };
}

/** PGlite is one process's: a second one would ruin the files. */
async function hold(folder: string): Promise<() => Promise<void>> {
  try {
    return await lock(`${folder}.lock`);
  } catch (error) {
    const why = error instanceof Error ? error.message : `${error}`;
    throw new Error(`the archive cannot be opened: ${why}. Several processes can share one on PostgreSQL`);
  }
}

/** Takes a folder's files from everybody but their owner: PGlite unpacks its own for all, whatever the umask is. */
async function keepToOwner(folder: string): Promise<void> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  await Promise.all(
    files
      .filter((file) => file.isFile())
      // One that the database has just removed needs none.
      .map((file) => chmod(join(file.parentPath, file.name), 0o600).catch(() => {})),
  );
}

async function embedded(folder: string, keys: ClientKeys): Promise<Place> {
  const inMemory = folder === "memory";
  if (!inMemory) await mkdir(dirname(folder), { recursive: true });
  const release = inMemory ? async () => {} : await hold(folder);
  try {
    const pglite = await PGlite.create({ dataDir: inMemory ? "memory://" : folder, parsers });
    const db = kysely(new PGliteDialect({ pglite }));
    await migrate(db, keys);
    if (!inMemory) await keepToOwner(folder);
    return { db, patient: db, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Where the clients' keys are. */
async function keysAt({ folder, keys }: ArchiveAt): Promise<{ folder: string; forget(): Promise<void> }> {
  const kept = { forget: async () => {} };
  if (keys !== undefined) return { folder: keys, ...kept };
  if (folder === undefined)
    throw new Error("no place for the clients' keys: give a folder for them, apart from the database");
  if (folder !== "memory") return { folder: join(dirname(folder), "keys", "clients"), ...kept };
  const made = await mkdtemp(join(tmpdir(), "tenure-keys-"));
  return { folder: made, forget: () => rm(made, { recursive: true, force: true }) };
}

/**
 * Opens the archive and brings its tables up to date; processes that start together wait for one another.
 * @throws {Error} when the folder is in use, the server too old, or the database out of reach.
 */
export async function openArchive(at: ArchiveAt): Promise<Archive> {
  const { databaseUrl, folder } = at;
  if (databaseUrl === undefined && folder === undefined)
    throw new Error("no place for the archive: give a databaseUrl (PostgreSQL 15 or newer) or a folder");
  const held = await keysAt(at);
  const keys = keyFolder(held.folder);
  const opening = databaseUrl === undefined ? embedded(folder ?? "memory", keys) : server(databaseUrl, keys);
  const { db, patient, release } = await opening.catch(async (error: unknown) => {
    await held.forget();
    throw error;
  });
  return {
    journal: discreet(new Journal(db)),
    feed: discreet(new Feed(db)),
    receipts: discreet(new Receipts(db)),
    relationships: discreet(new Relationships(db)),
    vault: discreet(new Vault(db, keys)),
    effects: discreet(new Effects(db)),
    tasks: discreet(new Tasks(db)),
    inbox: discreet(new Inbox(db)),
    tellings: discreet(new Tellings(db)),
    outbox: discreet(new Outbox(db, keys)),
    mailings: discreet(new Mailings(db, keys)),
    orders: discreet(new Orders(db)),
    providers: discreet(new Providers(db, keys)),
    handovers: discreet(new Handovers(db, keys)),
    erasures: discreet(new Erasures(db)),
    rebuilds: discreet(new Rebuilds(db)),
    facts: discreet(new Facts(db, keys)),
    imports: discreet(new Imports(db, patient)),
    reporting: discreet(new Reporting(db, patient)),
    dossiers: discreet(new Dossiers(db, keys)),
    values: discreet(new Values(db, patient)),
    suggestions: discreet(new Suggestions(db, keys)),
    log: discreet(new Log(db)),
    eventKeys: discreet(new EventKeys(db)),
    tree: discreet(new Tree(db)),
    people: discreet(new People(db)),
    sessions: discreet(new Sessions(db, keys)),
    apiTokens: discreet(new ApiTokens(db)),
    deputies: discreet(new Deputies(db)),
    reads: discreet(new Reads(db)),
    transfer: discreet(new Transfer(db)),
    async close() {
      await db.destroy();
      await release();
      await held.forget();
    },
  };
}

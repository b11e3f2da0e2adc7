import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { CamelCasePlugin, type Dialect, Kysely, PGliteDialect, PostgresDialect, sql } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import { dossiers } from "./dossiers.ts";
import { effects } from "./effects.ts";
import { erasures } from "./erasures.ts";
import { facts } from "./facts.ts";
import { feed } from "./feed.ts";
import { handovers } from "./handovers.ts";
import { imports } from "./imports.ts";
import { inbox } from "./inbox.ts";
import { journal } from "./journal.ts";
import { type ClientKeys, keyFolder } from "./keys.ts";
import { lock } from "./lock.ts";
import { log } from "./log.ts";
import { apiTokens } from "./login/apiTokens.ts";
import { deputies } from "./login/deputies.ts";
import { people } from "./login/people.ts";
import { reads } from "./login/reads.ts";
import { sessions } from "./login/sessions.ts";
import { migrations } from "./migrations.ts";
import { orders } from "./orders.ts";
import { outbox } from "./outbox.ts";
import { providers } from "./providers.ts";
import { rebuilds } from "./rebuilds.ts";
import { receipts } from "./receipts.ts";
import { relationships } from "./relationships.ts";
import { reporting } from "./reporting.ts";
import { suggestions } from "./suggestions.ts";
import type { Tables } from "./tables.ts";
import { tasks } from "./tasks.ts";
import { transfer } from "./transfer.ts";
import { tree } from "./tree.ts";
import { values } from "./valuation/values.ts";
import { sealOpenRows, vault } from "./vault.ts";

const OLDEST_POSTGRES = 15;
const CONNECT_MS = 5_000;
/** Under the ten seconds within which a caller is answered although the database is away. */
const QUERY_MS = 8_000;

/** The memory: everything Tenure keeps outside Temporal. Times in and out are ISO instants. */
export interface Archive {
  readonly journal: ReturnType<typeof journal>;
  readonly feed: ReturnType<typeof feed>;
  readonly receipts: ReturnType<typeof receipts>;
  readonly relationships: ReturnType<typeof relationships>;
  readonly vault: ReturnType<typeof vault>;
  readonly effects: ReturnType<typeof effects>;
  readonly tasks: ReturnType<typeof tasks>;
  readonly inbox: ReturnType<typeof inbox>;
  readonly outbox: ReturnType<typeof outbox>;
  readonly orders: ReturnType<typeof orders>;
  readonly providers: ReturnType<typeof providers>;
  readonly handovers: ReturnType<typeof handovers>;
  readonly erasures: ReturnType<typeof erasures>;
  readonly rebuilds: ReturnType<typeof rebuilds>;
  readonly facts: ReturnType<typeof facts>;
  readonly imports: ReturnType<typeof imports>;
  readonly reporting: ReturnType<typeof reporting>;
  readonly dossiers: ReturnType<typeof dossiers>;
  readonly values: ReturnType<typeof values>;
  readonly suggestions: ReturnType<typeof suggestions>;
  readonly log: ReturnType<typeof log>;
  readonly tree: ReturnType<typeof tree>;
  readonly people: ReturnType<typeof people>;
  readonly sessions: ReturnType<typeof sessions>;
  readonly apiTokens: ReturnType<typeof apiTokens>;
  readonly deputies: ReturnType<typeof deputies>;
  readonly reads: ReturnType<typeof reads>;
  readonly transfer: ReturnType<typeof transfer>;
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

/** Both databases give instants and days as ISO text, and amounts, which stay under 2^53, as numbers. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [TIMESTAMPTZ]: (text) => (pg.types.getTypeParser(TIMESTAMPTZ)(text) as unknown as Date).toISOString(),
  [DATE]: (text) => text,
  [INT8]: Number,
};

type Call = (...args: never[]) => Promise<unknown>;

/** Database errors carry the query's parameters and rows, which may be personal data: they lose them here. */
function discreet<M extends Readonly<Record<string, Call>>>(module: M): M {
  const guarded = Object.entries(module).map(([name, call]): [string, Call] => [
    name,
    async (...args) => {
      try {
        return await call(...args);
      } catch (error) {
        for (const key of ["params", "query", "detail", "where", "internalQuery"])
          if (error instanceof Error) Reflect.deleteProperty(error, key);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(guarded) as unknown as M;
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
    journal: discreet(journal(db)),
    feed: discreet(feed(db)),
    receipts: discreet(receipts(db)),
    relationships: discreet(relationships(db)),
    vault: discreet(vault(db, keys)),
    effects: discreet(effects(db)),
    tasks: discreet(tasks(db)),
    inbox: discreet(inbox(db)),
    outbox: discreet(outbox(db, keys)),
    orders: discreet(orders(db)),
    providers: discreet(providers(db, keys)),
    handovers: discreet(handovers(db, keys)),
    erasures: discreet(erasures(db)),
    rebuilds: discreet(rebuilds(db)),
    facts: discreet(facts(db, keys)),
    imports: discreet(imports(db, patient)),
    reporting: discreet(reporting(db, patient)),
    dossiers: discreet(dossiers(db, keys)),
    values: discreet(values(db, patient)),
    suggestions: discreet(suggestions(db, keys)),
    log: discreet(log(db)),
    tree: discreet(tree(db)),
    people: discreet(people(db)),
    sessions: discreet(sessions(db, keys)),
    apiTokens: discreet(apiTokens(db)),
    deputies: discreet(deputies(db)),
    reads: discreet(reads(db)),
    transfer: discreet(transfer(db)),
    async close() {
      await db.destroy();
      await release();
      await held.forget();
    },
  };
}

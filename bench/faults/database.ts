// With DATABASE_URL every home has an empty database of its own on that server.
import pg from "pg";

export interface Database {
  readonly name: string;
  readonly url: string;
  drop(): Promise<void>;
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The parts of a connection URL; one that names a socket's folder has no host, and is no URL to the standard. */
const URL_PARTS = /^([^:]+:\/\/[^/?]*)(?:\/[^?]*)?(\?.*)?$/;

export async function ownDatabase(server: string): Promise<Database> {
  const [, where, how = ""] = URL_PARTS.exec(server) ?? [];
  if (where === undefined) throw new Error("DATABASE_URL is no URL of a PostgreSQL server");
  const name = `tenure_faults_${process.pid}_${Date.now().toString(36)}`;
  await ask(server, `create database ${name}`);
  const drop = () => ask(server, `drop database if exists ${name} with (force)`);
  return { name, url: `${where}/${name}${how}`, drop };
}

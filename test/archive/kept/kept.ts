import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Entry } from "../../../machines/format.ts";

const GOLDEN = join(import.meta.dirname, "../../workflows/golden");

/** The journals of a machine's walks, by client. */
export async function walksOf(folder: string): Promise<Readonly<Record<string, readonly Entry[]>>> {
  const files = (await readdir(join(GOLDEN, folder)))
    .filter((file) => file.endsWith(".journal.jsonl"))
    .sort();
  const journals = await Promise.all(
    files.map(async (file): Promise<[string, Entry[]]> => {
      const lines = (await readFile(join(GOLDEN, folder, file), "utf8")).trimEnd().split("\n");
      const entries = lines.map((line) => JSON.parse(line) as Entry);
      return [entries[0]?.client ?? file, entries];
    }),
  );
  return Object.fromEntries(journals);
}

/** What a database says, statement by line, without what only psql understands. */
export const linesOf = (dump: string): string[] =>
  dump
    .split("\n")
    .filter((line) => !line.startsWith("\\") && !/^(SET|SELECT pg_catalog\.set_config)\b/.test(line));

export const sqlIn = (zipped: Buffer): string => gunzipSync(zipped).toString("utf8");

/** The hash of the machine that a database was recorded with. */
export const hashIn = (zipped: Buffer): string | null => /^-- machine (\w+)/.exec(sqlIn(zipped))?.[1] ?? null;

import { createReadStream, createWriteStream } from "node:fs";
import { access, rename, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { Archive } from "../../../archive/open.ts";
import type { RowCounts } from "../../../archive/transfer.ts";
import { findRunning } from "../../../worker/running.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { EXIT, Exit, usage } from "../exit.ts";

/** Opens the archive itself: it moves as a whole, while nothing writes to it. */
async function withArchive<T>({ env, home }: Cli, use: (archive: Archive) => Promise<T>): Promise<T> {
  if (await findRunning(home))
    throw new Exit(EXIT.tryAgain, "the engine runs, and writes to the archive: stop it first (tenure down)");
  const { archiveOf } = await import("../../../worker/up.ts");
  const { readConfig } = await import("../../../worker/config.ts");
  const archive = await archiveOf(readConfig(env), home);
  try {
    return await use(archive);
  } finally {
    await archive.close();
  }
}

function tell({ output }: Cli, what: string, file: string, rows: RowCounts): void {
  output.data({ file, rows });
  const { relationships = 0, entries = 0 } = rows;
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
  output.line(
    `${output.style("green", what)}  ${relationships} relationships, ${entries} entries, ${all} rows in all: ${file}`,
  );
}

const unreadable = (file: string) => (error: NodeJS.ErrnoException) => {
  if (error.code === "ENOENT") throw usage(`${file}: there is no such file`);
  throw error.code?.startsWith("Z_") ? usage(`${file} is not an exported archive`) : error;
};

/** `tenure archive export`: the whole archive into one file. */
export const exportArchive: RunCommand<[file: string]> = async (cli, file) => {
  const rows = await withArchive(cli, async ({ transfer }) => {
    const draft = `${file}.part`;
    try {
      const gzip = createGzip();
      const written = pipeline(gzip, createWriteStream(draft, { mode: 0o600 }));
      const given = await Promise.race([
        transfer.give(async (line) => {
          if (!gzip.write(`${line}\n`)) await new Promise((resolve) => gzip.once("drain", resolve));
        }),
        written.then(() => Promise.reject(new Error("the file ended early"))),
      ]);
      gzip.end();
      await written;
      await rename(draft, file);
      return given;
    } catch (error) {
      await rm(draft, { force: true });
      const { code, syscall } = error as NodeJS.ErrnoException;
      throw code && syscall ? usage(`${file} cannot be written: ${code}`) : error;
    }
  });
  tell(cli, "exported", file, rows);
  cli.output.line(
    "  names, addresses and texts are sealed in it; the keys of clients are kept apart and move by themselves",
  );
  return EXIT.done;
};

/** `tenure archive import`: a whole archive into an empty one. */
export const importArchive: RunCommand<[file: string]> = async (cli, file) => {
  await access(file).catch(unreadable(file));
  const rows = await withArchive(cli, async ({ transfer }) => {
    const unzipped = createGunzip();
    const read = pipeline(createReadStream(file), unzipped).catch(unreadable(file));
    const lines = createInterface({ input: unzipped, crlfDelay: Number.POSITIVE_INFINITY });
    const [taken] = await Promise.all([transfer.take(lines), read]).catch(async (error: Error) => {
      // What is wrong with the file says more than that it has no lines.
      await read;
      throw error.name === "NotTaken" ? usage(`${file}: ${error.message}`) : error;
    });
    return taken;
  });
  tell(cli, "imported", file, rows);
  cli.output.line("  prove it: tenure audit verify --all");
  return EXIT.done;
};

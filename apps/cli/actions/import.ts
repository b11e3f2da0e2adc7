import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { finished } from "node:stream/promises";
import {
  FACT_KINDS,
  type FactFormat,
  type FactKind,
  FILE_TYPES,
  factKinds,
  isFactKind,
} from "../../../archive/facts/catalogue.ts";
import { nearest } from "../../../values/nearest.ts";
import type { Counts, ImportLine } from "../../api/facts.ts";
import type { ListedImports, UndoneImport } from "../../api/imports.ts";
import { query } from "../api.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { askEngine, withEngine } from "../engine.ts";
import { EXIT, Exit, exitFor, usage } from "../exit.ts";
import { sayMore } from "../list.ts";
import { table, when } from "../output.ts";
import { wordsFrom } from "../words.ts";

/** Refused rows that are told one by one. */
const TOLD = 100;

interface ImportOptions {
  readonly fileFormat?: string;
  readonly map?: readonly string[];
  readonly currency?: string;
  readonly knownOnly?: boolean;
  readonly rejects?: string;
  readonly dryRun?: boolean;
}

function named(name: string): FactKind {
  if (isFactKind(name)) return name;
  const [meant] = nearest(name, factKinds);
  throw usage(
    `there are no facts ${name}${meant ? `; did you mean ${meant}?` : `; there are ${factKinds.join(", ")}`}`,
  );
}

/** What each kind's rows may say. */
async function printKinds({ output }: Cli, only: FactKind | null): Promise<number> {
  const { factKind, fieldsOf } = await import("../../../archive/facts/kinds.ts");
  for (const kind of only ? [only] : factKinds) {
    const { roles } = factKind(kind);
    const fields = fieldsOf(kind).map(([name, { takes, optional, says }]) => ({
      name,
      takes,
      optional,
      says,
    }));
    output.data({ kind, says: FACT_KINDS[kind], roles, fields });
    output.line(`${output.style("bold", kind)}  ${FACT_KINDS[kind]}; told by ${roles.join(", ")}`);
    const rows = fields.map(({ name, takes, optional, says }) => [
      `  ${name}${optional ? "?" : ""}`,
      takes,
      says,
    ]);
    for (const line of table(output, ["  field", "takes", ""], rows)) output.line(line);
    output.line();
  }
  return EXIT.done;
}

const ENDS: Readonly<Record<string, FactFormat>> = {
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".json": "jsonl",
  ".csv": "csv",
  ".tsv": "csv",
};

function formatOf(kind: FactKind, file: string, given: string | undefined): FactFormat {
  if (given !== undefined) return given as FactFormat;
  if (file === "-") return "jsonl";
  const end = extname(file).toLowerCase();
  const format = end === ".txt" && kind === "purchases" ? "cdnow" : ENDS[end];
  if (format) return format;
  throw usage(`how is ${file} written? Say --format jsonl, csv${kind === "purchases" ? ", cdnow" : ""}`);
}

/** The file's bytes, and how many there are, where that is known. */
async function opened(
  file: string,
): Promise<{ readonly bytes: AsyncIterable<Buffer>; readonly size: number | null }> {
  if (file === "-") return { bytes: process.stdin, size: null };
  const found = await stat(file).catch(({ code }: NodeJS.ErrnoException) => {
    throw usage(`${file}: ${code === "ENOENT" ? "there is no such file" : "it cannot be read"}`);
  });
  if (found.isDirectory()) throw usage(`${file}: it is no file`);
  return {
    bytes: createReadStream(file, { highWaterMark: 262_144 }),
    size: found.isFile() ? found.size : null,
  };
}

const counted = (n: number): string => n.toLocaleString("en-US");

function words({ new: fresh, completed, known, rejected }: Counts): string {
  const done = [`${counted(fresh)} new`, ...(completed > 0 ? [`${counted(completed)} completed`] : [])];
  return [...done, `${counted(known)} known`, `${counted(rejected)} rejected`].join(", ");
}

/** Where refused rows go: into a file, or to the standard error, the first of them. */
function rejectsTo({ output }: Cli, file: string | undefined) {
  const stream = file === undefined ? null : createWriteStream(file, { mode: 0o600 });
  const failed = stream && finished(stream).catch(({ code }: NodeJS.ErrnoException) => code ?? "");
  let told = 0;
  return {
    take(rejected: NonNullable<ImportLine["rejected"]>): void {
      told += 1;
      if (stream) stream.write(`${JSON.stringify(rejected)}\n`);
      else if (told <= TOLD) {
        output.progress(null);
        output.note(`line ${rejected.line}: ${rejected.reason}`);
      }
    },
    async close(): Promise<void> {
      if (!stream && told > TOLD) output.note(`… and ${told - TOLD} more; --rejects FILE keeps them all`);
      stream?.end();
      const code = await failed;
      if (code) throw usage(`${file} cannot be written: ${code}`);
    },
  };
}

/** `tenure import`: takes facts in from a file, or says which there are. */
export const importFacts: RunCommand<
  [given: string, file: string | undefined, options: ImportOptions]
> = async (cli, given, file, options) => {
  const { output } = cli;
  if (given === "kinds") return printKinds(cli, file === undefined ? null : named(file));
  const kind = named(given);
  if (file === undefined)
    throw usage(
      `say which file: tenure import ${kind} FILE; \`tenure import kinds ${kind}\` prints its fields`,
    );
  const { map, currency, knownOnly, rejects, dryRun } = options;
  if (rejects !== undefined && resolve(rejects) === resolve(file))
    throw usage("--rejects names the file that is imported; give another one");
  const as = cli.reader;
  const format = formatOf(kind, file, options.fileFormat);
  const how = new URLSearchParams();
  for (const pair of map ?? []) how.append("map", pair);
  if (currency !== undefined) how.set("currency", currency);
  if (knownOnly) how.set("knownOnly", "true");
  if (dryRun) how.set("dryRun", "true");
  const { bytes, size } = await opened(file);
  let read = 0;
  async function* told(): AsyncGenerator<Buffer> {
    for await (const chunk of bytes) {
      read += chunk.length;
      yield chunk;
    }
  }
  const megabytes = (n: number) => `${(n / 1e6).toFixed(1)} MB`;

  const result = await withEngine(cli, async (api) => {
    const rejected = rejectsTo(cli, rejects);
    let soFar: Counts = { import: null, rows: 0, new: 0, completed: 0, known: 0, rejected: 0 };
    const broken = (exit: Exit) =>
      new Exit(
        exit.code,
        `${exit.message}; so far ${words(soFar)}: run it again, nothing counts twice`,
        exit.problem,
      );
    try {
      for await (const line of api.exchange<ImportLine>(`/facts/${kind}?${how}`, FILE_TYPES[format], told(), {
        as,
      })) {
        if (line.rejected) rejected.take(line.rejected);
        if (line.problem) throw broken(exitFor(line.problem));
        if (line.result) return line.result;
        if (!line.progress) continue;
        soFar = line.progress;
        const share = size ? `${megabytes(read)} of ${megabytes(size)}, ` : "";
        output.progress(`${share}${words(soFar)}`);
      }
    } catch (error) {
      if (error instanceof Exit) throw error;
      throw broken(new Exit(EXIT.tryAgain, "the import broke off"));
    } finally {
      output.progress(null);
      await rejected.close();
    }
    throw broken(new Exit(EXIT.tryAgain, "the import broke off"));
  });
  output.data({ kind, file, dryRun: dryRun ?? false, ...result });
  const mark = output.style(result.rejected > 0 ? "yellow" : "green", dryRun ? "would import" : "imported");
  const undo = result.import === null ? "" : ` (import ${result.import})`;
  output.line(`${mark}  ${kind}: ${words(result)}${undo}`);
  return result.rejected > 0 ? EXIT.failed : EXIT.done;
};

/** `tenure import list`: imports that brought anything, the latest first. */
export const list: RunCommand<[options: { readonly kind?: string; readonly limit?: number }]> = async (
  cli,
  { kind, limit },
) => {
  const { output } = cli;
  const { items: imports, next } = await askEngine(cli, (api) =>
    api.get<ListedImports>(`/imports${query({ kind, limit })}`, { as: cli.reader }),
  );
  for (const one of imports) output.data(one);
  if (imports.length === 0) output.line("Nothing was imported.");
  const rows = imports.map(({ n, at, kind: what, rows: count, by, undone }) => [
    `${n}`,
    when(at),
    what,
    counted(count),
    by,
    undone === null ? "" : output.style("yellow", `undone ${when(undone.at)} by ${undone.by}`),
  ]);
  if (rows.length > 0)
    for (const line of table(output, ["import", "at", "kind", "rows", "by", ""], rows)) output.line(line);
  if (next !== null) sayMore(output);
  return EXIT.done;
};

/** `tenure import undo`: takes an import back, and says what it had led to. Exit 4: there is no such import. */
export const undo: RunCommand<[n: string, options: { readonly reason?: string }]> = async (
  cli,
  given,
  options,
) => {
  const { output } = cli;
  if (!/^[1-9]\d{0,8}$/.test(given))
    throw usage(`an import is named by its number, like 12; \`tenure import list\` lists them`);
  const reason = options.reason === undefined ? undefined : await wordsFrom(options.reason, "--reason");
  const done = await withEngine(cli, (api) =>
    api.post<UndoneImport>(`/imports/${given}/undo`, { reason }, { as: cli.reader }),
  );
  output.data(done);
  const { kind, rows } = done.import;
  output.line(
    `${output.style("green", "undone")}  import ${given} of ${kind}: ${counted(rows)} ${rows === 1 ? "row" : "rows"} withdrawn`,
  );
  for (const { client, events, suggestions, tasks, task } of done.clients) {
    output.line(`  ${output.style("bold", client)}, for a manager to reconsider: task ${task}`);
    for (const { seq, type, by } of events) output.line(`    entry ${seq}: ${type}, by ${by}`);
    for (const one of suggestions) output.line(`    suggestion ${one.id}: ${one.kind}, ${one.state}`);
    for (const one of tasks) output.line(`    task ${one.id}: ${one.kind}, ${one.state}`);
  }
  if (done.clients.length === 0) output.line("  It had led to nothing.");
  return EXIT.done;
};

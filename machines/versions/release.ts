// Makes the file of the machine that the source says: `npm run release:machine`, with `--check` to compare only, with
// `--release` to keep it for good.
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { definitionOfSource } from "../relationship.ts";
import { bundled, sha256 } from "./bundle.ts";

const FOLDER = import.meta.dirname;
const SOURCE = join(FOLDER, "../machine.ts");

/** A line of `machines/versions/released.json`. */
interface Released {
  readonly file: string;
  readonly sha256: string;
}

const fileOf = ({ id, version }: { id: string; version: string }): string => `${id}-${version}`;

/** What lies in the folder, by what `released.json` says of it. @throws {Error} where a released file was changed. */
async function releasedFiles(folder: string): Promise<readonly Released[]> {
  const released: Released[] = JSON.parse(await readFile(join(folder, "released.json"), "utf8"));
  for (const { file, sha256: expected } of released) {
    const found = sha256(await readFile(join(folder, `${file}.mjs`), "utf8"));
    if (found !== expected) throw new Error(`${file}.mjs is released and was changed: put it back`);
  }
  return released;
}

const nameOf = (file: string): string =>
  file.replace(/[^A-Za-z0-9]+(.)/g, (_, next: string) => next.toUpperCase());

function listOf(released: readonly Released[], candidate: Released | null): string {
  const all = [
    ...released.map((one) => ({ ...one, released: true })),
    ...(candidate ? [{ ...candidate, released: false }] : []),
  ];
  return `// Made by \`npm run release:machine\`.
import type { Machine } from "../machine.ts";
${all.map(({ file }) => `import { machine as ${nameOf(file)} } from "./${file}.mjs";`).join("\n")}

interface MachineFile {
  readonly make: (sha256: string) => Machine;
  readonly sha256: string;
  /** False: a candidate, which may still change. */
  readonly released: boolean;
}

/** Every machine, the oldest first. */
export const files: readonly MachineFile[] = [
${all
  .map(
    ({ file, sha256: hash, released: kept }) => `  {
    make: ${nameOf(file)},
    sha256: "${hash}",
    released: ${kept},
  },`,
  )
  .join("\n")}
];
`;
}

const TYPES = 'export { machine } from "../machine.ts";\n';

/** Every file that has to stand in the folder, with what it has to say. */
async function wanted(folder: string, release: boolean): Promise<Map<string, string>> {
  const before = await releasedFiles(folder);
  const code = await bundled(SOURCE);
  const own: Released = { file: fileOf(definitionOfSource()), sha256: sha256(code) };
  const same = before.find(({ file }) => file === own.file);
  if (same && same.sha256 !== own.sha256)
    throw new Error(
      `${own.file} is released, and the source says something else now: give it the next version in machines/relationship.ts`,
    );
  const released = release && !same ? [...before, own] : before;
  const candidate = released.some(({ file }) => file === own.file) ? null : own;
  const hash = `// Made by \`npm run release:machine\`.

/** SHA-256 of the file that the source of the machine makes. */
export const SOURCE_HASH = "${own.sha256}";
`;
  const found = new Map([
    [`${own.file}.mjs`, code],
    [`${own.file}.d.mts`, TYPES],
    ["released.json", `${JSON.stringify(released, null, 2)}\n`],
    ["files.ts", listOf(released, candidate)],
    ["source.ts", hash],
  ]);
  return found;
}

/** Files of machines that are neither released nor the candidate. */
async function strangers(folder: string, names: ReadonlySet<string>): Promise<string[]> {
  const released = await releasedFiles(folder);
  const known = new Set([...names, ...released.flatMap(({ file }) => [`${file}.mjs`, `${file}.d.mts`])]);
  return (await readdir(folder)).filter((name) => /\.(mjs|d\.mts)$/.test(name) && !known.has(name));
}

const args = process.argv.slice(2);
const unknown = args.find((arg) => arg !== "--check" && arg !== "--release");
if (unknown !== undefined) {
  console.error(`there is no ${unknown}; --check compares only, --release keeps the candidate for good`);
  process.exit(2);
}
const check = args.includes("--check");
try {
  const files = await wanted(FOLDER, args.includes("--release"));
  const stale: string[] = [];
  for (const [name, text] of files) {
    const path = join(FOLDER, name);
    if (existsSync(path) && (await readFile(path, "utf8")) === text) continue;
    stale.push(name);
    if (!check) await writeFile(path, text);
  }
  const left = await strangers(FOLDER, new Set(files.keys()));
  if (left.length > 0) throw new Error(`${left.join(", ")}: neither released nor the candidate; remove it`);
  const name = fileOf(definitionOfSource());
  if (check && stale.length > 0)
    throw new Error(`${stale.join(", ")}: not what the source says; run \`npm run release:machine\``);
  if (check || stale.length === 0) console.log(`${name} is what the source says.`);
  else console.log(`${name}: ${stale.join(", ")} written; now its walks: \`npm run record:golden\`.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

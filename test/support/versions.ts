// Versions of the machine that differ from the source: made from changed copies of it, as a release is.
import { randomUUID } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Machine } from "../../machines/format.ts";
import { definitionOfSource } from "../../machines/relationship.ts";
import { bundled, sha256 } from "../../machines/versions/bundle.ts";

const ROOT = join(import.meta.dirname, "../..");
// Beside the packages, so that what a version takes from them is found.
const KEPT = join(ROOT, "node_modules/.cache/tenure/machines");

/** The version of a machine that comes so many after the source's. */
export const versionAfter = (by: number): string => `${Number(definitionOfSource().version) + by}`;

/** What is written otherwise: every place of the source that a pattern meets. */
export type Change = readonly [from: RegExp, to: string];

export interface Version {
  readonly machine: Machine;
  readonly sha256: string;
  /** The file. */
  readonly path: string;
}

/**
 * Makes another version of a copied source.
 * @throws {Error} where a change meets nothing.
 */
export async function rewrite(folder: string, version: string, changes: readonly Change[]): Promise<void> {
  const met = new Set<Change>();
  const all: readonly Change[] = [[/version: "\d+"/, `version: "${version}"`], ...changes];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const file = join(entry.parentPath, entry.name);
    let text = await readFile(file, "utf8");
    for (const change of all) {
      const [from, to] = change;
      if (!from.test(text)) continue;
      met.add(change);
      text = text.replaceAll(new RegExp(from, "g"), to);
    }
    await writeFile(file, text);
  }
  const missed = all.find((change) => !met.has(change));
  if (missed) throw new Error(`nothing in the machine is ${missed[0]}`);
}

/**
 * A version of the machine with these changes.
 * @throws {Error} where a change meets nothing.
 */
export async function versionWith(version: string, changes: readonly Change[]): Promise<Version> {
  const work = join(KEPT, randomUUID());
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await cp(join(ROOT, "machines"), join(work, "machines"), {
    recursive: true,
    filter: (path) => !/\.mjs$/.test(path),
  });
  await rewrite(join(work, "machines"), version, changes);
  const code = await bundled(join(work, "machines/machine.ts"));
  const hash = sha256(code);
  const path = join(KEPT, `relationship-${version}-${hash.slice(0, 12)}.mjs`);
  await writeFile(path, code);
  await rm(work, { recursive: true, force: true });
  const made = (await import(pathToFileURL(path).href)) as { machine: (hash: string) => Machine };
  return { machine: made.machine(hash), sha256: hash, path };
}

/** A rule of another role, a guard of another name, a state of another name, a finding in other words. */
export const CHANGES: readonly Change[] = [
  [/"incident\.confirmed": sanction\(\["manager", "senior"\]/, '"incident.confirmed": sanction(["senior"]'],
  [/R-LIF-20\/warnPhone/, "R-LIF-20/byPhone"],
  [/\bphoning\b/, "ringingUp"],
  [/no exit request is open/, "nobody has asked to part"],
];

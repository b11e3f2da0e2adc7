import { createHash } from "node:crypto";
import { glob, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Logger, WorkflowBundle } from "@temporalio/worker";
import { bundleWorkflows } from "./bundle.ts";

const root = dirname(import.meta.dirname);
/** Whatever the bundle is made of. */
const SOURCES = [
  "machines/**/*.{ts,mjs}",
  "contracts/**/*.ts",
  "workflows/**/*.ts",
  "worker/bundle.ts",
  "package-lock.json",
];

async function fingerprint(): Promise<string> {
  const files: string[] = [];
  for await (const file of glob(SOURCES, { cwd: root })) files.push(file);
  const hash = createHash("sha256");
  for (const file of files.sort()) hash.update(`${file}\0`).update(await readFile(join(root, file)));
  return hash.digest("hex").slice(0, 16);
}

/** The workflow bundle, made once for each state of its sources: making it takes seconds. */
export async function keptBundle(home: string, logger: Logger): Promise<WorkflowBundle> {
  const folder = join(home, "bundle");
  const file = join(folder, `${await fingerprint()}.js`);
  const known = await readFile(file, "utf8").catch(() => null);
  if (known !== null) return { code: known };
  const { code } = await bundleWorkflows({ logger });
  // Somebody is editing: what was bundled is not surely what the name says.
  if (join(folder, `${await fingerprint()}.js`) !== file) return { code };
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(`${file}.${process.pid}`, code);
  await rename(`${file}.${process.pid}`, file);
  return { code };
}

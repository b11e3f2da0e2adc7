// Another build of the engine: a copy of the tree whose machine says something else, released beside ours.
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { registry } from "../../machines/versions/index.ts";
import { type Change, rewrite, versionAfter } from "./versions.ts";

const ROOT = join(import.meta.dirname, "../..");
const LEFT_OUT = ["node_modules", ".git", ".tenure", "test", "docs", "bench"];

export interface Build {
  readonly root: string;
  /** What the release said. */
  readonly said: string;
  remove(): Promise<void>;
}

/** A build that has our machines and, released, the next version with these changes, on which relationships begin. */
export async function buildWith(changes: readonly Change[]): Promise<Build> {
  const root = await mkdtemp(join(tmpdir(), "tenure-build-"));
  for (const name of await readdir(ROOT))
    if (!LEFT_OUT.includes(name)) await cp(join(ROOT, name), join(root, name), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(root, "node_modules"));
  const machines = join(root, "machines");
  await rewrite(machines, versionAfter(1), changes);
  const released = registry()
    .known()
    .map(({ id, version, hash }) => ({ file: `${id}-${version}`, sha256: hash }));
  await writeFile(join(machines, "versions/released.json"), JSON.stringify(released));
  const release = [join(machines, "versions/release.ts"), "--release"];
  const { stdout } = await promisify(execFile)(process.execPath, release, { cwd: root });
  return { root, said: stdout, remove: () => rm(root, { recursive: true, force: true }) };
}

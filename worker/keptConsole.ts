// The console's files, built once for each state of its sources.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, glob, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

const root = dirname(import.meta.dirname);
const ROOM = join(root, "apps/console");
/** Whatever they are made of. */
const SOURCES = [
  "apps/console/{index.html,icon.svg,package.json,vite.config.ts}",
  "apps/console/src/**/*",
  "machines/vocabulary.ts",
  "values/person.ts",
  "diagrams/lifecycle.svg",
  "package-lock.json",
];

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  const files: string[] = [];
  for await (const entry of glob(SOURCES, { cwd: root, withFileTypes: true }))
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(`${file.slice(root.length)}\0`).update(await readFile(file));
  return hash.digest("hex").slice(0, 16);
}

/**
 * The folder with the built console: seconds the first time, nothing after that.
 * @param home the state folder, where what was built is kept
 * @throws when it cannot be built, for instance because Vite is not installed
 */
export async function keptConsole(home: string): Promise<string> {
  const kept = join(home, "console");
  const folder = join(kept, await fingerprint());
  const isThere = () =>
    access(join(folder, "index.html")).then(
      () => true,
      () => false,
    );
  if (await isThere()) return folder;
  const making = `${folder}.${process.pid}`;
  await mkdir(kept, { recursive: true });
  const vite = fileURLToPath(new URL("bin/vite.js", import.meta.resolve("vite/package.json")));
  // In a process of its own: what Vite needs is given back, and what this one is for does not show in what it makes.
  try {
    await run(process.execPath, [vite, "build", ROOM, "--outDir", making], {
      env: { ...process.env, NODE_ENV: "production" },
    });
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    // Somebody else may have built the same meanwhile.
    if (!(await isThere())) throw error;
  }
  const older = (await readdir(kept)).filter((name) => join(kept, name) !== folder && !isBeingBuilt(name));
  for (const name of older) await rm(join(kept, name), { recursive: true, force: true });
  return folder;
}

/** What is being built has the id of the process that builds it in its name; that of one that was killed is left over. */
function isBeingBuilt(name: string): boolean {
  const pid = Number(name.split(".")[1]);
  if (!Number.isInteger(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one as well.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

// `npm run build:console`
if (import.meta.main) console.log(await keptConsole(join(root, ".tenure")));

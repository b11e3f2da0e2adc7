import { link, readFile, unlink, writeFile } from "node:fs/promises";

const TRIES = 40;
const PAUSE_MS = 25;

/** A process by its id and, where the system tells, its start: ids are used again, in containers at once. */
async function identify(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The program's name may hold blanks and brackets; the start time is the 20th field after it.
    return `${pid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return `${pid}`;
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

async function alive(holder: string): Promise<boolean> {
  const pid = Number(holder.split(" ")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
  }
  return (await identify(pid)) === holder;
}

async function holderOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** Makes `path` another name of `file`; false when there is such a name already. Only one of several racers wins. */
async function claim(file: string, path: string): Promise<boolean> {
  try {
    await link(file, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST" || codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** Removes a dead holder's lock, and no other that may have come in its place. */
async function clear(path: string, holder: string): Promise<void> {
  const tomb = `${path}.${holder.replaceAll(" ", "-")}`;
  if (!(await claim(path, tomb))) return;
  try {
    if ((await holderOf(path)) === holder) await unlink(path);
  } finally {
    await unlink(tomb);
  }
}

/**
 * Takes a lock file for this process; a lock whose holder is no more is taken over.
 * @returns releases the lock.
 * @throws {Error} naming the file and the process that holds it.
 */
export async function lock(path: string): Promise<() => Promise<void>> {
  const own = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(own, await identify(process.pid));
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      if (await claim(own, path)) return () => unlink(path);
      const holder = await holderOf(path);
      if (holder === null) continue;
      if (await alive(holder))
        throw new Error(
          `${path} is held by process ${holder.split(" ")[0]}; one process at a time may hold it`,
        );
      await clear(path, holder);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    throw new Error(`the lock ${path} cannot be taken; delete ${path}* if no process holds it`);
  } finally {
    await unlink(own);
  }
}

// Schemathesis, which asks a server whether it is what its OpenAPI document says. Kept beside what npm brought.
import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const VERSION = "4.32.5";
const CACHE = fileURLToPath(new URL("../../node_modules/.cache", import.meta.url));
const KEPT = join(CACHE, `schemathesis-${VERSION}`);
const PINNED = fileURLToPath(new URL("schemathesis.txt", import.meta.url));
const MB = 1_048_576;

/** Brings it with pip, unless it is here. @throws {Error} where it is not, and there is no pip or no net */
export async function bringSchemathesis(): Promise<void> {
  const isHere = await access(KEPT).then(
    () => true,
    () => false,
  );
  if (isHere) return;
  await mkdir(CACHE, { recursive: true });
  const into = await mkdtemp(join(CACHE, "bring-"));
  const flags = [
    "--only-binary=:all:",
    "--no-input",
    "--disable-pip-version-check",
    "--quiet",
    "--retries",
    "3",
  ];
  try {
    const pinned = ["--target", into, "--constraint", PINNED, `schemathesis==${VERSION}`];
    await run("python3", ["-m", "pip", "install", ...flags, ...pinned], { timeout: 180_000 });
    await rename(into, KEPT);
  } catch (error) {
    const { stderr = "", message } = error as Error & { stderr?: string };
    const why = stderr.trim().split("\n").slice(-2).join(" ") || message;
    throw new Error(`schemathesis ${VERSION} is not here, and python3 with pip could not bring it: ${why}`);
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}

/** How a run ended, and its report. */
export interface Asked {
  readonly code: number;
  readonly report: string;
}

/** Asks the server. @param config a `schemathesis.toml` */
export async function askSchemathesis(config: string, args: readonly string[]): Promise<Asked> {
  // It keeps what it found in the folder where it runs.
  const folder = await mkdtemp(join(tmpdir(), "tenure-schemathesis-"));
  const settings = join(folder, "schemathesis.toml");
  await writeFile(settings, config);
  const env = { ...process.env, PYTHONPATH: KEPT, PYTHONDONTWRITEBYTECODE: "1" };
  const command = [join(KEPT, "bin", "schemathesis"), "--config-file", settings, "run", ...args];
  try {
    const { stdout } = await run("python3", command, { cwd: folder, env, maxBuffer: 64 * MB });
    return { code: 0, report: stdout };
  } catch (error) {
    const { code, stdout, stderr, message } = error as Error & {
      readonly code?: unknown;
      readonly stdout?: string;
      readonly stderr?: string;
    };
    const report = [stdout, stderr].filter(Boolean).join("\n") || message;
    return { code: typeof code === "number" ? code : 1, report };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

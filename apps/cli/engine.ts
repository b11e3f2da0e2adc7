import { setTimeout as sleep } from "node:timers/promises";
import { EngineBusy, findRunning } from "../../worker/running.ts";
import type { RunningEngine, UpOptions } from "../../worker/up.ts";
import { type Api, apiAt } from "./api.ts";
import type { Cli } from "./cli.ts";
import { EXIT, Exit, usage } from "./exit.ts";

/** How long a command waits for another one that has the engine for itself, ms. */
const PATIENCE = 60_000;

/** Starts an engine in this process, once nobody else runs one on this home; null when one is running by then. */
export async function startAlone(
  { env, home, output }: Cli,
  say: (line: string) => void,
  how: Pick<UpOptions, "port" | "shared"> = { port: 0, shared: false },
): Promise<RunningEngine | null> {
  const { startEngine } = await import("../../worker/up.ts");
  const limit = Date.now() + PATIENCE;
  for (let told = false; ; told = true) {
    try {
      return await startEngine({ env, home, say, ...how });
    } catch (error) {
      if (!(error instanceof EngineBusy)) throw error;
      if (await findRunning(home)) return null;
      if (Date.now() > limit)
        throw new Exit(EXIT.tryAgain, `another command has the engine on ${home}; try again`);
      if (!told) output.note("Waiting for another command that has the engine …");
      await sleep(200);
    }
  }
}

/** Where the engine is that --url names, or that runs on this home; undefined: nowhere. */
const addressIn = async ({ home, url }: Cli): Promise<string | undefined> =>
  url ? addressOf(url) : (await findRunning(home))?.api;

/** @throws {Exit} where it is none */
function addressOf(url: string): string {
  const { protocol = "" } = URL.parse(url) ?? {};
  if (["http:", "https:"].includes(protocol)) return url.replace(/\/+$/, "");
  throw usage(`--url is the address of an engine, like http://127.0.0.1:7400, not ${url}`);
}

/**
 * Where the engine is, for what starts none and leaves nothing behind.
 * @throws {Exit} saying how to start one, where none runs
 */
export async function engineAt(cli: Cli): Promise<string> {
  const at = await addressIn(cli);
  if (at !== undefined) return at;
  throw new Exit(
    EXIT.tryAgain,
    `no engine runs on ${cli.home}: start one with \`tenure up\`, which keeps running, and ask again`,
  );
}

/** For a read: uses the engine that is there. @throws {Exit} where there is none */
export const askEngine = async <T>(cli: Cli, use: (api: Api) => Promise<T>): Promise<T> =>
  use(apiAt(await engineAt(cli), cli.reader, cli.credentials));

/** Uses the engine that is there, or one of its own for as long as `use` takes. */
export async function withEngine<T>(cli: Cli, use: (api: Api) => Promise<T>): Promise<T> {
  const at = await addressIn(cli);
  if (at !== undefined) return use(apiAt(at, cli.reader, cli.credentials));
  cli.output.note("No engine runs here: starting one for this command (`tenure up` keeps one running) …");
  const engine = await startAlone(cli, () => {});
  if (!engine) return withEngine(cli, use);
  try {
    return await use(apiAt(engine.place.api, cli.reader, cli.credentials));
  } finally {
    await engine.stop();
  }
}

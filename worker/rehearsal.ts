import { resolve } from "node:path";
import { openArchive } from "../archive/open.ts";
import { readStories } from "../rehearse/files.ts";
import type { Rehearsal } from "../rehearse/play.ts";
import { keptBundle } from "./kept.ts";
import { openLog, warnings } from "./log.ts";
import { rehearseOnServer } from "./onServer.ts";
import { bringBinary, type Env } from "./temporal/bring.ts";
import { startEmbedded } from "./temporal/embedded.ts";

export interface RehearsalOptions {
  readonly env: Env;
  readonly home: string;
  readonly say: (line: string) => void;
}

/**
 * Plays stories on a Temporal server and an archive of their own, both in memory: a configured server is left
 * alone, for its relationships are real and its time cannot be skipped.
 * @throws {BadStory} for a file that is not a story, before anything is started.
 */
export async function rehearse(files: readonly string[], options: RehearsalOptions): Promise<Rehearsal[]> {
  const { env, say } = options;
  const home = resolve(options.home);
  await readStories(files);
  const { close } = openLog(home);
  try {
    const binary = await bringBinary({ env, home, say });
    const namespace = "default";
    const embedded = await startEmbedded({ binary, env, home, namespace, db: "memory", headless: true });
    try {
      const archive = await openArchive({ folder: "memory" });
      try {
        const { address } = embedded;
        const temporal = { address, namespace, connectionOptions: { address }, embedded };
        const bundle = await keptBundle(home, warnings);
        return await rehearseOnServer(files, { temporal, archive, say, bundle });
      } finally {
        await archive.close();
      }
    } finally {
      await embedded.stop();
    }
  } finally {
    await close();
  }
}

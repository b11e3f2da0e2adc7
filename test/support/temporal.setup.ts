import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { DefaultLogger } from "@temporalio/worker";
import type { TestProject } from "vitest/node";
import { keptBundle } from "../../worker/kept.ts";
import { bringBinary, reason } from "../../worker/temporal/bring.ts";
import { type Embedded, startEmbedded } from "../../worker/temporal/embedded.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where `sharedServer` asks for the run's Temporal server, and `sharedBundle` for the bundle to be made. */
    readonly temporalUrl: string;
  }
}

/** The state folder of this checkout: what the tests bring, `tenure up` need not bring again. */
export const HOME = fileURLToPath(new URL("../../.tenure", import.meta.url));

/**
 * Vitest's global setup: one in-memory Temporal server for the whole run, started when the first test asks for it and
 * stopped after the last one. A run that asks for none starts none.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<Embedded> | undefined;
  let bundle: Promise<unknown> | undefined;
  const http = createServer(async ({ url }, response) => {
    try {
      if (url === "/bundle") {
        bundle ??= keptBundle(HOME, new DefaultLogger("ERROR"));
        await bundle;
        return response.end();
      }
      server ??= start();
      return response.end((await server).address);
    } catch (error) {
      if (url === "/bundle") bundle = undefined;
      else server = undefined;
      return response.writeHead(503).end(reason(error));
    }
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const at = http.address();
  if (!at || typeof at !== "object") throw new Error("the setup has no port");
  project.provide("temporalUrl", `http://127.0.0.1:${at.port}`);
  return async () => {
    http.closeAllConnections();
    http.close();
    await (await server)?.stop();
  };
}

async function start(): Promise<Embedded> {
  const { env } = process;
  const binary = await bringBinary({ env, home: HOME, say: (line) => console.log(line) });
  return startEmbedded({ binary, env, home: HOME, namespace: "default", db: "memory", headless: true });
}

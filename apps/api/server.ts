import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { OpenAPIHono } from "@hono/zod-openapi";

export interface ServeOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** The wanted port; 0 for any. */
  readonly port: number;
  /** Any other port, when that one is taken. */
  readonly orAny?: boolean;
}

/** A door that is open. */
export interface Served {
  /** For instance `http://127.0.0.1:7400`. */
  readonly url: string;
  /** Lets requests under way end, for two seconds at most. */
  close(): Promise<void>;
}

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];
const GRACE = 2_000;
/** A file of facts is one request, however long it takes to read: Node cuts requests off after five minutes. */
const REQUEST_WITHIN = 3_600_000;

/**
 * Opens the door on this machine.
 * @throws {Error} for a host that is not loopback: whoever calls says who acts, so strangers must be kept out.
 */
export async function serveApi(
  app: Pick<OpenAPIHono, "fetch">,
  { host = "127.0.0.1", port, orAny = false }: ServeOptions,
): Promise<Served> {
  if (!LOOPBACK.includes(host))
    throw new Error(
      `the API binds ${LOOPBACK.join(", ")} only, not ${host}: until there is a login, callers name themselves`,
    );
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { requestTimeout: REQUEST_WITHIN },
  }) as Server;
  const listen = (wanted: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(wanted, host, () => {
        server.off("error", reject);
        resolve();
      });
    });
  try {
    await listen(port);
  } catch (error) {
    if (!orAny || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    await listen(0);
  }
  const at = server.address();
  const bound = at && typeof at === "object" ? at.port : port;
  return {
    url: `http://${host === "::1" ? "[::1]" : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), GRACE);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

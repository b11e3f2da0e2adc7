import type { Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
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

/** An API that is open. */
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
 * Opens the API on this machine.
 * @throws {Error} for a host that is not loopback: whoever calls says who acts, so strangers must be kept out.
 */
export async function serveApi(
  app: Pick<OpenAPIHono, "fetch">,
  { host = "127.0.0.1", port, orAny = false }: ServeOptions,
): Promise<Served> {
  if (!LOOPBACK.includes(host))
    throw new Error(
      `the API binds ${LOOPBACK.join(", ")} only, not ${host}: TENURE_LISTEN opens it to a network, where people sign in with a provider`,
    );
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { requestTimeout: REQUEST_WITHIN },
  }) as Server;
  await listen(server, host, port).catch(async (error: NodeJS.ErrnoException) => {
    if (!orAny || error.code !== "EADDRINUSE") throw error;
    await listen(server, host, 0);
  });
  return {
    url: `http://${host === "::1" ? "[::1]" : host}:${portOf(server, port)}`,
    close: () => closing(server),
  };
}

/** How the API is opened to a network. */
export interface NetworkOptions {
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
  /** PEM; without it, a proxy has to stand before it. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Whether an address is a proxy's of ours; without it, whoever comes is answered. */
  readonly trusts?: ((address: string) => boolean) | undefined;
}

/**
 * Opens the API to a network, over https, or to proxies that speak https for it.
 * @throws {Error} where it would be open to everybody without https.
 */
export async function serveNetwork(
  app: Pick<OpenAPIHono, "fetch">,
  { host, port, tls, trusts }: NetworkOptions,
): Promise<Served> {
  if (!tls && !trusts)
    throw new Error("the API is opened to a network over https, or to proxies that are known");
  const serverOptions = { requestTimeout: REQUEST_WITHIN, ...tls };
  const server = createAdaptorServer({
    fetch: app.fetch,
    ...(tls && { createServer: createSecureServer }),
    serverOptions,
  }) as Server;
  // Before a byte is read of it.
  if (trusts)
    server.on("connection", (socket) => {
      if (!trusts(socket.remoteAddress ?? "")) socket.destroy();
    });
  await listen(server, host, port);
  return {
    url: `${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${portOf(server, port)}`,
    close: () => closing(server),
  };
}

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });

function portOf(server: Server, wanted: number): number {
  const at = server.address();
  return at && typeof at === "object" ? at.port : wanted;
}

const closing = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });

import type { ClientRequest, IncomingMessage } from "node:http";
import type { RequestOptions } from "node:https";

/**
 * Begins a request by HTTP or HTTPS, on a connection of its own. Not by `fetch`, which takes longer to load than all
 * else that a short command does; and an import of Node's module would load it too, as one of its exports.
 */
export function begin(url: string, options: RequestOptions): ClientRequest {
  const name = url.startsWith("https:") ? "node:https" : "node:http";
  return process.getBuiltinModule(name).request(url, { agent: false, ...options });
}

/** Sends a whole request. @returns the answer, once its head has come. @throws {Error} where none comes, or the URL is none */
export function send(
  url: string,
  { body, ...options }: RequestOptions & { readonly body?: string },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    begin(url, options).once("response", resolve).once("error", reject).end(body);
  });
}

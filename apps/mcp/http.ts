// The MCP server over streamable HTTP, on this machine only: each caller shows who they are, and nothing is lent to them.
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  originValidationResponse,
} from "@modelcontextprotocol/server";
import { type McpCaller, type McpOptions, mcpServer } from "./server.ts";

/** Where it is. */
export const MCP_PATH = "/mcp";

/** What a caller shows, for the API to judge; null: nothing. */
function shownBy({ headers }: Request): McpCaller | null {
  const token = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  const as = headers.get("tenure-actor") ?? undefined;
  const role = headers.get("tenure-role") ?? undefined;
  return token === undefined && as === undefined ? null : { token, as, role };
}

const refused = (status: number, says: string, headers: Record<string, string> = {}): Response =>
  Response.json({ jsonrpc: "2.0", id: null, error: { code: -32_000, message: says } }, { status, headers });

/**
 * Answers requests, each by a server of its own. Pages have no business here, whichever site they are of: what a browser
 * sends for one (`Origin`), and what comes under another name than this machine's (`Host`), is refused.
 */
export function mcpOverHttp(options: McpOptions): (request: Request) => Promise<Response> {
  const handler = createMcpHandler(
    ({ requestInfo }) => mcpServer(options, (requestInfo && shownBy(requestInfo)) ?? {}),
    { onerror: options.failed },
  );
  return async (request) => {
    const elsewhere =
      hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
      originValidationResponse(request, []);
    if (elsewhere) return elsewhere;
    if (new URL(request.url).pathname !== MCP_PATH) return refused(404, `the MCP server is at ${MCP_PATH}`);
    if (!shownBy(request))
      return refused(401, "show a token: Authorization: Bearer", { "www-authenticate": "Bearer" });
    return handler.fetch(request);
  };
}

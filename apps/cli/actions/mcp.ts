import { once } from "node:events";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { serveApi } from "../../api/server.ts";
import { MCP_PATH, mcpOverHttp } from "../../mcp/http.ts";
import { type McpOptions, mcpServer } from "../../mcp/server.ts";
import type { Cli, RunCommand } from "../cli.ts";
import { engineAt } from "../engine.ts";
import { EXIT } from "../exit.ts";
import program from "../package.json" with { type: "json" };
import { type Acting, actorFrom } from "../words.ts";

/** On the standard output stands the protocol and nothing else. */
async function overStdio(cli: Cli, options: McpOptions, as: string | undefined): Promise<number> {
  const { token, role } = cli.credentials;
  if (as !== undefined) cli.credentials.unproven?.(as);
  const served = serveStdio(() => mcpServer(options, { token, role, as }), { onerror: options.failed });
  await once(process.stdin, "close");
  await served.close();
  return EXIT.done;
}

async function overHttp({ output }: Cli, options: McpOptions, port: number): Promise<number> {
  const { url, close } = await serveApi({ fetch: mcpOverHttp(options) }, { port });
  const at = `${url}${MCP_PATH}`;
  output.data({ url: at, pid: process.pid });
  output.line(`MCP over HTTP: ${at}. Stop it with Ctrl-C.`);
  const asked = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal));
  await Promise.race(asked);
  await close();
  return EXIT.done;
}

/** `tenure mcp`: until the agent's program closes it, or, over HTTP, until it is told to stop. */
export const mcp: RunCommand<[options: Acting & { readonly http?: true; readonly port: number }]> = async (
  cli,
  { as, http, port },
) => {
  const failed = (error: unknown): void =>
    cli.output.note(`tenure mcp: ${error instanceof Error ? error.message : String(error)}`);
  // Whose agent it is has to be said before anything is proposed.
  const actor = http ? undefined : actorFrom(cli, as);
  const options = { url: await engineAt(cli), version: program.version, failed };
  return http ? overHttp(cli, options, port) : overStdio(cli, options, actor);
};

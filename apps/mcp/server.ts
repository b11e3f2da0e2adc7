// The MCP server: agents read, ask why, and propose. It speaks to the API only, as the person whose agent asks.
import { McpServer } from "@modelcontextprotocol/server";
import { tenure } from "../../clients/typescript/index.ts";
import { answered } from "./answer.ts";
import { describing, proposing } from "./events.ts";
import { READING, type Tool } from "./reading.ts";

export interface McpOptions {
  /** Where the API is. */
  readonly url: string;
  /** Of this program. */
  readonly version: string;
  /** Hears of errors of this program's own. */
  readonly failed: (error: unknown) => void;
}

/** As whom the API is asked. */
export interface McpCaller {
  readonly token?: string | undefined;
  /** `role:id`, where there is the local login only. */
  readonly as?: string | undefined;
  readonly role?: string | undefined;
}

const INSTRUCTIONS =
  "Tenure keeps client relationships by rules. Read where a client stands, ask what is allowed and why the rest is not, " +
  "and propose events with a reason. You confirm, approve and send nothing: a proposal is a task for a person, and the " +
  "person whose agent you are cannot confirm it. A refusal says which conditions do not hold; do not try to get round it.";

/** A request that had no answer, or one that says to try again, is sent once more. */
const RETRIES = 1;

/** A server for one connection, or for one request. */
export function mcpServer({ url, version, failed }: McpOptions, who: McpCaller): McpServer {
  const api = tenure({ url, retries: RETRIES, ...who });
  const server = new McpServer({ name: "tenure", version }, { instructions: INSTRUCTIONS });
  const add = ({ name, title, description, inputSchema, ask }: Tool, isReading: boolean): void => {
    const annotations = {
      readOnlyHint: isReading,
      destructiveHint: false,
      idempotentHint: isReading,
      openWorldHint: false,
    };
    server.registerTool(name, { title, description, inputSchema, annotations }, (given) =>
      // What it takes was checked by its schema.
      answered(() => ask(api, given as never), failed),
    );
  };
  for (const tool of [...READING, describing(url)]) add(tool, true);
  add(
    proposing(() => server.server.getClientVersion()?.name),
    false,
  );
  return server;
}

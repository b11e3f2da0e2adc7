import { AS, type Declare, examples, port } from "../declare.ts";

export const mcp: Declare = (program, start) =>
  program
    .command("mcp")
    .summary("an MCP server for agents: they read, ask why, and propose")
    .description(
      "Serves the Model Context Protocol on the standard input and output, or over HTTP on this machine. Agents read, " +
        "ask why, and propose events, in your name; another person confirms what they propose. Asks an engine that runs.",
    )
    .option("--http", "over streamable HTTP; each caller shows a token of their own")
    .option("--port <n>", "the port for --http; 0 for any free one", port, 7401)
    .addOption(AS)
    .addHelpText("after", examples("mcp --as ops:olga", "mcp --http --port 7401"))
    .action(start(async () => (await import("../actions/mcp.ts")).mcp));

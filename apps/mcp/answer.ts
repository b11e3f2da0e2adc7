// How an answer of the API is shown to an agent: as data, or, where it is a no, as an error that says why.
import type { CallToolResult } from "@modelcontextprotocol/server";
import { TenureProblem } from "../../clients/typescript/index.ts";

const result = (text: string, isError: boolean): CallToolResult => ({
  content: [{ type: "text", text }],
  ...(isError && { isError }),
});

/** The API's no in lines: what it is, what is malformed and where, each condition that does not hold. */
function saying({ problem, kind }: TenureProblem): string {
  const faults = (problem.faults ?? []).map(({ path, says }) => `  ${path}: ${says}`);
  const findings = (problem.findings ?? []).map(({ rule, says }) => `  ${rule}: ${says}`);
  return [`${kind}: ${problem.detail}`, ...faults, ...findings].join("\n");
}

/**
 * Asks, and shows what comes of it. Errors of this program's own tell an agent nothing but that they are there.
 * @param failed hears of them
 */
export async function answered(
  ask: () => Promise<unknown>,
  failed: (error: unknown) => void,
): Promise<CallToolResult> {
  try {
    return result(JSON.stringify(await ask()), false);
  } catch (error) {
    if (error instanceof TenureProblem) return result(saying(error), true);
    // What `fetch` throws.
    if (error instanceof TypeError && error.message === "fetch failed")
      return result("unavailable: the engine does not answer; try again", true);
    failed(error);
    return result("failed: something went wrong in the MCP server; nothing was proposed by this", true);
  }
}

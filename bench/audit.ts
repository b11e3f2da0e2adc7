// npm run bench:audit: how fast the signed tree grows and is verified, and how fast a long history is reconciled.

import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DefaultLogger, Runtime } from "@temporalio/worker";
import { type Archive, openArchive } from "../archive/open.ts";
import { openLog } from "../audit/log.ts";
import { Notary } from "../audit/notary.ts";
import { outside } from "../audit/outside.ts";
import { Reconciler } from "../audit/reconcile.ts";
import { verify } from "../audit/verify.ts";
import { apply, RELATIONSHIP, relationshipId } from "../contracts/messages.ts";
import { OPENED } from "../machines/index.ts";
import { closeEntry, type Entry, GENESIS } from "../machines/journal.ts";
import { newest } from "../machines/versions/index.ts";
import { type By, envelope, OPENING, policy } from "../test/support/machine.ts";
import { startWalker } from "../test/support/walker.ts";
import { findTemporal } from "../worker/temporal/temporal.ts";
import { measureProofs, type ProofBench } from "./tree.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean" },
    entries: { type: "string", default: "100000" },
    /** Of the log that proofs are made in; 0: none are. */
    leaves: { type: "string", default: "1000000" },
    /** Nothing but proofs. */
    proofs: { type: "boolean" },
  },
});
const ENTRIES = Number(options.entries);
/** Entries of one relationship. */
const CHAIN = 50;
/** Relationships between two checkpoints. */
const SIGNED_TOGETHER = 100;
/** Seconds for 100,000 entries on two cores. */
const GOAL = 15;
/** Events of the history that is reconciled, and seconds for it. */
const EVENTS = 2_000;
const RECONCILE_GOAL = 3;

const opening = { kind: "b2b", locale: "en", zone: "Europe/Berlin", currency: "EUR", channels: ["email"] };
const finding = (n: number) => ({
  rule: `R-DEC-${n}`,
  says: "the client has been told, and has had the time to answer that the policy gives",
  passed: true,
  read: { notice: "N4", deliveredAt: "2026-11-01T09:00:00.000Z", days: 14 },
  threshold: { value: 10, from: "policy 2026-11, answer.days" },
});

/** A journal of one relationship, its entries about 1.6 KB, as the machine's are in the middle of the ladder. */
function journal(client: string, length = CHAIN): Entry[] {
  let prev = GENESIS;
  return Array.from({ length }, (_, index) => {
    const seq = index + 1;
    const at = new Date(Date.UTC(2026, 10, 1, index)).toISOString();
    const entry = closeEntry({
      client,
      seq,
      eventId: `00000000-0000-4000-8000-${String(seq).padStart(12, "0")}`,
      type: seq === 1 ? "relationship.opened" : "feedback.received",
      occurredAt: at,
      receivedAt: at,
      at,
      recordedAt: at,
      actor: { id: "ann", role: "manager" },
      attested: true,
      data: seq === 1 ? opening : { feedbackId: `f${seq}`, kind: "praise", text: "v_abcdefghijklmnop" },
      outcome: "accepted",
      from: { state: "active" },
      to: { state: "active" },
      findings: [1, 2, 3, 4].map(finding),
      effects: [{ id: `${client}/${seq}/0`, type: "recordNote", params: { note: "thank the client" } }],
      deadlines: [{ name: "review", due: new Date(Date.UTC(2027, 0, 1)).toISOString() }],
      machine: { id: "lifecycle", version: "1", hash: "a".repeat(64) },
      policy: "2026-11",
      prev,
    });
    prev = entry.hash;
    return entry;
  });
}

interface Timed<T> {
  readonly result: T;
  readonly seconds: number;
  /** Of the processor, all threads together. */
  readonly cpu: number;
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const since = performance.now();
  const spent = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(spent);
  return {
    result,
    seconds: Math.round(performance.now() - since) / 1_000,
    cpu: Math.round((user + system) / 1_000) / 1_000,
  };
}

async function fill(archive: Archive, keeper: Notary): Promise<number> {
  let signing = 0;
  for (let n = 0; n * CHAIN < ENTRIES; n++) {
    await archive.journal.record(journal(`b${n}`));
    if (n % SIGNED_TOGETHER === SIGNED_TOGETHER - 1) signing += (await timed(() => keeper.sign())).seconds;
  }
  return signing + (await timed(() => keeper.sign())).seconds;
}

async function measureTree(folder: string) {
  const archive = await openArchive({ folder: join(folder, "archive") });
  try {
    const log = await openLog({ folder: join(folder, "keys"), log: archive.log, host: "localhost" });
    const file = outside(join(folder, "checkpoints", "signed.txt"));
    console.error(`recording ${ENTRIES} entries …`);
    const signing = await fill(archive, new Notary({ archive, log, outside: file }));
    const { result, seconds, cpu } = await timed(() =>
      verify({ held: archive.tree, eventKeys: archive.eventKeys, policy: log.policy, outside: file }),
    );
    if (result.fault) throw new Error(`the archive does not verify: ${result.fault.says}`);
    return {
      entries: result.entries,
      checkpoints: result.checkpoints,
      signSeconds: Math.round(signing * 1_000) / 1_000,
      verifySeconds: seconds,
      verifyCpuSeconds: cpu,
      entriesPerSecond: Math.round(result.entries / seconds),
      goalSeconds: (GOAL * result.entries) / 100_000,
    };
  } finally {
    await archive.close();
  }
}

/** A relationship whose history is long, on a real server; the first reconciliation starts the replay worker. */
async function measureReconcile(folder: string) {
  const say = (line: string) => console.error(line);
  const home = join(folder, "temporal");
  const temporal = await findTemporal({ env: process.env, home, say, db: "memory", headless: true });
  const taskQueue = "bench-audit";
  const walker = await startWalker(temporal, taskQueue, { folder: join(folder, "lived") });
  try {
    const client = "b1";
    const told = (type: string, by: By, data: unknown) => envelope(type, by, data, Date.now());
    const handle = await walker.temporal.workflow.start(RELATIONSHIP, {
      workflowId: relationshipId(client),
      taskQueue,
      args: [{ machine: newest().ref, opening: told(OPENED, "ops:olga", { ...OPENING, policy }) }],
    });
    console.error(`living a history of ${EVENTS} events …`);
    const long = async () => (await handle.describe()).historyLength >= EVENTS;
    for (let n = 0; n % 50 !== 0 || !(await long()); n++)
      await handle.executeUpdate(apply, {
        args: [told("answer.given", "ops:olga", { kind: "guide", ref: `g${n}` })],
      });
    const { archive, bundle } = walker;
    const log = await openLog({ folder: join(folder, "lived-keys"), log: archive.log, host: "localhost" });
    const logPolicy = log.policy;
    const sources = { archive, temporal: walker.temporal, taskQueue, bundle, policies: [policy], logPolicy };
    const audit = new Reconciler(sources);
    const runs: Timed<Awaited<ReturnType<typeof audit.one>>>[] = [];
    for (let n = 0; n < 4; n++) runs.push(await timed(() => audit.one(client, { rehearsed: false })));
    for (const { result } of runs)
      if (result?.differences.length !== 0)
        throw new Error(`the sources do not agree: ${result?.differences[0]?.says}`);
    const [first, ...others] = runs.map(({ seconds }) => seconds);
    return {
      events: (await handle.describe()).historyLength,
      firstSeconds: first,
      seconds: others.sort((a, b) => a - b)[1],
      goalSeconds: RECONCILE_GOAL,
    };
  } finally {
    await walker.stop();
    await temporal.embedded?.stop();
  }
}

Runtime.install({ logger: new DefaultLogger("ERROR"), shutdownSignals: [] });
const folder = await mkdtemp(join(tmpdir(), "tenure-bench-audit-"));
/** Entries of the case file that is made in the large log. */
const CASE = 300;

const met = (seconds: number | undefined, goal: number, unit = "s") =>
  `goal ${goal} ${unit}: ${seconds !== undefined && seconds <= goal ? "met" : "MISSED"}`;

function sayProofs({ leaves, proof, caseFile, signMs }: ProofBench): void {
  const { median, p95, goal } = proof;
  console.log(
    `proven      one of ${leaves} leaves in ${median} ms, 19 of 20 in ${p95} ms; ${met(p95, goal, "ms")}`,
  );
  console.log(
    `case file   of ${caseFile.entries} entries in ${caseFile.ms} ms, ${caseFile.grownMb} MB more at most; ` +
      met(caseFile.ms, caseFile.goal, "ms"),
  );
  console.log(`signed      one leaf more in ${signMs} ms`);
}

try {
  const leaves = Number(options.leaves);
  if (leaves > 0) console.error(`filling a log of ${leaves} leaves …`);
  const proofs = leaves > 0 ? await measureProofs(folder, leaves, journal("far", CASE)) : null;
  if (options.proofs) {
    if (options.json) console.log(JSON.stringify({ proofs }, null, 2));
    else if (proofs) sayProofs(proofs);
    await rm(folder, { recursive: true, force: true });
    process.exit();
  }
  const tree = await measureTree(folder);
  const agreement = await measureReconcile(folder);
  const cores = availableParallelism();
  if (options.json) console.log(JSON.stringify({ cores, tree, reconcile: agreement, proofs }, null, 2));
  else {
    const { entries, checkpoints, signSeconds, verifySeconds, verifyCpuSeconds, entriesPerSecond } = tree;
    console.log(`signed      ${entries} entries at ${checkpoints} checkpoints in ${signSeconds} s`);
    console.log(
      `verified    in ${verifySeconds} s on ${cores} cores (${verifyCpuSeconds} s of CPU): ${entriesPerSecond} entries/s; ` +
        met(verifySeconds, tree.goalSeconds),
    );
    const { events, firstSeconds, seconds } = agreement;
    console.log(
      `reconciled  ${events} history events in ${seconds} s, the first time ${firstSeconds} s; ` +
        met(firstSeconds, agreement.goalSeconds),
    );
    if (proofs) sayProofs(proofs);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit();

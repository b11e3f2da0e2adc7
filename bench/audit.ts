// npm run bench:audit: how fast the signed tree grows and is verified, on an embedded archive of its own.
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Archive, openArchive } from "../archive/open.ts";
import { signingKey } from "../audit/keyPair.ts";
import { outside } from "../audit/outside.ts";
import { type Sealer, sealer } from "../audit/seal.ts";
import { verify } from "../audit/verify.ts";
import { type Entry, GENESIS, seal } from "../machines/journal.ts";

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, entries: { type: "string", default: "100000" } },
});
const ENTRIES = Number(options.entries);
/** Entries of one relationship. */
const CHAIN = 50;
/** Relationships between two checkpoints. */
const SEALED_TOGETHER = 100;
/** Seconds for 100,000 entries on two cores. */
const GOAL = 15;

const opening = { kind: "b2b", locale: "en", zone: "Europe/Berlin", currency: "EUR", channels: ["email"] };
const finding = (n: number) => ({
  rule: `R-DEC-${n}`,
  says: "the client has been told, and has had the time to answer that the policy gives",
  passed: true,
  read: { notice: "N4", deliveredAt: "2026-11-01T09:00:00.000Z", days: 14 },
  threshold: { value: 10, from: "policy 2026-11, answer.days" },
});

/** A journal of one relationship, its entries about 1.6 KB, as the law's are in the middle of the ladder. */
function journal(client: string): Entry[] {
  let prev = GENESIS;
  return Array.from({ length: CHAIN }, (_, index) => {
    const seq = index + 1;
    const at = new Date(Date.UTC(2026, 10, 1, index)).toISOString();
    const entry = seal({
      ...{ client, seq, eventId: `00000000-0000-4000-8000-${String(seq).padStart(12, "0")}` },
      type: seq === 1 ? "relationship.opened" : "feedback.received",
      ...{ occurredAt: at, receivedAt: at, at, recordedAt: at },
      actor: { id: "ann", role: "manager" },
      attested: true,
      data: seq === 1 ? opening : { feedbackId: `f${seq}`, kind: "praise", text: "v_abcdefghijklmnop" },
      outcome: "accepted",
      from: { state: "active" },
      to: { state: "active" },
      findings: [1, 2, 3, 4].map(finding),
      effects: [{ id: `${client}/${seq}/0`, type: "openTask", params: { kind: "thank", role: "manager" } }],
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

async function fill(archive: Archive, seals: Sealer): Promise<number> {
  let sealing = 0;
  for (let n = 0; n * CHAIN < ENTRIES; n++) {
    await archive.journal.record(journal(`b${n}`));
    if (n % SEALED_TOGETHER === SEALED_TOGETHER - 1) sealing += (await timed(() => seals.seal())).seconds;
  }
  return sealing + (await timed(() => seals.seal())).seconds;
}

const folder = await mkdtemp(join(tmpdir(), "tenure-bench-audit-"));
const archive = await openArchive({ folder: join(folder, "archive") });
try {
  const key = await signingKey(join(folder, "keys"));
  const file = outside(join(folder, "checkpoints", "signed.txt"));
  console.error(`recording ${ENTRIES} entries …`);
  const sealing = await fill(archive, sealer({ archive, key, outside: file }));
  const notes = await file.all();
  const { result, seconds, cpu } = await timed(() =>
    verify({ held: archive.tree, key: key.publicKey, notes }),
  );
  if (result.fault) throw new Error(`the archive does not verify: ${result.fault.says}`);
  const cores = availableParallelism();
  const said = {
    entries: result.entries,
    checkpoints: result.checkpoints,
    cores,
    sealSeconds: Math.round(sealing * 1_000) / 1_000,
    verifySeconds: seconds,
    verifyCpuSeconds: cpu,
    entriesPerSecond: Math.round(result.entries / seconds),
    goalSeconds: (GOAL * result.entries) / 100_000,
  };
  if (options.json) console.log(JSON.stringify(said, null, 2));
  else {
    console.log(
      `sealed    ${said.entries} entries at ${said.checkpoints} checkpoints in ${said.sealSeconds} s`,
    );
    console.log(
      `verified  in ${seconds} s on ${cores} cores (${cpu} s of CPU): ${said.entriesPerSecond} entries/s`,
    );
    console.log(`goal      ${said.goalSeconds} s: ${seconds <= said.goalSeconds ? "met" : "MISSED"}`);
  }
} finally {
  await archive.close();
  await rm(folder, { recursive: true, force: true });
}

// How long one proof and one case file take over a log of millions of leaves, on PostgreSQL.
import { join } from "node:path";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { makeRoom } from "../archive/leaves.ts";
import { type Archive, openArchive } from "../archive/open.ts";
import { gather } from "../audit/caseFile/gather.ts";
import { openCaseFile } from "../audit/caseFile/open.ts";
import { writeCaseFile } from "../audit/caseFile/write.ts";
import { signCheckpoint } from "../audit/checkpoint.ts";
import { type Log, openLog } from "../audit/log.ts";
import { append, EMPTY, type Frontier, frontierRoot, leafData, saltedLeaf } from "../audit/merkle.ts";
import { Notary } from "../audit/notary.ts";
import { outside } from "../audit/outside.ts";
import { checkProof, prover, readProof } from "../audit/proof.ts";
import type { Entry } from "../machines/journal.ts";
import { startPostgres } from "../test/support/postgres.ts";

/** Milliseconds for one proof, and for one case file. */
const PROOF_GOAL = 50;
const CASE_GOAL = 2_000;
const PROOFS = 300;
const PAGE = 50_000;

export interface ProofBench {
  readonly leaves: number;
  /** Milliseconds: the middle one, and the one that 19 of 20 are faster than, each with nothing at hand. */
  readonly proof: { readonly median: number; readonly p95: number; readonly goal: number };
  readonly caseFile: {
    readonly entries: number;
    readonly ms: number;
    readonly goal: number;
    /** Megabytes that the process grew by at most while it was made. */
    readonly grownMb: number;
  };
  /** Milliseconds to sign one entry more. */
  readonly signMs: number;
}

/** Leaves of nobody in particular, and among them those of one journal, far apart. */
async function fillLeaves(url: string, leaves: number, journal: readonly Entry[], log: Log): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) });
  // Its tables have no types here; makeRoom names the partitions of leaves itself.
  await makeRoom(db as never, 0, leaves);
  const apart = Math.floor(leaves / journal.length);
  await pool.query(
    `insert into leaves (index, kind, client, seq, hash, salt)
     select n, 'entry', 'x' || n / 50, n % 50 + 1, encode(sha256(n::text::bytea), 'hex'), md5(n::text)
     from generate_series(0, $1::bigint - 1) n where n % $2 <> 0 or n / $2 >= $3`,
    [leaves, apart, journal.length],
  );
  await pool.query(
    `insert into leaves (index, kind, client, seq, hash, salt)
     select (e.seq - 1) * $1::bigint, 'entry', e.client, e.seq, e.hash, md5(e.hash) from entries e`,
    [apart],
  );
  await pool.query("delete from pending");
  let tree: Frontier = EMPTY;
  for (let from = 0; from < leaves; from += PAGE) {
    const { rows } = await pool.query(
      "select hash, salt from leaves where index >= $1 and index < $2 order by index",
      [from, from + PAGE],
    );
    const nodes: { level: number; index: number; hash: string }[] = [];
    tree = append(tree, rows.map(saltedLeaf), (level, index, hash) =>
      nodes.push({ level, index, hash: hash.toString("hex") }),
    );
    await pool.query(
      "insert into nodes select * from json_to_recordset($1) as node (level integer, index bigint, hash text)",
      [JSON.stringify(nodes)],
    );
  }
  const root = frontierRoot(tree);
  const seconds = Math.floor(Date.now() / 1_000);
  const note = signCheckpoint({ size: tree.size, root }, log, seconds);
  await pool.query("insert into checkpoints (size, root, note, at) values ($1, $2, $3, to_timestamp($4))", [
    tree.size,
    root.toString("hex"),
    note,
    seconds,
  ]);
  await pool.query("analyze");
  await db.destroy();
}

async function measureIn(
  archive: Archive,
  log: Log,
  folder: string,
  leaves: number,
  journal: readonly Entry[],
): Promise<ProofBench> {
  const newest = await archive.tree.last();
  if (newest?.size !== leaves) throw new Error("the checkpoint is of all leaves");
  const times: number[] = [];
  for (let n = 0; n < PROOFS; n++) {
    const index = Math.floor((leaves - 1) * Math.abs(Math.sin(n)));
    const since = performance.now();
    const [leaf] = await archive.tree.leafRange(index, index + 1);
    if (!leaf) throw new Error(`leaf ${index} is missing`);
    const proof = await prover(archive.tree, newest.note, leaves)({ index, ...leaf });
    times.push(performance.now() - since);
    if (n % 50 === 0) checkProof(readProof(proof), leafData(leaf), log.policy);
  }
  times.sort((a, b) => a - b);

  const keeper = new Notary({ archive, log, outside: outside(join(folder, "tree-signed.txt")) });
  await keeper.sign();
  global.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 10);
  const sources = {
    archive,
    notary: keeper,
    runs: async () => ({ histories: [], gone: 0 }),
    clock: Date.now,
  };
  const client = journal[0]?.client ?? "";
  const since = performance.now();
  const bytes = await writeCaseFile(await gather(sources, client), log.log);
  const ms = performance.now() - since;
  clearInterval(watch);
  const { faults } = openCaseFile(bytes, log.policy);
  const wrong = faults.find(({ check }) =>
    ["container", "manifest", "entries", "chain", "proof"].includes(check),
  );
  if (wrong) throw new Error(`the case file does not hold: ${wrong.says}`);

  const [first] = journal;
  if (!first) throw new Error("there is a journal");
  await archive.erasures.record({
    client: "somebody",
    seq: null,
    at: first.at,
    actor: first.actor,
    reason: "v_abcdefgh",
  });
  const signing = performance.now();
  await keeper.sign();
  const round = (value: number) => Math.round(value * 10) / 10;
  return {
    leaves,
    proof: {
      median: round(times[Math.floor(times.length / 2)] ?? 0),
      p95: round(times[Math.floor(times.length * 0.95)] ?? 0),
      goal: PROOF_GOAL,
    },
    caseFile: {
      entries: journal.length,
      ms: Math.round(ms),
      goal: CASE_GOAL,
      grownMb: Math.round((most - before) / 2 ** 20),
    },
    signMs: round(performance.now() - signing),
  };
}

/** @param journal of one relationship: its leaves stand far apart. */
export async function measureProofs(
  folder: string,
  leaves: number,
  journal: readonly Entry[],
): Promise<ProofBench> {
  const postgres = await startPostgres();
  try {
    const databaseUrl = await postgres.database();
    const archive = await openArchive({ databaseUrl, keys: join(folder, "tree-clients") });
    try {
      const log = await openLog({ folder: join(folder, "tree-keys"), log: archive.log, host: "localhost" });
      for (let from = 0; from < journal.length; from += 100)
        await archive.journal.record(journal.slice(from, from + 100));
      await fillLeaves(databaseUrl, leaves, journal, log);
      return await measureIn(archive, log, folder, leaves, journal);
    } finally {
      await archive.close();
    }
  } finally {
    await postgres.stop();
  }
}

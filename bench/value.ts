// npm run bench:value: how fast a whole portfolio is valued on embedded storage.
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PGlite } from "@electric-sql/pglite";
import { openArchive } from "../archive/open.ts";
import type { Policy } from "../machines/index.ts";
import { readPolicies } from "../services/policies.ts";

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, clients: { type: "string", default: "100000" } },
});
const CLIENTS = Number(options.clients);
/** Seconds for 100,000 clients. */
const GOAL = 30;
const DAY = "2026-10-31";

/**
 * Facts of two years: ten purchases a client, three rows of hours, messages, scores, invoices, discounts; and a
 * relationship for each client, whose opening holds the policy.
 */
const facts = (clients: number, policy: Policy): readonly string[] => {
  const opening = JSON.stringify({ type: "relationship.opened", data: { currency: "CCC", policy } });
  const rows = (count: number) => `from generate_series(1, ${count * clients}) n`;
  const key = (kind: string) => `md5('${kind}' || n)::uuid, 'c-' || (n::bigint * 7919 % ${clients}), 1`;
  const currency = `case when n::bigint * 7919 % ${clients} % 5 = 0 then 'USD' else 'EUR' end`;
  const day = (seed: number) => `date '2024-11-01' + (n::bigint * ${seed} % 730)::int`;
  return [
    `insert into purchases (key, client, import_n, "on", units, amount, cost, currency)
      select ${key("p")}, ${day(104_729)}, 1, case when n % 17 = 0 then -1 else 1 end * (n::bigint * 15485863 % 20000),
      n::bigint * 32452843 % 9000, ${currency} ${rows(10)}`,
    `insert into hours (key, client, import_n, role, minutes, kind, day)
      select ${key("h")}, (array['ops', 'sales', 'manager'])[n % 3 + 1], n % 240 + 1,
      (array['service', 'development', 'shipping', 'precontract'])[n % 4 + 1], ${day(7_927)} ${rows(3)}`,
    `insert into interactions (key, client, import_n, at, direction, channel)
      select ${key("i")}, (${day(6_701)})::timestamp at time zone 'UTC', 'in', 'email' ${rows(5)}`,
    `insert into scores (key, client, import_n, period, score)
      select ${key("s")}, '2026-0' || (n % 9 + 1), n % 101 ${rows(1)}`,
    `insert into payments (key, client, import_n, invoice, amount, due, paid, owed, told_at, currency)
      select ${key("b")}, 'i' || n, 1000, ${day(5_021)}, case when n % 3 > 0 then ${day(5_021)} + n % 20 end,
      case when n % 3 > 0 then 0 else 1000 end, '2026-11-01', ${currency} ${rows(1)}`,
    `insert into discounts (key, client, import_n, "on", kind, asked, granted, currency)
      select ${key("d")}, ${day(4_001)}, 'loyal', 100, n % 100, ${currency} ${rows(1)}`,
    `insert into relationships (client, kind, locale, zone, seq, state, hold, opened_at, updated_at)
      select 'c-' || n % ${clients}, 'b2b', 'en', 'UTC', 1, 'active', false, '2025-01-01', '2025-01-01' ${rows(1)}`,
    `insert into entries (client, seq, type, outcome, at, recorded_at, actor_id, actor_role, event_id, state, hash,
        prev, entry)
      select 'c-' || n % ${clients}, 1, 'relationship.opened', 'accepted', '2025-01-01', '2025-01-01', 'a', 'ops', n,
        'active', '', '', replace('${opening}', 'CCC', case when n % 5 = 0 then 'USD' else 'EUR' end)::json ${rows(1)}`,
  ];
};

const folder = await mkdtemp(join(tmpdir(), "tenure-bench-"));
const at = { folder: join(folder, "archive") };
try {
  const [policy] = await readPolicies(join(import.meta.dirname, "..", "policies"));
  if (!policy) throw new Error("there is no policy");
  await (await openArchive(at)).close();
  const database = await PGlite.create({ dataDir: at.folder });
  for (const statement of facts(CLIENTS, policy)) await database.query(statement);
  await database.close();
  const archive = await openArchive(at);
  const load = loadavg()[0] ?? 0;
  const runs: number[] = [];
  let valued = 0;
  for (const _ of ["first", "again"]) {
    const since = performance.now();
    valued = (await archive.values.value(DAY, policy, `${DAY}T23:00:00.000Z`)).clients;
    runs.push((performance.now() - since) / 1_000);
  }
  await archive.close();
  const ok = valued === CLIENTS && Math.max(...runs) * (100_000 / CLIENTS) <= GOAL;
  const memory = Math.round(process.resourceUsage().maxRSS / 1_000);
  const machine = { cores: availableParallelism(), load, node: process.version };
  if (options.json)
    console.log(JSON.stringify({ clients: valued, seconds: runs, goal: GOAL, memory, ok, machine }));
  else
    console.log(
      `${valued} clients valued in ${runs.map((run) => run.toFixed(1)).join(" s, again in ")} s; memory at most ${memory} MB\n` +
        `goal: ${GOAL} s for 100,000; ${ok ? "met" : "MISSED"}; ${machine.cores} cores, load ${load.toFixed(1)}`,
    );
  process.exitCode = ok ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

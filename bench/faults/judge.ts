// The bar. What was sent and answered is held against what is there now: journal, outbox, Temporal, live state.
import type { OutboxRow } from "../../apps/api/delivery/outbox.ts";
import type { Reconciled } from "../../audit/reconcile.ts";
import type { EffectRef, Entry } from "../../machines/index.ts";
import type { Say } from "../measure.ts";
import { rows, timeline } from "./calls.ts";
import type { Ground } from "./ground.ts";
import { clearest, type Ledger, type LedgerLine } from "./ledger.ts";
import { each } from "./pool.ts";
import { type Restless, withEffects } from "./quiet.ts";
import { type Replayed, replayAll } from "./runs.ts";

/**
 * What the bench holds the engine to.
 * - S1: no acknowledged event is lost. S2: none is recorded twice. S3: each effect that was asked for is seen once.
 * - S5: journal, histories and live state agree. S6: every history replays.
 * - stuck: every client answers and comes to rest within bounded time.
 * - speed: what a class asks of its own figures.
 * - bench: the bench itself did not come to its end.
 */
type Bar = "S1" | "S2" | "S3" | "S5" | "S6" | "stuck" | "speed" | "bench";

/** Where the engine fell short. */
export interface Breach {
  readonly bar: Bar;
  readonly client: string | null;
  readonly says: string;
}

export interface FaultsVerdict {
  readonly breaches: readonly Breach[];
  readonly entries: number;
  readonly orphans: number;
  readonly falseAlarms: number;
  /** Clients for whom an effect is still under way. */
  readonly underWay: number;
  readonly replayed: Replayed;
}

const AT_ONCE = 8;
/** Reconciliations, where one finds work in hand: regular looks of the engine's own may fall into it. */
const TRIES = 3;

/** Notices that entries ask for. */
const noticesOf = (entries: readonly Entry[]): EffectRef[] =>
  entries.flatMap(({ effects }) => effects).filter(({ type }) => type === "sendNotice");

/** Notices that the journal asks for and the outbox does not have. */
function orphansOf(entries: readonly Entry[], outbox: ReadonlySet<string>): EffectRef[] {
  return noticesOf(entries).filter(({ id }) => !outbox.has(id));
}

const outboxOf = async (ground: Ground): Promise<Map<string, OutboxRow[]>> =>
  Map.groupBy(await rows<OutboxRow>(ground, "/outbox"), ({ client }) => client);

/** What was acknowledged stands in the journal once, as it was told; and nothing stands there twice. */
function checkEntries(client: string, lines: readonly LedgerLine[], entries: readonly Entry[]): Breach[] {
  const breaches: Breach[] = [];
  const breach = (bar: Bar, says: string) => breaches.push({ bar, client, says });
  const found = Map.groupBy(entries, ({ eventId }) => eventId);
  for (const [eventId, same] of found)
    if (same.length > 1) breach("S2", `${eventId} stands at ${same.map(({ seq }) => seq).join(", ")}`);
  for (const [index, { seq }] of entries.entries())
    if (seq !== index + 1) {
      breach("S2", `entry ${index + 1} of the journal says that it is ${seq}`);
      break;
    }
  for (const line of lines) {
    const { type } = line.message;
    // Without an id, nobody has been told anything of it.
    const eventId = line.message.eventId() ?? "";
    const { fate } = clearest(line);
    const entry = found.get(eventId)?.[0];
    if (!entry && (fate === "recorded" || fate === "kept"))
      breach("S1", `${type} ${eventId} was ${fate}, and has no entry`);
    for (const told of line.told)
      if (entry && told.fate === "recorded" && !(told.seq === entry.seq && told.outcome === entry.outcome))
        breach(
          "S1",
          `${type} ${eventId} was ${told.outcome} as ${told.seq}, and is ${entry.outcome} as ${entry.seq}`,
        );
  }
  return breaches;
}

/**
 * Each notice that was asked for is in the outbox once, came back once, and no other is there.
 * @param underWay activities are at work for this client: a notice may still come to the outbox, or come back.
 */
function checkNotices(
  client: string,
  entries: readonly Entry[],
  outbox: readonly OutboxRow[],
  underWay: boolean,
): { readonly breaches: Breach[]; readonly orphans: number } {
  const kept = new Set(outbox.map(({ id }) => id));
  const orphans = underWay ? [] : orphansOf(entries, kept);
  const asked = new Set(noticesOf(entries).map(({ id }) => id));
  const reported = Map.groupBy(entries, ({ eventId }) => eventId);
  const says = [
    ...orphans.map(({ id }) => `notice ${id} was asked for and never written`),
    ...outbox.filter(({ id }) => !asked.has(id)).map(({ id }) => `nobody asked for notice ${id}`),
    ...(kept.size === outbox.length ? [] : ["a notice stands in the outbox twice"]),
    ...[...asked].flatMap((id) => {
      const times = reported.get(`effect/${id}`)?.length ?? 0;
      return times === 1 || (times === 0 && underWay) ? [] : [`notice ${id} came back ${times} times`];
    }),
  ];
  return { breaches: says.map((text) => ({ bar: "S3", client, says: text })), orphans: orphans.length };
}

/** Notices of these clients that their journals ask for and nobody has written: to be asked before anything is sent. */
export async function orphans(ground: Ground, clients: readonly string[]): Promise<Breach[]> {
  const outbox = await outboxOf(ground);
  const underWay = await withEffects(ground, clients);
  const found = await each(clients, AT_ONCE, async (client) => {
    if (underWay.has(client)) return [];
    const kept = new Set((outbox.get(client) ?? []).map(({ id }) => id));
    return orphansOf(await timeline(ground, client), kept).map(({ id }): Breach => {
      return { bar: "S3", client, says: `notice ${id} stands in the journal, and nobody is writing it` };
    });
  });
  return found.flat();
}

/** `tenure audit reconcile --all`. @throws {Error} where it does not come to a result. */
async function reconcile(ground: Ground): Promise<Reconciled> {
  for (let attempt = 1; ; attempt += 1) {
    const { code, out, err } = await ground.tenure("audit", "reconcile", "--all", "-o", "json");
    const line = out.trim().split("\n").at(-1) ?? "";
    const result = line === "" ? null : (JSON.parse(line) as Reconciled);
    const busy = result?.differing.every(({ differences }) =>
      differences.every(({ kind }) => kind === "unsettled"),
    );
    if (result && (result.agrees || !busy || attempt === TRIES)) return result;
    if (!result && attempt === TRIES) throw new Error(`audit reconcile ended with ${code}: ${err.trim()}`);
  }
}

const breachesOf = ({ differing }: Reconciled): Breach[] =>
  differing.flatMap(({ client, differences }) =>
    differences.map(({ kind, seq, says, field }): Breach => {
      const at = seq === null ? "" : ` at entry ${seq}`;
      return { bar: "S5", client, says: `${kind}${at}: ${says}${field ? ` (${field})` : ""}` };
    }),
  );

export const stuck = (restless: readonly Restless[]): Breach[] =>
  restless.map(({ client, says }) => ({ bar: "stuck", client, says }));

/** Judges everything that was sent to the clients of a ledger, once all is quiet. */
export async function judge(ground: Ground, ledger: Ledger, say: Say): Promise<FaultsVerdict> {
  const byClient = ledger.byClient();
  const clients = [...byClient.keys()].sort();
  say(`judging ${clients.length} clients by their journals and the outbox`);
  const underWay = await withEffects(ground, clients);
  const outbox = await outboxOf(ground);
  const judged = await each(clients, AT_ONCE, async (client) => {
    const entries = await timeline(ground, client);
    const notices = checkNotices(client, entries, outbox.get(client) ?? [], underWay.has(client));
    return {
      breaches: [...checkEntries(client, byClient.get(client) ?? [], entries), ...notices.breaches],
      orphans: notices.orphans,
      entries: entries.length,
    };
  });
  say("replaying every run of theirs");
  const replayed = await replayAll(ground, clients);
  say("comparing journal, histories and live state: tenure audit reconcile --all");
  const reconciled = await reconcile(ground);

  const own = judged.flatMap(({ breaches }) => breaches);
  const broken = replayed.broken.map(({ client, runId, says }): Breach => {
    return { bar: "S6", client, says: `run ${runId} does not replay: ${says}` };
  });
  const guilty = new Set([...own, ...broken].map(({ client }) => client));
  return {
    breaches: [...own, ...broken, ...breachesOf(reconciled)],
    entries: judged.reduce((n, { entries }) => n + entries, 0),
    orphans: judged.reduce((n, one) => n + one.orphans, 0),
    // Nobody touched anything behind the engine's back: where all else holds, a difference is an alarm about nothing.
    falseAlarms: reconciled.differing.filter(({ client }) => !guilty.has(client)).length,
    underWay: underWay.size,
    replayed,
  };
}

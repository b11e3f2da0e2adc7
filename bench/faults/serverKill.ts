// server-kill: the Temporal server dies just after confirmations of incidents came in. Each one that the journal has
// asks for a warning, and the warning has to go out although whoever confirmed got no answer.
import { setTimeout as sleep } from "node:timers/promises";
import { event, timeline } from "./calls.ts";
import { orphans, stuck } from "./judge.ts";
import type { LedgerMessage, MessageFate } from "./ledger.ts";
import { each } from "./pool.ts";
import { quiet, withEffects } from "./quiet.ts";
import { confirmation, incident } from "./sayings.ts";
import { deliver, type FaultStage, type InjectedFault, open, REST_WITHIN, rest } from "./stage.ts";

const CLIENTS = 30;
/** Every fourth kill comes so long after the confirmations were sent, ms; every fourth after up to `MOST`. */
const USUAL = 50;
const MOST = 200;
/** Every second kill comes with one of the first so many answers, however long they take: others are being written. */
const FIRST = 12;
const KILLS = { full: { server: 20, both: 10 }, quick: { server: 3, both: 1 } } as const;
/** `up` says by this code that it may be tried again. */
const TRY_AGAIN = 75;

interface Kill {
  readonly n: number;
  readonly what: "server" | "both";
  /** Ms, or the answer after which it comes: on a slow machine nothing has been written after a time. */
  readonly after: { readonly ms: number } | { readonly answers: number };
}

function kills({ quick, dice }: FaultStage): Kill[] {
  const { server, both } = quick ? KILLS.quick : KILLS.full;
  const by = dice.of("kills");
  return Array.from({ length: server + both }, (_, n) => {
    const answers = { answers: 1 + by.below(FIRST) };
    const turns = [{ ms: USUAL }, answers, { ms: by.below(MOST + 1) }, answers] as const;
    return { n: n + 1, what: n < server ? "server" : "both", after: turns[n % turns.length] ?? answers };
  });
}

const moment = (after: Kill["after"]): string =>
  "ms" in after ? `${after.ms} ms after they were sent` : `after answer ${after.answers}`;

/** An incident of each client is reported; its confirmation is still to be sent. */
async function prepare(stage: FaultStage, clients: readonly string[], n: number): Promise<LedgerMessage[]> {
  const { ground, ledger, dice } = stage;
  const id = `i-${n}`;
  const say = (client: string, what: typeof incident, who: string) =>
    event(ground, ledger, client, what(id), dice.of(`${who} ${id} ${client}`));
  await deliver(
    stage,
    clients.map((client) => say(client, incident, "report")),
  );
  await rest(stage, clients);
  return clients.map((client) => say(client, confirmation, "confirm"));
}

/** How many of these have their entries, before anything is sent again. */
async function recorded({ ground }: FaultStage, messages: readonly LedgerMessage[]): Promise<number> {
  const found = await each(messages, 8, async ({ client, eventId }) => {
    const entries = await timeline(ground, client);
    return entries.some((entry) => entry.eventId === eventId());
  });
  return found.filter(Boolean).length;
}

const seconds = (since: number) => ((performance.now() - since) / 1_000).toFixed(1);

/** Counts answers. @returns what settles when there are so many, or all have come. */
async function answers(sent: readonly Promise<MessageFate>[], wanted: number): Promise<void> {
  let seen = 0;
  await new Promise<void>((resolve) => {
    for (const one of sent)
      void one.then(() => {
        seen += 1;
        if (seen >= wanted) resolve();
      });
    void Promise.all(sent).then(() => resolve());
  });
}

/** Sends the confirmations all at once, and kills. @returns what was answered. */
async function strike(
  stage: FaultStage,
  { what, after }: Kill,
  messages: readonly LedgerMessage[],
): Promise<MessageFate[]> {
  const { ground, ledger, counts } = stage;
  const sent = messages.map((message) => ledger.deliver(message));
  await ("ms" in after ? sleep(after.ms) : answers(sent, after.answers));
  ground.hurt(what);
  counts.kills += 1;
  const code = await ground.ended();
  if (what === "server" && code !== TRY_AGAIN)
    stage.fail({
      bar: "stuck",
      client: null,
      says: `tenure up ended with ${code} after its server was killed, not ${TRY_AGAIN}`,
    });
  return Promise.all(sent);
}

/** @returns how many stood in the journal although nobody had been told so: those that could be orphans. */
async function kill(stage: FaultStage, one: Kill, clients: readonly string[]): Promise<number> {
  const { ground, say } = stage;
  const messages = await prepare(stage, clients, one.n);
  const since = performance.now();
  const told = await strike(stage, one, messages);
  const ended = seconds(since);
  await ground.up();
  const up = seconds(since);
  stage.fail(...stuck(await quiet(ground, clients, REST_WITHIN)));
  const still = seconds(since);
  // Looked for now: what is sent again would wake a relationship that has forgotten what its journal says.
  const found = await orphans(ground, clients);
  stage.fail(...found);
  const answered = told.filter(({ fate }) => fate === "recorded" || fate === "kept").length;
  const written = await recorded(stage, messages);
  say(
    `kill ${one.n} of ${one.what}, ${moment(one.after)}: ${answered} of ${messages.length} answered, ` +
      `${written} in the journal, ${found.length} orphans; ended ${ended} s, up ${up} s, at rest ${still} s`,
  );
  await rest(stage, clients);
  return Math.max(0, written - answered);
}

async function hurt(stage: FaultStage): Promise<void> {
  let clients: string[] = [];
  let untold = 0;
  for (const one of kills(stage)) {
    // The second kill of a client meets one that has been warned: where that is still under way, it meets another.
    const again = one.n % 2 === 0 && (await withEffects(stage.ground, clients)).size === 0;
    if (!again) {
      clients = Array.from({ length: CLIENTS }, (_, n) => `k${one.n}-${n}`);
      await open(stage, clients);
    }
    untold += await kill(stage, one, clients);
  }
  stage.note(`${untold} confirmations stood in the journal, and nobody had been told so`);
}

export const serverKill: InjectedFault = { hurt };

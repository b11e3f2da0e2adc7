// Whoever asks running workflows from outside, all the time: the web UI, scripts, Temporal's command line, our API.
import { setTimeout as sleep } from "node:timers/promises";
import { relationshipId } from "../../contracts/messages.ts";
import { ask } from "./calls.ts";
import type { Dice } from "./dice.ts";
import type { Ground } from "./ground.ts";
import { fact } from "./sayings.ts";

/** What the web UI asks of the workflow that it shows. */
const QUERIES = ["__temporal_workflow_metadata", "__stack_trace"] as const;

const LOOK_EVERY = 100;
const CLI_PAUSE = 150;
const PAUSE = 10;
/** Longer than the engine ever stands still: what was asked meanwhile is waiting for it. */
const ANSWERED_WITHIN = 15_000;
/** Of each kind, at a time. */
const ASKERS = { sdk: 10, ui: 4, cli: 2 } as const;
/** Looks at the API that wait for an answer at a time. */
const LOOKS_AT_ONCE = 9;

/** Questions by way, and those that had no result: refused, or not answered. */
export interface AskedCounts {
  readonly sdk: number;
  readonly ui: number;
  readonly cli: number;
  readonly api: number;
  /** How many of them by which way, and why: the most frequent first. */
  readonly fruitless: readonly string[];
  /** Why the web UI was not asked; null where it was. */
  readonly noUi: string | null;
}

type Way = "sdk" | "ui" | "cli" | "api";

/** Why there is no answer; null where there is one. */
type Silence = string | null;

/** So much of a reason is told: what differs from one time to the next stands at its end. */
const REASON = 60;

const reason = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
};

/** The web UI takes questions only from whoever has its page's token. @returns it, or why there is none. */
async function tokenOf(ui: string | null): Promise<{ token: string } | { none: string }> {
  if (ui === null) return { none: "the server runs without its web UI" };
  try {
    const page = await fetch(ui, { signal: AbortSignal.timeout(ANSWERED_WITHIN) });
    await page.arrayBuffer();
    const cookie = page.headers.getSetCookie().find((line) => line.startsWith("_csrf="));
    const token = cookie?.slice("_csrf=".length).split(";")[0];
    return token ? { token } : { none: "the web UI gives no token" };
  } catch (error) {
    return { none: `the web UI does not answer: ${String(error)}` };
  }
}

/** A query as the web UI's page sends it. */
async function byUi({ place }: Ground, client: string, queryType: string, token: string): Promise<Silence> {
  const workflowId = relationshipId(client);
  const at = `/api/v1/namespaces/${place.namespace}/workflows/${encodeURIComponent(workflowId)}/query/${queryType}`;
  const answer = await fetch(`${place.ui}${at}`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie: `_csrf=${token}`, "x-csrf-token": token },
    body: JSON.stringify({ execution: { workflowId }, query: { queryType } }),
    signal: AbortSignal.timeout(ANSWERED_WITHIN),
  });
  const said = await answer.text();
  return answer.ok ? null : `${answer.status} ${said}`;
}

async function bySdk({ temporal }: Ground, client: string, queryType: string): Promise<Silence> {
  const handle = temporal.workflow.getHandle(relationshipId(client));
  await temporal.withDeadline(Date.now() + ANSWERED_WITHIN, () => handle.query(queryType));
  return null;
}

async function byCli(ground: Ground, client: string, queryType: string): Promise<Silence> {
  const { code, err } = await ground.temporalCli(
    "workflow",
    "query",
    "--workflow-id",
    relationshipId(client),
    "--type",
    queryType,
  );
  return code === 0 ? null : err;
}

/** The three looks at a client that the API has. */
async function byApi(ground: Ground, client: string, by: Dice): Promise<Silence> {
  const { as, ...question } = fact(by);
  const at = `/clients/${client}`;
  const answers = await Promise.all([
    ask(ground, at),
    ask(ground, `${at}/allowed`, { as: "manager:max" }),
    ask(ground, `${at}/explain`, { as, body: question }),
  ]);
  const bad = answers.find((answer) => answer?.status !== 200);
  return bad === undefined ? null : `${bad?.status ?? "no answer"}`;
}

const numbers = (length: number) => Array.from({ length }, (_, n) => n);

/** Asks these clients without end. @returns what stops it, with how much was asked. */
export async function askers(
  ground: Ground,
  clients: readonly string[],
  by: Dice,
): Promise<() => Promise<AskedCounts>> {
  let stopped = false;
  const silences = new Map<string, number>();
  const asked: Record<Way, number> = { sdk: 0, ui: 0, cli: 0, api: 0 };
  const count = async (way: Way, questions: number, call: () => Promise<Silence>) => {
    const silence = await call().catch(reason);
    asked[way] += questions;
    if (silence === null) return;
    const why = `${way}: ${silence.trim().replace(/\s+/g, " ").slice(0, REASON)}`;
    silences.set(why, (silences.get(why) ?? 0) + 1);
  };
  async function keepAsking(way: Way, n: number, pause: number, does: typeof bySdk): Promise<void> {
    const own = by.of(`${way}/${n}`);
    for (let turn = n; !stopped; turn += 1) {
      const query = QUERIES[turn % QUERIES.length] as string;
      await count(way, 1, () => does(ground, own.pick(clients), query));
      await sleep(pause);
    }
  }
  async function keepLooking(): Promise<void> {
    const own = by.of("api");
    const waiting = new Set<Promise<void>>();
    while (!stopped) {
      if (waiting.size < LOOKS_AT_ONCE) {
        const look = count("api", 3, () => byApi(ground, own.pick(clients), own));
        waiting.add(look);
        void look.then(() => waiting.delete(look));
      }
      await sleep(LOOK_EVERY);
    }
    await Promise.all(waiting);
  }

  const ui = await tokenOf(ground.place.ui);
  const asking = [
    ...numbers(ASKERS.sdk).map((n) => keepAsking("sdk", n, PAUSE, bySdk)),
    ...numbers(ASKERS.cli).map((n) => keepAsking("cli", n, CLI_PAUSE, byCli)),
    keepLooking(),
    ...("token" in ui
      ? numbers(ASKERS.ui).map((n) =>
          keepAsking("ui", n, PAUSE, (on, client, query) => byUi(on, client, query, ui.token)),
        )
      : []),
  ];
  return async () => {
    stopped = true;
    await Promise.all(asking);
    const fruitless = [...silences].sort(([, a], [, b]) => b - a).map(([why, times]) => `${times} × ${why}`);
    return { ...asked, fruitless, noUi: "none" in ui ? ui.none : null };
  };
}

// The peer on Restate: a server of its own, the ladder's chart, a door that keeps the journal, an archive in memory.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type AddressInfo, createServer } from "node:net";
import { arch, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as restate from "@restatedev/restate-sdk";
import { scripted } from "../../activities/adapters/scripted.ts";
import { systemPorts } from "../../activities/adapters/system.ts";
import type { Activities } from "../../activities/index.ts";
import { openArchive } from "../../archive/open.ts";
import {
  type Entry,
  type Envelope,
  eventSpec,
  type Opening,
  type Outcome,
  type Policy,
  parseEvent,
  type Where,
} from "../../machines/index.ts";
import { closeEntry, GENESIS } from "../../machines/journal.ts";
import { everyActivity } from "../activities.ts";
import { cpuOf, ownCpu, serve } from "../remote.ts";
import { hands, ladder } from "./ladder.ts";

const archive = await openArchive({ folder: "memory" });
const verbs = everyActivity(scripted(systemPorts(archive), () => ({})));
type Verb = (
  effect: { id: string; type: string; params: unknown },
  at: string,
) => ReturnType<Activities["sendNotice"]>;
hands.perform = (effect) =>
  (verbs as unknown as Record<string, Verb>)[effect.type]?.(effect, new Date().toISOString()) ??
  Promise.reject(new Error(`nobody performs ${effect.type}`));

const MACHINE = { id: "restate", version: "1", hash: GENESIS };

/** Where a relationship's journal has come to. */
interface Place {
  readonly seq: number;
  readonly head: string;
  readonly where: Where;
}
type Context = restate.ObjectContext<{ place: Place }>;

/** What the chart's handlers answer, as far as the door looks. */
interface Snapshot {
  readonly value: { readonly service: string; readonly standing: string };
  readonly context: { readonly last: string };
  readonly children: object;
}

interface Chart {
  create(ctx: Context, request: { input: object }): Promise<Snapshot>;
  send(ctx: Context, request: { event: object }): Promise<Snapshot>;
  snapshot(ctx: Context): Promise<Snapshot>;
}
const CHART: restate.VirtualObjectDefinition<"ladder", Chart> = { name: "ladder" };

/** Where a snapshot stands, in the product's words. */
const whereIs = ({ value }: Snapshot): Where => ({
  state: value.service === "suspended" ? "suspended" : value.standing,
  rung: value.standing,
});

async function record(
  ctx: Context,
  event: Envelope,
  place: Pick<Place, "seq" | "head">,
  outcome: Outcome,
  from: Where,
  to: Where,
) {
  const seq = place.seq + 1;
  const head = await ctx.run("record", async () => {
    const entry = closeEntry({
      client: ctx.key,
      seq,
      eventId: event.eventId,
      type: event.type,
      occurredAt: event.occurredAt,
      receivedAt: event.receivedAt,
      at: event.receivedAt,
      recordedAt: new Date().toISOString(),
      actor: event.actor,
      attested: event.door !== undefined,
      ...(event.reason !== undefined && { reason: event.reason }),
      data: event.data,
      outcome,
      from,
      to,
      findings: [],
      effects: [],
      deadlines: [],
      machine: MACHINE,
      policy: "2026-11",
      prev: place.head,
    });
    await archive.journal.record([entry]);
    return entry.hash;
  });
  ctx.set("place", { seq, head, where: to });
  return { outcome, seq, ...to };
}

async function placeOf(ctx: Context): Promise<Place> {
  const place = await ctx.get("place");
  if (place === null) throw new restate.TerminalError(`${ctx.key} is not open`, { errorCode: 404 });
  return place;
}

/** What callers talk to: checks the event, hands it to the chart, writes the journal, then answers. */
const door = restate.object({
  name: "relationship",
  handlers: {
    open: async (ctx: Context, event: Envelope) => {
      const { channels, policy } = event.data as Opening & { policy: Policy };
      const snapshot = await ctx
        .objectClient(CHART, ctx.key)
        .create({ input: { client: ctx.key, channels, policy } });
      const nothing = { seq: 0, head: GENESIS };
      return record(ctx, event, nothing, "accepted", { state: "none" }, whereIs(snapshot));
    },
    apply: async (ctx: Context, sent: unknown) => {
      const place = await placeOf(ctx);
      const event = parseEvent(sent);
      const may = eventSpec(event.type).roles.includes(event.actor.role);
      if (!may) return record(ctx, event, place, "refused", place.where, place.where);
      const { type, eventId, actor, data } = event;
      const at = Date.parse(event.receivedAt);
      const snapshot = await ctx
        .objectClient(CHART, ctx.key)
        .send({ event: { type, eventId, actor, data, at, seq: place.seq + 1 } });
      const outcome = snapshot.context.last === eventId ? "accepted" : "refused";
      return record(ctx, event, place, outcome, place.where, whereIs(snapshot));
    },
    status: async (ctx: Context) => {
      const place = await placeOf(ctx);
      const snapshot = await ctx.objectClient(CHART, ctx.key).snapshot();
      return { seq: place.seq, ...whereIs(snapshot), outbox: Object.keys(snapshot.children) };
    },
  },
});

async function freePort(): Promise<number> {
  const socket = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => socket.once("listening", resolve));
  const { port } = socket.address() as AddressInfo;
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

const binary = createRequire(import.meta.url).resolve(
  `@restatedev/restate-server-${platform()}-${arch()}/bin/restate-server`,
);
const base = await mkdtemp(join(tmpdir(), "tenure-bench-restate-"));
let server: ChildProcess | undefined;
process.on("exit", () => server?.kill("SIGKILL"));

/** Starts the server and makes the service known to it. @returns where it takes calls. */
async function start(): Promise<string> {
  const [ingress, admin, fabric, service] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const config = join(base, "restate.toml");
  // Temporal's server keeps its database in memory; so Restate need not wait for the disk either.
  await writeFile(
    config,
    `
base-dir = ${JSON.stringify(base)}
bind-ip = "127.0.0.1"
bind-port = ${fabric}
listen-mode = "tcp"
disable-telemetry = true
log-filter = "error,octocrab=off"
[ingress]
bind-port = ${ingress}
[admin]
bind-port = ${admin}
disable-web-ui = true
[bifrost.local]
rocksdb-disable-wal-fsync = true
[log-server]
rocksdb-disable-wal-fsync = true
`,
  );
  await restate.serve({ services: [door, ladder], port: service, logger: () => {} });
  server = spawn(binary, ["--no-logo", "--config-file", config], { stdio: ["ignore", 2, 2] });
  for (let tries = 0; tries < 150; tries++) {
    const response = await fetch(`http://127.0.0.1:${admin}/deployments`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ uri: `http://127.0.0.1:${service}` }),
    }).catch(() => null);
    if (response?.ok) return `http://127.0.0.1:${ingress}`;
    await sleep(200);
  }
  throw new Error("Restate did not come up");
}

serve({
  start,
  cpu: async () => ({ worker: ownCpu(), server: cpuOf(server?.pid ?? 0) }),
  journal: (client: string): Promise<Entry[]> => archive.journal.timeline(client),
  async stop() {
    const ended = new Promise((resolve) => server?.once("exit", resolve));
    server?.kill("SIGTERM");
    await Promise.race([ended, sleep(3_000)]);
    server?.kill("SIGKILL");
    await ended;
    await archive.close();
    await rm(base, { recursive: true, force: true });
  },
});

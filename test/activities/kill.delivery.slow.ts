// R-LIF-20: whenever a worker dies during a delivery, the client's mailbox holds the notice once, or not at all.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client, Connection } from "@temporalio/client";
import { DefaultLogger, NativeConnection, Runtime } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemPorts } from "../../activities/adapters/system.ts";
import { type Activities, activities } from "../../activities/index.ts";
import type { EffectOf, Ports, Result } from "../../activities/ports.ts";
import { type Archive, type ArchiveAt, openArchive } from "../../archive/open.ts";
import { markOf } from "../../archive/outbox.ts";
import { apply, RELATIONSHIP, relationshipId } from "../../contracts/messages.ts";
import { type Entry, OPENED } from "../../machines/index.ts";
import { latest } from "../../machines/versions/index.ts";
import { bundleWorkflows } from "../../worker/bundle.ts";
import { createWorker } from "../../worker/worker.ts";
import { type Backend, backends } from "../support/archives.ts";
import { hour, journalOf } from "../support/entries.ts";
import { type By, envelope, OPENING, policy } from "../support/machine.ts";
import { type MailServer, startMailServer } from "../support/mail.ts";
import { signed, vouched } from "../support/signing.ts";
import { sharedServer, unique } from "../support/temporal.ts";
import { mortalPorts } from "./fixtures/mortalPorts.ts";

const ACTIVITY = join(import.meta.dirname, "fixtures/mortalActivity.ts");
const AT = hour(100);
const quiet = new DefaultLogger("ERROR");
Runtime.install({ logger: quiet, shutdownSignals: [] });

let backend: Backend | undefined;
let place: ArchiveAt;
let archive: Archive;
let mail: MailServer;
let next: Activities;

const portsOn = (on: Archive): Ports =>
  systemPorts(
    on,
    { smtp: { url: mail.url, from: "help@tenure.example" }, outgoing: { quiet: null } },
    { vouched },
  );

beforeAll(async () => {
  // Several processes share it: the worker that dies, and the one that takes over.
  backend = await backends.find(({ name }) => name === "PostgreSQL")?.start();
  place = (await backend?.place()) ?? {};
  archive = await openArchive(place);
  mail = await startMailServer();
  next = activities(portsOn(archive));
});
afterAll(async () => {
  await mail?.close();
  await archive?.close();
  await backend?.stop();
});

async function warning(): Promise<EffectOf<"sendNotice">> {
  const client = unique("k");
  await archive.journal.record(journalOf(client, [{}]));
  await archive.vault.setAddress(client, "email", `${client}@poppins.example`);
  await archive.vault.setName(client, "Mary");
  const slots = { n: 1, of: 2, happenedAt: hour(1), appealDays: 14 };
  return {
    id: `${client}/4/0`,
    type: "sendNotice",
    params: { notice: "N4", channel: "email", slots, about: "d4" },
  };
}

const inMailbox = ({ id }: EffectOf<"sendNotice">): number =>
  mail.received.filter(({ text }) => text.includes(`<${markOf(id)}@`)).length;

/** What the next worker makes of it, with what the client has got; it must be one of three things. */
async function takeOver(effect: EffectOf<"sendNotice">): Promise<string> {
  const result = (await next.sendNotice(effect, AT)) as Result;
  expect(await next.sendNotice(effect, AT)).toEqual(result);
  const seen = `${result.type}, ${inMailbox(effect)} in the mailbox`;
  expect([
    "notice.delivered, 1 in the mailbox",
    "notice.unknown, 1 in the mailbox",
    "notice.unknown, 0 in the mailbox",
  ]).toContain(seen);
  return seen;
}

/** Runs an activity in a process of its own. @returns whether it was killed. */
async function run(
  effect: EffectOf<"sendNotice">,
  fatal: number,
  started: (child: ChildProcess) => void = () => {},
): Promise<boolean> {
  const args = [ACTIVITY, JSON.stringify(place), mail.url, JSON.stringify(effect), AT, `${fatal}`];
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  started(child);
  const [code, signal] = await once(child, "exit");
  if (signal !== "SIGKILL" && code !== 0) throw new Error(`the activity ended by ${signal ?? code}`);
  return signal === "SIGKILL";
}

describe("a worker killed by SIGKILL during a delivery", () => {
  it("R-LIF-20 at every await in turn: the notice is in the mailbox once, or not at all and known to be unknown", async () => {
    const seen = new Map<string, number>();
    let points = 0;
    for (;;) {
      points += 1;
      const effect = await warning();
      const killed = await run(effect, points);
      const outcome = await takeOver(effect);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      if (!killed) break;
    }
    console.log(`${points - 1} points:`, Object.fromEntries(seen));
    // Before the attempt is written down and after its end the notice is simply sent, once.
    expect(seen.get("notice.delivered, 1 in the mailbox")).toBeGreaterThan(10);
    // Between the two nobody can know.
    expect(seen.get("notice.unknown, 0 in the mailbox")).toBeGreaterThanOrEqual(1);
    expect(seen.get("notice.unknown, 1 in the mailbox")).toBeGreaterThanOrEqual(1);
  }, 240_000);

  it("R-LIF-20 in the middle of the conversation with the mail server", async () => {
    for (const stage of ["MAIL", "RCPT", "received"] as const) {
      const effect = await warning();
      let child: ChildProcess | undefined;
      const kill = () => child?.kill("SIGKILL");
      mail.onStage = (reached) => {
        if (reached === stage) kill();
      };
      expect(await run(effect, 0, (started) => (child = started))).toBe(true);
      mail.onStage = () => {};
      const outcome = await takeOver(effect);
      expect(outcome).toBe(`notice.unknown, ${stage === "received" ? 1 : 0} in the mailbox`);
    }
  }, 60_000);
});

describe("a worker that stops at an await while another one takes over", () => {
  it("R-LIF-20 and comes back to life: still not twice, and what it learnt is in the outbox", async () => {
    for (let stopAt = 1; ; stopAt += 1) {
      const effect = await warning();
      let points = 0;
      const frozen = Promise.withResolvers<void>();
      const thawed = Promise.withResolvers<void>();
      const sleepy = activities(
        mortalPorts(archive, portsOn, async () => {
          points += 1;
          if (points !== stopAt) return;
          frozen.resolve();
          await thawed.promise;
        }),
      );
      const late = sleepy.sendNotice(effect, AT);
      const froze = await Promise.race([frozen.promise.then(() => true), late.then(() => false)]);
      const result = await next.sendNotice(effect, AT);
      thawed.resolve();
      // Of two results of one effect the first one counts, for both.
      expect(await late).toEqual(result);
      expect(inMailbox(effect)).toBeLessThanOrEqual(1);
      if (result?.type === "notice.delivered") expect(inMailbox(effect)).toBe(1);
      const shown = await archive.outbox.show(effect.id);
      expect(shown?.attempts).toHaveLength(1);
      if (inMailbox(effect) === 1)
        expect(shown).toMatchObject({ status: "sent", attempts: [{ outcome: "accepted" }] });
      if (!froze) break;
    }
  }, 120_000);
});

describe("a relationship whose worker falls silent during the delivery of a warning", () => {
  const PATIENCE = 60_000;
  let temporal: Client;
  let connection: NativeConnection;
  beforeAll(async () => {
    const { address } = await sharedServer();
    temporal = new Client({ connection: await Connection.connect({ address }) });
    connection = await NativeConnection.connect({ address });
  });
  afterAll(async () => {
    await connection?.close();
    await temporal?.connection.close();
  });

  /** Activities of which each falls silent for good at a point of its own, the first time that it delivers to a client. */
  function mortalActivities(silentAt: ReadonlyMap<string, number>, over: Promise<void>): Activities {
    const begun = new Set<string>();
    return {
      ...next,
      sendNotice: (effect, at) => {
        if (begun.has(effect.id)) return next.sendNotice(effect, at);
        begun.add(effect.id);
        const fatal = silentAt.get(effect.id.split("/")[0] ?? "");
        let points = 0;
        const ports = mortalPorts(archive, portsOn, async () => {
          points += 1;
          if (points !== fatal) return;
          // A worker does not end while one of its activities is silent.
          await over;
          throw new Error("the test is over");
        });
        return activities(ports).sendNotice(effect, at);
      },
    };
  }

  /** A client who is warned. @returns the entry that tells what became of the warning. */
  async function warn(client: string, taskQueue: string): Promise<Entry> {
    await archive.vault.setAddress(client, "email", `${client}@poppins.example`);
    const handle = await temporal.workflow.start(RELATIONSHIP, {
      workflowId: relationshipId(client),
      taskQueue,
      args: [
        {
          machine: latest().ref,
          opening: signed(client, envelope(OPENED, "ops:olga", { ...OPENING, policy }, Date.now())),
        },
      ],
    });
    const say = (type: string, by: By, data: object) =>
      handle.executeUpdate(apply, { args: [signed(client, envelope(type, by, data, Date.now()))] });
    const happenedAt = new Date(Date.now() - 1_000).toISOString();
    const incident = { incidentId: "i1", category: "insult", happenedAt, evidence: [] };
    await say("incident.reported", "ops:olga", incident);
    await say("incident.confirmed", "manager:max", { incidentId: "i1", explainedBy: null });
    for (const limit = Date.now() + PATIENCE; Date.now() < limit; await sleep(100)) {
      const journal = await archive.journal.timeline(client);
      const told = journal.find(({ type }) => type.startsWith("notice."));
      if (told) return told;
    }
    throw new Error(`${client} was never told what became of the warning`);
  }

  it("R-LIF-20 counts a strike for what arrived, and opens a task for what may have arrived", async () => {
    const impatient = fileURLToPath(import.meta.resolve("../workflows/fixtures/impatient.ts"));
    const bundle = await bundleWorkflows({ interceptors: [impatient], logger: quiet });
    const taskQueue = unique("queue");
    let points = 0;
    const counting = mortalPorts(archive, portsOn, async () => {
      points += 1;
    });
    await activities(counting).sendNotice(await warning(), AT);
    const clients = Array.from({ length: points + 1 }, () => unique("w"));
    const silentAt = new Map(clients.map((client, n) => [client, n + 1]));
    const over = Promise.withResolvers<void>();
    const worker = await createWorker({
      connection,
      taskQueue,
      bundle,
      activities: mortalActivities(silentAt, over.promise),
    });
    const seen = new Set<string>();
    await worker.runUntil(async () => {
      try {
        for (let from = 0; from < clients.length; from += 5)
          await Promise.all(
            clients.slice(from, from + 5).map(async (client) => {
              const { type, data } = await warn(client, taskQueue);
              const { effectId } = data as { effectId: string };
              const mails = mail.received.filter(({ text }) => text.includes(`<${markOf(effectId)}@`)).length;
              const open = await archive.tasks.list({ client, state: "open" });
              const row = await archive.relationships.get(client);
              const checks = open.filter(({ kind, about }) => kind === "checkDelivery" && about === effectId);
              seen.add(type);
              if (type === "notice.delivered") {
                expect({ mails, checks: checks.length }).toEqual({ mails: 1, checks: 0 });
                expect(row?.state).toBe("warnedOnce");
              } else {
                expect(type).toBe("notice.unknown");
                expect(mails).toBeLessThanOrEqual(1);
                expect(row?.state).toBe("active");
                await expect
                  .poll(async () =>
                    (await archive.tasks.list({ client, state: "open" })).map(({ kind }) => kind),
                  )
                  .toContain("checkDelivery");
              }
              await temporal.workflow.getHandle(relationshipId(client)).terminate();
            }),
          );
      } finally {
        over.resolve();
      }
    });
    expect([...seen].sort()).toEqual(["notice.delivered", "notice.unknown"]);
  }, 240_000);
});

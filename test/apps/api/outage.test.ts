import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Parts, startParts } from "../../support/engine.ts";
import { type Postgres, startPostgres } from "../../support/postgres.ts";

let postgres: Postgres;
let parts: Parts;
beforeAll(async () => {
  postgres = await startPostgres();
  parts = await startParts({ databaseUrl: await postgres.database() });
});
afterAll(async () => {
  await parts?.stop();
  await postgres?.stop();
});

const payment = (eventId: string) => ({
  type: "payment.received",
  eventId,
  data: { invoiceId: "n1", paidOn: "2026-01-01" },
});

async function timed<T>(call: () => Promise<T>): Promise<{ answer: T; seconds: number }> {
  const began = performance.now();
  const answer = await call();
  return { answer, seconds: (performance.now() - began) / 1000 };
}

/** Sends an event again until it is judged. */
async function judged(send: () => ReturnType<Parts["call"]>) {
  for (;;) {
    const answer = await send();
    if (answer.status !== 202 && answer.status !== 503) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

it("a killed worker: the event is kept, the caller knows within 10 s, the same eventId gives the answer later", async () => {
  const client = await parts.opened();
  const send = () => parts.call("POST", `/clients/${client}/events`, "finance:fred", payment(eventId));
  const eventId = randomUUID();
  await parts.stopWorker();
  const { answer, seconds } = await timed(send);
  expect(answer).toMatchObject({ status: 202, body: { outcome: "recorded", eventId } });
  expect(seconds).toBeLessThan(10);
  const shown = await parts.call("GET", `/clients/${client}`, "ops:olga");
  expect(shown).toMatchObject({ status: 200, body: { state: "active", live: { status: "busy" }, seq: 1 } });
  await parts.startWorker();
  expect(await judged(send)).toMatchObject({ status: 200, body: { seq: 2, outcome: "accepted" } });
  expect(await parts.archive.journal.timeline(client)).toHaveLength(2);
});

it("a stopped database: the event is kept, words are not taken, nothing is lost", async () => {
  const client = await parts.opened();
  const eventId = randomUUID();
  const send = () => parts.call("POST", `/clients/${client}/events`, "finance:fred", payment(eventId));
  await postgres.halt();
  try {
    const { answer, seconds } = await timed(send);
    expect(answer).toMatchObject({ status: 202, body: { outcome: "recorded", eventId } });
    expect(seconds).toBeLessThan(10);
    const worded = { type: "exit.approved", data: { requestId: "r1" }, reason: "x" };
    const refused = await timed(() => parts.call("POST", `/clients/${client}/events`, "senior:anna", worded));
    expect(refused.answer).toMatchObject({ status: 503, body: { type: "urn:tenure:problem:unavailable" } });
    expect(refused.seconds).toBeLessThan(10);
    const health = await fetch(`${parts.url}/health`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ archive: "unreachable" });
  } finally {
    await postgres.resume();
  }
  expect(await judged(send)).toMatchObject({ status: 200, body: { seq: 2, outcome: "accepted" } });
  expect(await parts.archive.journal.timeline(client)).toHaveLength(2);
}, 60_000);

// R-LIF-20: a worker that dies with a notice in hand is missed by the sign of life that it no longer gives.
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { tsToMs } from "@temporalio/common/lib/time.js";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { relationshipId } from "../../contracts/messages.ts";
import { contract, type Parts, startParts } from "../support/engine.ts";

// A mail server that takes the call and says nothing.
const deaf = createServer((socket) => socket.on("error", () => {}));
let parts: Parts;
beforeAll(async () => {
  deaf.listen(0, "127.0.0.1");
  await once(deaf, "listening");
  const url = `smtp://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
  const smtp = { url, from: "help@tenure.example", silenceMs: 12_000 };
  parts = await startParts(undefined, undefined, {
    connections: { smtp, outgoing: { quiet: null, perDay: null } },
  });
});
afterAll(async () => {
  deaf.close();
  await parts?.stop();
}, 90_000);

it("R-LIF-20 a notice in flight gives signs of life, and Temporal misses them within a minute", async () => {
  const client = parts.name();
  const contact = { email: `${client}@example.org` };
  await parts.call("POST", `/clients/${client}`, "ops:olga", { ...contract, contact });
  const boundary = { type: "boundary.stated", data: { textRef: "no" } };
  expect(await parts.call("POST", `/clients/${client}/events`, "ops:olga", boundary)).toMatchObject({
    status: 200,
  });
  const handle = parts.client.workflow.getHandle(relationshipId(client));
  await vi.waitFor(
    async () => {
      const [sending] = (await handle.describe()).raw.pendingActivities ?? [];
      expect(sending?.activityType?.name).toBe("sendNotice");
      expect(tsToMs(sending?.lastHeartbeatTime)).toBeGreaterThan(0);
    },
    { timeout: 25_000, interval: 500 },
  );
  const { events } = await handle.fetchHistory();
  const sent = events
    ?.map((event) => event.activityTaskScheduledEventAttributes)
    .find((scheduled) => scheduled?.activityType?.name === "sendNotice");
  const within = tsToMs(sent?.heartbeatTimeout);
  expect(within).toBeGreaterThan(0);
  expect(within).toBeLessThanOrEqual(60_000);
}, 60_000);

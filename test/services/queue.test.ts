// One queue a client: what flies together, what flies again, and who is not kept waiting.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Envelope } from "../../machines/index.ts";
import { type Again, queue } from "../../services/queue.ts";
import { envelope } from "../support/machine.ts";

const event = (data: object = {}): Envelope => envelope("feedback.received", "ops:olga", data, Date.now());
const ids = (events: readonly Envelope[]) => events.map(({ eventId }) => eventId);

describe("events of one client", () => {
  it("fly one flight after the other, those that came meanwhile together", async () => {
    const flights: number[] = [];
    let inTheAir = 0;
    const send = queue<string>(async (_, events) => {
      inTheAir += 1;
      expect(inTheAir).toBe(1);
      flights.push(events.length);
      await sleep(20);
      inTheAir -= 1;
      return ids(events);
    }, 5_000);
    const events = Array.from({ length: 120 }, () => event());
    expect(await Promise.all(events.map((one) => send("c1", one)))).toEqual(ids(events));
    expect(flights).toEqual([1, 50, 50, 19]);
  });

  it("fly in flights of bounded size", async () => {
    const flights: number[] = [];
    const send = queue<string>(async (_, events) => {
      flights.push(events.length);
      return ids(events);
    }, 5_000);
    const events = Array.from({ length: 9 }, () => event({ text: "x".repeat(60_000) }));
    await Promise.all(events.map((one) => send("c1", one)));
    expect(flights).toEqual([1, 4, 4]);
  });

  it("do not wait for those of another client", async () => {
    const send = queue<string>(async (subject, events) => {
      if (subject === "slow") await sleep(500);
      return ids(events);
    }, 5_000);
    const began = performance.now();
    const slow = send("slow", event());
    await send("quick", event());
    expect(performance.now() - began).toBeLessThan(300);
    await slow;
  });

  it("fly again where another one was in the way, and alone where it may be this one", async () => {
    const bad = event();
    const flights: string[][] = [];
    const send = queue<string>(async (_, events) => {
      flights.push(ids(events));
      if (events.length > 1 && events.includes(bad))
        return events.map((): Again => ({ again: true, alone: true }));
      return ids(events).map((id) => (id === bad.eventId ? "no" : id));
    }, 5_000);
    const [first, a, b] = [event(), event(), event()];
    const answers = await Promise.all([first, a, bad, b].map((one) => send("c1", one)));
    expect(answers).toEqual([first.eventId, a.eventId, "no", b.eventId]);
    expect(flights.slice(2).every((flight) => flight.length === 1)).toBe(true);
  });

  it("R-LIF-0 are given back unanswered when their time is over, whether they flew or waited", async () => {
    const send = queue<string>(() => new Promise<null>(() => {}), 200);
    const began = performance.now();
    expect(await Promise.all([send("c1", event()), send("c1", event())])).toEqual([null, null]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it("are told what went wrong, and the next ones fly", async () => {
    let down = true;
    const send = queue<string>(async (_, events) => {
      if (down) throw new Error(`down ${randomUUID()}`);
      return ids(events);
    }, 5_000);
    await expect(send("c1", event())).rejects.toThrow("down");
    down = false;
    const next = event();
    expect(await send("c1", next)).toBe(next.eventId);
  });
});

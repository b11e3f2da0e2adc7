// npm run bench:machine: how fast the machine alone judges, its journal's hashes included. No Temporal, no database.
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { DAY, type Envelope, iso } from "../machines/index.ts";
import { newest } from "../machines/versions/index.ts";
import { openingEvent, round } from "./script.ts";

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, rounds: { type: "string", default: "50" } },
});
const ROUNDS = Number(options.rounds);
/** Events a second that one core has to judge. */
const GOAL = 10_000;
const MINUTE = 60_000;

const { parse, begin, judge, settle } = newest();

/** Leads one relationship through the script, notices coming back as delivered. @returns events and ms of CPU. */
function lead(rounds: number): { events: number; refused: number; ms: number } {
  let now = Date.parse(iso(Date.now()));
  const opening = openingEvent();
  let { stored } = begin("bench", { ...opening, receivedAt: iso(now), occurredAt: iso(now) }, now);
  let [events, refused] = [0, 0];
  // CPU time: what else the machine does is not counted, and what the script itself takes is.
  const before = process.threadCpuUsage();
  const hear = (event: Envelope) => {
    const steps = judge(stored, parse(event), now);
    events += steps.length;
    for (const { stored: next, entry, effects } of steps) {
      stored = next;
      if (entry.outcome === "refused") refused += 1;
      for (const effect of effects) {
        stored = settle(stored, effect.id);
        if (effect.type !== "sendNotice") continue;
        const { notice, channel } = effect.params as { notice: string; channel: string };
        now += MINUTE;
        hear({
          eventId: randomUUID(),
          type: "notice.delivered",
          occurredAt: iso(now),
          receivedAt: iso(now),
          actor: { id: "engine", role: "system" },
          door: "engine",
          data: { effectId: effect.id, notice, channel, deliveredAt: iso(now) },
        });
      }
    }
  };
  for (let n = 0; n < rounds; n += 1) {
    for (const { type, by, data, reason, again } of round(n)) {
      if (again) continue;
      now += MINUTE;
      const said = { eventId: randomUUID(), type, occurredAt: iso(now), receivedAt: iso(now), actor: by };
      hear({ ...said, door: "bench", data: data(now), ...(reason && { reason: "v_bench-reason" }) });
    }
    now += DAY;
  }
  const { user, system } = process.threadCpuUsage(before);
  return { events, refused, ms: (user + system) / 1_000 };
}

lead(Math.ceil(ROUNDS / 4));
const runs = [1, 2, 3].map(() => lead(ROUNDS));
const speeds = runs.map(({ events, ms }) => Math.round((events / ms) * 1_000));
const median = speeds.toSorted((a, b) => a - b)[1] ?? 0;
const { events = 0, refused = 0 } = runs[0] ?? {};
if (options.json) console.log(JSON.stringify({ events, refused, speeds, goal: GOAL }));
else
  console.log(
    `the machine alone, parse and journal hash included: ${median} events/s of CPU (${speeds.join(", ")}); ` +
      `${events} events, ${refused} of them refused; ${median >= GOAL ? "the goal is met" : `short of ${GOAL}`}`,
  );

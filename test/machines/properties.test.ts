import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answered, type Entry, refold, whereIs } from "../../machines/index.ts";
import { broken, facts } from "../support/invariants.ts";
import { definition, life } from "../support/life.ts";

const RUNS = { numRuns: 300, seed: 20261122 };

describe("whatever happens", () => {
  test("R-LIF-3 R-LIF-5 R-DEC-2 R-DEC-3 R-LIF-20 R-LIF-25 R-LIF-26 R-LIF-27 R-FCT-1 R-FCT-3 what must always hold, holds", () => {
    fc.assert(
      fc.property(life, ({ moments }) => {
        for (const { before, after, steps } of moments) expect(broken(before, after, steps)).toEqual([]);
      }),
      { ...RUNS, numRuns: 10_000 },
    );
  }, 300_000);

  test("R-LIF-0 the journal, judged again, leads to the live state", () => {
    fc.assert(
      fc.property(life, ({ entries, stored }) => {
        const again = refold(definition, JSON.parse(JSON.stringify(entries)));
        if ("divergence" in again) throw new Error(`entry ${again.divergence.seq} diverges`);
        expect({ ...again.stored, outbox: [] }).toEqual({ ...stored, outbox: [] });
      }),
      RUNS,
    );
  });

  test("R-LIF-0 the same event again is answered as the first time; with other content it is refused", () => {
    fc.assert(
      fc.property(life, ({ moments, stored }) => {
        for (const step of moments.flatMap((moment) => moment.steps).slice(-20)) {
          const { eventId, type, occurredAt, receivedAt, actor, reason, data, seq, outcome, to } = step.entry;
          if (type.startsWith("deadline.")) continue;
          const envelope = { eventId, type, occurredAt, receivedAt, actor, reason, data };
          expect(answered(stored, envelope)).toEqual({ outcome, seq, ...to, findings: [], repeated: true });
          const other = answered(stored, { ...envelope, actor: { ...actor, id: "someone-else" } });
          expect(other?.outcome).toBe("refused");
          expect(other?.findings.map((finding) => finding.rule)).toEqual(["R-LIF-0"]);
        }
      }),
      { ...RUNS, numRuns: 100 },
    );
  });

  test("R-LIF-7 a suspension keeps the rung", () => {
    fc.assert(
      fc.property(life, ({ moments }) => {
        for (const { steps } of moments)
          for (const { entry } of steps)
            if (entry.to.state === "suspended" && entry.from.state !== "suspended" && entry.from.rung)
              expect(entry.to.rung).toBe(entry.from.rung);
      }),
      RUNS,
    );
  });

  test("R-LIF-12 an upheld appeal takes the decision out of force and restores what it had taken", () => {
    let upheld = 0;
    fc.assert(
      fc.property(life, ({ moments }) => {
        for (const { steps } of moments)
          for (const { entry, stored } of steps) {
            if (entry.type !== "appeal.upheld" || entry.outcome !== "accepted") continue;
            upheld += 1;
            const { decisionId } = entry.data as { decisionId: string };
            const decision = facts(stored).decisions.find((d) => d.id === decisionId);
            expect(decision?.status).toBe("struck");
            if (decision?.kind === "exit") {
              expect(whereIs(definition, stored).state).not.toBe("offboarding");
              expect(facts(stored).endings.map((ending) => ending.decisionId)).not.toContain(decisionId);
            }
            if (decision?.kind === "restriction")
              expect(whereIs(definition, stored).rung).not.toBe("restricted");
          }
      }),
      { ...RUNS, numRuns: 600 },
    );
    expect(upheld).toBeGreaterThan(5);
  });

  test("every entry names the one before it, and no entry can change unseen", () => {
    fc.assert(
      fc.property(
        life,
        fc.nat(),
        fc.constantFrom("actor", "data", "at", "outcome", "policy"),
        ({ entries }, n, field) => {
          entries.forEach((entry, i) => {
            if (i > 0) expect(entry.prev).toBe(entries[i - 1]?.hash);
          });
          const forged = structuredClone(entries) as unknown as Record<string, unknown>[];
          const seq = n % forged.length;
          const entry = forged[seq] as Record<string, unknown>;
          entry[field] =
            field === "actor"
              ? { id: "x", role: "senior" }
              : field === "data"
                ? { x: 1 }
                : "2026-01-01T00:00:00.001Z";
          const again = refold(definition, forged as unknown as Entry[]);
          expect("divergence" in again && again.divergence.seq).toBe(seq + 1);
        },
      ),
      { ...RUNS, numRuns: 60 },
    );
  });
});

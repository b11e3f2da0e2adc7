import { describe, expect, test } from "vitest";
import { DAY, eventTypes, explain, iso, relationshipDefinition } from "../../machines/index.ts";
import { type By, envelope, Relationship, T0 } from "../support/machine.ts";
import { BEGINNINGS, beginnings } from "../support/model.ts";

const definition = relationshipDefinition();

const ask = (relationship: Relationship, type: string, by: By, data?: unknown, days = 0) => {
  const { data: _, ...question } = envelope(type, by, null, T0 + days * DAY);
  return explain(definition, relationship.stored, data === undefined ? question : { ...question, data });
};

describe("explain", () => {
  test("names every finding of every candidate transition, and applies nothing", () => {
    const r = new Relationship();
    r.strike(0);
    r.on(1, "incident.reported", "ops:olga", {
      incidentId: "b",
      category: "insult",
      happenedAt: iso(T0 + DAY),
      evidence: [],
    });
    const before = JSON.stringify(r.stored);
    const told = ask(r, "incident.confirmed", "manager:max", { incidentId: "b", explainedBy: null }, 1);
    expect(told.admitted).toBe("yes");
    expect(told.candidates.map((candidate) => candidate.guard)).toEqual([
      "R-LIF-1/explained",
      "R-LIF-20/joins",
      "R-LIF-27/warn",
      "R-LIF-1/warn",
      "R-DEC-8/ground",
    ]);
    const warn = told.candidates[3];
    expect(warn?.findings.every((finding) => finding.passed)).toBe(true);
    expect(
      warn?.findings.find((finding) => finding.rule === "R-DEC-8" && finding.threshold)?.threshold,
    ).toEqual({
      value: 2,
      from: "policy 2026-11, conduct.warnings",
    });
    expect(JSON.stringify(r.stored)).toBe(before);
  });

  test("without data, conditions that need it stay open; the others still say no", () => {
    const r = new Relationship();
    expect(ask(r, "incident.confirmed", "manager:max").admitted).toBe("open");
    expect(ask(r, "payment.overdue", "finance:fred").admitted).toBe("open");
    expect(ask(r, "exit.approved", "senior:sam").admitted).toBe("no");
    expect(ask(r, "exit.requested", "manager:max").admitted).toBe("no");
    r.on(0, "terms.refused", "sales:sven", { term: "rewrite" });
    const open = ask(r, "exit.requested", "manager:max");
    expect(open.admitted).toBe("open");
    expect(open.candidates[0]?.findings[0]?.read).toEqual({ standing: ["terms"] });
    expect(ask(r, "payment.overdue", "auditor:ann").admitted).toBe("no");
  });

  test("R-DEC-9 whoever asks about a discount sees the matrix, support too, who may not decide", () => {
    const told = ask(new Relationship(), "discount.decided", "ops:olga");
    expect(told.admitted).toBe("no");
    expect(told.candidates[0]?.findings[0]).toMatchObject({
      passed: null,
      read: {
        loyal: ["free", "under contract for 12 months", expect.stringMatching(/overdue/), expect.anything()],
        principle: ["none", "instead: a reward for a referral, a raffle"],
      },
    });
  });

  test("agrees with what then happens, and answers for every event type wherever one asks", () => {
    expect(BEGINNINGS.length).toBeGreaterThan(20);
    for (const { steps, stored } of beginnings(definition)) {
      steps.forEach(({ entry }, n) => {
        const before = steps[n - 1];
        if (!before || entry.type.startsWith("deadline.")) return;
        const { eventId, type, occurredAt, receivedAt, actor, data } = entry;
        const told = explain(definition, before.stored, {
          eventId,
          type,
          occurredAt,
          receivedAt,
          actor,
          data,
        });
        expect(told.admitted, `${type}, entry ${entry.seq}`).toBe(
          entry.outcome === "accepted" ? "yes" : "no",
        );
      });
      for (const type of eventTypes()) {
        const { data: _, ...question } = envelope(type, "manager:max", null, stored.at);
        expect(["yes", "no", "open"]).toContain(explain(definition, stored, question).admitted);
      }
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FactKind } from "../../../archive/facts/catalogue.ts";
import { type Archive, openArchive } from "../../../archive/open.ts";
import { policy } from "../../insight/attention/known.ts";
import { type Backend, backends } from "../../support/archives.ts";
import { importInto, type Lines } from "../facts/rows.ts";

const AT = "2026-11-22T12:00:00.000Z";

describe.each(backends)("what is weighed on $name", ({ start }) => {
  let backend: Backend;
  let archive: Archive;
  beforeAll(async () => {
    backend = await start();
    archive = await openArchive(await backend.place());
  });
  afterAll(async () => {
    await archive?.close();
    await backend?.stop();
  });

  async function given(facts: Readonly<Record<string, Lines>>): Promise<void> {
    for (const [kind, rows] of Object.entries(facts))
      expect(await importInto(archive, kind as FactKind, rows)).toMatchObject({
        new: rows.length,
        refused: [],
      });
  }

  it("R-FCT-5: every weight of the policy takes points off, and no weight is read by nothing", async () => {
    const day = "2026-05-10";
    const client = "weighed";
    const on = "2026-05-01";
    await given({
      interactions: [{ client, at: `${on}T10:00:00Z`, direction: "in", channel: "email" }],
      reviews: [{ client, kind: "review", good: false, at: `${on}T10:00:00Z` }],
      discounts: [{ client, on, kind: "loyal", asked: "5", granted: "0" }],
      payments: [{ client, invoice: "w1", amount: "100", due: "2026-05-01", paid: "2026-05-04" }],
      meetings: [
        { client, at: `${on}T10:00:00Z`, announced: false },
        { client, at: `${on}T12:00:00Z`, announced: true },
      ],
      agreements: [{ client, on, form: "oral" }],
      hours: [{ client, role: "ops", minutes: 60, kind: "service", day: on }],
    });
    const { weights } = policy.segments;
    const names = Object.keys(weights) as (keyof typeof weights)[];
    const scoreBy = async (given: Partial<typeof weights>) => {
      const none = Object.fromEntries(names.map((name) => [name, 0])) as typeof weights;
      const { segments } = policy;
      const by = { ...policy, segments: { ...segments, weights: { ...none, ...given } } };
      await archive.values.value(day, by, AT);
      return (await archive.values.of(day, client)).find(({ home }) => home)?.score ?? 0;
    };
    // In hundredths of a point, each by a weight of one point; effort is 30 of the 100 that the client paid.
    const off: Partial<Record<keyof typeof weights, number>> = {};
    for (const name of names) off[name] = 5_000 - (await scoreBy({ [name]: 1 }));
    expect(off).toEqual({
      ...{ contact: 100, complaint: 100, discountAsk: 100, dayLate: 300 },
      ...{ meetingMissed: 100, agreementBroken: 100, effortPct: 3_000 },
    });
  });

  it("R-FCT-3: of an invoice paid in part, what was paid counts; what was voided is neither paid nor late, nor is a credit", async () => {
    const day = "2026-05-11";
    await given({
      payments: [
        { client: "part", invoice: "w1", amount: "100", due: "2026-05-01", paid: "2026-05-04", owed: "60" },
        { client: "part", invoice: "w2", amount: "50", due: "2026-05-01", voided: true },
        // Nobody is late with what we owe them.
        { client: "part", invoice: "n1", amount: "-10", due: "2026-05-01", paid: "2026-05-09" },
      ],
    });
    const { segments } = policy;
    const none = Object.fromEntries(Object.keys(segments.weights).map((name) => [name, 0]));
    const weights = { ...none, dayLate: 1 } as typeof segments.weights;
    await archive.values.value(day, { ...policy, segments: { ...segments, weights } }, AT);
    expect(await archive.values.of(day, "part")).toMatchObject([{ revenue: 3_000, score: 4_000 }]);
  });
});

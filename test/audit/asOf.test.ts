import { DefaultLogger, Runtime } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changes, momentOf, NoSuchMoment, Unproven } from "../../audit/asOf.ts";
import { type Entry, relationshipDefinition, type Standing } from "../../machines/index.ts";
import { standings } from "../../services/standing.ts";
import { open, start } from "../support/model.ts";
import { sharedServer, unique } from "../support/temporal.ts";
import { startWalker, type Walk, type Walker } from "../support/walker.ts";
import { WALKS } from "../workflows/golden/walks.ts";

Runtime.install({ logger: new DefaultLogger("ERROR") });

let walker: Walker;
beforeAll(async () => {
  walker = await startWalker(await sharedServer(), unique("as-of"));
});
afterAll(() => walker?.stop());

const walkOf = (name: string): Walk => {
  const walk = WALKS[name];
  if (!walk) throw new Error(name);
  return walk;
};

const definition = relationshipDefinition();
const journalOf = (name: string): readonly Entry[] => {
  const { opening, acts } = walkOf(name);
  return start(definition, open(definition, opening), acts).steps.map(({ entry }) => entry);
};

describe("a relationship as of a moment", () => {
  test.each(Object.keys(WALKS))(
    "R-LIF-0 is where the relationship stood then, at every step of %s",
    async (name) => {
      const told: Standing[] = [];
      const client = unique("c");
      const { of } = standings(walker.archive);
      const walked = await walker.walk(client, walkOf(name), async () => {
        const now = await of(client);
        if (now) told.push(now);
      });
      expect(told.length).toBeGreaterThan(5);
      for (const then of told) {
        expect(momentOf(walked.journal, { seq: then.seq })).toMatchObject(then);
        expect(momentOf(walked.journal, { at: Date.parse(then.at) })).toMatchObject(then);
      }
      await walked.end();
    },
  );

  test("names the notices sent by then, with what had been heard of each", () => {
    const journal = journalOf("bounces-pause-cool-off");
    const asked = journal.find(({ effects }) => effects.some(({ type }) => type === "sendNotice"));
    const failed = journal.find(({ type }) => type === "notice.failed");
    if (!asked || !failed) throw new Error("the walk sends a notice that fails");
    expect(momentOf(journal, { seq: asked.seq - 1 }).notices).toEqual([]);
    expect(momentOf(journal, { seq: asked.seq }).notices).toMatchObject([
      { notice: "N4", channel: "email", status: "underWay", heardAt: null, askedAt: asked.at },
    ]);
    expect(momentOf(journal, { seq: failed.seq }).notices).toMatchObject([
      { channel: "email", status: "failed", heardAt: failed.at },
      { channel: "post", status: "underWay" },
    ]);
  });

  test("R-LIF-19 says what was allowed then: under a hold, no sanction", () => {
    const journal = journalOf("hold-appeal-win-back");
    const placed = journal.find(({ type }) => type === "hold.placed");
    if (!placed) throw new Error("the walk has a hold");
    const types = (seq: number) => momentOf(journal, { seq }).allowed.map(({ type }) => type);
    expect(types(placed.seq - 1)).toContain("hold.placed");
    expect(types(placed.seq)).toContain("hold.lifted");
    expect(types(placed.seq)).not.toContain("hold.placed");
    const held = momentOf(journal, { seq: placed.seq });
    expect(held.held).toBe(true);
    expect(held.notAllowed.find(({ type }) => type === "hold.placed")?.findings).not.toEqual([]);
  });

  test("two moments are compared, whichever comes first", () => {
    const journal = journalOf("ladder-to-goodbye");
    const delivered = journal.find(({ type }) => type === "notice.delivered");
    if (!delivered) throw new Error("the walk delivers a warning");
    const [before, after] = [delivered.seq - 1, delivered.seq].map((seq) => momentOf(journal, { seq }));
    if (!before || !after) throw new Error("two moments");
    const found = changes(before, after);
    expect(found.changed).toEqual([
      { what: "state", from: "active", to: "warnedOnce" },
      { what: "rung", from: "active", to: "warnedOnce" },
    ]);
    expect(found.deadlines.armed.map(({ name }) => name)).toContain("coolOff");
    expect(found.notices).toMatchObject([{ notice: "N4", status: "delivered" }]);
    expect(found.entries).toEqual({ from: delivered.seq, to: delivered.seq });
    expect(changes(after, before)).toEqual(found);
    expect(changes(after, after)).toMatchObject({ changed: [], notices: [], entries: null });
  });

  test("R-LIF-21 tells what was written down later, and which deadline had fallen due", () => {
    const journal = journalOf("bounces-pause-cool-off");
    const rung = journal.find(({ type }) => type.startsWith("deadline."));
    if (!rung) throw new Error("the walk lets a deadline pass");
    const before = journal.filter(({ seq }) => seq < rung.seq);
    const moment = momentOf(before, { at: Date.parse(rung.at) });
    expect(moment.overdue).toEqual([{ name: rung.type.slice("deadline.".length), due: rung.at }]);
    expect(moment.seq).toBe(rung.seq - 1);
    expect(momentOf(journal, { at: Date.parse(rung.at) })).toMatchObject({ overdue: [], seq: rung.seq });
  });

  test("there is none before the opening, after the end, or on a journal that was changed", () => {
    const journal = journalOf("ladder-to-goodbye");
    const [first] = journal;
    if (!first) throw new Error("no opening");
    expect(() => momentOf(journal, { at: Date.parse(first.at) - 1 })).toThrow(NoSuchMoment);
    expect(() => momentOf(journal, { seq: journal.length + 1 })).toThrow(NoSuchMoment);
    const changed = journal.map((entry) => (entry.seq === 3 ? { ...entry, reason: "v_11111111" } : entry));
    expect(() => momentOf(changed, { seq: 4 })).toThrow(Unproven);
    expect(momentOf(changed, { seq: 2 }).seq).toBe(2);
  });
});

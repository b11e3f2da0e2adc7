import { describe, expect, it } from "vitest";
import {
  asksOf,
  type Life,
  liveOn,
  livesOf,
  type PriceAsk,
  purchaseWindows,
  stayedBy,
  subjectsOf,
  windowKey,
} from "../../../insight/reports/followed.ts";
import { compare, retention } from "../../../insight/reports/retention.ts";
import { deedsOf } from "./played.ts";

const MARKS = [90, 180];
const AT = "2026-12-31";
const ask = (client: string, on: string, granted = true, kind = "loyal"): PriceAsk => ({
  client,
  on,
  kind,
  granted,
});
const names = (n: number, name: string) => Array.from({ length: n }, (_, k) => `${name}${k}`);

/** So many clients who asked on the first of March; the first `left` of them had left by a day. */
function group(n: number, left: number, by: string, granted: boolean) {
  const clients = names(n, granted ? "got" : "not");
  return {
    asks: clients.map((client) => ask(client, "2026-03-01", granted, "insistent")),
    lives: clients.map((client, k): [string, Life] => [
      client,
      { since: "2025-01-01", turns: k < left ? [{ at: `${by}T09:00:00Z`, over: true }] : [] },
    ]),
  };
}

function told(got: readonly [n: number, left: number], not: readonly [n: number, left: number]) {
  const [a, b] = [group(...got, "2026-05-01", true), group(...not, "2026-05-01", false)];
  const lives = new Map([...a.lives, ...b.lives]);
  const starts = new Map([...lives].map(([client, { since }]) => [client, since]));
  const subjects = subjectsOf([...a.asks, ...b.asks], starts);
  const stayed = stayedBy(MARKS, lives, new Set());
  return { rows: compare(subjects, MARKS, AT, stayed), report: retention(subjects, MARKS, AT, stayed) };
}

describe("R-REP-3 retention", () => {
  it("R-REP-3, G22: 10 discounted, 10 not; by 90 days 8 and 8 left: no gain, and a task to look for the cause", () => {
    const { rows, report } = told([10, 8], [10, 8]);
    const any = rows.find((row) => row.group === "any discount" && row.mark === 90);
    expect(any).toMatchObject({ of: 10, count: 2, early: 0, verdict: "may be chance" });
    expect(any?.difference?.value).toBe(0);
    // Wilson's interval of 2/10 is 0.0567 to 0.5098: √(0.1433² + 0.3098²).
    expect(any?.difference?.low).toBeCloseTo(-0.3414, 3);
    expect(any?.difference?.high).toBeCloseTo(0.3414, 3);
    expect(report.data).toMatchObject({
      tasks: [
        {
          rule: "R-REP-3",
          role: "product",
          what: expect.stringMatching(/^any discount: no better than none/),
        },
        { what: expect.stringMatching(/^insistent: no better than none after 90 and 180 days/) },
      ],
    });
    expect(report.remarks[0]).toMatch(
      /^Task for product: any discount: no better than none after 90 and 180 days/,
    );
    expect(report.remarks.join("\n")).toMatch(/May be chance: the interval of the difference holds 0/);
  });

  it("R-REP-3: a gain that chance does not explain asks for nothing; nine clients say nothing", () => {
    const gain = told([40, 4], [40, 20]);
    expect(gain.rows[0]).toMatchObject({ group: "any discount", count: 36, verdict: "better" });
    expect(gain.report.data).toMatchObject({ tasks: [] });
    const loss = told([40, 20], [40, 4]);
    expect(loss.rows[0]).toMatchObject({ verdict: "worse" });
    const few = told([9, 9], [10, 0]);
    expect(few.rows[0]).toMatchObject({ verdict: "too few" });
    expect(few.report.data).toMatchObject({ tasks: [] });
    expect(told([10, 0], [9, 9]).rows[0]).toMatchObject({ verdict: "too few" });
    const alone = told([10, 0], [0, 0]);
    expect(alone.rows[0]).toMatchObject({ difference: null, verdict: null });
  });

  it("R-REP-3: whoever is not followed long enough is not counted, but told of", () => {
    const subjects = subjectsOf([ask("a", "2026-03-01"), ask("b", "2026-03-02")], new Map());
    const rows = compare(subjects, MARKS, "2026-05-30", () => true);
    expect(rows.find(({ group }) => group === "loyal")).toMatchObject({ mark: 90, of: 1, early: 1 });
    expect(rows.find(({ group, mark }) => group === "loyal" && mark === 180)).toMatchObject({
      of: 0,
      early: 2,
    });
  });

  it("R-REP-3: days count from the first discount granted, else from the asking, else from the median age", () => {
    const starts = new Map([
      ["got", "2025-01-01"],
      ["late", "2025-01-01"],
      ["older", "2025-01-01"],
      ["not", "2025-01-01"],
      ["never", "2025-06-01"],
    ]);
    const asks = [
      ask("got", "2025-01-11"),
      ask("got", "2025-03-01", true, "budget"),
      ask("late", "2025-01-05", false),
      ask("late", "2025-01-21"),
      ask("older", "2025-04-11"),
      ask("not", "2025-02-02", false),
    ];
    expect(subjectsOf(asks, starts)).toEqual([
      { client: "got", group: "loyal", day: "2025-01-11" },
      { client: "late", group: "loyal", day: "2025-01-21" },
      { client: "older", group: "loyal", day: "2025-04-11" },
      { client: "not", group: "asked, got none", day: "2025-02-02" },
      { client: "never", group: "never asked", day: "2025-06-21" },
    ]);
  });

  it("R-REP-3: without a relationship, who bought between the mark before and this one stayed", () => {
    const subjects = subjectsOf([ask("got", "2026-03-01")], new Map([["never", "2026-03-01"]]));
    const windows = purchaseWindows(subjects, MARKS, new Map());
    expect(windows).toEqual([
      { client: "got", from: "2026-03-02", to: "2026-05-30" },
      { client: "got", from: "2026-05-31", to: "2026-08-28" },
      { client: "never", from: "2026-03-02", to: "2026-05-30" },
      { client: "never", from: "2026-05-31", to: "2026-08-28" },
      { client: "never", from: "2025-12-02", to: "2026-03-01" },
    ]);
    const stayed = (bought: readonly number[]) => {
      const keys = new Set(bought.map((n) => windowKey(windows[n] ?? { client: "", from: "", to: "" })));
      const ask = stayedBy(MARKS, new Map(), keys);
      return subjects.flatMap((subject) => MARKS.map((mark) => ask(subject, mark)));
    };
    expect(stayed([1, 2, 4])).toEqual([false, true, true, false]);
    // Whoever had not bought for long when the others asked is not compared with them.
    expect(stayed([0, 2])).toEqual([true, false, null, null]);
  });

  it("R-REP-3: a relationship is live from its contract to its end, and again after a win-back", async () => {
    const lives = await livesOf(deedsOf(["back", "left", "declined", "admitted"]));
    expect([...lives.keys()]).toEqual(["admitted", "back", "left"]);
    expect([lives.get("back")?.since, lives.get("admitted")?.since]).toEqual(["2025-01-01", "2026-01-02"]);
    const on = (client: string, day: string) => {
      const life = lives.get(client);
      return life && liveOn(life, day);
    };
    expect(
      ["2024-12-31", "2026-01-05", "2026-01-06", "2026-01-09", "2026-01-10"].map((day) => on("back", day)),
    ).toEqual([null, true, false, false, true]);
    expect(on("left", "2026-01-31")).toBe(false);
  });

  it("R-REP-3, R-DEC-9: what was decided about a price is followed, whether it was imported or not", async () => {
    expect(await asksOf(deedsOf(["ours", "struck"]))).toEqual([
      { client: "ours", on: "2026-01-01", kind: "promise", granted: true },
    ]);
  });

  it("R-REP-3: nothing was asked for: nothing to tell", () => {
    expect(retention([], MARKS, AT, () => true).empty).toBe(true);
  });
});

import { describe, expect, test } from "vitest";
import { lifecycle } from "../../../machines/chart/lifecycle.ts";
import { read } from "../../../machines/diagram/rows.ts";
import { unguarded } from "../../../machines/diagram/words.ts";
import { page, table } from "../../../machines/diagram.ts";
import { eventTypes, type Policy } from "../../../machines/index.ts";
import { policy } from "../../support/machine.ts";

type Option = string | { readonly target?: string; readonly guard?: string };
type Options = Option | readonly Option[];

/** The chart as it is written, before XState has read it. */
interface Config {
  readonly states?: Readonly<Record<string, Config>>;
  readonly on?: Readonly<Record<string, Options>>;
  readonly after?: Readonly<Record<string, Options>>;
  readonly always?: Options;
}

const config = lifecycle().config as Config & { readonly id: string };

function each(visit: (key: string, node: Config) => void, key = config.id, node: Config = config): void {
  visit(key, node);
  for (const [child, inner] of Object.entries(node.states ?? {})) each(visit, child, inner);
}

const listed = (options: Options | undefined) =>
  options === undefined ? [] : ([options].flat() as Option[]);
const keyOf = (target: string | undefined) => target?.split(".").at(-1)?.replace("#", "") ?? "stays";

/** `from event to`, once for each transition that somebody wrote. */
function written(): string[] {
  const found: string[] = [];
  each((key, node) => {
    const add = (event: string, options: Options | undefined) => {
      for (const option of listed(options))
        found.push(`${key} ${event} ${keyOf(typeof option === "string" ? option : option.target)}`);
    };
    add("at once", node.always);
    for (const [event, options] of Object.entries(node.on ?? {})) add(event, options);
    for (const [clock, options] of Object.entries(node.after ?? {})) add(`deadline.${clock}`, options);
  });
  return found;
}

const cellsOf = (line: string) =>
  line
    .slice(2, -2)
    .split(" | ")
    .map((cell) => cell.trim());

/** The transition rows of a Markdown text, by the head of their table. */
function rowsOf(markdown: string): Record<string, string>[] {
  const rows: Record<string, string>[] = [];
  let head: string[] | null = null;
  for (const line of markdown.split("\n")) {
    if (!line.startsWith("| ")) head = null;
    else if (head === null) head = cellsOf(line);
    else if (!line.startsWith("| ---") && head[0] === "From") {
      const cells = cellsOf(line);
      rows.push(Object.fromEntries(head.map((name, n) => [name, cells[n] ?? ""])));
    }
  }
  return rows;
}

const bare = (text: string) => text.replaceAll("`", "");

/** `from event to`, once for each transition that the page tells. */
const told = (markdown: string) =>
  rowsOf(markdown).flatMap((row) =>
    bare(row.From ?? "")
      .split(", ")
      .map((from) => {
        const source = from === "any state" ? config.id : from.replace("any of ", "");
        return `${source} ${bare(row.Event ?? "").split("<br>")[0]} ${bare(row.To ?? "")}`;
      }),
  );

const section = (name: string, markdown = page(policy)) => {
  const start = markdown.indexOf(`## ${name}\n`);
  return markdown.slice(start, markdown.indexOf("\n## ", start + 1));
};

describe("R-ROL-3: the table is the machine that runs", () => {
  test("every transition of the chart has its row, and no row is without one", () => {
    expect(told(page(policy)).sort()).toEqual(written().sort());
    expect(told(table(policy)).sort()).toEqual(written().sort());
  });

  test("every state of the chart is listed with what is done on entering and leaving it", () => {
    const states = section("States");
    const keys: string[] = [];
    each((key) => keys.push(key));
    for (const key of keys.slice(1)) expect(states).toContain(`\n| \`${key}\` |`);
  });

  test("no two states have one name: pictures and tables would take them for one", () => {
    const keys: string[] = [];
    each((key) => keys.push(key));
    expect(keys.length).toBe(new Set(keys).size);
  });

  test("every row names a requirement, and who may signal it or the clock that ran out", () => {
    for (const row of read(policy).rows) {
      expect(row.rule, `${row.source.key} ${row.event}`).toMatch(/^R-(ARC|ONB|LIF|DEC|COM|FCT|HND|ROL)-\d+$/);
      expect(row.roles.length > 0).toBe(row.by === "caller");
      expect(row.ends !== null).toBe(row.by === "clock");
      expect(row.event === null).toBe(row.by === "nothing");
    }
    for (const row of rowsOf(page(policy))) expect(row.Who).not.toBe("");
  });

  test("every event of the catalogue is in the page: it moves something, or it is listed as resting", () => {
    const text = page(policy);
    for (const type of eventTypes()) expect(text).toContain(`| \`${type}\``);
  });

  test("no requirement is named for a transition that is gone", () => {
    const { rows } = read(policy);
    const needed = rows.map((row) => `${row.source.key} ${row.event}`);
    for (const line of Object.keys(unguarded))
      expect(
        needed.some((key) => key === line || key.endsWith(` ${line}`)),
        line,
      ).toBe(true);
  });
});

describe("R-ROL-3: a row says in words what the machine does", () => {
  const row = (from: string, event: string, to: string) => {
    const found = rowsOf(page(policy)).filter(
      (r) =>
        bare(r.From ?? "")
          .replace("any of ", "")
          .split(", ")
          .includes(from) &&
        bare(r.Event ?? "").split("<br>")[0] === event &&
        bare(r.To ?? "") === to,
    );
    expect(found).toHaveLength(1);
    return found[0] ?? {};
  };

  test("R-LIF-1: a warning, with its conditions, its notice and its clock", () => {
    const warning = row("warning", "incident.confirmed", "sending");
    expect(warning.Who).toBe("manager, senior");
    expect(warning.Guard).toContain("another person confirms than reported<br>");
    expect(warning.Guard).toContain("*when* fewer than 3 faults of ours in 180 days (R-DEC-3)");
    expect(warning.Effects).toContain("notice N4 (warning)");
    expect(warning.Deadline).toBe("starts `delivery`: 5 days without a delivery report");
    expect(warning.Requirement).toBe("R-LIF-1");
  });

  test("R-LIF-5: an exit, with a guard that depends on the ground", () => {
    const exit = row("asked", "exit.approved", "offboarding");
    expect(exit.Who).toBe("senior");
    expect(exit.Guard).toContain("another person approves than requested");
    expect(exit.Guard).toContain("what the ground asks for holds ([grounds](#grounds))");
    expect(exit.Guard).toContain("no legal hold stands (R-LIF-19)");
    expect(section("Grounds")).toContain("| `silence` | silent for 60 days | R-DEC-15 |");
  });

  test("R-LIF-9: the cool-off of a rung, and the shorter one of a restriction with its own condition", () => {
    expect(row("warnedTwice", "deadline.coolOff", "active").Deadline).toBe("`coolOff`: 180 days clean");
    const lifted = row("restricted", "deadline.coolOff", "active");
    expect(lifted.Deadline).toBe("`coolOff`: 90 days clean");
    expect(lifted.Guard).toContain("the ground in question is gone (not asked of conduct)");
    expect(lifted.Effects).toMatch(
      /^lift the restriction<br>.*<br>record: reinstated<br>notice N8 \(restored\)$/,
    );
  });

  test("R-LIF-20: a notice that failed goes out again, whichever it was", () => {
    for (const event of ["notice.failed", "delivery.checked"])
      expect(row("writing", event, "stays").Effects).toContain("the same notice on the next channel");
  });

  test("R-HND-4: a clock that runs to a date is told by how long before it, or after it, it runs out", () => {
    expect(row("dated", "deadline.moveReminder", "imminent").Deadline).toContain(
      "`moveReminder`: 3 days before the move",
    );
    expect(row("imminent", "deadline.move", "settled").Deadline).toBe("`move`: 30 days unconfirmed");
  });

  test("R-LIF-12: what an upheld appeal takes back only where there is something to take back", () => {
    expect(row("offboarding", "appeal.upheld", "live").Effects).toContain(
      "lift the restriction, if there is one",
    );
  });

  test("a row without a condition that has others before it says so", () => {
    expect(row("declining", "at once", "refused").Guard).toBe("otherwise");
  });
});

describe("R-POL-3: the numbers in the page are the policy's", () => {
  /** Everything but the list of the policy's own values. */
  const definition = (of: Policy) => (page(of).split("## The policy's values")[0] ?? "").split("\n");
  const before = definition(policy);

  /** Read by the catalogue of providers, the nightly reviews, the signals, the reports and the notices; not by the machine. */
  const ELSEWHERE = [
    "handover.verifiedDays",
    ...["horizonMonths", "horizonCycles", "highPct", "midPct"].map((key) => `value.${key}`),
    ...["corePct", "waveringPct", "reviewDays"].map((key) => `segments.${key}`),
    ...[
      ...["orElseTimes", "cancelDays", "cancelWindowDays", "questionsWindowDays", "silentDays"],
      ...["discountAsks", "discountWindowDays", "returnsWindowMonths", "reviewTaskDays"],
      ...["calmMessages", "habitComplaints", "rhythmPurchases", "reviewedDays", "heardDays"],
    ].map((key) => `attention.${key}`),
    "reports.netValueDays",
    "terms.replyDays",
    ...["remindAfterDays", "escalateAfterDays", "stalledMinutes"].map((key) => `tasks.${key}`),
  ];
  /** The schema knows one value only. */
  const FIXED = ["conduct.warnings"];

  const numbers = Object.entries(policy).flatMap(([family, values]) =>
    typeof values === "object"
      ? Object.entries(values).flatMap(([key, value]) =>
          typeof value === "number" ? [{ family, key, value, path: `${family}.${key}` }] : [],
        )
      : [],
  );

  test.each(numbers.filter(({ path }) => ![...ELSEWHERE, ...FIXED].includes(path)))(
    "$path: another value, another table",
    ({ family, key, value }) => {
      const values = policy[family as "service"];
      const changed: Policy = { ...policy, [family]: { ...values, [key]: value + 77 } };
      const after = definition(changed);
      const other = after.filter((line, n) => line !== before[n]);
      expect(after).toHaveLength(before.length);
      expect(other.length).toBeGreaterThan(0);
      for (const line of other) expect(line).toContain(String(value + 77));
    },
  );

  test("R-DEC-9: the matrix of discounts is told row by row", () => {
    const { loyal } = policy.discounts;
    const told = page({ ...policy, discounts: { ...policy.discounts, loyal: { ...loyal, months: 24 } } });
    expect(told).toContain(
      "| `loyal` | free | under contract for 24 months<br>pays on time: nothing was paid too late in that time, or is overdue | the loyalty scheme, a promotion, extras |",
    );
    expect(told).toContain("| `principle` | none |  | a reward for a referral, a raffle |");
  });

  test("every value of the policy is listed", () => {
    const listed = page(policy).split("## The policy's values")[1];
    for (const { path, value } of numbers) expect(listed).toContain(`| \`${path}\` | ${value} |`);
  });
});

import { describe, expect, it } from "vitest";
import { bars } from "../../../insight/reports/bars.ts";
import { html } from "../../../insight/reports/html.ts";
import { left, type Report, right } from "../../../insight/reports/report.ts";

const report = (rows: number): Report => ({
  data: {},
  sheets: [
    {
      title: "Sites & <b>\nof all",
      columns: [left("site"), right("number")],
      rows: Array.from({ length: rows }, (_, n) => [`<img src="x" onerror="y">`, `${n}`]),
    },
  ],
  remarks: ["a < b"],
  *csv() {},
  svg: () => bars({ title: "<script>", note: "&", groups: [{ title: "", rows: [] }] }),
});

describe("reports to print", () => {
  it("R-REP-8: what others wrote stays text on the page, and nothing of it may load or run", () => {
    const page = html("mentions", report(1));
    expect(page).toContain("<h2>Sites &amp; &lt;b&gt;<br>of all</h2>");
    expect(page).toContain(
      '<td>&lt;img src=&quot;x&quot; onerror=&quot;y&quot;&gt;</td><td class="right">0</td>',
    );
    expect(page).toContain("a &lt; b");
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain("default-src 'none'");
  });

  it("R-REP-2: a page ends after 500 rows of a table, and says where the rest is", () => {
    const page = html("cost", report(502));
    expect(page.match(/<td>/g)).toHaveLength(500);
    expect(page).toContain("and 2 more rows: -o csv has them all");
    expect(html("cost", report(500))).not.toContain("more rows");
  });

  it("R-REP-2: a picture ends after 25 bars, cuts what is too long, and draws losses to the left of nothing", () => {
    const rows = Array.from({ length: 27 }, (_, n) => ({
      label: "x".repeat(40),
      told: `${n}`,
      parts: [
        { value: -10, fill: "red" },
        { value: 30, fill: "green" },
      ],
    }));
    const svg = bars({ title: "t", note: [], groups: [{ title: "g", rows }] });
    expect(svg.match(/fill="green"/g)).toHaveLength(25);
    expect(svg).toContain("and 2 more");
    expect(svg).toContain(`>${"x".repeat(31)}…<`);
    // Of 420 px, a quarter is for the losses.
    expect(svg).toContain('x="230" y="88" width="105" height="16" fill="red"');
    expect(svg).toContain('x="335" y="88" width="315" height="16" fill="green"');
  });
});

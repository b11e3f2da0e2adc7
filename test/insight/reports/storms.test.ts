import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reportFrom } from "../../../insight/reports/index.ts";
import type { Interaction } from "../../../insight/reports/interactions.ts";
import { storms, stormsOf } from "../../../insight/reports/storms.ts";
import { dayIn } from "../../../values/days.ts";
import { openFolder } from "./rows.ts";

const file = await openFolder();

interface Said {
  readonly at: string;
  readonly direction?: "in" | "out";
  readonly channel?: string;
  readonly client?: string;
  readonly company?: string;
  readonly zone?: string;
}

let files = 0;
async function stormsIn(said: readonly Said[], zone = "UTC") {
  const rows = said.map((row) => ({ client: "k1", company: "us", channel: "mail", direction: "in", ...row }));
  files += 1;
  const path = await file(`${files}.jsonl`, rows.map((row) => JSON.stringify(row)).join("\n"));
  const { report } = await reportFrom("storms", path, { zone, shares: { highPct: 80, midPct: 80 } });
  return report.data.storms as {
    at: string;
    client: string;
    day: string;
    messages: number;
    channels: string[];
  }[];
}
const at = (time: string, rest: Partial<Said> = {}): Said => ({ at: `2026-03-10T${time}Z`, ...rest });

describe("R-DEC-1 storms", () => {
  it("R-DEC-1 G5: mail, chat, phone, chat: one storm, at the third message, over all channels", async () => {
    const said = [
      at("10:00:00"),
      at("10:01:00", { channel: "chat" }),
      at("10:02:00", { channel: "phone" }),
      at("10:03:00", { channel: "chat" }),
    ];
    expect(await stormsIn(said)).toEqual([
      {
        at: "2026-03-10T10:02:00Z",
        company: "us",
        client: "k1",
        day: "2026-03-10",
        messages: 4,
        channels: ["mail", "chat", "phone"],
        from: "2026-03-10T10:00:00Z",
        until: "2026-03-10T10:03:00Z",
      },
    ]);
  });

  it("R-DEC-1: a reply of ours ends the streak; after it, another may begin", async () => {
    const reply = at("10:02:00", { direction: "out" });
    const two = [at("10:00:00"), at("10:01:00")];
    expect(await stormsIn([...two, reply, at("10:03:00"), at("10:04:00")])).toEqual([]);
    const three = [at("09:59:00"), ...two];
    const more = [at("10:03:00"), at("10:04:00"), at("10:05:00")];
    expect((await stormsIn([...three, reply, ...more])).map((storm) => storm.at.slice(11, 16))).toEqual([
      "10:01",
      "10:05",
    ]);
  });

  it("R-DEC-1: clients and companies are apart", async () => {
    const said = [at("10:00:00"), at("10:01:00", { client: "k2" }), at("10:02:00")];
    expect(await stormsIn([...said, at("10:03:00", { company: "them" })])).toEqual([]);
    expect(await stormsIn([...said, at("10:03:00")])).toHaveLength(1);
  });

  it("R-DEC-1: the day is the client's: by --zone, or by the zone of the row", async () => {
    const said = [at("18:00:00"), at("18:20:00"), at("18:40:00")];
    expect(await stormsIn(said, "UTC")).toHaveLength(1);
    expect(await stormsIn(said, "Asia/Kolkata")).toEqual([]);
    expect(await stormsIn(said, "Asia/Kathmandu")).toEqual([]);
    const own = said.map((row) => ({ ...row, zone: "America/New_York" }));
    expect((await stormsIn(own, "Asia/Kolkata")).map(({ day }) => day)).toEqual(["2026-03-10"]);
    const offset = ["23:50:00", "23:55:00", "23:59:59"].map((time) => ({ at: `2026-03-10T${time}-08:00` }));
    expect(await stormsIn(offset, "America/Los_Angeles")).toMatchObject([
      { day: "2026-03-11", at: "2026-03-11T07:59:59Z" },
    ]);
    expect(await stormsIn(offset, "Etc/GMT+8")).toMatchObject([
      { day: "2026-03-10", at: "2026-03-11T07:59:59Z" },
    ]);
  });

  it("R-DEC-1: a day lasts as long as its zone says: 25 hours, or back from the next day", async () => {
    // Berlin, 25 October 2026: from 22:00Z to 23:00Z a day later.
    const long = ["2026-10-24T22:00:00Z", "2026-10-25T12:00:00Z", "2026-10-25T22:59:59Z"].map((t) => ({
      at: t,
    }));
    expect(await stormsIn(long, "Europe/Berlin")).toHaveLength(1);
    expect(await stormsIn([...long.slice(1), { at: "2026-10-25T23:00:00Z" }], "Europe/Berlin")).toEqual([]);
    // St. John's, 29 October 2006: a minute after midnight it was 23:01 of the day before again.
    const back = ["2006-10-29T02:29:00Z", "2006-10-29T02:31:00Z", "2006-10-29T03:29:00Z"].map((t) => ({
      at: t,
    }));
    expect((await stormsIn(back, "America/St_Johns")).map(({ day }) => day)).toEqual(["2006-10-28"]);
    const between = back.toSpliced(1, 0, { at: "2006-10-29T02:30:30Z" });
    expect(await stormsIn(between, "America/St_Johns")).toEqual([]);
  });

  it("R-DEC-1: days by the zone's own history: back over midnight, half a minute, a day that never was", () => {
    const days = (zone: string, ...moments: string[]) => moments.map((t) => Date.parse(t)).map(dayIn(zone));
    const back = ["2006-10-29T02:29:59Z", "2006-10-29T02:30:59Z", "2006-10-29T02:31:00Z"];
    expect(days("America/St_Johns", ...back)).toEqual(["2006-10-28", "2006-10-29", "2006-10-28"]);
    const monrovia = ["1971-06-01T00:44:29Z", "1971-06-01T00:44:30Z", "1972-06-01T00:00:00Z"];
    expect(days("Africa/Monrovia", ...monrovia)).toEqual(["1971-05-31", "1971-06-01", "1972-06-01"]);
    const apia = ["2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z"];
    expect(days("Pacific/Apia", ...apia)).toEqual(["2011-12-29", "2011-12-31"]);
    expect(days("UTC", "1999-12-31T23:59:59.999Z", "2000-01-01T00:00:00Z")).toEqual([
      "1999-12-31",
      "2000-01-01",
    ]);
  });

  it("R-DEC-1: rows in any order give the same storms; equal times stay as they stood", async () => {
    const said = [
      at("10:00:00"),
      at("10:01:00", { direction: "out" }),
      at("10:01:00"),
      at("10:02:00"),
      at("10:03:00"),
    ];
    const expected = await stormsIn(said);
    expect(expected).toHaveLength(1);
    expect(
      await stormsIn([said[3], said[1], said[2], said[4], said[0]].filter((row) => row !== undefined)),
    ).toEqual(expected);
  });

  it("R-DEC-1: the same as a second computation, day by day, on 5,000 random exchanges", async () => {
    const HOUR = 3_600_000;
    const message = fc.record({
      client: fc.constantFrom("a", "b"),
      company: fc.constantFrom("x", "y"),
      channel: fc.constantFrom("mail", "chat"),
      direction: fc.constantFrom("in", "in", "in", "out"),
      hour: fc.integer({ min: 0, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 40 }), async (messages) => {
        const rows = messages.map(({ hour, direction, ...rest }): Interaction => {
          const t = Date.UTC(2026, 0, 1) + hour * HOUR;
          return {
            ...rest,
            direction: direction === "out" ? "out" : "in",
            at: t,
            day: new Date(t).toISOString().slice(0, 10),
          };
        });
        const found = (await stormsOf(rows)).storms.map(
          (storm) => `${storm.client}${storm.company} ${storm.day} ${storm.messages} ${storm.at}`,
        );
        // A day of a client with a company is a word like "iioiii": storms are its runs of three i and more.
        const expected = ["ax", "ay", "bx", "by"].flatMap((pair) =>
          ["2026-01-01", "2026-01-02", "2026-01-03"].flatMap((day) => {
            const own = rows
              .filter((row) => row.client + row.company === pair && row.day === day)
              .sort((a, b) => a.at - b.at);
            const word = own.map(({ direction }) => direction[0]).join("");
            return [...word.matchAll(/i{3,}/g)].map(
              (run) => `${pair} ${day} ${run[0].length} ${own[run.index + 2]?.at}`,
            );
          }),
        );
        expect(found.sort()).toEqual(expected.sort());
        const { svg, csv } = await storms(rows);
        expect([...csv()]).toHaveLength(expected.length + 1);
        expect(svg()).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { numRuns: 5_000 },
    );
  });

  it("names are text in a picture, never markup", async () => {
    const row = {
      client: "k",
      company: `<script> & "co"`,
      channel: "mail",
      direction: "in",
      day: "2026-01-01",
    } as const;
    const { svg } = await storms([1, 2, 3].map((t) => ({ ...row, at: t })));
    expect(svg()).toMatch("&lt;script&gt; &amp; &quot;co&quot; (1)");
    expect(svg()).not.toMatch("<script>");
  });
});

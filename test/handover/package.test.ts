import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { ABOUT_ITEMS, DATA_ITEMS } from "../../handover/dataItems.ts";
import { HISTORY_EVENTS, LAYOUT } from "../../handover/package/gather.ts";
import { WORDS } from "../../handover/package/words.ts";
import { type Content, writePackage } from "../../handover/package/write.ts";
import { isEventType } from "../../machines/index.ts";

const content = {
  client: "c1",
  provider: { id: "p1", name: "Sad & Co <b>" },
  consent: null,
  locale: "ru",
  zone: "Europe/Moscow",
  currency: "JPY",
  madeAt: "2026-11-22T22:30:00.000Z",
  items: ["invoices", "matters"],
  gathered: {
    invoices: [{ number: "r-1", dueOn: "2026-11-01", amount: 5_000, paidOn: null }],
    matters: [
      {
        number: "f1",
        since: "2026-11-02T10:00:00Z",
        remedy: 'a "new" lorry\nsoon',
        promisedBy: null,
        what: '=HYPERLINK("https://evil.example")',
      },
    ],
  },
} as const satisfies Content;

const filesOf = async (given: Content) =>
  Object.fromEntries(
    Object.entries(unzipSync(await writePackage(given))).map(([name, bytes]) => [
      name,
      // The mark of the order of bytes is part of a file.
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes),
    ]),
  );

describe("R-HND-4 a package", () => {
  it("is a table for machines that a spreadsheet reads and does not run", async () => {
    const files = await filesOf(content);
    expect(files["matters.csv"]).toBe(
      `\uFEFFnumber,since,what,remedy,promisedBy\r\nf1,2026-11-02T10:00:00Z,"'=HYPERLINK(""https://evil.example"")","a ""new"" lorry\nsoon",\r\n`,
    );
    expect(files["invoices.csv"]).toBe("\uFEFFnumber,dueOn,amount,paidOn\r\nr-1,2026-11-01,5000,\r\n");
    // Programs get the words as they are.
    expect(JSON.parse(files["data.json"] ?? "").items.matters[0].what).toBe(content.gathered.matters[0].what);
  });

  it("is a page for people, in the client's language, zone and currency, that runs and loads nothing", async () => {
    const { "index.html": page = "" } = await filesOf(content);
    expect(page).toContain('<html lang="ru">');
    expect(page).toContain("23 ноября 2026 года");
    expect(page).toMatch(/5.000.¥/);
    expect(page).toContain("Sad &amp; Co &lt;b&gt;");
    expect(page).not.toMatch(/<script|<b>|src=|url\(|@import/);
  });

  it("has a hash that says nothing of the data, not even to who guesses them", async () => {
    expect(await writePackage(content)).not.toEqual(await writePackage(content));
  });

  it("has a word in both languages for all that may stand in it", () => {
    for (const locale of ["en", "ru"] as const) {
      const { columns, words } = WORDS[locale];
      for (const item of DATA_ITEMS) {
        expect(ABOUT_ITEMS[locale][item].says).not.toBe("");
        for (const column of Object.keys(LAYOUT[item].columns))
          expect(columns, column).toHaveProperty(column);
      }
      for (const event of HISTORY_EVENTS) expect(words[event], event).toBeTruthy();
    }
    expect(HISTORY_EVENTS.every(isEventType)).toBe(true);
  });

  it("R-HND-3 knows nothing of conduct, sanctions, scores or the dossier", () => {
    for (const event of HISTORY_EVENTS)
      expect(event).not.toMatch(
        /incident|boundary|restriction|exit|appeal|threat|tier|segment|dossier|finance|feedback|review|ground|clause|staff/,
      );
  });
});

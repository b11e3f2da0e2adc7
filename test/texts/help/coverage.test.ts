import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AskedQuestion, coverageOf } from "../../../texts/help/coverage.ts";
import { type Guide, type Guides, readGuides } from "../../../texts/help/read.ts";

const guide = (at: string, answers: string[], languages: Guide["languages"] = ["en", "ru"]): Guide => ({
  topic: at,
  kind: "faq",
  title: { en: at, ru: at },
  at,
  languages,
  answers,
});
const catalogue = (...guides: Guide[]): Guides => ({ version: "2026-11", guides });
const ask = (client: string, topic: string): AskedQuestion => ({ at: "2026-11-01T10:00:00Z", client, topic });

describe("guides", () => {
  it("R-HLP-3: the share that a guide answers, topics without one, and who asked again", async () => {
    const found = await coverageOf(
      [ask("a", "install"), ask("a", "install"), ask("b", "install"), ask("b", "duty")],
      catalogue(guide("g1", ["install", "update"])),
    );
    expect(found).toEqual({
      questions: 4,
      answered: 3,
      share: 75,
      topics: [
        { topic: "install", questions: 3, clients: 2, repeated: 1, guides: ["g1"] },
        { topic: "duty", questions: 1, clients: 1, repeated: 0, guides: [] },
      ],
    });
  });

  it("R-HLP-3: a guide counts in its own languages; nothing asked is nothing answered", async () => {
    const guides = catalogue(guide("g1", ["install"], ["en"]));
    expect((await coverageOf([ask("a", "install")], guides, "ru")).share).toBe(0);
    expect((await coverageOf([ask("a", "install")], guides, "en")).share).toBe(100);
    expect(await coverageOf([], guides)).toEqual({ questions: 0, answered: 0, share: 0, topics: [] });
  });

  it("R-HLP-3: of any questions, answered ones and gaps add up, and no question is lost", async () => {
    const topic = fc.constantFrom<string>("a", "b", "c", "d");
    const asked = fc.array(fc.record({ client: fc.constantFrom("x", "y"), topic }));
    await fc.assert(
      fc.asyncProperty(asked, fc.uniqueArray(topic), async (rows, answers) => {
        const questions = rows.map((row) => ask(row.client, row.topic));
        const { topics, answered } = await coverageOf(questions, catalogue(guide("g", ["z", ...answers])));
        const gaps = rows.filter((row) => !answers.includes(row.topic)).length;
        expect(answered + gaps).toBe(rows.length);
        expect(topics.reduce((sum, each) => sum + each.questions, 0)).toBe(rows.length);
        for (const each of topics) {
          const of = rows.filter((row) => row.topic === each.topic);
          expect(each.repeated).toBe(of.length - new Set(of.map(({ client }) => client)).size);
          expect(each.guides).toEqual(answers.includes(each.topic) ? ["g"] : []);
        }
      }),
    );
  });

  it("R-HLP-3: the catalogue that comes along has FAQ, video and screencast", async () => {
    const { guides } = await readGuides();
    expect(new Set(guides.map(({ kind }) => kind))).toEqual(new Set(["faq", "video", "screencast"]));
  });
});

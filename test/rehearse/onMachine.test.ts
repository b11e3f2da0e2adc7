import { expect, test } from "vitest";
import { readStories } from "../../rehearse/files.ts";
import { onMachine } from "../../rehearse/onMachine.ts";
import { storyFiles } from "../support/stories.ts";

const { stories, policy } = await readStories(storyFiles);

test.each(stories.map((story) => ({ story, title: `${story.title} (${story.source.join(", ")})` })))(
  "$title",
  async ({ story }) => {
    const { differences } = await onMachine(story, policy);
    expect(differences).toEqual([]);
  },
);

/** Of the golden stories, 6, 22 and 33 are about a whole portfolio: test/value and test/reports tell them. */
const TOLD = ["1", "2", "3", "4", "5", "7a", "7b", "8a", "8b", "9", "10a", "10b", "10c", "11a", "11b"];
const PORTFOLIO = [6, 22, 33];
for (let g = 12; g <= 40; g += 1) if (!PORTFOLIO.includes(g)) TOLD.push(`${g}`);

test.each(TOLD.map((g) => `G${g}`))("%s is told", (id) => {
  expect(stories.filter(({ source }) => source.includes(id)).map(({ name }) => name)).not.toEqual([]);
});

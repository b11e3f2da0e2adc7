import { expect, test } from "vitest";
import { readStories } from "../../rehearse/files.ts";
import { onLaw } from "../../rehearse/onLaw.ts";
import { storyFiles } from "../support/stories.ts";

const { stories, policy } = await readStories(storyFiles);

test.each(stories.map((story) => ({ story, title: `${story.title} (${story.source.join(", ")})` })))(
  "$title",
  async ({ story }) => {
    const { differences } = await onLaw(story, policy);
    expect(differences).toEqual([]);
  },
);

const FIRST = [
  "1",
  "2",
  "3",
  "7a",
  "7b",
  "8a",
  "8b",
  "9",
  "10a",
  "10b",
  "10c",
  "11a",
  "11b",
  "12",
  "13",
  "14",
];
const SECOND = ["19", "25", "28", "31", "34", "35", "38", "39", "40"];

test.each([...FIRST, ...SECOND].map((g) => `G${g}`))("%s is told", (id) => {
  expect(stories.filter(({ source }) => source.includes(id)).map(({ name }) => name)).not.toEqual([]);
});

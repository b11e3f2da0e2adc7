import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Policy } from "../machines/index.ts";
import { readPolicies } from "../services/policies.ts";
import { checkEvent } from "./envelope.ts";
import { checkFacts } from "./facts.ts";
import { checkGiven } from "./opening.ts";
import { type Checks, parseStory, type Story } from "./story.ts";

const POLICIES = fileURLToPath(new URL("../policies", import.meta.url));

/** Stories to play, and the policy that they change: the newest one. */
export interface Program {
  readonly stories: readonly Story[];
  readonly policy: Policy;
}

/**
 * Reads story files.
 * @throws {BadStory} for the first file that is not a story.
 */
export async function readStories(files: readonly string[]): Promise<Program> {
  const policy = (await readPolicies(POLICIES)).at(-1);
  if (!policy) throw new Error("there is no policy");
  const checks: Checks = {
    given: (story: Story) => checkGiven(story, policy),
    step: (...step) => [...checkEvent(...step), ...checkFacts(...step)],
  };
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return { policy, stories: texts.map((text, n) => parseStory(text, files[n] ?? "", checks)) };
}

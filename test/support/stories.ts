import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../examples/stories/", import.meta.url));

/** Every story of the examples. */
export const storyFiles: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".yaml"))
  .sort()
  .map((name) => FOLDER + name);

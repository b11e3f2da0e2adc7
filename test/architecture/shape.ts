// The shape of the code: loops between rooms, names with two meanings, sizes, casts, spreads (rules.ts).
// What is excepted stands in exceptions.ts, with a reason.
import { globSync, readFileSync } from "node:fs";
import * as EXCEPT from "./exceptions.ts";
import { findingsOf, sourceOf } from "./rules.ts";

const ROOMS =
  "activities apps archive audit bench contracts handover insight machines rehearse services texts values worker workflows";

const paths = ROOMS.split(" ")
  .flatMap((room) => globSync(`${room}/**/*.{ts,tsx}`))
  .filter((path) => !/(^|\/)node_modules\/|^bench\/restate\//.test(path))
  .sort();
// A list of files that is empty by mistake would be content with everything.
if (paths.length < 300) throw new Error(`only ${paths.length} files were looked at`);

const findings = findingsOf(
  paths.map((path) => sourceOf(path, readFileSync(path, "utf8"))),
  EXCEPT,
);
for (const { at, what, todo } of findings) console.error(`${at}  ${what}; ${todo}`);
if (findings.length > 0) {
  console.error(`${findings.length} findings; exceptions stand in test/architecture/exceptions.ts`);
  process.exitCode = 1;
} else console.log(`✔ the shape of ${paths.length} files`);

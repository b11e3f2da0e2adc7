// `npm run check:notices`: holds the texts that clients read to R-COM-1; of another folder where one is given. Exit 1
// when they say what they must not, or do not say what they must.
import { lint, readSources } from "./lint.ts";

const faults = lint(readSources(process.argv[2]));
for (const { file, notice, part, what, allowed } of faults)
  console.error(`${file}: ${part ? `${notice}, ${part}` : notice}: ${what}; allowed: ${allowed}`);
process.exitCode = faults.length > 0 ? 1 : 0;

// `npm run check:help`: reads every text of help/ and says what is wrong with it. Exit 1 when something is.
import { Malformed } from "../../machines/events.ts";
import { readAgainst, readHelp } from "./against.ts";
import { faultsOf } from "./faults.ts";
import { readHeadings } from "./read.ts";

try {
  await readHeadings();
  const faults = faultsOf(await readHelp(), await readAgainst());
  for (const { file, path, says } of faults) console.error(`${file}: ${path}: ${says}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof Malformed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

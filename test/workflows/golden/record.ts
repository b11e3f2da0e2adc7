// Records the histories of walks that have none yet: node test/workflows/golden/record.ts
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import proto from "@temporalio/proto";
import { findTemporal } from "../../../worker/temporal/temporal.ts";
import { startShell } from "../../support/shell.ts";
import { WALKS } from "./walks.ts";

const home = await mkdtemp(join(tmpdir(), "tenure-golden-"));
const temporal = await findTemporal({
  env: process.env,
  home,
  say: console.error,
  db: "memory",
  headless: true,
});
const shell = await startShell(temporal, "golden");
for (const [name, walk] of Object.entries(WALKS)) {
  const file = join(import.meta.dirname, `${name}.golden.bin`);
  if (existsSync(file)) continue;
  const walked = await shell.walk(name, walk);
  await writeFile(file, proto.temporal.api.history.v1.History.encode(await walked.history()).finish());
  await walked.end();
  console.log(`recorded ${name}: ${walked.journal.length} entries`);
}
await shell.stop();
await temporal.embedded?.stop();
await rm(home, { recursive: true, force: true });

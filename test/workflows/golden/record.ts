// Records the walks of the latest machine, where they were not yet: `npm run record:golden`. Of a candidate, which may still
// change, they are recorded anew.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import proto from "@temporalio/proto";
import { DefaultLogger, Runtime } from "@temporalio/worker";
import { latest, released } from "../../../machines/versions/index.ts";
import { findTemporal } from "../../../worker/temporal/temporal.ts";
import { startWalker } from "../../support/walker.ts";
import { WALKS } from "./walks.ts";

const { ref } = latest();
const folder = join(import.meta.dirname, `${ref.id}-${ref.version}`);
const recorded = await readFile(join(folder, "sha256"), "utf8").catch(() => "");
if (recorded.trim() === ref.hash) {
  console.log(`the walks of ${ref.id} ${ref.version} are recorded.`);
  process.exit();
}
if (recorded !== "" && released(ref)) {
  console.error(`${folder} is of another file than the one that was released`);
  process.exit(1);
}

Runtime.install({ logger: new DefaultLogger("ERROR") });
const home = await mkdtemp(join(tmpdir(), "tenure-golden-"));
const temporal = await findTemporal({
  env: process.env,
  home,
  say: console.error,
  db: "memory",
  headless: true,
});
const walker = await startWalker(temporal, "golden");
await rm(folder, { recursive: true, force: true });
await mkdir(folder);
for (const [name, walk] of Object.entries(WALKS)) {
  const walked = await walker.walk(name, walk);
  const history = proto.temporal.api.history.v1.History.encode(await walked.history()).finish();
  await writeFile(join(folder, `${name}.history.bin`), history);
  const journal = walked.journal.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  await writeFile(join(folder, `${name}.journal.jsonl`), journal);
  await walked.end();
  console.log(`recorded ${name}: ${walked.journal.length} entries`);
}
await writeFile(join(folder, "sha256"), `${ref.hash}\n`);
await walker.stop();
await temporal.embedded?.stop();
await rm(home, { recursive: true, force: true });

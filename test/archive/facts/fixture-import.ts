/** Imports interactions into the archive given, tells of every batch, and goes on until it is killed or done. */
import { newImport } from "../../../archive/facts/import.ts";
import { openArchive } from "../../../archive/open.ts";
import { batchOf, HOW } from "./rows.ts";

const [at = "{}", batches = "0"] = process.argv.slice(2);
const archive = await openArchive(JSON.parse(at));
const session = newImport({ ...HOW, kind: "interactions" });
for (let n = 0; n < Number(batches); n++) {
  const { new: fresh } = await archive.facts.take(session, batchOf(n));
  console.log(fresh);
}
await archive.close();

import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Archive } from "../../archive/open.ts";
import { type Log, openLog, policyOf } from "../../audit/log.ts";
import { Notary } from "../../audit/notary.ts";
import { signerOf } from "../../audit/note.ts";
import { outside } from "../../audit/outside.ts";

let home: string | undefined;
let logs = 0;
const known = new WeakMap<Archive["log"], Promise<Notary>>();

/** Whoever signs the log of an archive, with a key folder and a file of its own; one an archive. */
export function notaryOf(archive: Archive): Promise<Notary> {
  if (home === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "tenure-notary-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    home = folder;
  }
  const folder = join(home, `${++logs}`);
  const made =
    known.get(archive.log) ??
    openLog({ folder: join(folder, "keys"), log: archive.log, host: "tenure.example" }).then(
      (log) => new Notary({ archive, log, outside: outside(join(folder, "signed.txt")) }),
    );
  known.set(archive.log, made);
  return made;
}

/** The same log, signed by somebody else's keys. */
export function stranger({ origin }: Pick<Log, "origin">): Log {
  const [log, clock] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
  const signers = { log: signerOf(origin, 1, log.privateKey), clock: signerOf(origin, 4, clock.privateKey) };
  return { origin, ...signers, policy: policyOf(signers) };
}

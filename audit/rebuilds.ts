// Where a relationship was started anew from its journal: the record that says so, and what is compared from there on.
import { type KeyObject, sign, verify } from "node:crypto";
import { hashOfRebuild, type Rebuild } from "../archive/rebuilds.ts";
import type { Difference } from "./difference.ts";
import type { Histories } from "./histories.ts";

/** What is signed: no other text that the key signs begins like this. */
const textOf = (hash: string): Buffer => Buffer.from(`tenure/rebuild\n${hash}\n`);

/** Signs the hash of a rebuild; base64. */
export const signRebuild = (hash: string, key: KeyObject): string =>
  sign(null, textOf(hash), key).toString("base64");

/** True when the record is what was signed. */
export function provenRebuild(rebuild: Rebuild, key: KeyObject): boolean {
  const { hash, signature } = rebuild;
  return hashOfRebuild(rebuild) === hash && verify(null, textOf(hash), key, Buffer.from(signature, "base64"));
}

/** What Temporal holds since a relationship was last rebuilt. */
export interface SinceRebuild {
  readonly histories: Histories;
  readonly differences: readonly Difference[];
  readonly remarks: readonly string[];
}

/**
 * Leaves out the runs before the last rebuild that is on record: the journal alone tells of that time. A run that says
 * it was rebuilt, and is not on record as such, was started by somebody else.
 * @param key the engine's public key.
 */
export function sinceRebuild(
  histories: Histories,
  rebuilds: readonly Rebuild[],
  key: KeyObject,
): SinceRebuild {
  const differences: Difference[] = [];
  const { runs } = histories;
  for (let n = runs.length - 1; n >= 0; n -= 1) {
    const run = runs[n];
    if (!run || run.rebuild === null) continue;
    const record = rebuilds.find(({ hash }) => hash === run.rebuild);
    const seq = run.carried?.seq ?? null;
    const fits = record?.seq === seq && record?.head === run.carried?.head;
    if (!record || !fits || !provenRebuild(record, key)) {
      const says = `the run ${run.runId} says that it was rebuilt from the journal, and no signed record says so`;
      differences.push({ kind: "rebuildUnproven", seq, says });
      continue;
    }
    const { actor, at, oldRun } = record;
    const instead = oldRun === null ? "Temporal had none" : `in place of the run ${oldRun}`;
    const says = `rebuilt from its journal after entry ${seq}, ${at}, by ${actor.role}:${actor.id}, ${instead}: the comparison with Temporal begins there`;
    // It goes on from the record, as another run goes on from the one before.
    const since = [{ ...run, continuedFrom: record.hash }, ...runs.slice(n + 1)];
    return { histories: { runs: since, gone: [] }, differences, remarks: [says] };
  }
  return { histories, differences, remarks: [] };
}

// Where a relationship was started anew from its journal: the record that says so, and what is compared from there on.
import { hashOfRebuild, type Rebuild } from "../archive/rebuilds.ts";
import type { Difference } from "./difference.ts";
import type { Histories } from "./histories.ts";
import type { LogPolicy } from "./logPolicy.ts";
import { leafData } from "./merkle.ts";
import { BadNote } from "./note.ts";
import { checkProof, readProof } from "./proof.ts";

/** A rebuild on record. `proof`: that it is a leaf of the signed tree (C2SP tlog-proof); null while nothing says so. */
export interface RebuildOnRecord {
  readonly rebuild: Rebuild;
  readonly proof: string | null;
}

/** True when the record is a leaf of the signed tree. */
export function provenRebuild({ rebuild, proof }: RebuildOnRecord, policy: LogPolicy): boolean {
  const hash = hashOfRebuild(rebuild);
  if (proof === null || hash !== rebuild.hash) return false;
  try {
    const { extra, ...path } = readProof(proof);
    checkProof(path, leafData({ salt: extra?.toString("hex") ?? "", hash }), policy);
    return true;
  } catch (error) {
    if (error instanceof BadNote) return false;
    throw error;
  }
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
 * @param policy whom to believe about the log.
 */
export function sinceRebuild(
  histories: Histories,
  rebuilds: readonly RebuildOnRecord[],
  policy: LogPolicy,
): SinceRebuild {
  const differences: Difference[] = [];
  const { runs } = histories;
  for (let n = runs.length - 1; n >= 0; n -= 1) {
    const run = runs[n];
    if (!run || run.rebuild === null) continue;
    const found = rebuilds.find(({ rebuild }) => rebuild.hash === run.rebuild);
    const record = found?.rebuild;
    const seq = run.carried?.seq ?? null;
    const fits = record?.seq === seq && record?.head === run.carried?.head;
    if (!found || !record || !fits || !provenRebuild(found, policy)) {
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

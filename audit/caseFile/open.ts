// Reads a case file and believes nothing that it cannot compute: no server, no database, no network.
import type { LogPolicy, OpenedCheckpoint } from "../logPolicy.ts";
import { BadNote } from "../note.ts";
import * as checks from "./checks.ts";
import { unpacked } from "./container.ts";
import { type CaseFileFault, CHECKS, type Check, type CheckName, type ReportFault } from "./faults.ts";
import { FILES } from "./format.ts";
import { type Contents, readContents } from "./read.ts";

/** A case file, read and checked. */
export interface Opened {
  readonly contents: Contents;
  /** The keys of the logs that the signatures were held against, and whether they came from outside the file. */
  readonly log: { readonly keyIds: readonly string[]; readonly given: boolean } | null;
  /** The signed head: leaves of all relationships, who signed, who cosigned and when first. */
  readonly checkpoint: Omit<OpenedCheckpoint, "root"> | null;
  readonly checks: readonly Check[];
  /** In the order of the checks; empty when all is well. */
  readonly faults: readonly CaseFileFault[];
}

/** Where a check looks. */
const PLACES: Readonly<Record<CheckName, string>> = {
  container: "the whole file",
  manifest: FILES.manifest,
  entries: FILES.journal,
  chain: FILES.journal,
  machine: FILES.journal,
  proof: "proof/",
  senders: FILES.eventKeys,
  policy: "policies/",
  texts: FILES.texts,
  notices: FILES.notices,
  histories: "histories/",
};

/**
 * Reads a case file and checks everything in it.
 * @param believed whom to believe about the log; by default what the file says.
 * @throws {NoCaseFile} when nothing can be said about it: no zip, or one without a manifest.
 */
export function openCaseFile(bytes: Uint8Array, believed?: LogPolicy): Opened {
  const { files, whole } = unpacked(bytes);
  const { contents, faults: unreadable } = readContents(files);
  const faults: CaseFileFault[] = [...unreadable];
  const skipped = new Map<CheckName, string>();
  /** Makes a check; one that cannot be made says why, and what it trips over is a fault of the file. */
  const check = (name: CheckName, make: (report: ReportFault) => unknown) => {
    try {
      const why = make((found) => faults.push({ check: name, ...found }));
      if (typeof why === "string") skipped.set(name, why);
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      faults.push({
        check: name,
        where: name === "proof" && error instanceof BadNote ? FILES.checkpoint : PLACES[name],
        says,
      });
    }
  };
  const policy = believed ?? contents.logPolicy;
  let checkpoint: Opened["checkpoint"] = null;

  check("container", (fault) => {
    if (!whole)
      fault({ where: "the whole file", says: "was changed after it was written, by a byte or more" });
  });
  check("manifest", (fault) => checks.checkManifest(contents, policy, fault));
  check("entries", (fault) => checks.checkEntries(contents, fault));
  check("chain", (fault) => checks.checkChain(contents, fault));
  check("proof", (fault) => {
    if (policy === null) return "there is no key to hold the signature against";
    const { root: _, ...head } = checks.checkProof(contents, policy, fault);
    checkpoint = head;
    return null;
  });
  check("senders", (fault) => {
    if (policy === null) return "there is no key to hold the signatures against";
    checks.checkSenders(contents, policy, fault);
    return null;
  });
  check("machine", (fault) => {
    checks.checkMachines(contents, fault);
    return checks.checkJudgements(contents, fault);
  });
  check("policy", (fault) => checks.checkPolicies(contents, fault));
  check("texts", (fault) => checks.checkTexts(contents, fault));
  check("notices", (fault) => checks.checkNotices(contents, fault));
  check("histories", (fault) => checks.checkHistories(contents, fault));

  const names = Object.keys(CHECKS) as CheckName[];
  return {
    contents,
    log: policy && { keyIds: policy.logs.map(({ id }) => id), given: believed !== undefined },
    checkpoint,
    checks: names.map((name) => {
      const failed = faults.some((fault) => fault.check === name);
      const why = skipped.get(name);
      const passed = failed ? false : why === undefined ? true : null;
      return { name, says: (passed === null ? why : undefined) ?? CHECKS[name], passed };
    }),
    faults: faults.sort((a, b) => names.indexOf(a.check) - names.indexOf(b.check)),
  };
}

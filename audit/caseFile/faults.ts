/** What is looked at in a case file, in this order. */
export const CHECKS = {
  container: "the file is as it was written, byte for byte",
  manifest: "every file in it has the SHA-256 that the manifest says, and the manifest is signed",
  entries: "every entry has the hash that it says, over everything in it",
  chain: "every entry names the one before it, and none is missing",
  proof: "every entry stands in the signed tree",
  machine: "the machines that judged are in the file, and asked again write every entry as it stands",
  senders: "every event that came in is signed by a key that the log has certified, or marked as unattested",
  policy: "the policy in the file is the one that the relationship signed under",
  texts: "every disclosed text is the one that its id commits to; what is missing was left out",
  notices: "every notice was asked for by an entry, and has the words that were sent",
  histories: "Temporal's own histories hold the same entries",
} as const;
export type CheckName = keyof typeof CHECKS;

/** Something that is not as it has to be. */
export interface CaseFileFault {
  readonly check: CheckName;
  /** A file of the case file, and a line or an entry of it. */
  readonly where: string;
  readonly says: string;
  readonly seq?: number;
  readonly expected?: string;
  readonly found?: string;
}

/** One check, made or not. */
export interface Check {
  readonly name: CheckName;
  /** What it looked at, in words; where it could not be made, why not. */
  readonly says: string;
  /** Null where it could not be made. */
  readonly passed: boolean | null;
}

/** Takes what a check finds. */
export type ReportFault = (found: Omit<CaseFileFault, "check">) => void;

// The parts of a case file: one relationship, for somebody who has no access to Tenure's server.
import { hash } from "node:crypto";
import { z } from "zod";
import { NOTICE_STATUSES } from "../../archive/tables.ts";

/** The version of this format; a reader refuses any other. */
export const FORMAT = "tenure-case/2";

/** The files that every case file has; beside them `machines/…`, `policies/…`, `histories/…` and {@link proofFile}s. */
export const FILES = {
  /** For people: the whole case on one page. */
  page: "index.html",
  /** One {@link Entry} a line, as it stands in the archive. */
  journal: "journal.jsonl",
  /** One {@link Notice} a line. */
  notices: "notices.jsonl",
  /** One {@link Text} a line: what is disclosed of the vault. */
  texts: "texts.jsonl",
  /** How the client is named and reached; a JSON object, empty where that was left out. */
  contact: "contact.json",
  /** A signed note (C2SP tlog-checkpoint): the head of the tree of all entries of all relationships. */
  checkpoint: "proof/checkpoint",
  /** Signed notes, one after the other: the keys that signed its events, and the oldest one, as the log certified them. */
  eventKeys: "proof/event-keys",
  /** Whom to believe about the log (C2SP tlog-policy). Whoever does not want to believe it brings one from elsewhere. */
  logPolicy: "proof/policy",
  manifest: "manifest.json",
  /** A signed note over the manifest, by the log's key. */
  signature: "manifest.note",
} as const;

const PROOFS = "proof/";
const PROOF = /^proof\/(\d{6,})\.tlog-proof$/;

/** The file with the proof that an entry stands in the signed tree (C2SP tlog-proof). */
export const proofFile = (seq: number): string => `${PROOFS}${String(seq).padStart(6, "0")}.tlog-proof`;

/** The entry that a file proves, or null. */
export function provenBy(name: string): number | null {
  const seq = Number(PROOF.exec(name)?.[1]);
  return proofFile(seq) === name ? seq : null;
}

/** What can be left out of a case file: free text, the client's name and addresses, bodies of notices. */
export const KINDS = ["texts", "names", "notices"] as const;

/** Why a text of the vault is not in the file. */
export const ABSENCES = {
  /** Left out on demand. */
  chosen: "left out on demand",
  /** It repeats the client's name or an address, which were left out. */
  named: "left out because it names the client",
  /** The client's key was destroyed. */
  erased: "erased: the key that opened it is destroyed",
} as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex");
const vaultId = z.string().regex(/^v_[A-Za-z0-9_-]{8,64}$/, "a vault id (v_…)");
const whole = z.int().min(0);

const text = z.strictObject({
  id: vaultId,
  /** Under whose key it is kept: the client's, or the house's own for words that outlive an erasure. */
  client: z.string(),
  /** What it is, for instance `reason`. */
  kind: z.string(),
  /** What keeps the id from telling a text that somebody guesses. */
  salt: z.string(),
  text: z.string(),
});
/** A text of the vault with what its id commits to. */
export type Text = z.infer<typeof text>;

const notice = z.strictObject({
  /** The effect that asked for it: client/seq/n. */
  id: z.string(),
  notice: z.string(),
  channel: z.string(),
  locale: z.string(),
  status: z.enum(NOTICE_STATUSES),
  cause: z.string().nullable(),
  /** When it came to this status. */
  at: z.string(),
  /** Its words, subject and body, are a text of the vault. */
  text: vaultId,
});
/** A notice as it was sent. */
export type Notice = z.infer<typeof notice>;

const manifest = z.strictObject({
  format: z.literal(FORMAT),
  client: z.string(),
  /** ISO instant. */
  madeAt: z.string(),
  entries: whole,
  /** The hash of the last entry. */
  head: sha256,
  /** Runs of the workflow whose histories are in the file, and runs whose histories Temporal has dropped. */
  runs: whole,
  gone: whole,
  leftOut: z.strictObject({
    /** What was chosen to be left out: kinds, or single vault ids. */
    chosen: z.array(z.string()),
    texts: z.array(
      z.strictObject({ id: vaultId, kind: z.string(), why: z.enum(["chosen", "named", "erased"]) }),
    ),
  }),
  /** Every other file but the signature. */
  files: z.record(z.string(), z.strictObject({ bytes: whole, sha256 })),
});
export type Manifest = z.infer<typeof manifest>;
export type LeftOut = Manifest["leftOut"];

export const SCHEMAS = { text, notice, manifest };

export const digestOf = (bytes: Uint8Array | string): string => hash("sha256", bytes);

/** What is signed of a manifest. It cannot be taken for a checkpoint, which the same key signs: that has three lines. */
export const signedText = (manifestBytes: Uint8Array): string => `${FORMAT}\n${digestOf(manifestBytes)}\n`;

/** A JSON value for a person to look at too. */
export const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** JSON values, one a line. */
export const jsonLines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");

const VAULT_ID = /^v_[A-Za-z0-9_-]{8,64}$/;

/** Every vault id in a value, in the order in which it reads. */
export function vaultIds(value: unknown): string[] {
  if (typeof value === "string") return VAULT_ID.test(value) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(vaultIds);
}

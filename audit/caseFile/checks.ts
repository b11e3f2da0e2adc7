// The checks of a case file. Each one says what it found, and leaves it to the caller what that means.
import { commitment } from "../../archive/seal.ts";
import { digest, type Entry, GENESIS, nameOf } from "../../machines/format.ts";
import { OPENED } from "../../machines/index.ts";
import { type LogPolicy, type OpenedCheckpoint, openCheckpoint } from "../logPolicy.ts";
import { machinePath } from "../machineFile.ts";
import { leafData, leafHash, provesInclusion } from "../merkle.ts";
import { BadNote, readNote, signaturesOf } from "../note.ts";
import { type Proof, readProof } from "../proof.ts";
import { retrace } from "../retrace.ts";
import { readEventKeys, signatureFault } from "../signatures.ts";
import { writtenBy } from "../written.ts";
import type { ReportFault } from "./faults.ts";
import { digestOf, FILES, proofFile, signedText, vaultIds } from "./format.ts";
import { entriesIn } from "./history.ts";
import type { Contents } from "./read.ts";

const at = ({ seq }: Entry) => ({ where: `${FILES.journal}, entry ${seq}`, seq });

/** The hash of what an entry says, over everything but the hash that it says it has. */
const hashOf = ({ hash: _, ...said }: Entry): string => digest(said);

export function checkManifest(
  { files, manifest, signature }: Contents,
  policy: LogPolicy | null,
  fault: ReportFault,
): void {
  for (const [where, { bytes, sha256 }] of Object.entries(manifest.files)) {
    const there = files[where];
    if (there === undefined) fault({ where, says: "is in the manifest and not in the file" });
    else if (digestOf(there) !== sha256)
      fault({
        where,
        says: there.length === bytes ? "was altered" : "was altered: its length differs too",
        expected: sha256,
        found: digestOf(there),
      });
  }
  const unsigned: readonly string[] = [FILES.manifest, FILES.signature];
  for (const where of Object.keys(files))
    if (!Object.hasOwn(manifest.files, where) && !unsigned.includes(where))
      fault({ where, says: "is not in the manifest: somebody added it" });
  if (policy === null) return;
  const text = signedText(files[FILES.manifest] ?? new Uint8Array());
  const says =
    "is no signature of this manifest by this log: the manifest was altered, or another key signed it";
  try {
    const note = readNote(signature);
    if (note.text !== text || note.lines.length !== 1 || signaturesOf(note, policy.logs).length === 0)
      fault({ where: FILES.signature, says });
  } catch (error) {
    if (!(error instanceof BadNote)) throw error;
    fault({ where: FILES.signature, says: `${says} (${error.message})` });
  }
}

export function checkEntries({ entries }: Contents, fault: ReportFault): void {
  for (const entry of entries) {
    const found = hashOf(entry);
    if (found !== entry.hash)
      fault({
        ...at(entry),
        says: "was altered: what it says does not have the hash that it says",
        expected: entry.hash,
        found,
      });
  }
}

export function checkChain({ entries, manifest }: Contents, fault: ReportFault): void {
  let prev = GENESIS;
  entries.forEach((entry, index) => {
    const seq = index + 1;
    if (entry.seq !== seq)
      fault({
        ...at(entry),
        says: "is not in its place: an entry was removed, added or moved",
        expected: `entry ${seq}`,
        found: `entry ${entry.seq}`,
      });
    if (entry.client !== manifest.client)
      fault({ ...at(entry), says: "is another client's", expected: manifest.client, found: entry.client });
    if (entry.prev !== prev)
      fault({
        ...at(entry),
        says: seq === 1 ? "does not begin a journal" : "does not name the entry before it",
        expected: prev,
        found: entry.prev,
      });
    prev = entry.hash;
  });
  if (entries.length !== manifest.entries || prev !== manifest.head)
    fault({
      where: FILES.journal,
      says: "does not end with the entry that the manifest says: the end was cut off or added to",
      expected: `${manifest.entries} entries, the last one ${manifest.head}`,
      found: `${entries.length} entries, the last one ${prev}`,
    });
}

/** Who vouches for what came in. @throws {BadNote} where the log has not certified one of the keys. */
export function checkSenders({ entries, eventKeys }: Contents, policy: LogPolicy, fault: ReportFault): void {
  const known = readEventKeys(eventKeys, policy.logs);
  for (const entry of entries) {
    const says = signatureFault(entry, known);
    if (says !== null) fault({ ...at(entry), says });
  }
}

/** The proof of an entry, where it is one under this checkpoint. */
function proofIn(text: string, checkpoint: string): Proof | null {
  try {
    const proof = readProof(text);
    return proof.note === checkpoint ? proof : null;
  } catch (error) {
    if (error instanceof BadNote) return null;
    throw error;
  }
}

/**
 * Holds every entry against the signed tree.
 * @returns the signed head: how many leaves of all relationships, and when.
 * @throws {BadNote} when the checkpoint is not signed as the policy asks.
 */
export function checkProof(
  { entries, proofs, checkpoint }: Contents,
  policy: LogPolicy,
  fault: ReportFault,
): OpenedCheckpoint {
  const head = openCheckpoint(checkpoint, policy);
  const left = new Map(proofs);
  let last = -1;
  for (const entry of entries) {
    const text = left.get(entry.seq);
    left.delete(entry.seq);
    if (text === undefined) {
      fault({ ...at(entry), says: "has no proof that it stands in the signed tree" });
      continue;
    }
    const proof = proofIn(text, checkpoint);
    if (!proof) {
      fault({
        where: proofFile(entry.seq),
        seq: entry.seq,
        says: "is no proof under the checkpoint of this file",
      });
      continue;
    }
    const leaf = leafHash(leafData({ salt: proof.extra?.toString("hex") ?? "", hash: hashOf(entry) }));
    if (!provesInclusion(leaf, proof.index, head, proof.path))
      fault({
        ...at(entry),
        says: "does not stand in the signed tree: the entry was altered, or its proof is forged",
        expected: `leaf ${proof.index} of ${head.size} under the root ${head.root.toString("hex")}`,
      });
    // Entries enter the tree in the order of the journal, so a later one cannot stand before an earlier one.
    if (proof.index <= last)
      fault({ ...at(entry), says: "stands in the tree before the entry that it follows" });
    last = proof.index;
  }
  for (const seq of left.keys())
    fault({ where: proofFile(seq), says: `proves an entry ${seq} that the journal does not have` });
  return head;
}

/** Each machine that judged is in the file, byte for byte. What is in there is never run. */
export function checkMachines({ entries, machines }: Contents, fault: ReportFault): void {
  const known = new Set<string>();
  for (const { machine, ...entry } of entries) {
    if (known.has(machine.hash)) continue;
    known.add(machine.hash);
    const path = machinePath(machine);
    const text = machines.get(path);
    if (text === undefined)
      fault({
        ...at({ machine, ...entry }),
        says: "claims a machine whose file is not in the case file",
        found: nameOf(machine),
      });
    else if (digestOf(text) !== machine.hash)
      fault({
        where: path,
        says: "is not the machine that has this hash",
        expected: machine.hash,
        found: digestOf(text),
      });
  }
}

/**
 * Asks the machines once more: those of this build.
 * @returns why it could not be asked to the end, or null.
 */
export function checkJudgements({ entries }: Contents, fault: ReportFault): string | null {
  const { difference } = retrace(entries);
  if (difference === null) return null;
  const { kind, seq, says, field, sides } = difference;
  if (kind === "unknownMachine") return `${says}; the version of Tenure that has it can ask it again`;
  if (kind !== "machineDisagrees")
    return `the machine is not asked from entry ${seq} on, which is not as it was`;
  const [found, expected] = Object.values(sides ?? {}).map((side) => JSON.stringify(side));
  fault({
    where: `${FILES.journal}, entry ${seq}${field ? `, ${field}` : ""}`,
    says,
    ...(seq !== null && { seq }),
    ...(expected !== undefined && { expected }),
    ...(found !== undefined && { found }),
  });
  return null;
}

export function checkPolicies({ entries, policies }: Contents, fault: ReportFault): void {
  const signed = new Map<string, string>();
  for (const { type, data, policy } of entries)
    if (type === OPENED) signed.set(policy, digest((data as { policy?: unknown } | null)?.policy ?? null));
  for (const [version, policy] of policies) {
    const expected = signed.get(version);
    if (expected === undefined)
      fault({ where: `policies/${version}.json`, says: "is no policy that the journal holds" });
    else if (digest(policy) !== expected)
      fault({
        where: `policies/${version}.json`,
        says: "is not the policy that the relationship signed under",
        expected,
        found: digest(policy),
      });
  }
  const known = new Set(policies.keys());
  for (const entry of entries) {
    if (known.has(entry.policy)) continue;
    known.add(entry.policy);
    fault({ ...at(entry), says: `was judged under the policy ${entry.policy}, which is not in the file` });
  }
}

export function checkTexts({ entries, notices, texts, manifest }: Contents, fault: ReportFault): void {
  const where = FILES.texts;
  const wanted = new Set([
    ...entries.flatMap(({ reason, data, effects }) => vaultIds([reason, data, effects])),
    ...notices.map(({ text }) => text),
  ]);
  const there = new Set(texts.map(({ id }) => id));
  const absent = new Set(manifest.leftOut.texts.map(({ id }) => id));
  for (const text of texts) {
    // Two spellings of one salt would both do: only the canonical one is what was written.
    const spelt = Buffer.from(text.salt, "base64url").toString("base64url") === text.salt;
    if (!spelt || commitment(text) !== text.id)
      fault({ where: `${where}, ${text.id}`, says: "was altered: its id does not commit to this text" });
    if (!wanted.has(text.id))
      fault({ where: `${where}, ${text.id}`, says: "is no text that the case speaks of" });
  }
  for (const id of wanted)
    if (!there.has(id) && !absent.has(id))
      fault({ where: `${where}, ${id}`, says: "is missing, and nothing says that it was left out" });
}

export function checkNotices({ entries, notices }: Contents, fault: ReportFault): void {
  const asked = new Map(entries.flatMap(({ effects }) => effects).map((effect) => [effect.id, effect]));
  for (const { id, notice, channel } of notices) {
    const effect = asked.get(id);
    const wanted = effect && writtenBy(effect);
    if (!wanted) fault({ where: `${FILES.notices}, ${id}`, says: "was sent although no entry asked for it" });
    else if (wanted.notice !== notice || wanted.channel !== channel)
      fault({
        where: `${FILES.notices}, ${id}`,
        says: "is not the notice that its entry asked for",
        expected: `${wanted.notice} by ${wanted.channel}`,
        found: `${notice} by ${channel}`,
      });
  }
  const sent = new Map(notices.map(({ id, text }) => [id, text]));
  for (const entry of entries) {
    if (entry.type !== "notice.delivered" && entry.type !== "notice.failed") continue;
    const { effectId = "", notice, wordsRef } = entry.data as Readonly<Record<string, string | undefined>>;
    const words = sent.get(effectId);
    if (words === undefined)
      fault({ ...at(entry), says: `speaks of the notice ${notice}, which is missing` });
    else if (wordsRef !== undefined && words !== wordsRef)
      fault({
        where: `${FILES.notices}, ${effectId}`,
        says: `has other words than the ones that entry ${entry.seq} speaks of`,
        expected: wordsRef,
        found: words,
      });
  }
}

/** @returns why the histories say nothing, or null when they do. */
export function checkHistories(
  { entries, histories, manifest }: Contents,
  fault: ReportFault,
): string | null {
  if (histories.size !== manifest.runs)
    fault({
      where: "histories/",
      says: "a history is missing, or one was added",
      expected: `${manifest.runs}`,
      found: `${histories.size}`,
    });
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  let read = 0;
  let closed = 0;
  for (const [name, history] of histories) {
    const { recorded, unreadable, broken } = entriesIn(history);
    if (broken > 0)
      fault({ where: `histories/${name}.json`, says: `was altered: ${broken} of its results are no JSON` });
    closed += unreadable;
    read += recorded.length;
    for (const entry of recorded) {
      const { seq } = entry;
      const standing = bySeq.get(seq);
      // What was recorded after the journal was read is no contradiction.
      if (standing === undefined && seq > entries.length) continue;
      const expected = hashOf(entry);
      const found = standing ? hashOf(standing) : "none";
      if (found !== expected)
        fault({
          where: `histories/${name}.json`,
          says: `Temporal recorded another entry ${seq} than the journal holds`,
          seq,
          expected,
          found,
        });
    }
  }
  if (read > 0) return null;
  if (closed > 0) return "the histories are sealed by a key that is not in the file";
  return "Temporal holds no history of it any more; the journal is complete without";
}

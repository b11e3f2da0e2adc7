// From what was gathered to the bytes of a case file.
import type { Entry } from "../../machines/journal.ts";
import { type LogPolicy, policyText } from "../logPolicy.ts";
import { machineFile, machinePath } from "../machineFile.ts";
import { type Signer, signatureLine } from "../note.ts";
import { type Files, packed } from "./container.ts";
import {
  digestOf,
  FILES,
  FORMAT,
  jsonLines,
  type LeftOut,
  type Manifest,
  type Notice,
  pretty,
  proofFile,
  signedText,
  type Text,
} from "./format.ts";
import { page } from "./page.ts";

/** Everything about one relationship that goes into its case file. */
export interface Material {
  readonly client: string;
  /** ISO instant. */
  readonly madeAt: string;
  readonly entries: readonly Entry[];
  readonly notices: readonly Notice[];
  readonly texts: readonly Text[];
  readonly leftOut: LeftOut;
  /** How the client is named and reached, by field. */
  readonly contact: Readonly<Record<string, string>>;
  /** One history a run, the oldest first, as JSON. */
  readonly histories: readonly unknown[];
  /** Runs whose histories Temporal has dropped. */
  readonly gone: number;
  readonly checkpoint: string;
  /** The proof of each entry, by its seq. */
  readonly proofs: ReadonlyMap<number, string>;
  readonly logPolicy: LogPolicy;
  /** The certificates of the keys that signed its events, and of the oldest one. */
  readonly eventKeys: readonly string[];
}

/** The files of the machines that judged, as far as this build has them. */
function machinesOf(entries: readonly Entry[]): [path: string, text: string][] {
  const machines = new Map(entries.map(({ machine }) => [machine.hash, machine]));
  return [...machines.values()].flatMap((ref): [string, string][] => {
    const text = machineFile(ref);
    return text === null ? [] : [[machinePath(ref), text]];
  });
}

/** The policies that the relationship was opened under: its openings hold them. */
function policiesOf(entries: readonly Entry[]): Map<string, unknown> {
  const policies = new Map<string, unknown>();
  for (const { policy, data } of entries) {
    const held = (data as { policy?: unknown } | null)?.policy;
    if (typeof held === "object" && held !== null) policies.set(policy, held);
  }
  return policies;
}

/**
 * Writes a case file.
 * @param log the log's key; it signs the manifest.
 */
export async function writeCaseFile(material: Material, log: Signer): Promise<Uint8Array> {
  const { client, madeAt, entries, histories, leftOut } = material;
  const content: Record<string, string> = {
    [FILES.page]: page(material),
    [FILES.journal]: jsonLines(entries),
    [FILES.notices]: jsonLines(material.notices),
    [FILES.texts]: jsonLines(material.texts),
    [FILES.contact]: pretty(material.contact),
    [FILES.checkpoint]: material.checkpoint,
    [FILES.logPolicy]: policyText(material.logPolicy),
    [FILES.eventKeys]: material.eventKeys.join("\n"),
  };
  for (const [seq, proof] of material.proofs) content[proofFile(seq)] = proof;
  for (const [path, text] of machinesOf(entries)) content[path] = text;
  for (const [version, policy] of policiesOf(entries)) content[`policies/${version}.json`] = pretty(policy);
  histories.forEach((history, index) => {
    content[`histories/${String(index + 1).padStart(4, "0")}.json`] = pretty(history);
  });

  const files: Record<string, Uint8Array> = {};
  for (const [name, text] of Object.entries(content)) files[name] = Buffer.from(text);
  const manifest: Manifest = {
    format: FORMAT,
    client,
    madeAt,
    entries: entries.length,
    head: entries.at(-1)?.hash ?? "",
    runs: histories.length,
    gone: material.gone,
    leftOut,
    files: Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, { bytes: bytes.length, sha256: digestOf(bytes) }]),
    ),
  };
  const manifestBytes = Buffer.from(pretty(manifest));
  const text = signedText(manifestBytes);
  const all: Files = {
    ...files,
    [FILES.manifest]: manifestBytes,
    [FILES.signature]: Buffer.from(`${text}\n${signatureLine(text, log)}`),
  };
  return packed(all, madeAt);
}

// Everything about one relationship, read for its case file.

import { Erased } from "../../archive/keys.ts";
import type { Archive } from "../../archive/open.ts";
import { CHANNELS } from "../../machines/index.ts";
import type { Entry } from "../../machines/journal.ts";
import type { Notary } from "../notary.ts";
import { prover } from "../proof.ts";
import { keyNamed } from "../signatures.ts";
import { KINDS, type LeftOut, type Notice, type Text, vaultIds } from "./format.ts";
import type { Runs } from "./runs.ts";
import type { Material } from "./write.ts";

/** Where the parts of a case file come from. */
export interface CaseFileSources {
  readonly archive: Archive;
  readonly notary: Pick<Notary, "cosign" | "log" | "witnesses">;
  /** What Temporal holds of a client. */
  readonly runs: (client: string) => Promise<Runs>;
  /** Ms since the epoch. */
  readonly clock: () => number;
}

const PAGE = 1_000;
/** Proofs that are made at a time. */
const AT_ONCE = 8;

async function entriesOf({ journal }: Archive, client: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const page = await journal.timeline(client, { afterSeq: entries.at(-1)?.seq ?? 0, limit: PAGE });
    entries.push(...page);
    if (page.length < PAGE) return entries;
  }
}

/** The proof of every entry that stands in the tree of this size, by its seq. */
async function proofsOf(
  { tree }: Archive,
  client: string,
  note: string,
  size: number,
): Promise<Map<number, string>> {
  const prove = prover(tree, note, size);
  const proofs = new Map<number, string>();
  for (let afterSeq = 0; ; ) {
    const page = await tree.entryLeaves(client, { afterSeq, limit: PAGE });
    for (let from = 0; from < page.length; from += AT_ONCE)
      await Promise.all(
        page.slice(from, from + AT_ONCE).map(async ({ index, seq, salt }) => {
          if (index < size && seq !== null) proofs.set(seq, await prove({ index, salt }));
        }),
      );
    afterSeq = page.at(-1)?.seq ?? afterSeq;
    if (page.length < PAGE) return proofs;
  }
}

async function unlessErased<T>(call: Promise<T>): Promise<T | "erased"> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Erased) return "erased";
    throw error;
  }
}

/** How the client is named and reached. @throws {Erased} */
async function contactOf({ vault }: Archive, client: string): Promise<Record<string, string>> {
  const contact: Record<string, string> = {};
  const name = await vault.nameOf(client);
  if (name !== null) contact.name = name;
  for (const channel of CHANNELS) {
    const address = await vault.addressOf(client, channel);
    if (address !== null) contact[channel] = address;
  }
  return contact;
}

/** Says why a text is left out, or null. */
function chooser(without: readonly string[], contact: Readonly<Record<string, string>>) {
  const names = without.includes("names") ? Object.values(contact).map((value) => value.toLowerCase()) : [];
  return ({ id, kind, text }: Text): LeftOut["texts"][number]["why"] | null => {
    const kindOf = kind === "notice" ? "notices" : "texts";
    if (without.includes(id) || without.includes(kindOf)) return "chosen";
    const said = text.toLowerCase();
    return names.some((name) => said.includes(name)) ? "named" : null;
  };
}

/** The texts that a case speaks of: those disclosed, and those that are not, with the reason. */
async function textsOf(
  { vault }: Archive,
  ids: readonly string[],
  why: (text: Text) => LeftOut["texts"][number]["why"] | null,
): Promise<{ texts: Text[]; absent: LeftOut["texts"] }> {
  const texts: Text[] = [];
  const absent: LeftOut["texts"] = [];
  for (const id of new Set(ids)) {
    const found = await unlessErased(vault.disclose(id));
    if (found === "erased") absent.push({ id, kind: "text", why: "erased" });
    // An id that the vault does not know stays missing, and whoever opens the file is told so.
    if (found === "erased" || found === null) continue;
    const text = { id, ...found };
    const reason = why(text);
    if (reason === null) texts.push(text);
    else absent.push({ id, kind: text.kind, why: reason });
  }
  return { texts, absent };
}

/** The certificates of the keys that entries name, and of the oldest: since it, what comes in is signed. */
async function keysOf(
  { eventKeys }: Pick<Archive, "eventKeys">,
  entries: readonly Entry[],
): Promise<string[]> {
  const named = new Set(entries.map(({ signature = "" }) => keyNamed(signature)));
  const all = await eventKeys.list();
  return all.filter(({ id }, n) => n === 0 || named.has(id)).map(({ certificate }) => certificate);
}

/** What can be given as `without`: a kind of text, or a vault id. */
export const isWithout = (given: string): boolean =>
  KINDS.some((kind) => kind === given) || vaultIds(given).length === 1;

/**
 * Reads everything about a client, has the journal signed first, and leaves out what was chosen.
 * @param without kinds of text, or single vault ids.
 * @throws {Unsignable} when the journal contradicts what was signed before.
 */
export async function gather(
  { archive, notary, runs, clock }: CaseFileSources,
  client: string,
  without: readonly string[] = [],
): Promise<Material> {
  const entries = await entriesOf(archive, client);
  const signed = await notary.cosign();
  if (signed === null || entries.length === 0) throw new Error(`there is no entry of ${client}`);
  const checkpoint = signed.note;
  const last = entries.length;
  const [proofs, held, sent, reached, eventKeys] = await Promise.all([
    proofsOf(archive, client, checkpoint, signed.size),
    runs(client),
    archive.outbox.list(client),
    unlessErased(contactOf(archive, client)),
    keysOf(archive, entries),
  ]);
  const notices = sent
    .map(({ id, notice, channel, locale, status, cause, at, vaultId }): Notice => {
      return { id, notice, channel, locale, status, cause, at, text: vaultId };
    })
    // What was asked for after the entries were read belongs to the next file.
    .filter(({ id }) => Number(id.split("/").at(-2)) <= last);
  const contact = reached === "erased" ? {} : reached;
  const ids = [
    ...entries.flatMap(({ reason, data, effects }) => vaultIds([reason, data, effects])),
    ...notices.map(({ text }) => text),
  ];
  const { texts, absent } = await textsOf(archive, ids, chooser(without, contact));
  return {
    client,
    madeAt: new Date(clock()).toISOString(),
    entries,
    notices,
    texts,
    leftOut: { chosen: [...without], texts: absent },
    contact: without.includes("names") ? {} : contact,
    ...held,
    checkpoint,
    proofs: new Map([...proofs].filter(([seq]) => seq <= last)),
    logPolicy: notary.witnesses.policy,
    eventKeys,
  };
}

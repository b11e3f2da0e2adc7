// A dossier from what the archive holds, and what is signalled of it.

import type { FactsOfClient } from "../archive/facts/kept.ts";
import { Erased } from "../archive/keys.ts";
import type { Archive } from "../archive/open.ts";
import { type CompiledDossier, dossierOf, isUntold, toldOf } from "../insight/dossier/dossier.ts";
import type { DossierInput } from "../insight/dossier/known.ts";
import {
  type Actor,
  type Entry,
  type EventData,
  historyOf,
  type Opening,
  type Policy,
} from "../machines/index.ts";
import { type Day, dayIn } from "../values/days.ts";
import { maySignal } from "./access.ts";
import { ProblemError } from "./problem.ts";
import type { Submission } from "./said.ts";

export const COMPILED = "dossier.compiled";

const PAGE = 1_000;

/** All entries of a client. */
async function journalOf({ journal }: Archive, client: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const page = await journal.timeline(client, { afterSeq: entries.at(-1)?.seq ?? 0, limit: PAGE });
    entries.push(...page);
    if (page.length < PAGE) return entries;
  }
}

/** How many other clients want each thing that this one wants. */
async function othersOf({ facts }: Archive, client: string, wanted: FactsOfClient["demands"], at: string) {
  const things = [...new Set(wanted.map(({ about }) => about))];
  const counts = things.map(async (about) => [about, await facts.othersWanting(client, about, at)] as const);
  return Object.fromEntries(await Promise.all(counts));
}

/** What the client was valued at by a day, in a currency. */
async function valuedAt(
  { values }: Archive,
  client: string,
  currency: string,
  day: Day,
): Promise<DossierInput["value"]> {
  const version = await values.version(day);
  const theirs = version ? await values.of(version.day, client) : [];
  return theirs.find((value) => value.currency === currency);
}

/**
 * Compiles a client's dossier from the archive.
 * @param at ISO instant
 * @param read what was read already
 * @throws {ProblemError} `missing` where there is no relationship
 */
export async function compile(
  archive: Archive,
  client: string,
  at: string,
  read: { readonly facts?: FactsOfClient } = {},
): Promise<CompiledDossier> {
  const [journal, facts] = await Promise.all([
    journalOf(archive, client),
    read.facts ?? archive.facts.of(client),
  ]);
  const [opening] = journal;
  if (!opening)
    throw new ProblemError(
      "missing",
      `there is no client ${client}; \`tenure open ${client}\` opens a relationship`,
    );
  const { zone, currency, policy } = opening.data as Opening & { policy: Policy };
  // The contract of the opening is older than the journal.
  const known = journal.filter((entry) => entry === opening || Date.parse(entry.at) <= Date.parse(at));
  const { contractSince } = historyOf(known);
  const [others, value] = await Promise.all([
    othersOf(archive, client, facts.demands, at),
    valuedAt(archive, client, currency, dayIn(zone)(Date.parse(at))),
  ]);
  return dossierOf({
    client,
    facts,
    others,
    journal,
    policy,
    at,
    zone,
    currency,
    signedAt: contractSince,
    value,
  });
}

type StatedDossier = Partial<EventData<typeof COMPILED>>;

/** Data that we fill in, and what keeps what they name; nothing is kept before. */
export interface FilledData {
  readonly data: unknown;
  readonly keep: (actor: Actor) => Promise<void>;
}
const asTheyAre = (data: unknown): FilledData => ({ data, keep: async () => {} });

/**
 * The data of `dossier.compiled`: the dossier is compiled, and its sums are filled in. Where nothing was imported about a
 * client, whoever compiled it by hand may state id, sections and hash.
 * @throws {ProblemError} `malformed` where a part is stated by hand, and there are facts, or not all three are stated
 */
export async function compiledData(
  archive: Archive,
  client: string,
  { eventId, data }: Pick<Submission, "eventId" | "data">,
  at: string,
): Promise<FilledData> {
  const said = data as StatedDossier;
  const [before] = eventId === undefined ? [] : await archive.journal.recall(client, [eventId]);
  if (before?.type === COMPILED) return asTheyAre(before.data);
  const facts = await archive.facts.of(client);
  const stated = (["dossierId", "sections", "hash"] as const).filter((part) => said[part] !== undefined);
  if (stated.length === 3 && isUntold({ facts })) return asTheyAre(said);
  if (stated.length > 0) {
    const says = isUntold({ facts })
      ? "state dossierId, sections and hash by hand, or none of them"
      : "the API compiles it from the facts on record; leave it out";
    const faults = stated.map((part) => ({ path: `data.${part}`, says }));
    throw new ProblemError("malformed", `in the body: data.${stated.join(", data.")}: ${says}`, { faults });
  }
  const dossier = await compile(archive, client, at, { facts });
  return {
    data: toldOf(dossier),
    // What the machine will refuse, or what is of an erased client, is not kept; its digest stands in the journal.
    async keep(actor) {
      if (!maySignal(actor, COMPILED)) return;
      await archive.dossiers.keep(dossier).catch((error: unknown) => {
        if (!(error instanceof Erased)) throw error;
      });
    },
  };
}

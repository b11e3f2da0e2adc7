// The rest of the archive, compared with the journal: what was done, and what the client was sent.
import type { TakenEffect } from "../../archive/effects.ts";
import type { CapturedNotice } from "../../archive/outbox.ts";
import { type EffectRef, type Entry, isKept, type Json } from "../../machines/index.ts";
import { both, type Difference } from "../difference.ts";
import type { Scheduled } from "../run.ts";
import { writtenBy } from "../written.ts";
import { seqOf } from "./history.ts";

const JOURNAL = "the journal";
const ARCHIVE = "the archive";
const TEMPORAL = "Temporal's history";

/** The log of effects: each as it was asked for, with the result that Temporal was told. */
export function checkTaken(
  taken: readonly TakenEffect[],
  entries: readonly Entry[],
  ended: readonly Scheduled[],
): Difference[] {
  const differences: Difference[] = [];
  const asked = new Map(entries.flatMap(({ effects }) => effects).map((effect) => [effect.id, effect]));
  const rows = new Map(taken.map((row) => [row.id, row]));
  for (const { id, type, params } of taken) {
    const effect = asked.get(id);
    const seq = seqOf({ id });
    if (!effect) {
      const says = `the archive holds the effect ${id} (${type}), and no entry asks for it`;
      differences.push({ kind: "effectRowInserted", seq, says, sides: { [JOURNAL]: null, [ARCHIVE]: type } });
      continue;
    }
    const sides = both(
      [JOURNAL, { id, type: effect.type, params: effect.params }],
      [ARCHIVE, { id, type, params }],
    );
    const says = `the archive does not hold the effect ${id} as it was asked for`;
    if (sides.sides) differences.push({ kind: "effectRowChanged", seq, says, ...sides });
  }
  for (const { id, type } of asked.values()) {
    if (!isKept(type) || rows.has(id)) continue;
    const says = `the effect ${id} (${type}) was written down with its entry, and the archive has lost it`;
    const sides = { [JOURNAL]: type, [ARCHIVE]: null };
    differences.push({ kind: "effectRowMissing", seq: seqOf({ id }), says, sides });
  }
  for (const { effect, type, closed, result } of ended) {
    if (closed !== "completed") continue;
    const row = rows.get(effect.id);
    const seq = seqOf(effect);
    if (!row) {
      const says = `the effect ${effect.id} (${type}) was carried out, and the archive has lost it`;
      differences.push({ kind: "effectRowMissing", seq, says, sides: { [TEMPORAL]: type, [ARCHIVE]: null } });
      continue;
    }
    const kept = row.settledAt === null ? "not settled" : row.result;
    const sides = both([TEMPORAL, { result }], [ARCHIVE, { result: kept }]);
    const says = `the archive does not hold what came of the effect ${effect.id}`;
    if (sides.sides) differences.push({ kind: "effectRowChanged", seq, says, ...sides });
  }
  return differences;
}

/** A notice's words, held against the vault id that commits to them. */
export interface CheckedWords {
  /** The vault id in the notice's row. */
  readonly ref: string;
  /** `proven`: these words were sent. `uncommitted`: kept before ids committed to words. */
  readonly words: "proven" | "changed" | "unreadable" | "uncommitted" | "erased" | "missing";
}

type SendParams = { readonly notice: string; readonly channel: string };

/** The reports on notices that came back, by effect id. */
function reports(ended: readonly Scheduled[]): ReadonlyMap<string, { wordsRef?: string; type: string }> {
  const found = ended.flatMap(({ effect, type, result }) => {
    if (type !== "sendNotice" || typeof result !== "object" || result === null) return [];
    const { type: outcome, data } = result as { type: string; data?: { wordsRef?: string } };
    return [[effect.id, { type: outcome, ...data }] as const];
  });
  return new Map(found);
}

/** Notices: each that was sent is there, and its words are the ones that were sent. */
export function checkNotices(
  notices: readonly CapturedNotice[],
  kept: ReadonlyMap<string, CheckedWords>,
  entries: readonly Entry[],
  ended: readonly Scheduled[],
): { differences: Difference[]; remarks: string[] } {
  const asked = new Map(
    entries.flatMap(({ effects }) =>
      effects.filter((effect) => writtenBy(effect) !== null).map((e) => [e.id, e]),
    ),
  );
  const rows = new Map(notices.map((notice) => [notice.id, notice]));
  const differences = notices.flatMap((row) => checkAsked(row, asked.get(row.id)) ?? []);
  let unproven = 0;
  let erased = 0;
  const told = new Map([...reports(ended), ...reportsOf(entries)]);
  for (const [id, report] of told) {
    const row = rows.get(id);
    const params = asked.get(id)?.params as SendParams | undefined;
    const sent = { id, name: `${params?.notice ?? "notice"} (${id})`, ...report };
    if (!row) {
      differences.push(
        noticeDiffers("noticeMissing", id, `${sent.name} was sent, and the archive has lost it`),
      );
      continue;
    }
    differences.push(...checkStatus(sent, row));
    const { ref, words } = kept.get(id) ?? { ref: "", words: "missing" as const };
    const difference = checkWords(sent, ref, words);
    if (difference) differences.push(difference);
    else if (sent.wordsRef === undefined || words === "uncommitted") unproven += 1;
    else if (words === "erased") erased += 1;
  }
  const remarks: string[] = [];
  if (erased > 0)
    remarks.push(`the words of ${erased} notices were erased, with all personal data of this client`);
  if (unproven > 0)
    remarks.push(`the words of ${unproven} notices were sent before their ids committed to them`);
  return { differences, remarks };
}

/** A notice of which a report came back. `name`: how people call it. */
interface SentNotice {
  readonly id: string;
  readonly name: string;
  /** The report. */
  readonly type: string;
  /** The vault id of the words that were sent; undefined where it was not told. */
  readonly wordsRef?: string;
}

const noticeDiffers = (
  kind: Difference["kind"],
  id: string,
  says: string,
  sides?: Record<string, Json>,
): Difference => ({ kind, seq: seqOf({ id }), says, ...(sides && { sides }) });

/** A notice of the archive is one that was asked for, as it was asked for. */
function checkAsked(row: CapturedNotice, effect: EffectRef | undefined): Difference | null {
  const wanted = effect && writtenBy(effect);
  if (!wanted) {
    const says = `the archive holds the notice ${row.id} (${row.notice}), and no entry asks for it`;
    return noticeDiffers("noticeInserted", row.id, says);
  }
  const apart = both([JOURNAL, wanted], [ARCHIVE, { notice: row.notice, channel: row.channel }]);
  const says = `the notice ${row.id} is not kept as it was asked for`;
  return apart.sides ? { kind: "noticeChanged", seq: seqOf(row), says, ...apart } : null;
}

/** What arrived did not fail. */
function checkStatus({ id, name, type }: SentNotice, { status }: CapturedNotice): Difference[] {
  if (type !== "notice.delivered" || status !== "failed") return [];
  const says = `${name} arrived, and the archive says that it failed`;
  return [noticeDiffers("noticeChanged", id, says, { [JOURNAL]: type, [ARCHIVE]: status })];
}

/** The words that are kept are those that were sent, as far as that can be told. */
function checkWords(
  { id, name, wordsRef }: SentNotice,
  ref: string,
  words: CheckedWords["words"],
): Difference | null {
  if (wordsRef === undefined) return null;
  if (ref !== wordsRef)
    return noticeDiffers("noticeChanged", id, `${name} is kept with other words than were sent`, {
      "the words that were sent": wordsRef,
      "the words that are kept": ref,
    });
  switch (words) {
    case "unreadable": {
      const says = `the words of ${name} do not open: they were changed, or sealed under another key`;
      return noticeDiffers("noticeChanged", id, says);
    }
    case "changed": {
      const says = `the words of ${name} were changed after they were sent: they are not what ${ref} stands for`;
      return noticeDiffers("noticeChanged", id, says);
    }
    case "missing":
      return noticeDiffers("noticeMissing", id, `the words of ${name} are gone from the vault`);
    default:
      return null;
  }
}

/** The same reports as the journal holds them: those of runs that Temporal holds no more, too. */
function reportsOf(entries: readonly Entry[]): [string, { wordsRef?: string; type: string }][] {
  return entries.flatMap(({ eventId, type, data }) => {
    if (!eventId.startsWith("effect/") || !type.startsWith("notice.")) return [];
    return [[eventId.slice("effect/".length), { type, ...(data as { wordsRef?: string }) }]];
  });
}

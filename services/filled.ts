// Events whose data, in part, we fill in ourselves, and texts that are kept apart: by event type, in one place.
import { ERASURE } from "../archive/erasures.ts";
import type { Archive } from "../archive/open.ts";
import { WHY_ERASED } from "../archive/vault.ts";
import type { EventType } from "../machines/index.ts";
import { COMPILED, compiledData, type FilledData } from "./compileDossier.ts";
import type { Question, Submission } from "./said.ts";

/** How the data of an event come about beside what its sender says. */
interface Filled {
  /** Fields that nobody states: they are always filled in. The others may be left out. */
  readonly own: readonly string[];
  /** @param at ISO instant */
  readonly data: (
    archive: Archive,
    client: string,
    said: Pick<Submission, "eventId" | "data">,
    at: string,
  ) => Promise<FilledData>;
}

const FILLED: { readonly [T in EventType]?: Filled } = {
  // The dossier is compiled and kept, and its sums are filled in (R-DEC-3).
  [COMPILED]: { own: ["sums"], data: compiledData },
};

/** What fills in the data of events of this type; null where their sender states all. */
export const filledIn = (type: EventType): Filled | null => FILLED[type] ?? null;

/** The data of a question, as they would be if the event came now; nothing is kept. @param at ISO instant */
export async function filledQuestion(
  archive: Archive,
  client: string,
  { type, data }: Question,
  at: string,
): Promise<unknown> {
  const filled = filledIn(type);
  return filled ? (await filled.data(archive, client, { data: data ?? {} }, at)).data : data;
}

/** Texts that outlive the client's own key. */
const KEPT: { readonly [T in EventType]?: Readonly<Record<string, string>> } = {
  [ERASURE]: { reason: WHY_ERASED },
};

/** What a text of an event is kept as in the vault. @param path its field */
export const keptAs = (type: EventType, path: string): string => KEPT[type]?.[path] ?? path;

// What was filled in and is not on record yet: it outlives a reload of the page, in its tab.
import type { FieldTexts } from "./values.ts";

export interface FormDraft {
  /** Null: the id has had its answer, and the next attempt is another event. */
  readonly eventId: string | null;
  /** It was sent, and nobody knows what became of it. */
  readonly sent: boolean;
  readonly filled: FieldTexts;
  readonly reason: string;
  /** ISO instant; empty: as it comes in. */
  readonly occurred: string;
}

/** Whose form it is, and what it is about: another task, or another person, has a form of their own. */
export interface DraftOf {
  readonly actor: string;
  readonly client: string;
  readonly type: string;
  readonly about: string | null;
  readonly task: string | null;
}

/** Where drafts are: the storage of a tab. */
interface DraftStore {
  getItem(name: string): string | null;
  setItem(name: string, text: string): void;
  removeItem(name: string): void;
}

export const draftName = ({ actor, client, type, about, task }: DraftOf): string =>
  `tenure.draft ${JSON.stringify([actor, client, type, about, task])}`;

const isDraft = (found: unknown): found is FormDraft =>
  typeof found === "object" &&
  found !== null &&
  "filled" in found &&
  "sent" in found &&
  "occurred" in found &&
  "reason" in found;

/** @returns null where there is none, or one that another version of the console wrote */
export function readDraft(store: DraftStore, name: string): FormDraft | null {
  try {
    const found: unknown = JSON.parse(store.getItem(name) ?? "null");
    return isDraft(found) ? found : null;
  } catch {
    return null;
  }
}

export const keepDraft = (store: DraftStore, name: string, draft: FormDraft): void =>
  store.setItem(name, JSON.stringify(draft));

export const forgetDraft = (store: DraftStore, name: string): void => store.removeItem(name);

// Where relationships stand, by their journals judged again: no workflow is asked anything.
import type { Archive } from "../archive/open.ts";
import { retrace } from "../audit/retrace.ts";
import {
  type Actor,
  type Entry,
  type Explanation,
  iso,
  type Machine,
  type Standing,
  type Stored,
  type View,
} from "../machines/index.ts";

/** "What if?": an event with or without its data. Without data, conditions that read it stay open. */
export interface DatedQuestion {
  readonly type: string;
  readonly actor: Actor;
  /** The moment asked about (ISO instant). */
  readonly receivedAt: string;
  /** When it happened (ISO instant); left out: at that moment. */
  readonly occurredAt?: string;
  /** The client's day then. */
  readonly day?: string;
  readonly reason?: string;
  readonly data?: unknown;
}

/** The journal of a client does not hold: nothing can be said of where the relationship stands. */
export class JournalBroken extends Error {
  override readonly name = "JournalBroken";
}

/** A journal judged again up to its end. */
interface JudgedJournal {
  readonly machine: Machine;
  readonly stored: Stored;
}

/** The state once the deadlines due by then have been applied. */
function worldAt({ machine, stored }: JudgedJournal, at: string): Stored {
  const t = Date.parse(at);
  return machine.advance(stored, t, t).at(-1)?.stored ?? stored;
}

const PAGE = 500;
/** Relationships that are remembered: of the one used longest ago, the journal is judged again when it is asked for. */
const REMEMBERED = 500;

/** Judges a journal from where an earlier look came to, page by page. @returns what is wrong with it, or where it ends */
async function readOn(journal: Archive["journal"], client: string, from: JudgedJournal | null) {
  let last = from;
  for (let page: Entry[] = []; ; ) {
    page = await journal.timeline(client, { afterSeq: last?.stored.seq ?? 0, limit: PAGE });
    const retraced = retrace(page, new Set(), last);
    last = retraced.last;
    if (retraced.difference || page.length < PAGE) return { last, difference: retraced.difference };
  }
}

/** The journal's own answer to where a relationship stands and what it would do. */
export function standings({ journal, relationships }: Pick<Archive, "journal" | "relationships">) {
  const known = new Map<string, JudgedJournal>();

  function remember(client: string, next: JudgedJournal): JudgedJournal {
    // The ids that were judged decide nothing here, and are most of what a relationship carries.
    const lean = { ...next, stored: { ...next.stored, processed: [] } };
    known.delete(client);
    known.set(client, lean);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    return lean;
  }

  /** @throws {JournalBroken} */
  async function read(client: string): Promise<JudgedJournal | null> {
    const row = await relationships.get(client);
    if (!row) return null;
    const before = known.get(client);
    if (before && before.stored.seq === row.seq) return remember(client, before);
    const from = before && before.stored.seq < row.seq ? before : null;
    let { last, difference } = await readOn(journal, client, from);
    // What is remembered may be what is wrong.
    if (difference && from) ({ last, difference } = await readOn(journal, client, null));
    if (difference)
      throw new JournalBroken(`${difference.says}; \`tenure audit verify ${client}\` says more`);
    return last && remember(client, last);
  }

  return {
    /**
     * Where a relationship stands after the last entry of its journal; null where there is none.
     * @throws {JournalBroken}
     */
    async of(client: string): Promise<Standing | null> {
      const found = await read(client);
      return found?.machine.standingOf(found.stored) ?? null;
    },

    /**
     * What the machine says of a relationship at a moment not before its last entry: deadlines due by then count as
     * applied. Null where there is none.
     * @param at ISO instant
     * @throws {JournalBroken}
     */
    async view(client: string, at: string): Promise<View | null> {
      const found = await read(client);
      return found ? found.machine.viewOf(worldAt(found, at)) : null;
    },

    /** What the relationship says of the letters that it has sent, by the same rules; none where there is none. */
    async letters(client: string, at: string): Promise<View["letters"]> {
      const found = await read(client);
      return found ? found.machine.viewOf(worldAt(found, at)).letters : [];
    },

    /**
     * Every finding of every candidate transition, for each question; null where there is no such relationship, or it
     * has ended. A question is asked of the world of its time: deadlines due by then count as applied.
     * @throws {JournalBroken}
     */
    async explain(client: string, questions: readonly DatedQuestion[]): Promise<Explanation[] | null> {
      const found = await read(client);
      if (found?.stored.snapshot.status !== "active") return null;
      const { machine } = found;
      const worlds = new Map<string, Stored>();
      return questions.map((question) => {
        const { receivedAt } = question;
        const world = worlds.get(receivedAt) ?? worldAt(found, receivedAt);
        worlds.set(receivedAt, world);
        const occurredAt = iso(Date.parse(question.occurredAt ?? receivedAt));
        return machine.explain(world, { ...question, eventId: "", occurredAt });
      });
    },
  };
}

export type Standings = ReturnType<typeof standings>;

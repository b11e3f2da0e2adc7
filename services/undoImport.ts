// Takes an import back, and says what it had led to: that is for a person to look at.
import { type FactKind, isFactKind } from "../archive/facts/catalogue.ts";
import type { ImportRow, Undoing } from "../archive/imports.ts";
import type { Archive } from "../archive/open.ts";
import { machineId, named } from "../insight/dossier/facts.ts";
import { ATTENTION } from "../insight/dossier/invoices.ts";
import { type Actor, DAY, type Entry, iso, type Policy } from "../machines/index.ts";
import { ProblemError } from "./problem.ts";

/** What an import had led to at one client. */
export interface LedTo {
  readonly client: string;
  /** Events that name what it told of, by whomever: their entries. */
  readonly events: readonly { readonly seq: number; readonly type: string; readonly by: string }[];
  readonly suggestions: readonly { readonly id: string; readonly kind: string; readonly state: string }[];
  readonly tasks: readonly { readonly id: string; readonly kind: string; readonly state: string }[];
  /** The task that a person has of it; null where it had led to nothing. */
  readonly task: string | null;
}

export interface Undone {
  readonly import: ImportRow;
  readonly clients: readonly LedTo[];
}

export interface UndoPorts {
  readonly archive: Archive;
  /** The policy in force. */
  readonly policy: () => Policy;
  /** Looks at a client, and does not fail. */
  readonly look?: ((client: string) => Promise<unknown>) | undefined;
  /** Ms since the epoch. */
  readonly clock: () => number;
}

/** The kind of task that a person has of it. */
const KIND = "importUndone";
/** No more clients than these are looked at at once; of more, the next run looks. */
const FEW = 20;
const PAGE = 500;
/** Lines of a task. */
const MOST_POINTS = 20;

/** Whether a value of an event's data is one of these names. */
const names = (data: unknown, known: ReadonlySet<string>): boolean =>
  Object.values((data ?? {}) as Readonly<Record<string, unknown>>).some(
    (value) => typeof value === "string" && known.has(value),
  );

/** Finds what an import that was undone had led to. */
function consequences({ archive, policy, clock }: Omit<UndoPorts, "look">) {
  async function entriesSince(client: string, at: string): Promise<Entry[]> {
    const found: Entry[] = [];
    for (let afterSeq = 0; ; ) {
      const page = await archive.journal.timeline(client, { afterSeq, limit: PAGE });
      found.push(...page.filter(({ outcome, recordedAt }) => outcome === "accepted" && recordedAt >= at));
      if (page.length < PAGE) return found;
      afterSeq = page.at(-1)?.seq ?? afterSeq;
    }
  }

  /** What the client's withdrawn rows had led to; suggestions that rest on nothing else are dismissed. */
  async function ledToBy(row: ImportRow, kind: FactKind, client: string): Promise<LedTo> {
    const facts = named(kind, await archive.imports.withdrawn(row.n, kind, client));
    const gone = new Set(facts.map(({ name }) => name));
    const left = new Set(named(kind, await archive.facts.ofKind(kind, client)).map(({ name }) => name));
    const suggestions = (await archive.suggestions.list({ client })).filter((one) =>
      one.facts.some((name) => gone.has(name)),
    );
    const known = new Set([...[...gone].map(machineId), ...suggestions.map(({ id }) => id)]);
    const events = (await entriesSince(client, row.at)).filter(({ data }) => names(data, known));
    const tasks = (await archive.tasks.list({ client })).filter(
      ({ about }) => about !== null && known.has(about),
    );
    for (const { id, state, facts: all } of suggestions)
      if (state === "open" && all.every((name) => gone.has(name) && !left.has(name)))
        await archive.suggestions.judge(id, "dismissed", ATTENTION, { at: iso(clock()), reason: null });
    const told = events.map(({ seq, type, actor }) => ({ seq, type, by: `${actor.role}:${actor.id}` }));
    const led = {
      client,
      events: told,
      suggestions: suggestions.map(({ id, kind: what, state }) => ({ id, kind: what, state })),
      tasks: tasks.map(({ id, kind: what, state }) => ({ id, kind: what, state })),
    };
    const nothing = led.events.length + led.suggestions.length + led.tasks.length === 0;
    return { ...led, task: nothing ? null : await openTask(row, led) };
  }

  /** One for each import and client, however often it is asked for. */
  async function openTask({ n, kind }: ImportRow, led: Omit<LedTo, "task">): Promise<string> {
    const { client, events, suggestions, tasks } = led;
    const about = `import-${n}`;
    const seq = (await archive.relationships.get(client))?.seq ?? 1;
    const before = (await archive.tasks.list({ client })).find(
      (task) => task.kind === KIND && task.about === about,
    );
    if (before) return before.id;
    const id = `${client}/${seq}/0/${about}`;
    const at = clock();
    await archive.tasks.open({
      id,
      kind: KIND,
      role: "manager",
      about,
      openedAt: iso(at),
      dueAt: iso(at + policy().tasks.dueDays * DAY),
      points: [
        `import ${n} of ${kind} was undone: look whether what it had led to still stands`,
        ...events.map(({ seq: entry, type, by }) => `entry ${entry}: ${type}, by ${by}`),
        ...suggestions.map(({ id: one, kind: what, state }) => `suggestion ${one}: ${what}, ${state}`),
        ...tasks.map(({ id: one, kind: what, state }) => `task ${one}: ${what}, ${state}`),
      ].slice(0, MOST_POINTS),
    });
    return id;
  }

  return ledToBy;
}

export function importUndoer({ look, ...ports }: UndoPorts) {
  const { archive, clock } = ports;
  const ledToBy = consequences(ports);

  return {
    /**
     * Takes an import back.
     * @param n its number
     * @throws {ProblemError} `missing` an import of that number, `role` to undo one of its kind, `gone` when it was
     *   undone before
     */
    async undo(
      n: number,
      by: Actor,
      reason: string | null,
      mayUndo: (kind: FactKind) => boolean,
    ): Promise<Undone> {
      const row = await archive.imports.get(n);
      if (!row || !isFactKind(row.kind))
        throw new ProblemError("missing", `there is no import ${n}; \`tenure import list\` lists them`);
      const { kind } = row;
      if (!mayUndo(kind))
        throw new ProblemError("role", `${by.role} may not tell of ${kind}, nor undo an import of them`);
      const undoing: Undoing = { by, at: iso(clock()), reason };
      const undone = row.undoneAt === null && (await archive.imports.undo(n, undoing));
      // Where that broke off before the tasks were open, they are opened by whoever asks again.
      const touched = await archive.imports.touched(n);
      const clients: LedTo[] = [];
      for (const client of touched) clients.push(await ledToBy(row, kind, client));
      const now = (await archive.imports.get(n)) ?? row;
      if (!undone)
        throw new ProblemError(
          "gone",
          `import ${n} was undone before, by ${now.undoneByRole}:${now.undoneById} at ${now.undoneAt}`,
        );
      if (touched.length <= FEW) for (const client of touched) await look?.(client);
      return { import: now, clients: clients.filter(({ task }) => task !== null) };
    },
  };
}

export type ImportUndoer = ReturnType<typeof importUndoer>;

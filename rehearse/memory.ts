// The part of an archive that facts need, in memory: for stories on the machine alone.

import { type FactKind, factKinds } from "../archive/facts/catalogue.ts";
import type { FactRow, FactsOfClient } from "../archive/facts/kept.ts";
import { fieldsOf } from "../archive/facts/kinds.ts";
import { Occurrences } from "../archive/facts/occurrences.ts";
import { type GivenRow, keptOf, layoutOf, Refusal, rowOf, soundRows } from "../archive/facts/rows.ts";
import { newestOf, type State } from "../archive/facts/states.ts";
import { WHEN } from "../archive/facts/when.ts";
import type { Archive } from "../archive/open.ts";
import type { Stamps } from "../archive/receipts.ts";
import type { Found, Lookout, Suggestion, WantedSuggestions } from "../archive/suggestions.ts";
import { wantsOf } from "../insight/dossier/wants.ts";
import { type Actor, type Entry, type Instant, iso, whereaboutsOf } from "../machines/index.ts";
import { vaultIdOf } from "./envelope.ts";

type FactTables = { readonly [K in FactKind]: Map<string, FactRow<K>> };

/** What a row comes to; its refusal names the row. */
function refusing<T>(make: () => T, line: number, refuse: (line: number, reason: string) => never): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof Refusal) return refuse(line, error.message);
    throw error;
  }
}

/** Keeps facts and suggestions as an archive keeps them, and reads the journal that it is shown. */
export class MemoryArchive {
  // One map a kind; fromEntries forgets which.
  readonly #rows = Object.fromEntries(factKinds.map((kind) => [kind, new Map()])) as unknown as FactTables;
  readonly #texts = new Map<string, string>();
  readonly #suggestions: Suggestion[] = [];
  readonly #stamps = new Map<string, Stamps>();
  #imports = 0;
  readonly #entries: readonly Entry[];

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  /** Takes rows in. @throws {Error} for the first one that is refused */
  take(kind: FactKind, given: readonly GivenRow[], at: Instant, currency: string): void {
    const layout = layoutOf(kind);
    const rows = this.#rows[kind] as Map<string, Record<string, unknown>>;
    this.#imports += 1;
    // As an import: equal rows of one are several, those of the next one the same again.
    const seen = new Occurrences();
    const refuse = (line: number, reason: string): never => {
      throw new Error(`${kind}, row ${line}: ${reason}`);
    };
    for (const sound of soundRows(layout, iso(at), given, refuse)) {
      const row = rowOf(layout, seen, sound, null);
      const kept = refusing(() => keptOf(layout, row, iso(at), currency, currency), row.line, refuse);
      const columns = fieldsOf(kind).map(([name, { use }]) =>
        use === "words" ? [`${name}Ref`, this.#keep(row.values[name])] : [name, kept[name] ?? null],
      );
      const before = rows.get(row.key);
      // A state that is told again is known; of other rows, what was told later stays known.
      if (before && layout.states) continue;
      const [later] = layout.later ?? [];
      const told = later === undefined ? {} : { [later]: kept[later] ?? before?.[later] ?? null };
      const state = layout.states && { toldAt: kept.toldAt, line: row.line, importN: this.#imports };
      rows.set(row.key, { ...Object.fromEntries(columns), ...told, ...state });
    }
  }

  /** The rows of one kind that count, in the order of their time, as the archive gives them. */
  #read<K extends FactKind>(kind: K, client: string): FactRow<K>[] {
    const [when] = WHEN[kind];
    const timed = Array.from(this.#rows[kind] as Map<string, FactRow<K> & Record<string, unknown>>)
      .filter(([, row]) => row.client === client)
      .map(([key, row]) => [`${row[when]} ${key}`, row] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]): FactRow<K> => row);
    if (kind !== "payments") return timed;
    // Of this kind, each row has the order of its state.
    const states = timed as unknown as (State & FactRow<"payments">)[];
    const groups = Map.groupBy(states, ({ invoice }) => invoice);
    const newest = new Set<unknown>(Array.from(groups.values(), newestOf));
    return timed.filter((row) => newest.has(row));
  }

  #keep(words: unknown): string | null {
    if (words === undefined) return null;
    const id = vaultIdOf(String(words));
    this.#texts.set(id, String(words));
    return id;
  }

  readonly facts = {
    of: async (client: string): Promise<FactsOfClient> => {
      const all = factKinds.map((kind) => [kind, this.#read(kind, client)] as const);
      // One list a kind; fromEntries forgets which.
      return Object.fromEntries(all) as unknown as FactsOfClient;
    },
    ofKind: async <K extends FactKind>(kind: K, client: string): Promise<FactRow<K>[]> =>
      this.#read(kind, client),
    othersWanting: async (client: string, about: string, at: string): Promise<number> => {
      const others = [...this.#rows.demands.values()].filter(
        (row) => row.client !== client && Date.parse(row.at) <= Date.parse(at),
      );
      return [...Map.groupBy(others, (row) => row.client).values()].filter((rows) =>
        wantsOf(rows).some((want) => want.about === about),
      ).length;
    },
  };

  /** A story's clients are not valued. */
  readonly values = { version: async () => null };

  readonly journal = {
    timeline: async (_: string, { afterSeq = 0 } = {}) => this.#entries.slice(afterSeq),
  };

  readonly receipts = {
    stamp: async (_client: string, eventId: string, stamps: Stamps): Promise<Stamps> => {
      const first = this.#stamps.get(eventId) ?? stamps;
      this.#stamps.set(eventId, first);
      return first;
    },
  };

  readonly suggestions = {
    lookout: async (client: string): Promise<Lookout | null> => {
      const [opening, last] = [this.#entries[0], this.#entries.at(-1)];
      if (!opening || !last || last.to.state === "refused") return null;
      const { state, rung = null } = last.to;
      return { client, ...whereaboutsOf(this.#entries), state, rung, seq: last.seq };
    },
    entriesOf: async (_: string, types: readonly string[]): Promise<Entry[]> =>
      this.#entries.filter(({ type, outcome }) => outcome === "accepted" && types.includes(type)),
    heardAt: async (_: string): Promise<string | null> =>
      this.#entries
        .flatMap(({ type, outcome, occurredAt, data }) => {
          const { outcome: met, calledAt = occurredAt, auto } = data as Partial<Record<string, unknown>>;
          const isHeard =
            type === "call.made"
              ? met === "reached"
              : ["message.received", "client.replied"].includes(type) && auto !== true;
          return outcome === "accepted" && isHeard ? [iso(Date.parse(String(calledAt)))] : [];
        })
        .sort()
        .at(-1) ?? null,
    begin: async () => 0,
    list: async ({ client, state }: WantedSuggestions = {}): Promise<Suggestion[]> =>
      this.#suggestions.filter(
        (one) => (client ?? one.client) === one.client && (state ?? one.state) === one.state,
      ),
    get: async (id: string): Promise<Suggestion | null> =>
      this.#suggestions.find((one) => one.id === id) ?? null,
    textsOf: async (_: string, refs: readonly string[]): Promise<Map<string, string>> =>
      new Map(refs.flatMap((ref) => [[ref, this.#texts.get(ref) ?? ""] as const])),
    looked: async (
      { client }: { readonly client: string },
      { added, changed }: Found,
      _: string | null,
      at: string,
    ) => {
      for (const { suggestion } of added) {
        const unjudged = { judgedAt: null, actorId: null, actorRole: null, reason: null, taskId: null };
        this.#suggestions.push({ ...suggestion, ...unjudged, client, foundAt: at, state: "open" });
      }
      for (const one of changed) this.#change(one.id, one);
    },
    judge: async (
      id: string,
      state: "confirmed" | "dismissed",
      by: Actor,
      { at, reason }: { readonly at: string; readonly reason: string | null },
    ): Promise<boolean> => {
      const open = this.#suggestions.some((one) => one.id === id && one.state === "open");
      if (open) this.#change(id, { state, judgedAt: at, actorId: by.id, actorRole: by.role, reason });
      return open;
    },
    tierOf: async (): Promise<string | null> => {
      const told = this.#entries.findLast(({ type }) => type === "tier.assigned");
      return (told?.data as { tier?: string } | undefined)?.tier ?? null;
    },
  };

  #change(id: string, change: Partial<Suggestion>): void {
    const index = this.#suggestions.findIndex((one) => one.id === id);
    const one = this.#suggestions[index];
    if (one) this.#suggestions[index] = { ...one, ...change };
  }

  /** What the services' code asks of an archive, where a story has no other. */
  get asArchive(): Archive {
    // A part of it only: the code that a story runs asks for no more.
    return this as unknown as Archive;
  }
}

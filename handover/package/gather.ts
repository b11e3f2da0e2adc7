// Takes a client's data out of the archive, item by item: only what is named here can ever leave.

import type { Archive } from "../../archive/open.ts";
import {
  CHANNELS,
  type Entry,
  type EventData,
  type EventType,
  historyOf,
  type Notice,
  type Opening,
} from "../../machines/index.ts";
import type { DataItem } from "../dataItems.ts";

/** How a column is read by people. `money`: minor units; `word`: of a closed list. */
type ColumnKind = "text" | "list" | "instant" | "date" | "money" | "channel" | "word";

/** What each item is made of. One row of it, or many. */
export const LAYOUT = {
  contact: {
    many: false,
    columns: { name: "text", email: "text", chat: "text", phone: "text", post: "text" },
  },
  contract: {
    many: false,
    columns: { number: "text", since: "instant", channel: "channel", kind: "word", currency: "text" },
  },
  needs: {
    many: false,
    columns: { goals: "text", needs: "list", regions: "list", budget: "money", statedAt: "instant" },
  },
  matters: {
    many: true,
    columns: { number: "text", since: "instant", what: "text", remedy: "text", promisedBy: "date" },
  },
  history: {
    many: true,
    columns: { at: "instant", event: "word", number: "text", channel: "channel", amount: "money" },
  },
  invoices: { many: true, columns: { number: "text", dueOn: "date", amount: "money", paidOn: "date" } },
  letters: { many: true, columns: { at: "instant", channel: "channel", subject: "text", text: "text" } },
} as const satisfies Record<
  DataItem,
  { readonly many: boolean; readonly columns: Readonly<Record<string, ColumnKind>> }
>;

type PackageCell = string | number | readonly string[] | null;
export type PackageRow = Readonly<Record<string, PackageCell>>;

/** The rows of the items that were asked for, and of no other. */
export type Gathered = { readonly [I in DataItem]?: readonly PackageRow[] };

/** Events of the service itself, and what of them is told. Whatever is not here stays with us. */
const HISTORY: { readonly [T in EventType]?: (data: EventData<T>) => PackageRow } = {
  "contract.signed": ({ contractRef, channel }) => ({ number: contractRef, channel }),
  "message.received": ({ channel }) => ({ channel }),
  "message.sent": ({ channel }) => ({ channel }),
  "answer.given": ({ ref }) => ({ number: ref }),
  "quote.sent": ({ ref, amount }) => ({ number: ref, amount }),
  "fault.opened": ({ faultId }) => ({ number: faultId }),
  "fault.cured": ({ faultId }) => ({ number: faultId }),
  "compensation.decided": ({ faultId, amount }) => ({ number: faultId, amount }),
};
export const HISTORY_EVENTS = Object.keys(HISTORY);

/** Letters about the service. The others speak of conduct, of money owed, of parting. */
const LETTERS: readonly Notice[] = ["N1", "N11", "N13", "N14"];

const PAGE = 1_000;

/** Everything that was accepted, oldest first. */
async function acceptedOf({ journal }: Archive, client: string): Promise<Entry[]> {
  const all: Entry[] = [];
  for (;;) {
    const page = await journal.timeline(client, { afterSeq: all.at(-1)?.seq ?? 0, limit: PAGE });
    all.push(...page);
    if (page.length < PAGE) return all.filter(({ outcome }) => outcome === "accepted");
  }
}

const dataOf = <T extends EventType>(type: T, entries: readonly Entry[]) =>
  entries
    .filter((entry) => entry.type === type)
    .map((entry) => ({ at: entry.occurredAt, data: entry.data as EventData<T> }));

type Gather = (entries: readonly Entry[]) => Promise<PackageRow[]> | PackageRow[];

/** The words behind a vault id, where there are any. */
const wordsOf = async ({ vault }: Archive, ref: string | null | undefined): Promise<string | null> =>
  ref == null ? null : vault.get(ref);

function gatherers(archive: Archive, client: string): Readonly<Record<DataItem, Gather>> {
  const { vault, outbox } = archive;
  return {
    async contact() {
      const addresses = await Promise.all(
        CHANNELS.map(async (channel) => [channel, await vault.addressOf(client, channel)] as const),
      );
      return [{ name: await vault.nameOf(client), ...Object.fromEntries(addresses) }];
    },

    contract(entries) {
      const opening = entries[0]?.data as Opening;
      const last = dataOf("contract.signed", entries).at(-1)?.data ?? opening.contract;
      const [number, channel, since] = [last?.contractRef, last?.channel, historyOf(entries).contractSince];
      const { kind, currency } = opening;
      return [{ number: number ?? null, since: since ?? null, channel: channel ?? null, kind, currency }];
    },

    async needs(entries) {
      const { needs, goalRef } = historyOf(entries);
      return needs ? [{ goals: await wordsOf(archive, goalRef), ...needs }] : [];
    },

    matters(entries) {
      const cured = new Set(dataOf("fault.cured", entries).map(({ data }) => data.faultId));
      const open = dataOf("fault.opened", entries).filter(({ data }) => !cured.has(data.faultId));
      return Promise.all(
        open.map(async ({ data: { faultId, at, whatRef, remedyRef, curedBy } }) => ({
          number: faultId,
          since: at,
          what: await wordsOf(archive, whatRef),
          remedy: await wordsOf(archive, remedyRef),
          promisedBy: curedBy ?? null,
        })),
      );
    },

    history: (entries) =>
      entries.flatMap((entry): PackageRow[] => {
        const tell = HISTORY[entry.type as EventType] as ((data: unknown) => PackageRow) | undefined;
        const told = { number: null, channel: null, amount: null };
        return tell ? [{ at: entry.occurredAt, event: entry.type, ...told, ...tell(entry.data) }] : [];
      }),

    invoices(entries) {
      const rows = new Map<string, PackageRow>();
      const put = (number: string, change: PackageRow) =>
        rows.set(number, {
          number,
          dueOn: null,
          amount: null,
          paidOn: null,
          ...rows.get(number),
          ...change,
        });
      for (const { data } of dataOf("payment.overdue", entries))
        put(data.invoiceId, { dueOn: data.dueOn, amount: data.amount ?? null });
      for (const { data } of dataOf("payment.received", entries))
        put(data.invoiceId, { paidOn: data.paidOn });
      return [...rows.values()];
    },

    async letters() {
      const letters = (await outbox.list(client)).filter(({ notice }) => LETTERS.includes(notice as Notice));
      const rows = letters.map(async ({ id, at, channel }): Promise<PackageRow[]> => {
        const words = await outbox.read(id);
        return words ? [{ at, channel, subject: words.subject, text: words.body }] : [];
      });
      return (await Promise.all(rows)).flat();
    },
  };
}

/**
 * Gathers exactly these items of a client (R-HND-3).
 * @throws {Erased} when the client's personal data were erased.
 */
export async function gather(
  archive: Archive,
  client: string,
  items: readonly DataItem[],
): Promise<Gathered> {
  const entries = await acceptedOf(archive, client);
  const by = gatherers(archive, client);
  const gathered: { [I in DataItem]?: readonly PackageRow[] } = {};
  for (const item of items) gathered[item] = await by[item](entries);
  return gathered;
}

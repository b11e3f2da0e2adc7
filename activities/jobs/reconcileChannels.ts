import { ApplicationFailure } from "@temporalio/common";
import type { ChannelOrder } from "../../archive/orders.ts";
import { type Channel, DAY, iso } from "../../machines/index.ts";
import type { Ports } from "../ports.ts";
import { closeDrift, differs, expected, openDrift } from "./drift.ts";

/** What became of one order: `kept`, or drifted and `sentAgain`; `untold`: the gate does not say. */
export interface CheckedOrder {
  readonly client: string;
  readonly outcome: "kept" | "sentAgain" | "untold" | "failed";
  readonly expected: readonly Channel[] | null;
  /** What the gate had open when it was asked. */
  readonly found: readonly Channel[] | null;
  /** What it says is open since. */
  readonly told: readonly Channel[] | null;
}

/** One page of a reconciliation. `next`: the `after` of the page that follows, or null. */
export interface CheckedPage {
  readonly checked: readonly CheckedOrder[];
  readonly next: string | null;
}

const PAGE = 50;
/** How long ops have to see a drift that was mended, ms. */
const SEEN = DAY;

/** R-LIF-11: looks for orders that the gate does not keep, and sends them again. */
export function channelKeeper({ archive, gate }: Pick<Ports, "archive" | "gate">, clock = Date.now) {
  async function check(order: ChannelOrder): Promise<CheckedOrder> {
    const { id, client, seq, acceptedAt } = order;
    const at = iso(clock());
    const found = await gate.openTo(client);
    const drifted = found !== null && differs(gate, order, found);
    const base = { client, expected: expected(order), found };
    if (acceptedAt !== null && !drifted) {
      if (found !== null) {
        await archive.orders.accepted(id, found, at);
        await closeDrift(archive, client, { at, olderThan: iso(clock() - SEEN) });
      }
      return { ...base, outcome: found === null ? "untold" : "kept", told: found };
    }
    // Under an id of its own, or a receiver that has had this order would drop it; the seq says that it is no newer.
    const again = { id: `${id}/again/${at}`, effectId: id, client, seq, allowed: expected(order), at };
    const told = await gate.enforce(again);
    await archive.orders.accepted(id, told, at);
    if (drifted) await openDrift(archive, { id: `${id}/drift/${at}`, order, told: found, at });
    return { ...base, outcome: "sentAgain", told };
  }

  return {
    /**
     * Checks a page of clients: those that are restricted, and those whose last order nobody took.
     * @throws {ApplicationFailure} `Gate`, retryable, when the gate is out of reach for every client of the page.
     */
    async reconcile(after = ""): Promise<CheckedPage> {
      if (gate.covers.length === 0) return { checked: [], next: null };
      const page = await archive.orders.standing({ after, limit: PAGE });
      const checked: CheckedOrder[] = [];
      let away = 0;
      for (const order of page)
        checked.push(
          await check(order).catch((error: unknown): CheckedOrder => {
            if (!(error instanceof ApplicationFailure && error.nonRetryable)) away += 1;
            const { client } = order;
            return { client, outcome: "failed", expected: expected(order), found: null, told: null };
          }),
        );
      if (away > 0 && away === checked.length)
        throw ApplicationFailure.retryable("the gate answers for no client", "Gate");
      return { checked, next: page.length < PAGE ? null : (page.at(-1)?.client ?? null) };
    },

    /** What was ordered for a client last, and what the gate says now; null when nothing ever was. */
    async show(client: string) {
      const order = await archive.orders.last(client);
      if (!order) return null;
      const reached = await gate.openTo(client).then(
        (open) => ({ open, answers: true }),
        () => ({ open: null, answers: false }),
      );
      const drift = reached.open !== null && differs(gate, order, reached.open);
      return { order, expected: expected(order), covers: gate.covers, ...reached, drift };
    },
  };
}

export type ChannelKeeper = ReturnType<typeof channelKeeper>;

/** The activity of the daily reconciliation. */
export interface Reconciliation {
  reconcileChannels(after: string): Promise<CheckedPage>;
}

/** Registered with a worker, beside the other activities. */
export const reconciliation = (keeper: ChannelKeeper): Reconciliation => ({
  reconcileChannels: (after) => keeper.reconcile(after),
});

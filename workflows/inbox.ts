// What waits to be judged: events that came in, and effects that are done.
import { type ApplicationFailure, log, sleep } from "@temporalio/workflow";
import { MOST_AT_ONCE } from "../contracts/messages.ts";
import { unvouched } from "../contracts/vouching.ts";
import type { Answer, Entry, Envelope } from "../machines/format.ts";
import { lengthOf, reject } from "./intake.ts";

/** An event that waits to be judged: from a caller, or (with `settles`) from an effect that is done. */
export interface Item {
  readonly envelope: Envelope | null;
  readonly settles?: string;
  readonly reply?: (answer: Answer | ApplicationFailure) => void;
}

/** Items in the order in which they came. Whoever waits for one is woken by {@link ring}. */
export class Inbox {
  readonly items: Item[];
  /** The first so many items are judged at once; fewer while the archive refuses one of them. */
  #most: number = MOST_AT_ONCE.events;
  /** Events that the archive will never take, with its code: their refusals are written in their place. */
  readonly #refused = new Map<Item, string>();
  #ring = () => {};

  constructor(carried: readonly Item[]) {
    this.items = [...carried];
  }

  put(item: Item): void {
    this.items.push(item);
    this.ring();
  }

  /** Ends the wait that is under way: there is something to look at. */
  ring(): void {
    this.#ring();
  }

  /** Until somebody rings. */
  rung(): Promise<void> {
    return new Promise<void>((resolve) => {
      this.#ring = resolve;
    });
  }

  /** What is judged and recorded together next. */
  first(): readonly Item[] {
    return this.items.slice(0, fitting(this.items, this.#most));
  }

  /** Whether these, of the {@link first}, are all that came in by now. */
  holdsNoMoreThan(items: readonly Item[]): boolean {
    return items.length === this.items.length && this.#most === MOST_AT_ONCE.events;
  }

  /** The archive's code for an event that it will never take, or undefined. */
  codeOf(item: Item): string | undefined {
    return this.#refused.get(item);
  }

  remove(item: Item): void {
    this.items.splice(this.items.indexOf(item), 1);
    this.#refused.delete(item);
  }

  /**
   * Nobody vouches for the events of these entries after all: they are judged once more, as what they are.
   * @throws {Error} where none of them is here: whoever says so speaks of something else.
   */
  disown(entries: readonly Entry[]): void {
    let found = 0;
    for (const [n, item] of this.items.entries()) {
      const { envelope } = item;
      if (!envelope || !entries.some(({ data }) => data === envelope.data)) continue;
      this.items[n] = { ...item, envelope: unvouched(envelope, Date.now()) };
      found += 1;
    }
    if (found === 0) throw new Error("nothing that waits here is said to be forged");
  }

  /** The archive took what it was given: it is given the most again. */
  widen(): void {
    this.#most = MOST_AT_ONCE.events;
  }

  /**
   * The archive will never hold what these items come to: it is asked for fewer, until the one that it refuses is
   * alone; that one is refused, and where even its refusal cannot be held, rejected.
   */
  async narrow(items: readonly Item[], code: string): Promise<void> {
    const [item] = items;
    if (item && this.#most > 1) {
      // Alone in the end, and without the deadlines that are due by now.
      this.#most = Math.ceil(Math.min(this.#most, items.length) / 2);
    } else if (item?.envelope && !this.#refused.has(item)) {
      this.#refused.set(item, code);
    } else if (item?.reply) {
      item.reply(reject("Unrecordable", `the archive can hold neither the event nor its refusal: ${code}`));
      this.remove(item);
    } else if (item) {
      log.error("an event was dropped: the archive can hold neither it nor its refusal", { code });
      this.remove(item);
    } else {
      // No sender is there to be told: the relationship stands still, and `tenure doctor` names it.
      log.error("the archive refuses a deadline", { code });
      await sleep("30s");
    }
  }
}

/** How many of the first items are taken at once. */
function fitting(items: readonly Item[], most: number): number {
  let characters = 0;
  for (const [n, { envelope }] of items.slice(0, most).entries()) {
    characters += lengthOf(envelope);
    if (n > 0 && characters > MOST_AT_ONCE.characters) return n;
  }
  return Math.min(most, items.length);
}

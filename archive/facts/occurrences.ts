/** A table this full is made twice as big. */
const FULL = 0.5;

/**
 * Counts how often each digest has come, in 8 to 32 bytes a digest. Two that agree in their first 52 bits are counted
 * as one: that only gives one of them a later number, and the same one whenever the same rows come in this order.
 */
export class Occurrences {
  #table = new Float64Array(1 << 12);
  #size = 0;
  readonly #again = new Map<number, number>();

  /** @param digest in hex @returns 1 the first time, then 2, … */
  count(digest: string): number {
    // Zero marks a free place.
    const mark = Number.parseInt(digest.slice(0, 13), 16) + 1;
    if (this.#add(mark)) return 1;
    const times = (this.#again.get(mark) ?? 1) + 1;
    this.#again.set(mark, times);
    return times;
  }

  /** @returns whether it was not there. */
  #add(mark: number): boolean {
    if (this.#size >= this.#table.length * FULL) this.#grow();
    const table = this.#table;
    const mask = table.length - 1;
    let place = mark % table.length;
    while (table[place] !== 0) {
      if (table[place] === mark) return false;
      place = (place + 1) & mask;
    }
    table[place] = mark;
    this.#size += 1;
    return true;
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Float64Array(before.length * 2);
    this.#size = 0;
    for (const mark of before) if (mark !== 0) this.#add(mark);
  }
}

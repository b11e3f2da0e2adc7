/** Edits between two words: insertions, deletions, replacements, neighbours swapped. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const swap =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row.push(Math.min(at(i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(i - 1, j - 1) + same, swap));
    }
  }
  return at(a.length, b.length);
}

/** The words that were probably meant, the likeliest first; at most three. */
export function nearest(word: string, words: readonly string[]): string[] {
  const scored = words.map((known) => ({
    known,
    far: known.includes(word) && word.length > 2 ? 1 : distance(word, known),
  }));
  const most = Math.max(2, Math.floor(word.length * 0.4));
  const best = Math.min(...scored.map(({ far }) => far));
  return scored
    .filter(({ far }) => far <= most && far <= best + 1)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ known }) => known);
}

/** How many pairs had which levels: all that is known of pairs without any value. */

export interface CountedPatterns {
  /** Levels of pattern p and comparison c at `p * comparisons + c`. */
  readonly levels: Uint8Array;
  readonly counts: Float64Array;
}

export class PatternCounts {
  readonly #radices: readonly number[];
  readonly #counts = new Map<number, number>();
  readonly #dense: Float64Array | null;

  /** @param levels how many levels each comparison has beside 0 */
  constructor(levels: readonly number[]) {
    this.#radices = levels.map((count) => count + 1);
    const size = this.#radices.reduce((product, radix) => product * radix, 1);
    this.#dense = size <= 2 ** 21 ? new Float64Array(size) : null;
  }

  /** Counts pair k, whose level of comparison c is at `c * batch + k`. */
  count(levels: Uint8Array, k: number, batch: number): void {
    let pattern = 0;
    for (let c = this.#radices.length - 1; c >= 0; c--) {
      pattern = pattern * (this.#radices[c] as number) + (levels[c * batch + k] as number);
    }
    if (this.#dense) this.#dense[pattern] = (this.#dense[pattern] as number) + 1;
    else this.#counts.set(pattern, (this.#counts.get(pattern) ?? 0) + 1);
  }

  /** The patterns that occurred, in the order of their numbers. */
  take(): CountedPatterns {
    const found: [number, number][] = this.#dense
      ? [...this.#dense.entries()].filter(([, count]) => count > 0)
      : [...this.#counts].sort(([a], [b]) => a - b);
    const width = this.#radices.length;
    const levels = new Uint8Array(found.length * width);
    found.forEach(([pattern], p) => {
      let rest = pattern;
      this.#radices.forEach((radix, c) => {
        levels[p * width + c] = rest % radix;
        rest = Math.floor(rest / radix);
      });
    });
    return {levels, counts: Float64Array.from(found, ([, count]) => count)};
  }
}

/** One table of patterns from several. */
export function addPatterns(parts: readonly CountedPatterns[], width: number): CountedPatterns {
  const sums = new Map<string, {levels: Uint8Array; count: number}>();
  for (const {levels, counts} of parts) {
    counts.forEach((count, p) => {
      const row = levels.subarray(p * width, (p + 1) * width);
      const key = row.join();
      const found = sums.get(key);
      if (found) found.count += count;
      else sums.set(key, {levels: row, count});
    });
  }
  const rows = [...sums.values()].sort((a, b) => compareRows(a.levels, b.levels));
  const levels = new Uint8Array(rows.length * width);
  rows.forEach((row, p) => {
    levels.set(row.levels, p * width);
  });
  return {levels, counts: Float64Array.from(rows, ({count}) => count)};
}

function compareRows(a: Uint8Array, b: Uint8Array): number {
  for (let c = 0; c < a.length; c++) {
    const difference = (a[c] as number) - (b[c] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

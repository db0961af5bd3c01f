/** Small cells: which counts must not be published, and the fewest others that protect them. */

/** UK practice: ONS, UK LLC and ABS suppress below 10 (disclosure reference §2.3). */
export const SUPPRESSION_THRESHOLD = 10;

/** Whether a count of people may not be published. Zero says that nobody is there, and is kept. */
export const isSmall = (count: number, minCell: number): boolean => count > 0 && count < minCell;

/**
 * Suppresses small counts of a column whose total is published. A lone suppressed cell could be had
 * by subtraction, so the next smallest goes with it, until what is hidden together is not small.
 * @returns the counts, with `null` where suppressed
 */
export function suppressColumn(counts: readonly number[], minCell: number): (number | null)[] {
  const hidden = new Set<number>();
  counts.forEach((count, i) => {
    if (isSmall(count, minCell)) hidden.add(i);
  });
  const sum = () => [...hidden].reduce((total, i) => total + (counts[i] ?? 0), 0);
  while (hidden.size > 0 && (hidden.size < 2 || sum() < minCell)) {
    const next = nextSmallest(counts, hidden);
    if (next === null) break;
    hidden.add(next);
  }
  return counts.map((count, i) => (hidden.has(i) ? null : count));
}

/**
 * Suppresses parts of published wholes: a part is withheld when it, or what it leaves of its whole,
 * is small, since 17 people of whom 13 died says that 4 did not.
 * @param wholes the published counts, `null` where withheld
 */
export const suppressParts = (
  parts: readonly number[],
  wholes: readonly (number | null)[],
  minCell: number,
): (number | null)[] =>
  parts.map((part, i) => {
    const whole = wholes[i] ?? null;
    if (whole === null) return null;
    return isSmall(part, minCell) || isSmall(whole - part, minCell) ? null : part;
  });

/** The smallest count that is not hidden; a zero, which is safe to show, only when nothing else is left. */
function nextSmallest(counts: readonly number[], hidden: ReadonlySet<number>): number | null {
  const rank = (i: number) => counts[i] || Number.POSITIVE_INFINITY;
  let best: number | null = null;
  counts.forEach((_, i) => {
    if (!hidden.has(i) && (best === null || rank(i) < rank(best))) best = i;
  });
  return best;
}

/** Comparison levels in plain TypeScript: slow, and written from the reference alone. */

import type {Comparison, Level} from '../../../../src/methods/linkage/model.ts';

export interface Side {
  readonly surname: string | null;
  readonly forename: string | null;
  readonly birth_year: number | null;
  readonly postcode: string | null;
}

/** Levenshtein's distance, by its recurrence. */
export function distanceTwin(a: string, b: string): number {
  let previous = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** Jaro–Winkler with a prefix of up to four letters and a scale of 0.1 (Winkler 1990). */
export function jaroWinklerTwin(a: string, b: string): number {
  const window = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const matchedA = [...a].filter((letter, i) => {
    for (let j = Math.max(0, i - window); j <= Math.min(b.length - 1, i + window); j++) {
      if (!taken.has(j) && b[j] === letter) return taken.add(j);
    }
    return false;
  });
  const m = matchedA.length;
  if (m === 0) return a === b ? 1 : 0;
  const matchedB = [...taken].sort((x, y) => x - y).map((j) => b[j]);
  // Winkler's own code halves the transposed letters as integers: three of them count as one.
  const half = Math.floor(matchedA.filter((letter, i) => letter !== matchedB[i]).length / 2);
  const jaro = (m / a.length + m / b.length + (m - half) / m) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++;
  return jaro > 0.7 ? jaro + prefix * 0.1 * (1 - jaro) : jaro;
}

function holds(level: Level, column: Comparison['column'], l: Side, r: Side): boolean {
  const [a, b] = [l[column as keyof Side], r[column as keyof Side]] as [string, string];
  switch (level.level) {
    case 'exact':
      return a === b;
    case 'jaroWinkler':
      return jaroWinklerTwin(a, b) >= level.atLeast;
    case 'initial':
      return (a.length === 1 || b.length === 1) && a[0] === b[0];
    case 'swapped':
      return (
        l.surname !== null &&
        l.forename !== null &&
        l.surname === r.forename &&
        l.forename === r.surname
      );
    case 'editDistance':
      return distanceTwin(a, b) <= level.atMost;
    case 'differsBy':
      return level.oneOf.includes(Math.abs(Number(a) - Number(b)));
    case 'firstLetters':
      return a.slice(0, level.length) === b.slice(0, level.length);
    case 'else':
      return true;
  }
}

/** The bits of a pair, added in the order of the model. */
export const weightTwin = (
  comparisons: readonly Comparison[],
  prior: number,
  l: Side,
  r: Side,
): number =>
  comparisons.reduce((sum, {column, levels}) => {
    if (l[column as keyof Side] === null || r[column as keyof Side] === null) return sum + 0;
    const level = levels.find((one) => holds(one, column, l, r));
    return sum + (level ? Math.log2(level.m / level.u) : 0);
  }, prior);

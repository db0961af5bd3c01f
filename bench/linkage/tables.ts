/** How the bench prints: tables of text, and a figure of theirs beside ours with what is asked. */

export const whole = (n: number): string => Math.round(n).toLocaleString('en-GB');
export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** The first column to the left, the others to the right. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [head, ...rows];
  const widths = head.map((_, c) => Math.max(...all.map((row) => (row[c] ?? '').length)));
  for (const row of all) {
    const cells = widths.map((width, c) =>
      c === 0 ? (row[c] ?? '').padEnd(width) : (row[c] ?? '').padStart(width),
    );
    console.log(cells.join('   ').trimEnd());
  }
}

/** What is asked of a ratio of ours to theirs or theirs to ours. */
export interface Asked {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Figure {
  readonly what: string;
  readonly theirs: readonly number[];
  readonly ours: readonly number[];
  readonly asked?: Asked;
}

export const best = (values: readonly number[]): number => Math.min(...values);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[at] as number)
    : ((sorted[at - 1] as number) + (sorted[at] as number)) / 2;
}

const short = (n: number): string => (n < 0.1 ? n.toFixed(4) : n.toFixed(2));

/** Ratios are those of the best runs: of a time theirs to ours, of memory ours to theirs. */
export function printFigures(figures: readonly Figure[]): void {
  const both = (values: readonly number[]) => [short(best(values)), short(median(values))];
  printTable(
    ['', 'Splink best', 'median', 'Dolen best', 'median', 'ratio', 'asked'],
    figures.map(({what, theirs, ours, asked}) => {
      const isMemory = asked?.atMost !== undefined;
      const ratio = isMemory ? best(ours) / best(theirs) : best(theirs) / best(ours);
      return [what, ...both(theirs), ...both(ours), short(ratio), tellAsked(ratio, asked)];
    }),
  );
}

export function tellAsked(found: number, {atLeast, atMost}: Asked = {}): string {
  if (atLeast !== undefined) return `≥ ${atLeast}${found >= atLeast ? '' : ': short'}`;
  if (atMost !== undefined) return `≤ ${atMost}${found <= atMost ? '' : ': over'}`;
  return '';
}

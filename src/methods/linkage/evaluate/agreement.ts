/** Whether accuracy, known in several ways, is known in one way too many. */

import type {Share} from './wilson.ts';

/** Two ways may differ by so much before somebody should ask why (linkage reference R56). */
export const AGREEMENT_TOLERANCE = 0.02;

export interface KnownBy {
  readonly how: string;
  readonly precision: Share | null;
  readonly recall: Share | null;
}

export interface Disagreement {
  readonly measure: 'precision' | 'recall';
  readonly between: readonly [string, string];
  readonly points: number;
}

/** Every two ways whose precision or recall differ by more than the tolerance. */
export function disagreements(
  ways: readonly KnownBy[],
  tolerance: number = AGREEMENT_TOLERANCE,
): Disagreement[] {
  return (['precision', 'recall'] as const).flatMap((measure) =>
    ways.flatMap((one, i) =>
      ways.slice(i + 1).flatMap((other) => {
        const [a, b] = [one[measure]?.share ?? null, other[measure]?.share ?? null];
        if (a === null || b === null || Math.abs(a - b) <= tolerance) return [];
        return [{measure, between: [one.how, other.how] as const, points: 100 * Math.abs(a - b)}];
      }),
    ),
  );
}

/** Agreement of two reviewers beyond what chance would give them: Cohen's kappa. */

import {type Share, wilson} from './wilson.ts';

export interface Kappa {
  /** Pairs on which they said the same, among all that both saw. */
  readonly agreed: Share;
  /** 1 is perfect, 0 is chance; null where both always said the same one thing, or saw nothing. */
  readonly kappa: number | null;
}

/**
 * https://doi.org/10.1177/001316446002000104
 * @param answers what the one and the other said of each pair that both saw
 */
export function cohensKappa(answers: readonly (readonly [string, string])[]): Kappa {
  const n = answers.length;
  const same = answers.filter(([one, other]) => one === other).length;
  const shareOf = (side: 0 | 1, word: string) =>
    answers.filter((pair) => pair[side] === word).length / n;
  const words = new Set(answers.flat());
  const chance = [...words].reduce((sum, word) => sum + shareOf(0, word) * shareOf(1, word), 0);
  const kappa = n === 0 || chance === 1 ? null : (same / n - chance) / (1 - chance);
  return {agreed: wilson(same, n), kappa};
}

/** One pair told step by step: the level of each comparison and its bits, and no value of either record. */

import type {Comparison, LinkageModel} from '../../model/schema.ts';
import type {Waterfall} from '../../report/schema.ts';
import {SAYS_NOTHING} from '../../report/words.ts';
import {type ComparisonKernel, levelNumbers} from '../../score/comparison-kernel.ts';
import {gainOf, type TermFrequency} from '../../score/weights.ts';
import type {Session} from '../session.ts';

/** What a level is called, by its place in the model. */
export const labelOf = ({levels}: Comparison, place: number): string =>
  levels[place]?.label || (place === levels.length - 1 ? 'else' : `level ${place + 1}`);

/** What levels that were counted by number are called; 0 stands for all that say nothing. */
export function labelsByNumber(comparison: Comparison): string[] {
  const labels = [SAYS_NOTHING];
  levelNumbers(comparison.levels).forEach((number, place) => {
    if (number > 0) labels[number] = labelOf(comparison, place);
  });
  return labels;
}

interface Told {
  readonly comparison: Comparison;
  readonly kernel: ComparisonKernel;
  /** The same levels, each with a number of its own: it tells apart those that say nothing. */
  readonly written: ComparisonKernel;
}

/** Explains any pair of records of a session. */
export class PairTeller {
  readonly #session: Session;
  readonly #prior: number;
  readonly #told: readonly Told[];

  constructor(session: Session, model: LinkageModel, prior: number) {
    this.#session = session;
    this.#prior = prior;
    this.#told = model.comparisons.map((comparison, c) => ({
      comparison,
      kernel: session.kernelOf(comparison, c),
      written: session.kernelOf(withoutSilence(comparison), c),
    }));
  }

  /** The steps of a pair and their sum, in the order in which pairs are scored. */
  tell(left: number, right: number): Pick<Waterfall, 'prior' | 'steps' | 'weight'> {
    const {codes, stride} = this.#session.rows;
    const [lo, ro] = [left * stride, right * stride];
    let weight = this.#prior;
    const steps = this.#told.map(({comparison, kernel, written}) => {
      const level = kernel.levelOf(codes, lo, ro);
      const bits = kernel.bits[level] as number;
      weight += bits;
      const rarity = kernel.frequencies[level] ?? null;
      const termFrequency = rarity ? gainAt(rarity, codes, lo, ro) : null;
      if (termFrequency !== null) weight += termFrequency;
      const place = written.levelOf(codes, lo, ro) - 1;
      return {
        comparison: comparison.name,
        level: labelOf(comparison, place),
        bits,
        termFrequency,
      };
    });
    return {prior: this.#prior, steps: steps as [(typeof steps)[number]], weight};
  }

  /** The weight of each record of a range with itself: what it could reach at best, by what is in it. */
  selfWeights(from: number, to: number): Float64Array {
    const {codes, stride} = this.#session.rows;
    const weights = new Float64Array(to - from).fill(this.#prior);
    for (const {kernel} of this.#told) {
      const {slot, bits, frequencies, missing} = kernel;
      for (let r = from; r < to; r++) {
        const at = r * stride;
        const code = slot === null ? -1 : (codes[at + slot] as number);
        const level =
          code < 0
            ? kernel.levelOf(codes, at, at)
            : code === 0
              ? missing[2]
              : kernel.selfLevel(code);
        const rarity = frequencies[level];
        const gain = rarity ? gainAt(rarity, codes, at, at) : 0;
        weights[r - from] = (weights[r - from] as number) + (bits[level] as number) + gain;
      }
    }
    return weights;
  }
}

const withoutSilence = (comparison: Comparison): Comparison => ({
  ...comparison,
  levels: comparison.levels.map(({missing: _, tf: __, ...level}) => level),
});

function gainAt(rarity: TermFrequency, codes: Int32Array, lo: number, ro: number): number {
  const {slot, map} = rarity.value;
  const [a, b] = [codes[lo + slot] as number, codes[ro + slot] as number];
  return map === null ? gainOf(rarity, a, b) : gainOf(rarity, map[a] as number, map[b] as number);
}

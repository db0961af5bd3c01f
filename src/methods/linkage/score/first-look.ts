/**
 * The first look at pairs: one loop over the comparisons of each pair, on codes alone, until no outcome
 * of what is left could bring it to the floor. Different values of a dear comparison are only marked.
 */

import type {ComparisonKernel} from './comparison-kernel.ts';
import {type LevelProgram, levelByProgram} from './level-program.ts';
import {gainOf} from './weights.ts';

/** Level of a comparison that is not known yet, and only known to be of different values. */
export const PENDING = 255;

/** More levels than any comparison has. */
const LEVELS = 32;

const COST = {equality: 1, dear: 1, cheap: 4} as const;

/** The comparisons of the first look, the most telling for their cost first. */
export function firstLooks(comparisons: readonly ComparisonKernel[]): ComparisonKernel[] {
  const telling = ({cost, loss, lossUnequal}: ComparisonKernel) =>
    (cost === 'dear' ? lossUnequal : loss) / COST[cost];
  return comparisons
    .filter(({slot}) => slot !== null)
    .sort((a, b) => telling(b) - telling(a) || a.index - b.index);
}

export class FirstLook {
  readonly #codes: Int32Array;
  readonly #stride: number;
  readonly #comparisons: readonly ComparisonKernel[];
  readonly #slots: Int32Array;
  readonly #indexes: Int32Array;
  /** Level of equal codes; -1 where it must be asked for. */
  readonly #equal: Int32Array;
  /** Level of different codes; -1 where it must be asked for. */
  readonly #unequal: Int32Array;
  readonly #missing: Int32Array;
  readonly #programs: readonly (LevelProgram | null)[];
  /** Bits of each level less the most that was hoped for. */
  readonly #gains: Float64Array;
  readonly #pendingGains: Float64Array;
  readonly #hasFrequencies: Uint8Array;

  constructor(codes: Int32Array, stride: number, comparisons: readonly ComparisonKernel[]) {
    const looks = firstLooks(comparisons);
    this.#codes = codes;
    this.#stride = stride;
    this.#comparisons = looks;
    this.#slots = Int32Array.from(looks, ({slot}) => slot as number);
    this.#indexes = Int32Array.from(looks, ({index}) => index);
    this.#equal = Int32Array.from(looks, ({equal}) => equal ?? -1);
    this.#unequal = Int32Array.from(looks, (one) =>
      one.cost === 'equality' ? one.pairLevel(1, 2) : one.cost === 'dear' ? PENDING : -1,
    );
    this.#missing = Int32Array.from(looks.flatMap(({missing}) => missing));
    this.#programs = looks.map(({program}) => program);
    this.#gains = new Float64Array(looks.length * LEVELS);
    looks.forEach(({bits, most}, c) => {
      bits.forEach((gain, level) => {
        this.#gains[c * LEVELS + level] = gain - most;
      });
    });
    this.#pendingGains = Float64Array.from(looks, ({most, mostUnequal}) => mostUnequal - most);
    this.#hasFrequencies = Uint8Array.from(looks, ({frequencies}) =>
      frequencies.some((tf) => tf !== null) ? 1 : 0,
    );
  }

  /**
   * @param bound filled with the most that each pair can still reach
   * @param levels filled with the level of comparison c and pair k at `c * batch + k`
   * @param alive filled with the pairs that may reach the floor
   * @returns how many those are
   */
  run(
    filled: number,
    left: Int32Array,
    right: Int32Array,
    most: number,
    least: number,
    bound: Float64Array,
    levels: Uint8Array,
    alive: Int32Array,
  ): number {
    const codes = this.#codes;
    const stride = this.#stride;
    const slots = this.#slots;
    const indexes = this.#indexes;
    const equal = this.#equal;
    const unequal = this.#unequal;
    const gains = this.#gains;
    const pendingGains = this.#pendingGains;
    const hasFrequencies = this.#hasFrequencies;
    const count = slots.length;
    const batch = left.length;
    let kept = 0;
    for (let k = 0; k < filled; k++) {
      const lo = (left[k] as number) * stride;
      const ro = (right[k] as number) * stride;
      let reach = most;
      for (let c = 0; c < count; c++) {
        const slot = slots[c] as number;
        const a = codes[lo + slot] as number;
        const b = codes[ro + slot] as number;
        let level: number;
        if (a === 0 || b === 0)
          level = this.#missing[3 * c + (a !== 0 ? 1 : b !== 0 ? 0 : 2)] as number;
        else if (a === b) level = equal[c] as number;
        else level = unequal[c] as number;
        if (level === -1) level = this.#ask(c, a, b, lo, ro);
        levels[(indexes[c] as number) * batch + k] = level;
        if (level === PENDING) reach += pendingGains[c] as number;
        else {
          reach += gains[c * LEVELS + level] as number;
          if (hasFrequencies[c] === 1) reach += this.#rarity(c, level, lo, ro);
        }
        if (reach < least) break;
      }
      if (reach < least) continue;
      bound[k] = reach;
      alive[kept] = k;
      kept++;
    }
    return kept;
  }

  #ask(c: number, a: number, b: number, lo: number, ro: number): number {
    const program = this.#programs[c];
    if (program) return levelByProgram(program, this.#codes, lo, ro);
    const comparison = this.#comparisons[c] as ComparisonKernel;
    return a === b ? comparison.selfLevel(a) : comparison.pairLevel(a, b);
  }

  #rarity(c: number, level: number, lo: number, ro: number): number {
    const tf = (this.#comparisons[c] as ComparisonKernel).frequencies[level];
    if (!tf) return 0;
    const {slot, map} = tf.value;
    const a = this.#codes[lo + slot] as number;
    const b = this.#codes[ro + slot] as number;
    return map === null ? gainOf(tf, a, b) : gainOf(tf, map[a] as number, map[b] as number);
  }
}

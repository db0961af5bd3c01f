/** Levels of pairs of values, kept in a table that forgets: names meet again and again. */

import type {Tail} from './comparison-kernel.ts';

const SIZE = 2 ** 18;

export class LevelCache {
  /** No code is negative; 0 is one, of a missing value. */
  readonly #keys = new Int32Array(2 * SIZE).fill(-1);
  readonly #levels = new Uint8Array(SIZE);

  levelOf(tail: Tail, a: number, b: number): number {
    const at = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 14;
    const keys = this.#keys;
    if (keys[2 * at] === a && keys[2 * at + 1] === b) return this.#levels[at] as number;
    const level = tail.levelOfCodes(a, b);
    keys[2 * at] = a;
    keys[2 * at + 1] = b;
    this.#levels[at] = level;
    return level;
  }
}

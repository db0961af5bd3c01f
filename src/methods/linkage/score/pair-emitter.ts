/** Pairs that were kept, column by column, in memory that grows. */

export interface KeptPairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly weight: Float64Array;
  readonly rule: Uint8Array;
  /** Level of pair p and comparison c at `p * comparisons + c`. */
  readonly levels: Uint8Array;
}

export class PairEmitter {
  #count = 0;
  #room = 4096;
  readonly #comparisons: number;
  #left = new Int32Array(this.#room);
  #right = new Int32Array(this.#room);
  #weight = new Float64Array(this.#room);
  #rule = new Uint8Array(this.#room);
  #levels: Uint8Array;

  constructor(comparisons: number) {
    this.#comparisons = comparisons;
    this.#levels = new Uint8Array(this.#room * comparisons);
  }

  emit(
    left: number,
    right: number,
    weight: number,
    rule: number,
    levels: Uint8Array,
    k: number,
    batch: number,
  ): void {
    if (this.#count === this.#room) this.#grow();
    const at = this.#count;
    this.#left[at] = left;
    this.#right[at] = right;
    this.#weight[at] = weight;
    this.#rule[at] = rule;
    const base = at * this.#comparisons;
    for (let c = 0; c < this.#comparisons; c++) {
      this.#levels[base + c] = levels[c * batch + k] as number;
    }
    this.#count++;
  }

  /** What was kept, in arrays of their own. */
  take(): KeptPairs {
    const n = this.#count;
    return {
      left: this.#left.slice(0, n),
      right: this.#right.slice(0, n),
      weight: this.#weight.slice(0, n),
      rule: this.#rule.slice(0, n),
      levels: this.#levels.slice(0, n * this.#comparisons),
    };
  }

  #grow(): void {
    this.#room *= 2;
    const larger = <T extends Int32Array | Float64Array | Uint8Array>(grown: T, old: T): T => {
      grown.set(old as never);
      return grown;
    };
    this.#left = larger(new Int32Array(this.#room), this.#left);
    this.#right = larger(new Int32Array(this.#room), this.#right);
    this.#weight = larger(new Float64Array(this.#room), this.#weight);
    this.#rule = larger(new Uint8Array(this.#room), this.#rule);
    this.#levels = larger(new Uint8Array(this.#room * this.#comparisons), this.#levels);
  }
}

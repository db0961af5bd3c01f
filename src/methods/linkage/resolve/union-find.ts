/**
 * Disjoint sets of records, each with its smallest-ranked record as root. Ranks are a random order,
 * in which linking costs no more than by size (Goel et al. 2014, doi:10.1137/1.9781611973402.64).
 */

export class UnionFind {
  /** The record above; of a root, its number of records below zero. One array, one cache line. */
  readonly #parent: Int32Array;
  readonly #rank: Int32Array;

  constructor(rank: Int32Array) {
    this.#parent = new Int32Array(rank.length).fill(-1);
    this.#rank = rank;
  }

  /** With path halving (Tarjan & van Leeuwen 1984, doi:10.1145/62.2160). */
  find(record: number): number {
    const parent = this.#parent;
    let at = record;
    for (;;) {
      const above = parent[at] as number;
      if (above < 0) return at;
      const next = parent[above] as number;
      if (next < 0) return above;
      parent[at] = next;
      at = next;
    }
  }

  /** @returns the root of both */
  unite(a: number, b: number): number {
    const parent = this.#parent;
    const one = this.find(a);
    const two = this.find(b);
    if (one === two) return one;
    const isFirst = (this.#rank[one] as number) < (this.#rank[two] as number);
    const root = isFirst ? one : two;
    const other = isFirst ? two : one;
    parent[root] = (parent[root] as number) + (parent[other] as number);
    parent[other] = root;
    return root;
  }

  together(a: number, b: number): boolean {
    return this.find(a) === this.find(b);
  }

  sizeOf(record: number): number {
    return -(this.#parent[this.find(record)] as number);
  }

  isRoot(record: number): boolean {
    return (this.#parent[record] as number) < 0;
  }

  /** Makes a record a set of its own. Only whole sets may be taken apart, record by record. */
  isolate(record: number): void {
    this.#parent[record] = -1;
  }

  /** The root of every record. */
  roots(): Int32Array {
    const roots = new Int32Array(this.#rank.length);
    for (let record = 0; record < roots.length; record++) roots[record] = this.find(record);
    return roots;
  }
}

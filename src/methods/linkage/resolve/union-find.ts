/** Disjoint sets of records: union by size, path halving (Tarjan & van Leeuwen 1984, doi:10.1145/62.2160). */

export class UnionFind {
  /** The parent of a record; of a root, its number of records below zero. One array, one cache line. */
  readonly #parent: Int32Array;

  constructor(count: number) {
    this.#parent = new Int32Array(count).fill(-1);
  }

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
    const isSmaller = (parent[one] as number) > (parent[two] as number);
    const root = isSmaller ? two : one;
    const other = isSmaller ? one : two;
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

  /** For each record the smallest-ranked one of its set. */
  representatives(rank: Int32Array): Int32Array {
    const count = rank.length;
    const of = new Int32Array(count);
    const first = new Int32Array(count).fill(-1);
    for (let record = 0; record < count; record++) {
      const root = this.find(record);
      of[record] = root;
      const best = first[root] as number;
      if (best < 0 || (rank[record] as number) < (rank[best] as number)) first[root] = record;
    }
    for (let record = 0; record < count; record++)
      of[record] = first[of[record] as number] as number;
    return of;
  }
}

/** The right edge of a tile tree: all that must be read to grow it, however large it is. */

import {CompactRange, foldPeaks, type Hash, rootOf} from './merkle.ts';
import {TILE_WIDTH, type Tile} from './tiles.ts';

/** The hashes of the partial tile of each level, leaves first; empty where the last tile is full. */
export type Edge = readonly (readonly Hash[])[];

interface HashTile extends Tile {
  readonly hashes: readonly Hash[];
}

export interface Growth {
  readonly size: number;
  readonly edge: Edge;
  /** The tiles that are new or wider than before. */
  readonly tiles: readonly HashTile[];
}

/** The root of the whole tree: each level's hashes are roots of subtrees smaller than those above. */
export function edgeRoot(edge: Edge): Hash {
  return foldPeaks(edge.toReversed().flatMap(peaksOf));
}

function peaksOf(hashes: readonly Hash[]): readonly Hash[] {
  const range = new CompactRange();
  for (const hash of hashes) range.append(hash);
  return range.peaks();
}

/** Appends leaves; a tile that fills up becomes one hash of the level above. */
export function growEdge(size: number, edge: Edge, leaves: readonly Hash[]): Growth {
  const levels = edge.map((hashes) => [...hashes]);
  const counts = levels.map((_, level) => Math.floor(size / TILE_WIDTH ** level));
  const touched = new Set<number>();
  const tiles: HashTile[] = [];
  const add = (level: number, hash: Hash): void => {
    levels[level] ??= [];
    const hashes = levels[level];
    const count = (counts[level] ?? 0) + 1;
    counts[level] = count;
    hashes.push(hash);
    touched.add(level);
    if (hashes.length < TILE_WIDTH) return;
    tiles.push({level, index: count / TILE_WIDTH - 1, width: TILE_WIDTH, hashes});
    levels[level] = [];
    add(level + 1, rootOf(hashes));
  };
  for (const leaf of leaves) add(0, leaf);
  for (const level of touched) {
    const hashes = levels[level] ?? [];
    const index = Math.floor((counts[level] ?? 0) / TILE_WIDTH);
    if (hashes.length > 0) tiles.push({level, index, width: hashes.length, hashes});
  }
  return {size: size + leaves.length, edge: levels, tiles};
}

/** C2SP tile paths (c2sp.org/tlog-tiles v0.1.0): where the hashes and entries of a tree stand. */

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;

/** `entries` for bundles; a hash at level l ≥ 1 covers a full tile of level l - 1. */
export type TileLevel = number | 'entries';

export interface Tile {
  readonly level: TileLevel;
  readonly index: number;
  /** 256 for a full tile. */
  readonly width: number;
}

/** An index in groups of three digits, all but the last with an `x`: 1234067 is `x001/x234/067`. */
export function tileName(index: number): string {
  const groups: string[] = [];
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    const digits = String(rest % 1000).padStart(3, '0');
    groups.unshift(groups.length === 0 ? digits : `x${digits}`);
  }
  return groups.join('/');
}

export const tilePath = ({level, index, width}: Tile): string =>
  `tile/${level}/${tileName(index)}${width === TILE_WIDTH ? '' : `.p/${width}`}`;

/** How many full tiles a level has, and how wide the partial one after them is (0: none). */
export interface LevelShape {
  readonly level: number;
  readonly full: number;
  readonly partial: number;
}

/** The levels of a tree of some size, from the leaves up; levels without a hash do not exist. */
export function levelsOf(size: number): readonly LevelShape[] {
  const levels: LevelShape[] = [];
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / TILE_WIDTH)) {
    const full = Math.floor(hashes / TILE_WIDTH);
    levels.push({level: levels.length, full, partial: hashes % TILE_WIDTH});
  }
  return levels;
}

/** The tile of a level that holds its last hash. */
export function lastTile(level: TileLevel, hashes: number): Tile {
  const index = Math.ceil(hashes / TILE_WIDTH) - 1;
  return {level, index, width: hashes - index * TILE_WIDTH};
}

/** The partial tiles of a tree, bundle included: what a larger tree makes superfluous. */
export function partialTiles(size: number): readonly Tile[] {
  const tiles: Tile[] = levelsOf(size)
    .filter(({partial}) => partial > 0)
    .map(({level, full, partial}) => ({level, index: full, width: partial}));
  const bundle = size % TILE_WIDTH;
  if (bundle > 0) {
    tiles.push({level: 'entries', index: Math.floor(size / TILE_WIDTH), width: bundle});
  }
  return tiles;
}

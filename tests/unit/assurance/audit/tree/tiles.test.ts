import {describe, expect, it} from 'vitest';
import {
  lastTile,
  levelsOf,
  partialTiles,
  tileName,
  tilePath,
} from '../../../../../src/assurance/audit/tree/tiles.ts';
import {hasVectors, vectors, WITHOUT_VECTORS} from '../../support/vectors.ts';

describe('tile paths', () => {
  it('name tiles as C2SP does', () => {
    expect(tileName(1_234_067)).toBe('x001/x234/067');
    expect(tileName(1_000_000)).toBe('x001/x000/000');
    expect(tilePath({level: 0, index: 0, width: 256})).toBe('tile/0/000');
    expect(tilePath({level: 'entries', index: 273, width: 112})).toBe('tile/entries/273.p/112');
  });

  it('of 70,000 entries are those that the specification works out', () => {
    expect(levelsOf(70_000)).toEqual([
      {level: 0, full: 273, partial: 112},
      {level: 1, full: 1, partial: 17},
      {level: 2, full: 0, partial: 1},
    ]);
    expect(partialTiles(70_000).map(tilePath)).toEqual([
      'tile/0/273.p/112',
      'tile/1/001.p/17',
      'tile/2/000.p/1',
      'tile/entries/273.p/112',
    ]);
  });

  it('end with the tile of the last entry', () => {
    expect(tilePath(lastTile('entries', 256))).toBe('tile/entries/000');
    expect(tilePath(lastTile('entries', 257))).toBe('tile/entries/001.p/1');
  });

  it.skipIf(!hasVectors)(`agree with the vectors (${WITHOUT_VECTORS})`, () => {
    const {index_to_path, tiles_for_size} = vectors().tile_paths;
    for (const [index, path] of Object.entries(index_to_path)) {
      expect(tileName(Number(index))).toBe(path);
    }
    for (const [size, expected] of Object.entries(tiles_for_size)) {
      expect(levelsOf(Number(size))).toEqual(
        expected.map(({level, full, partial_width}) => ({level, full, partial: partial_width})),
      );
    }
  });
});

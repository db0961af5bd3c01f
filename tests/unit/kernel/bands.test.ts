import {describe, expect, it} from 'vitest';
import {rowBand} from '../../../src/kernel/bands.ts';

describe('the band of a row count', () => {
  it.each([
    [0, '0'],
    [1, '1-9'],
    [9, '1-9'],
    [10, '10-99'],
    [99, '10-99'],
    [100, '100-999'],
    [999, '100-999'],
    [1000, '1e3'],
    [9_999, '1e3'],
    [10_000, '1e4'],
    [999_999, '1e5'],
    [1_000_000, '1e6'],
    [1_000_000_000, '1e9'],
  ])('of %i is %s', (rows, band) => expect(rowBand(rows)).toBe(band));

  it('never goes back as counts grow', () => {
    const seen = new Set<string>();
    let last = '';
    for (let rows = 0; rows <= 20_000; rows++) {
      const band = rowBand(rows);
      if (band !== last) expect(seen.has(band)).toBe(false);
      seen.add(band);
      last = band;
    }
    expect(seen.size).toBe(6);
  });
});

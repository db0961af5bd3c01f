import {describe, expect, it} from 'vitest';
import {householdCandidates} from '../../../../../src/methods/linkage/resolve/households.ts';
import {linkOneToOne} from '../../../../../src/methods/linkage/resolve/one-to-one.ts';
import {codes, twoFiles} from './made-up-edges.ts';

function candidates(
  table: string,
  homes: Readonly<Record<string, number>>,
  memberLimit?: number,
): string[] {
  const of = twoFiles(table);
  const {kept} = linkOneToOne(of.edges, of.records, {theta: 0});
  const {left, right} = householdCandidates(of.edges, of.records, kept, {
    delta: 5,
    household: codes(of, homes),
    ...(memberLimit && {memberLimit}),
  });
  return Array.from(left, (l, i) => `${of.names[l]}-${of.names[right[i] ?? -1]}`).sort();
}

/** A family whose mother is linked, and a stranger next door; nobody else was ever blocked together. */
const street = `
  mam - Mam 25
  mab - X -40
  merch - X -40
  y - Mab -40
  y - Merch -40`;
const homes = {mam: 7, mab: 7, merch: 7, Mam: 3, Mab: 3, Merch: 3, X: 4, y: 8};

describe('household candidates', () => {
  it('are all pairs of unlinked members of two households with a link', () => {
    expect(candidates(street, homes)).toEqual(['mab-Mab', 'mab-Merch', 'merch-Mab', 'merch-Merch']);
  });

  it('are given once, however many members are linked', () => {
    const both = `${street}\nnain - Nain 30`;
    expect(candidates(both, {...homes, nain: 7, Nain: 3})).toHaveLength(4);
  });

  it('are nobody where no link leads, or a residence is too large', () => {
    expect(candidates(`${street}\nmam - X 21`, homes)).toEqual([]);
    expect(candidates(`${street}\ny - Mam 21`, homes)).toEqual([]);
    expect(candidates(street, homes, 2)).toEqual([]);
  });

  it('are nobody of those without a household', () => {
    expect(candidates(street, {...homes, merch: 0, Merch: 0})).toEqual(['mab-Mab']);
    expect(candidates(street, {mab: 7, Mab: 3})).toEqual([]);
  });
});

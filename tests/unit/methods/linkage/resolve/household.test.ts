import {describe, expect, it} from 'vitest';
import {
  type HouseholdPassRules,
  linkWithinHouseholds,
} from '../../../../../src/methods/linkage/resolve/household.ts';
import {linkOneToOne} from '../../../../../src/methods/linkage/resolve/one-to-one.ts';
import {codes, twoFiles} from './made-up-edges.ts';

/** A prior of one in 2^14, so that a weight of -4 is ten bits of evidence. */
const PRIOR = -14;

function secondPass(
  table: string,
  homes: Readonly<Record<string, number>>,
  rules: Partial<HouseholdPassRules> = {},
) {
  const of = twoFiles(table);
  const first = linkOneToOne(of.edges, of.records, {theta: 0});
  const {edge, weight, household, counts} = linkWithinHouseholds(of.edges, of.records, first.kept, {
    theta: 0,
    delta: 5,
    floor: -10,
    prior: PRIOR,
    household: codes(of, homes),
    ...rules,
  });
  return {
    first: of.show(first.kept),
    added: of.show(edge),
    weight: [...weight],
    household: [...household],
    counts,
  };
}

const family = `
  mam - Mam 25
  mab - Mab -4
  mab - Mam -9`;
const home = {mam: 7, mab: 7, Mam: 3, Mab: 3};

describe('the household pass', () => {
  it('links the one who is left in a household whose other member is linked', () => {
    const {first, added, weight, household} = secondPass(family, home);
    expect(first).toEqual(['mam-Mam']);
    expect(added).toEqual(['mab-Mab']);
    // One left on either side: the prior rises to one half, 0 bits, and no further.
    expect([weight, household]).toEqual([[10], [14]]);
  });

  it('raises the prior less, the more are left', () => {
    const {weight} = secondPass(`${family}\nmodryb - Mab -20\nmodryb - Mam -20`, {
      ...home,
      modryb: 7,
    });
    expect(weight).toEqual([10]);
    const three = `${family}\nmodryb - Mab -20\nnain - Mab -20`;
    expect(secondPass(three, {...home, modryb: 7, nain: 7}).weight).toEqual([9]);
    const others = `${family}\nmab - Modryb -20\nmab - Nain -20`;
    expect(secondPass(others, {...home, Modryb: 3, Nain: 3}).weight).toEqual([9]);
  });

  it.each([
    ['nobody of the household is linked', 'mab - Mab -4\nmam - Mam -9', home],
    ['the link does not lead', 'mam - Mam 25\nmam - X 21\nmab - Mab -4', home],
    ['they live elsewhere', family, {...home, Mab: 4}],
    ['their household is not known', family, {mam: 7, Mam: 3}],
    ['their edge is below the floor', 'mam - Mam 25\nmab - Mab -10.5', home],
  ])('adds nothing where %s', (_, table, homes) => {
    expect(secondPass(table, homes).added).toEqual([]);
  });

  it('makes no link that only the household speaks for', () => {
    const stranger = 'mam - Mam 25\nmab - Mab -14';
    expect(secondPass(stranger, home, {floor: -30}).added).toEqual([]);
    expect(secondPass('mam - Mam 25\nmab - Mab -13.9', home, {floor: -30}).added).toHaveLength(1);
  });

  it('does not count the evidence of the address again', () => {
    const residenceBits = Float64Array.of(9, 9, 9);
    const {weight, household} = secondPass(family, home, {residenceBits});
    expect([weight, household]).toEqual([[1], [5]]);
    expect(secondPass(family, home, {residenceBits: residenceBits.fill(10)}).added).toEqual([]);
  });

  it('is one-to-one, and leaves two that cannot be told apart alone', () => {
    const children = `
      mam - Mam 25
      ann - Ann -2
      ann - Bob -6
      bob - Bob -5
      bob - Ann -6`;
    const homes = {mam: 1, ann: 1, bob: 1, Mam: 1, Ann: 1, Bob: 1};
    expect(secondPass(children, homes).added).toEqual(['ann-Ann', 'bob-Bob']);
    const oneClear = children.replace('bob - Ann -6', 'bob - Ann -5');
    expect(secondPass(oneClear, homes).added).toEqual(['ann-Ann', 'bob-Bob']);
    const alike = children.replace(/-\d+$/gm, '-4');
    expect(secondPass(alike, homes)).toMatchObject({added: [], counts: {tied: 2}});
  });

  it('leaves out residences of more than twenty people', () => {
    const residents = Array.from({length: 20}, (_, i) => `x${i} - X${i} 25`).join('\n');
    const careHome = Object.fromEntries(
      Array.from({length: 20}, (_, i) => [
        [`x${i}`, 1],
        [`X${i}`, 1],
      ]).flat(),
    );
    const table = `${residents}\nmab - Mab -4`;
    const large = secondPass(table, {...careHome, mab: 1, Mab: 1});
    expect(large).toMatchObject({added: [], counts: {excludedResidences: 2, householdPairs: 0}});
    expect(secondPass(table, {...careHome, x0: 0, X0: 0, mab: 1, Mab: 1}).added).toHaveLength(1);
  });
});

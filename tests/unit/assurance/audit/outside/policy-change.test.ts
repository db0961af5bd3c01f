/** What a new policy takes away: said of keys and of how many are enough, and not of names. */

import {describe, expect, it} from 'vitest';
import {cosignerFromSeed} from '../../../../../src/assurance/audit/note/cosignature.ts';
import {changeOf} from '../../../../../src/assurance/audit/outside/policy-change.ts';
import {parsePolicy} from '../../../../../src/assurance/audit/outside/policy-file.ts';

const line = (name: string, seed: number): string =>
  `witness ${name} ${cosignerFromSeed(`${seed}.example`, Buffer.alloc(32, seed)).vkey}`;
const policy = (...lines: string[]) => parsePolicy(Buffer.from(`${lines.join('\n')}\n`));

const NONE = policy('quorum none');
const THREE = [line('a', 1), line('b', 2), line('c', 3)];
const twoOfThree = policy(...THREE, 'group g 2 a b c', 'quorum g');

describe('a change of policy', () => {
  it('says how many witnesses there are, and how few of them are enough', () => {
    expect(changeOf(NONE, twoOfThree)).toEqual({
      before: {witnesses: 0, needed: 0},
      after: {witnesses: 3, needed: 2},
      dropped: [],
      isWeaker: false,
    });
    // The cheaper side of a nested group is what somebody would choose who cheats.
    const nested = policy(
      ...[...THREE, line('d', 4), 'group both all a b', 'group most 1 both c'],
      ...['group top all most d', 'quorum top'],
    );
    expect(changeOf(NONE, nested).after).toEqual({witnesses: 4, needed: 2});
    expect(changeOf(NONE, policy(line('a', 1), 'quorum a')).after.needed).toBe(1);
  });

  it('is weaker with fewer witnesses, or when fewer are enough', () => {
    const weaker = (...lines: string[]) => changeOf(twoOfThree, policy(...lines)).isWeaker;
    expect(weaker('quorum none')).toBe(true);
    expect(weaker(...THREE, 'quorum none')).toBe(true);
    expect(weaker(...THREE, 'group g any a b c', 'quorum g')).toBe(true);
    expect(weaker(...THREE.slice(0, 2), 'group g all a b', 'quorum g')).toBe(true);
    expect(weaker(...THREE, 'group g 2 a b c', 'quorum g')).toBe(false);
    expect(weaker(...THREE, 'group g all a b c', 'quorum g')).toBe(false);
  });

  it('names whom it drops: a witness is its key, whatever it is called', () => {
    const renamed = policy(line('x', 1), line('b', 9), line('c', 3), 'group g 2 x b c', 'quorum g');
    expect(changeOf(twoOfThree, renamed).dropped).toEqual(['b']);
  });
});

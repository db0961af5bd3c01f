import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {sha256} from '../../../../src/kernel/digests.ts';
import {conditionIds} from '../../../../src/zones/project/cohort/conditions.ts';
import {parseStudy} from '../../../../src/zones/project/cohort/study.ts';
import {ROOT} from '../../../support/dolen.ts';

const TEXT = readFileSync(join(ROOT, 'pipelines', 'demo', 'study.yaml'), 'utf8');
const KEY = {rootKey: Buffer.alloc(32, 1)};

const ids = (text: string, key = KEY, list = 'codes'): string[] =>
  conditionIds(parseStudy(text), sha256(list), key).map(({id}) => id);

/** Conditions that the second has and the first has not. */
const fresh = (text: string): number => new Set(ids(text)).difference(new Set(ids(TEXT))).size;

describe('the conditions of a study, as the log names them', () => {
  it('change one by one with the study', () => {
    expect(fresh(TEXT)).toBe(0);
    expect(fresh(TEXT.replace('min: 18', 'min: 19'))).toBe(1);
    expect(fresh(TEXT.replace('end: 2021-12-31', 'end: 2021-12-30'))).toBe(1);
    expect(fresh(TEXT.replace(/.*step: sex_known.*\n/, ''))).toBe(0);
    expect(ids(TEXT.replace(/.*step: sex_known.*\n/, ''))).toHaveLength(ids(TEXT).length - 1);
  });

  it('do not change with what a study or a step is called', () => {
    const renamed = TEXT.replace('id: af-survival', 'id: another').replace(
      'step: alive',
      'step: living',
    );
    expect(renamed).not.toBe(TEXT);
    expect(ids(renamed)).toEqual(ids(TEXT));
  });

  it('change with the code list', () => {
    expect(new Set(ids(TEXT, KEY, 'others')).difference(new Set(ids(TEXT))).size).toBe(1);
  });

  it('are other ones in every project, so that nobody can try out what they say', () => {
    const other = ids(TEXT, {rootKey: Buffer.alloc(32, 2)});
    expect(other.filter((id) => ids(TEXT).includes(id))).toEqual([]);
    for (const id of other) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });
});

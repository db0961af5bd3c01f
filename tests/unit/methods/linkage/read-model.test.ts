import {describe, expect, it} from 'vitest';
import {stringify} from 'yaml';
import {modelDigest, readModel} from '../../../../src/methods/linkage/read-model.ts';
import {everythingOf, failureOf} from '../../kernel/failure-of.ts';
import {SMALL_MODEL} from './made-up-people.ts';

const CANARY = 'Canary-Titw-2208';
const model = (change: Record<string, unknown>): string => stringify({...SMALL_MODEL, ...change});
const LEVELS = [
  {level: 'exact', m: 0.9, u: 0.1},
  {level: 'else', m: 0.1, u: 0.9},
];

describe('a linkage model', () => {
  it('is read as it is written, and its digest does not change with comments', () => {
    expect(readModel(model({}))).toEqual(SMALL_MODEL);
    const commented = `# m and u as given\n${model({})}`;
    expect(modelDigest(readModel(commented))).toBe(modelDigest(SMALL_MODEL));
    const other = readModel(model({resolve: {method: 'margin', theta: 6, delta: 5}}));
    expect(modelDigest(other)).not.toBe(modelDigest(SMALL_MODEL));
  });

  it.each([
    ['a key that is no cleaned column', {blocking: {predict: [['nhs_number']]}}],
    ['a key that is SQL', {blocking: {predict: [['surname) or (true']]}}],
    ['a rule without a key', {blocking: {predict: [[]]}}],
    ['no rule', {blocking: {predict: []}}],
    [
      'a comparison of a column that is not compared',
      {comparisons: [{column: 'nhs_number', levels: LEVELS}]},
    ],
    [
      'a last level that is not else',
      {comparisons: [{column: 'sex', levels: [...LEVELS].reverse()}]},
    ],
    [
      'a probability of one',
      {comparisons: [{column: 'sex', levels: [{level: 'exact', m: 1, u: 0.5}, LEVELS[1]]}]},
    ],
    [
      'a probability of zero',
      {comparisons: [{column: 'sex', levels: [{level: 'exact', m: 0.5, u: 0}, LEVELS[1]]}]},
    ],
    ['no delta', {resolve: {method: 'margin', theta: 5}}],
    ['a negative delta', {resolve: {method: 'margin', theta: 5, delta: -1}}],
    ['a prior of no links', {prior: {expectedLinks: 0}}],
    ['more than a model has', {note: 'x'}],
  ])('is refused with %s', async (_, change) => {
    const failure = await failureOf(() => readModel(model(change)));
    expect(failure.code).toBe('MODEL_INVALID');
    expect(failure.faults.length).toBeGreaterThan(0);
  });

  it('does not repeat what it refuses', async () => {
    const changes = [
      {kind: CANARY},
      {blocking: {predict: [[CANARY]]}},
      {comparisons: [{column: CANARY, levels: LEVELS}]},
      {prior: {expectedLinks: CANARY}},
    ];
    for (const change of changes) {
      const failure = await failureOf(() => readModel(model(change)));
      expect(everythingOf(failure)).not.toContain(CANARY);
    }
  });
});

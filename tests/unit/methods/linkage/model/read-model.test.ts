import {describe, expect, it} from 'vitest';
import {stringify} from 'yaml';
import {
  linkageModelDigest,
  readLinkageModel,
} from '../../../../../src/methods/linkage/model/read-model.ts';
import {everythingOf, failureOf} from '../../../kernel/failure-of.ts';
import {SMALL_MODEL} from '../made-up-people.ts';

const CANARY = 'Canary-Titw-2208';
const model = (change: Record<string, unknown>): string => stringify({...SMALL_MODEL, ...change});
const exactly = {is: 'exact', on: 'sex'};
const REST = {when: {is: 'else'}, m: 0.1, u: 0.9};
const LEVELS = [{when: exactly, m: 0.9, u: 0.1}, REST];

describe('a linkage model', () => {
  it('is read as it is written, and its digest does not change with comments', () => {
    expect(readLinkageModel(model({}))).toEqual(SMALL_MODEL);
    const commented = `# m and u as given\n${model({})}`;
    expect(linkageModelDigest(readLinkageModel(commented))).toBe(linkageModelDigest(SMALL_MODEL));
    const other = readLinkageModel(model({resolve: {...SMALL_MODEL.resolve, theta: 6}}));
    expect(linkageModelDigest(other)).not.toBe(linkageModelDigest(SMALL_MODEL));
  });

  it.each([
    ['a key that is no field', {blocking: {predict: [['uprn']]}}],
    ['a key that is SQL', {blocking: {predict: [['surname) or (true']]}}],
    ['a rule without a key', {blocking: {predict: [[]]}}],
    ['no rule', {blocking: {predict: []}}],
    [
      'a comparison of what is no field',
      {
        comparisons: [
          {name: 'uprn', levels: [{...LEVELS[0], when: {is: 'exact', on: 'uprn'}}, REST]},
        ],
      },
    ],
    [
      'a last level that is not else',
      {comparisons: [{name: 'sex', levels: [...LEVELS].reverse()}]},
    ],
    [
      'a probability of one',
      {comparisons: [{name: 'sex', levels: [{when: exactly, m: 1, u: 0.5}, REST]}]},
    ],
    [
      'a probability of zero',
      {comparisons: [{name: 'sex', levels: [{when: exactly, m: 0.5, u: 0}, REST]}]},
    ],
    ['no theta', {resolve: {method: 'margin', delta: 5}}],
    ['a negative delta', {resolve: {method: 'margin', theta: 5, delta: -1}}],
    ['a prior of no links', {prior: {expectedLinks: 0}}],
    ['more than a model has', {note: 'x'}],
  ])('is refused with %s', async (_, change) => {
    const failure = await failureOf(() => readLinkageModel(model(change)));
    expect(failure.code).toBe('MODEL_INVALID');
    expect(failure.faults.length).toBeGreaterThan(0);
  });

  it('does not repeat what it refuses', async () => {
    const changes = [
      {kind: CANARY},
      {blocking: {predict: [[CANARY]]}},
      {comparisons: [{name: CANARY, levels: LEVELS}]},
      {prior: {expectedLinks: CANARY}},
    ];
    for (const change of changes) {
      const failure = await failureOf(() => readLinkageModel(model(change)));
      expect(everythingOf(failure)).not.toContain(CANARY);
    }
  });
});

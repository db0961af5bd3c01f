import {describe, expect, it} from 'vitest';
import {bestWithMargin, MARGIN_STATES} from '../../../../../src/methods/linkage/resolve/margin.ts';
import {codes, twoFiles} from './made-up-edges.ts';

function decided(
  table: string,
  {
    theta = 5,
    delta = 5,
    people,
  }: {theta?: number; delta?: number; people?: Record<string, number>} = {},
) {
  const of = twoFiles(table);
  const personOf = people && codes(of, people);
  const rules = {theta, delta, ...(personOf && {personOf})};
  const margins = bestWithMargin(of.edges, of.records, rules);
  const states = [...margins.state].map((state) => MARGIN_STATES[state]);
  return {of, margins, states, best: of.show(margins.edge)};
}

describe('a link by margin', () => {
  it('is made to the best, if its weight and its lead suffice', () => {
    const {best, states, margins} = decided('x - anna 12\nx - bea 7\nx - cara -3');
    expect([best, states]).toEqual([['x-anna'], ['linked']]);
    expect([margins.lead[0], margins.rivals[0], margins.weight[0]]).toEqual([5, 0, 12]);
  });

  it('leads over everyone when there is nobody else', () => {
    const {states, margins} = decided('x - anna 5');
    expect([states, margins.lead[0]]).toEqual([['linked'], Number.POSITIVE_INFINITY]);
  });

  it.each([
    ['below the threshold, however far it leads', 'x - anna 4.9', 'below_threshold', 0],
    ['with one rival', 'x - anna 12\nx - bea 7.5', 'ambiguous', 1],
    ['with two rivals', 'x - anna 12\nx - bea 11\nx - cara 8\nx - dot 7', 'ambiguous', 2],
    ['tied', 'x - anna 12\nx - bea 12', 'ambiguous', 1],
  ])('is not made %s', (_, table, state, rivals) => {
    const {states, margins} = decided(table);
    expect([states, margins.rivals[0]]).toEqual([[state], rivals]);
  });

  it('finds no rival in a second profile of the same person', () => {
    const people = {old: 1, new: 1, bea: 2};
    const {best, states, margins} = decided('x - old 12\nx - new 11\nx - bea 6', {people});
    expect([best, states, margins.lead[0]]).toEqual([['x-old'], ['linked'], 6]);
    expect(margins.person[0]).toBe(1);
  });

  it('counts a rival once, whatever number of profiles they have', () => {
    const people = {anna: 1, bea: 2, beatrice: 2};
    const {margins} = decided('x - anna 12\nx - bea 11\nx - beatrice 10', {people});
    expect(margins.rivals[0]).toBe(1);
  });

  it('breaks a tie by rank only where no margin is asked for', () => {
    expect(decided('x - bea 12\nx - anna 12', {delta: 0})).toMatchObject({
      best: ['x-anna'],
      states: ['linked'],
    });
  });

  it('is made by a must-link, unless there are two of them', () => {
    const one = decided('x - anna 30\nx - bea Infinity');
    expect([one.best, one.states]).toEqual([['x-bea'], ['linked']]);
    const two = decided('x - anna Infinity\nx - bea Infinity');
    expect([two.states, two.margins.lead[0]]).toEqual([['ambiguous'], 0]);
  });

  it('knows records that were never scored', () => {
    const {of} = decided('x - anna 12');
    const alone = {...of.edges, length: 0};
    const {state, edge} = bestWithMargin(alone, of.records, {theta: 5, delta: 5});
    expect([MARGIN_STATES[state[0] ?? -1], edge[0]]).toEqual(['not_scored', -1]);
  });
});

import {describe, expect, it} from 'vitest';
import {assign} from '../../../../../src/methods/linkage/resolve/assignment.ts';
import {
  linkOneToOne,
  type OneToOneRules,
} from '../../../../../src/methods/linkage/resolve/one-to-one.ts';
import {twoFiles} from './made-up-edges.ts';

function linked(table: string, rules: Partial<OneToOneRules> = {}) {
  const of = twoFiles(table);
  const {kept, held, counts} = linkOneToOne(of.edges, of.records, {theta: 0, ...rules});
  return {kept: of.show(kept), held: of.show(held), counts};
}

const crossed = `
  l1 - r1 10
  l1 - r2 9
  l2 - r1 9`;

describe('one-to-one', () => {
  it('takes the strongest first where that is best', () => {
    expect(linked('l1 - r1 10\nl1 - r2 4\nl2 - r1 5\nl2 - r2 3')).toEqual({
      kept: ['l1-r1', 'l2-r2'],
      held: [],
      counts: {components: 0, solvedExactly: 0, improved: 0},
    });
  });

  it('gives up the strongest link for two that weigh more together', () => {
    expect(linked(crossed)).toEqual({
      kept: ['l1-r2', 'l2-r1'],
      held: [],
      counts: {components: 1, solvedExactly: 1, improved: 1},
    });
  });

  it('weighs links by what they have above the threshold', () => {
    expect(linked(crossed, {theta: 8.5}).kept).toEqual(['l1-r1']);
  });

  it('links nobody below the threshold', () => {
    expect(linked('l1 - r1 4.9\nl2 - r2 5', {theta: 5}).kept).toEqual(['l2-r2']);
  });

  it('never has fewer bits than taking the strongest first, though it links above the threshold', () => {
    const path = 'l1 - r1 5.5\nl2 - r1 9\nl2 - r2 10\nl3 - r2 9\nl3 - r3 5.5';
    expect(linked(path, {theta: 5})).toMatchObject({
      kept: ['l1-r1', 'l2-r2', 'l3-r3'],
      counts: {solvedExactly: 1, improved: 0},
    });
  });

  it('breaks ties by rank', () => {
    expect(linked('l1 - r2 7\nl1 - r1 7').kept).toEqual(['l1-r1']);
  });

  it('holds a contested group that is too large, and settles what is clear beside it', () => {
    expect(linked(`${crossed}\nl9 - r9 20\nl9 - r1 1`, {sizeCap: 3})).toEqual({
      kept: ['l9-r9'],
      held: ['l1-r1', 'l1-r2', 'l2-r1'],
      counts: {components: 1, solvedExactly: 0, improved: 0},
    });
  });
});

describe('a file free of duplicates', () => {
  const star = 'l1 - r1 10\nl1 - r2 9\nl2 - r1 8';

  it('on the right: each left record has one right record, which may have several left ones', () => {
    const duplicateFree = {left: false, right: true};
    expect(linked(star, {duplicateFree}).kept).toEqual(['l1-r1', 'l2-r1']);
  });

  it('on the left: each right record has one left record, which may have several right ones', () => {
    const duplicateFree = {left: true, right: false};
    expect(linked(star, {duplicateFree}).kept).toEqual(['l1-r1', 'l1-r2']);
  });

  it('on neither side: every edge of the threshold and above is a link', () => {
    const duplicateFree = {left: false, right: false};
    expect(linked(star, {duplicateFree}).kept).toHaveLength(3);
  });
});

describe('a must-link in one-to-one', () => {
  it('comes before any weight', () => {
    expect(linked('l1 - r1 40\nl1 - r2 Infinity\nl2 - r2 40').kept).toEqual(['l1-r2']);
  });

  it('that excludes another is held with it, and its records are linked to nobody', () => {
    expect(linked('l1 - r1 Infinity\nl1 - r2 Infinity\nl2 - r2 30\nl3 - r3 9')).toMatchObject({
      kept: ['l3-r3'],
      held: ['l1-r1', 'l1-r2'],
    });
  });
});

describe('an assignment', () => {
  it('has the greatest sum', () => {
    const benefit = Float64Array.from([7, 5, 1, 6, 2, 2]);
    expect([...assign(benefit, 2, 3)]).toEqual([1, 0]);
    expect([...assign(new Float64Array(), 0, 0)]).toEqual([]);
  });
});

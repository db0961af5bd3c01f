import {describe, expect, it} from 'vitest';
import {cluster} from '../../../../../src/methods/linkage/resolve/cluster.ts';
import {applyConstraints} from '../../../../../src/methods/linkage/resolve/constraints.ts';
import type {Forbids} from '../../../../../src/methods/linkage/resolve/edges.ts';
import {bestWithMargin} from '../../../../../src/methods/linkage/resolve/margin.ts';
import {linkOneToOne} from '../../../../../src/methods/linkage/resolve/one-to-one.ts';
import {codes, pairsOf, twoFiles} from './made-up-edges.ts';

const of = twoFiles(`
  l1 - r1 20
  l1 - r2 8
  l2 - r2 15
  l3 - r3 9`);

interface Named {
  readonly must?: readonly string[];
  readonly cannot?: readonly string[];
  readonly forbids?: Forbids;
  readonly people?: Readonly<Record<string, number>>;
}

const apply = ({must = [], cannot = [], forbids, people}: Named) =>
  applyConstraints(of.edges, of.records, {
    mustLink: pairsOf(of, ...must),
    cannotLink: pairsOf(of, ...cannot),
    ...(forbids && {forbids}),
    ...(people && {personOf: codes(of, people)}),
  });

function applied(named: Named) {
  const result = apply(named);
  if (result.status !== 'applied') throw new Error('the constraints contradict one another');
  const {left, right, weight} = result.edges;
  const lines = [...left].map((l, e) => `${of.names[l]}-${of.names[right[e] ?? -1]} ${weight[e]}`);
  return {...result, lines};
}

describe('constraints', () => {
  it('take out pairs that people decided against, in either order', () => {
    const {lines, removed} = applied({cannot: ['r1-l1', 'l3-r1']});
    expect(lines).toEqual(['l1-r2 8', 'l2-r2 15', 'l3-r3 9']);
    expect([...removed]).toEqual([['cannot_link', 1]]);
  });

  it('hold for all records of a person, where there are persons', () => {
    const {lines} = applied({cannot: ['l1-r1'], people: {r1: 1, r2: 1, r3: 3}});
    expect(lines).toEqual(['l2-r2 15', 'l3-r3 9']);
  });

  it('raise pairs that people decided for, and add those never scored', () => {
    const {lines, mustLinks} = applied({must: ['l1-r2', 'l3-r1']});
    expect(lines).toEqual(['l1-r1 20', 'l1-r2 Infinity', 'l2-r2 15', 'l3-r3 9', 'l3-r1 Infinity']);
    expect(mustLinks).toEqual({raised: 1, added: 1});
  });

  it('count what a rule forbids by its reason, and let people overrule it', () => {
    const forbids = (l: number) => (l === of.numberOf('l1') ? 'twins' : undefined);
    const {lines, removed, overruled} = applied({must: ['l1-r1'], forbids});
    expect(lines).toEqual(['l1-r1 Infinity', 'l2-r2 15', 'l3-r3 9']);
    expect([...removed]).toEqual([['twins', 1]]);
    expect([...overruled]).toEqual([['twins', 1]]);
  });

  it('are refused when they contradict one another, directly or through others', () => {
    expect(apply({must: ['l1-r1'], cannot: ['l2-r1', 'r1-l1']})).toEqual({
      status: 'contradiction',
      conflicts: [1],
    });
    expect(apply({must: ['l1-r1', 'l2-r1'], cannot: ['l1-l2']})).toEqual({
      status: 'contradiction',
      conflicts: [0],
    });
    expect(
      apply({must: ['l1-r1'], cannot: ['l1-r2'], people: {r1: 1, r2: 1, r3: 3}}),
    ).toMatchObject({status: 'contradiction'});
  });

  it('are honoured by every resolver', () => {
    const {edges} = applied({must: ['l1-r2'], cannot: ['l3-r3']});
    const same = (e: number) =>
      `${of.names[edges.left[e] ?? -1]}-${of.names[edges.right[e] ?? -1]}`;
    const margins = bestWithMargin(edges, of.records, {theta: 5, delta: 5});
    expect([...margins.edge].filter((e) => e >= 0).map(same)).toEqual(['l1-r2', 'l2-r2']);
    const {kept} = linkOneToOne(edges, of.records, {theta: 5});
    expect([...kept].map(same)).toEqual(['l1-r2']);
    const {clusterOf} = cluster(edges, of.records, {theta: 5});
    expect(clusterOf[of.numberOf('r2')]).toBe(clusterOf[of.numberOf('l1')]);
    expect(clusterOf[of.numberOf('r3')]).not.toBe(clusterOf[of.numberOf('l3')]);
  });

  it('inside one file are for clusters alone', () => {
    const {edges} = applied({must: ['l1-l2']});
    expect(linkOneToOne(edges, of.records, {theta: 5}).held).toHaveLength(0);
    expect(bestWithMargin(edges, of.records, {theta: 5, delta: 5}).weight[0]).toBe(20);
    const {clusterOf} = cluster(edges, of.records, {theta: 5});
    expect(clusterOf[of.numberOf('l1')]).toBe(clusterOf[of.numberOf('l2')]);
  });
});

import {describe, expect, it} from 'vitest';
import {
  type ClusterRules,
  cluster,
  clustersAt,
} from '../../../../../src/methods/linkage/resolve/cluster.ts';
import {codes, oneFile, pairsOf, type Scored} from './made-up-edges.ts';

/** Clusters as names, `a b c`. */
function clustersOf({names}: Scored, clusterOf: Int32Array): string[] {
  const groups = Map.groupBy(names, (_, record) => clusterOf[record]);
  return [...groups.values()].map((group) => group.sort().join(' ')).sort();
}

function clustered(table: string, rules: (of: Scored) => Partial<ClusterRules> = () => ({})) {
  const of = oneFile(table);
  const {clusterOf, cuts, held} = cluster(of.edges, of.records, {theta: 5, ...rules(of)});
  return {
    clusters: clustersOf(of, clusterOf),
    bridges: of.show(cuts.bridges),
    byIdentity: of.show(cuts.byIdentity),
    byConstraint: of.show(cuts.byConstraint),
    bySize: of.show(cuts.bySize),
    held: [...held].map((record) => of.names[record]).sort(),
  };
}

const chain = (weight: number, length = 50) =>
  Array.from({length: length - 1}, (_, i) => `p${10 + i} - p${11 + i} ${weight}`).join('\n');
const clique = (names: readonly string[], weight: number) =>
  names.flatMap((a, i) => names.slice(i + 1).map((b) => `${a} - ${b} ${weight}`)).join('\n');

describe('a cluster', () => {
  it('is what edges of the threshold and above connect, and goes by its smallest-ranked record', () => {
    const of = oneFile(`
      c - b 12
      b - a 5
      d - e 4.9`);
    const {clusterOf} = cluster(of.edges, of.records, {theta: 5});
    expect(clustersOf(of, clusterOf)).toEqual(['a b c', 'd', 'e']);
    expect(clusterOf[of.numberOf('c')]).toBe(of.numberOf('a'));
  });

  it('keeps clean clusters whole: a pair, a star and a triangle, even of weak edges', () => {
    const {clusters, bridges, held} = clustered(`
      pair1 - pair2 5.5
      star - ray1 6
      star - ray2 7
      star - ray3 6
      star - ray4 8
      tri1 - tri2 6
      tri2 - tri3 6
      tri1 - tri3 6`);
    expect(clusters).toEqual(['pair1 pair2', 'ray1 ray2 ray3 ray4 star', 'tri1 tri2 tri3']);
    expect([bridges, held]).toEqual([[], []]);
  });

  it('keeps a bad duplicate that hangs on one weak edge of a good cluster', () => {
    expect(clustered(`${clique(['a', 'b', 'c', 'd'], 20)}\nd - x 5.1`).clusters).toEqual([
      'a b c d x',
    ]);
  });
});

describe('a bridge', () => {
  const families = (weight: number) => `
    a1 - a2 20
    a2 - b1 ${weight}
    b1 - b2 20`;

  it('is cut when it is weak and two records or more stand on either side', () => {
    const {clusters, bridges} = clustered(families(9.9));
    expect(clusters).toEqual(['a1 a2', 'b1 b2']);
    expect(bridges).toEqual(['a2-b1']);
  });

  it('is kept when it is strong, or when there is a second way round', () => {
    expect(clustered(families(10)).clusters).toEqual(['a1 a2 b1 b2']);
    expect(clustered(`${families(6)}\na1 - b2 6`).clusters).toEqual(['a1 a2 b1 b2']);
  });

  it('leaves at most two people of a chain of fifty together', () => {
    const {clusters} = clustered(chain(7));
    expect(Math.max(...clusters.map((names) => names.split(' ').length))).toBe(2);
    expect(clusters.flatMap((names) => names.split(' '))).toHaveLength(50);
  });

  it('holds records for a person to decide that it leaves alone', () => {
    const {clusters, held} = clustered(chain(7, 5));
    expect(clusters).toEqual(['p10 p11', 'p12', 'p13 p14']);
    expect(held).toEqual(['p12']);
  });
});

describe('two identity numbers in one cluster', () => {
  const mixed = `
    a1 - a2 30
    a2 - b1 12
    b1 - b2 25
    b2 - x 11
    a1 - y 14`;

  it('part at the weakest edge between them, and everyone else goes where their evidence is best', () => {
    const {clusters, byIdentity, held} = clustered(mixed, (of) => ({
      identity: codes(of, {a1: 1, a2: 1, b1: 2}),
    }));
    expect(clusters).toEqual(['a1 a2 y', 'b1 b2 x']);
    expect(byIdentity).toEqual(['a2-b1']);
    expect(held).toEqual([]);
  });

  it('are no matter when they are the same number, or only one is known', () => {
    const {clusters} = clustered(mixed, (of) => ({identity: codes(of, {a1: 1, b2: 1})}));
    expect(clusters).toHaveLength(1);
  });

  it('leave a record that is as near to both alone, and hold it', () => {
    const {clusters, held} = clustered('a - x 12\nx - b 12', (of) => ({
      identity: codes(of, {a: 1, b: 2}),
    }));
    expect(clusters).toEqual(['a', 'b', 'x']);
    expect(held).toEqual(['x']);
  });

  it('stay together, held, when a must-link says so', () => {
    const {clusters, held} = clustered('a - b Infinity\nb - c 20\nd - e 20', (of) => ({
      identity: codes(of, {a: 1, b: 2}),
    }));
    expect(clusters).toEqual(['a b', 'c', 'd e']);
    expect(held).toEqual(['a', 'b', 'c']);
  });
});

describe('records kept apart', () => {
  it('never meet through a third, which goes with the one it is nearer to', () => {
    const {clusters, byConstraint} = clustered('twin1 - x 12\nx - twin2 15', (of) => ({
      apart: pairsOf(of, 'twin1-twin2'),
    }));
    expect(clusters).toEqual(['twin1', 'twin2 x']);
    expect(byConstraint).toEqual(['twin1-x']);
  });

  it('may be named by a rule, which is asked of pairs that were never scored', () => {
    const {clusters} = clustered('twin1 - x 12\nx - twin2 15', (of) => ({
      forbids: (l, r) =>
        l + r === of.numberOf('twin1') + of.numberOf('twin2') ? 'twins' : undefined,
    }));
    expect(clusters).toEqual(['twin1', 'twin2 x']);
  });

  it('stay apart when strong edges bring their groups together later', () => {
    const {clusters} = clustered('a - b 30\nc - d 30\nb - c 20\nd - e 10', (of) => ({
      apart: pairsOf(of, 'a-d'),
    }));
    expect(clusters).toEqual(['a b', 'c d e']);
  });

  it('do not undo a must-link that a rule would forbid', () => {
    const {clusters, held} = clustered('a - b Infinity', () => ({forbids: () => 'twins'}));
    expect(clusters).toEqual(['a b']);
    expect(held).toEqual([]);
  });
});

describe('a cluster above the size limit', () => {
  const two = `${clique(['a', 'b', 'c'], 20)}\n${clique(['x', 'y', 'z'], 18)}\nc - x 12\nb - y 13`;

  it('loses its weakest edges until every part obeys', () => {
    const {clusters, bySize} = clustered(two, () => ({sizeLimit: 3}));
    expect(clusters).toEqual(['a b c', 'x y z']);
    expect(bySize).toEqual(['b-y', 'c-x']);
  });

  it('is held record by record when all of its edges are alike', () => {
    const {clusters, held} = clustered(clique(['a', 'b', 'c', 'd'], 20), () => ({sizeLimit: 3}));
    expect(clusters).toEqual(['a', 'b', 'c', 'd']);
    expect(held).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stays whole, held, where must-links make it', () => {
    const must = 'a - b Infinity\nb - c Infinity\nc - d 20';
    const {clusters, held} = clustered(must, () => ({sizeLimit: 2}));
    expect(clusters).toEqual(['a b c', 'd']);
    expect(held).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('several thresholds', () => {
  it('give nested clusters from one scoring, in the order asked for', () => {
    const of = oneFile('a - b 20\nb - c 12\nc - d 7\nd - a 6');
    const at = clustersAt(of.edges, of.records, [15, 5, 10]);
    expect(at.map(({clusterOf}) => clustersOf(of, clusterOf))).toEqual([
      ['a b', 'c', 'd'],
      ['a b c d'],
      ['a b c', 'd'],
    ]);
  });

  it('use no edge at a higher threshold that was cut at a lower', () => {
    const of = oneFile('a - b 30\nb - x 20');
    const identity = codes(of, {a: 1, x: 2});
    const at = clustersAt(of.edges, of.records, [5, 15], {identity});
    expect(at.map(({clusterOf}) => clustersOf(of, clusterOf))).toEqual([
      ['a b', 'x'],
      ['a b', 'x'],
    ]);
  });
});

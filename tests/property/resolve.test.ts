/** Laws of resolving: partitions, matchings, no order of rows, and no decision broken. */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {cluster, clustersAt} from '../../src/methods/linkage/resolve/cluster.ts';
import {applyConstraints} from '../../src/methods/linkage/resolve/constraints.ts';
import type {Edges, Records} from '../../src/methods/linkage/resolve/edges.ts';
import {linkWithinHouseholds} from '../../src/methods/linkage/resolve/household.ts';
import {bestWithMargin} from '../../src/methods/linkage/resolve/margin.ts';
import {linkOneToOne} from '../../src/methods/linkage/resolve/one-to-one.ts';
import {strongestFirst} from '../../src/methods/linkage/resolve/strongest-first.ts';

const RUNS = {numRuns: 1_000, seed: 41};
const THETA = 5;
type Pair = readonly [left: number, right: number, weight: number];

interface Graph {
  readonly edges: Edges;
  readonly records: Records;
}

function graphOf(pairs: readonly Pair[], rank: readonly number[], leftCount: number): Graph {
  const edges = {
    length: pairs.length,
    left: Int32Array.from(pairs, ([l]) => l),
    right: Int32Array.from(pairs, ([, r]) => r),
    weight: Float64Array.from(pairs, ([, , weight]) => weight),
  };
  return {edges, records: {count: rank.length, leftCount, rank: Int32Array.from(rank)}};
}

const orders = (count: number) =>
  fc.shuffledSubarray(
    Array.from({length: count}, (_, i) => i),
    {minLength: count, maxLength: count},
  );

/** Few weights, so that ties are common; some below θ, some weak, some strong. */
const weights = fc.oneof(
  fc.constantFrom(-0, 0, 4, 5, 6.5, 8, 9, 10, 12, 20),
  fc.double({min: -10, max: 30, noNaN: true}),
);
const oneOf = <T>(pairs: readonly T[], key: (pair: T) => string): T[] => [
  ...new Map(pairs.map((pair) => [key(pair), pair])).values(),
];
const ends = ([l, r]: Pair) => `${l}-${r}`;

const twoFiles = (left: number, right: number, most: number) =>
  fc.record({
    pairs: fc
      .array(
        fc.tuple(
          fc.nat(left - 1),
          fc.nat(right - 1).map((r) => left + r),
          weights,
        ),
        {minLength: most / 2, maxLength: most, size: 'max'},
      )
      .map((pairs) => oneOf(pairs, ends)),
    rank: orders(left + right),
    leftCount: fc.constant(left),
  });

const oneFile = (count: number, most: number) =>
  fc.record({
    pairs: fc
      .array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1), weights), {
        minLength: most / 2,
        maxLength: most,
        size: 'max',
      })
      .map((pairs) => pairs.filter(([a, b]) => a !== b))
      .map((pairs) => pairs.map(([a, b, w]): Pair => [Math.min(a, b), Math.max(a, b), w]))
      .map((pairs) => oneOf(pairs, ends)),
    rank: orders(count),
    leftCount: fc.constant(count),
  });

/** The same graph with its edges in another order and its records numbered anew, each file in itself. */
const shuffled = (graphs: fc.Arbitrary<{pairs: Pair[]; rank: number[]; leftCount: number}>) =>
  graphs.chain((one) =>
    fc
      .record({
        order: orders(one.pairs.length),
        left: orders(one.leftCount),
        right: orders(one.rank.length - one.leftCount),
      })
      .map(({order, left, right}) => {
        const number = [...left, ...right.map((r) => one.leftCount + r)];
        const rank = one.rank.map((_, place) => one.rank[number.indexOf(place)] as number);
        const pairs = order.map((i): Pair => {
          const [l, r, w] = one.pairs[i] as Pair;
          const [a, b] = [number[l] as number, number[r] as number];
          return [Math.min(a, b), Math.max(a, b), w];
        });
        return {
          one: graphOf(one.pairs, one.rank, one.leftCount),
          other: graphOf(pairs, rank, one.leftCount),
          number,
        };
      }),
  );

/** Edges by the ranks of their records, which no numbering changes. */
const byRank = ({edges, records: {rank}}: Graph, chosen: Iterable<number>) =>
  Array.from(chosen, (e) =>
    [rank[edges.left[e] ?? -1] ?? -1, rank[edges.right[e] ?? -1] ?? -1]
      .sort((a, b) => a - b)
      .join('-'),
  ).sort();

describe('the order of edges', () => {
  it('is that of a comparison sort', () => {
    fc.assert(
      fc.property(twoFiles(12, 12, 60), ({pairs, rank, leftCount}) => {
        const {edges, records} = graphOf(pairs, rank, leftCount);
        const all = Int32Array.from(pairs, (_, e) => e);
        const ranks = (e: number) =>
          pairs[e]
            ?.slice(0, 2)
            .map((record) => rank[record] as number)
            .sort((a, b) => a - b) ?? [];
        const expected = [...all].sort((a, b) => {
          const [[nearA = 0, farA = 0], [nearB = 0, farB = 0]] = [ranks(a), ranks(b)];
          const heavier = (edges.weight[b] as number) - (edges.weight[a] as number);
          return heavier || nearA - nearB || farA - farB;
        });
        expect([...strongestFirst(edges, records, all)]).toEqual(expected);
      }),
      RUNS,
    );
  });
});

describe('one-to-one', () => {
  const gain = (graph: Graph, chosen: Iterable<number>, theta: number) =>
    [...chosen].reduce((sum, e) => sum + (graph.edges.weight[e] as number) - theta, 0);

  function greedy({edges, records}: Graph): number[] {
    const free = new Set(records.rank.keys());
    const chosen = Int32Array.from(edges.weight.keys()).filter(
      (e) => (edges.weight[e] ?? 0) >= THETA,
    );
    return [...strongestFirst(edges, records, chosen)].filter((e) => {
      const [l, r] = [edges.left[e] as number, edges.right[e] as number];
      if (!free.has(l) || !free.has(r)) return false;
      free.delete(l);
      return free.delete(r);
    });
  }

  /** The greatest sum of (weight − θ) over all matchings, by trying every one. */
  function bestGain({edges}: Graph, theta: number, from = 0, used = 0): number {
    if (from === edges.length) return 0;
    const without = bestGain({edges} as Graph, theta, from + 1, used);
    const bits = (1 << (edges.left[from] as number)) | (1 << (edges.right[from] as number));
    const own = (edges.weight[from] as number) - theta;
    if (own < 0 || used & bits) return without;
    return Math.max(without, own + bestGain({edges} as Graph, theta, from + 1, used | bits));
  }

  const graphs = twoFiles(5, 5, 12).map(({pairs, rank, leftCount}) =>
    graphOf(pairs, rank, leftCount),
  );

  it('links each record at most once, and nobody below the threshold', () => {
    fc.assert(
      fc.property(twoFiles(20, 15, 80), ({pairs, rank, leftCount}) => {
        const {edges, records} = graphOf(pairs, rank, leftCount);
        const {kept, held} = linkOneToOne(edges, records, {theta: THETA, sizeCap: 12});
        const linked = [...kept].flatMap((e) => [edges.left[e], edges.right[e]]);
        expect(new Set(linked).size).toBe(linked.length);
        for (const e of [...kept, ...held]) expect(edges.weight[e]).toBeGreaterThanOrEqual(THETA);
        expect([...held].filter((e) => kept.includes(e))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is never below taking the strongest first, in bits and in bits above the threshold', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const {kept} = linkOneToOne(graph.edges, graph.records, {theta: THETA});
        const taken = greedy(graph);
        for (const theta of [0, THETA]) {
          expect(gain(graph, kept, theta)).toBeGreaterThan(gain(graph, taken, theta) - 1e-9);
        }
      }),
      RUNS,
    );
  });

  it('has the greatest sum that any links have, where bits are counted from the threshold', () => {
    const atZero = graphs.map(({edges, records}) => ({
      edges: {...edges, weight: edges.weight.map((weight) => weight - THETA)},
      records,
    }));
    fc.assert(
      fc.property(atZero, (graph) => {
        const {kept} = linkOneToOne(graph.edges, graph.records, {theta: 0});
        expect(gain(graph, kept, 0)).toBeCloseTo(bestGain(graph, 0), 9);
      }),
      RUNS,
    );
  });

  it('does not depend on the order of edges or records', () => {
    const sides = fc.record({left: fc.boolean(), right: fc.boolean()});
    fc.assert(
      fc.property(shuffled(twoFiles(8, 8, 30)), sides, ({one, other}, duplicateFree) => {
        const rules = {theta: THETA, sizeCap: 10, duplicateFree};
        const [a, b] = [one, other].map((graph) => {
          const {kept, held} = linkOneToOne(graph.edges, graph.records, rules);
          return {kept: byRank(graph, kept), held: byRank(graph, held)};
        });
        expect(a).toEqual(b);
      }),
      RUNS,
    );
  });

  it('keeps a file that holds each person once at one link per record of the other', () => {
    fc.assert(
      fc.property(twoFiles(8, 8, 30), ({pairs, rank, leftCount}) => {
        const {edges, records} = graphOf(pairs, rank, leftCount);
        const duplicateFree = {left: false, right: true};
        const {kept} = linkOneToOne(edges, records, {theta: THETA, duplicateFree});
        const best = bestWithMargin(edges, records, {theta: THETA, delta: 0});
        expect([...kept]).toEqual(
          [...best.edge]
            .filter((e) => e >= 0 && (edges.weight[e] ?? 0) >= THETA)
            .sort((a, b) => a - b),
        );
      }),
      RUNS,
    );
  });
});

describe('a margin', () => {
  const people = fc.array(fc.nat(4), {minLength: 16, maxLength: 16});

  it('is the same in any order, and is what a sort of people says', () => {
    fc.assert(
      fc.property(shuffled(twoFiles(6, 10, 40)), people, ({one, other, number}, persons) => {
        const renumbered = persons.map((_, place) => persons[number.indexOf(place)] as number);
        const rules = {theta: THETA, delta: 3};
        const a = bestWithMargin(one.edges, one.records, {
          ...rules,
          personOf: Int32Array.from(persons),
        });
        const b = bestWithMargin(other.edges, other.records, {
          ...rules,
          personOf: Int32Array.from(renumbered),
        });
        for (let l = 0; l < 6; l++) {
          const at = number[l] as number;
          for (const column of ['state', 'person', 'weight', 'lead', 'rivals'] as const) {
            expect(b[column][at]).toBe(a[column][l]);
          }
          const best = new Map<number, number>();
          one.edges.left.forEach((left, e) => {
            const person = persons[one.edges.right[e] as number] as number;
            const weight = one.edges.weight[e] as number;
            if (left === l) best.set(person, Math.max(weight, best.get(person) ?? weight));
          });
          const [top, ...others] = [...best.values()].sort((x, y) => y - x);
          if (top === undefined) continue;
          expect(a.weight[l] === top).toBe(true);
          expect(a.rivals[l]).toBe(others.filter((weight) => top - weight < 3).length);
          expect(a.state[l]).toBe(top < THETA ? 1 : top - (others[0] ?? -Infinity) < 3 ? 2 : 3);
        }
      }),
      RUNS,
    );
  });
});

describe('clusters', () => {
  const identities = fc.array(fc.constantFrom(0, 0, 0, 1, 2), {minLength: 14, maxLength: 14});
  const graphs = oneFile(14, 30);

  it('hold every record once, by the smallest-ranked of them, and obey every rule', () => {
    fc.assert(
      fc.property(graphs, identities, ({pairs, rank, leftCount}, codes) => {
        const {edges, records} = graphOf(pairs, rank, leftCount);
        const rules = {
          theta: THETA,
          sizeLimit: 6,
          identity: Int32Array.from(codes),
          forbids: (l: number, r: number) => ((l * r) % 7 === 3 ? 'made up' : undefined),
        };
        const {clusterOf, cuts, held} = cluster(edges, records, rules);
        const groups = Map.groupBy(clusterOf.keys(), (record) => clusterOf[record] as number);
        for (const [representative, members] of groups) {
          expect(Math.min(...members.map((record) => rank[record] as number))).toBe(
            rank[representative],
          );
          expect(members.length).toBeLessThanOrEqual(6);
          expect(new Set(members.map((record) => codes[record]).filter(Boolean)).size).toBeLessThan(
            2,
          );
          members.forEach((l) => {
            members.forEach((r) => {
              if (l < r) expect(rules.forbids(l, r)).toBeUndefined();
            });
          });
        }
        const cut = Object.values(cuts).flatMap((some) => [...some]);
        expect(new Set(cut).size).toBe(cut.length);
        const parted = [...edges.weight.keys()].filter(
          (e) =>
            (edges.weight[e] as number) >= THETA &&
            clusterOf[edges.left[e] as number] !== clusterOf[edges.right[e] as number],
        );
        expect(cut.sort((a, b) => a - b)).toEqual(parted);
        for (const record of held) expect(groups.get(clusterOf[record] as number)).toHaveLength(1);
      }),
      RUNS,
    );
  });

  it('lose exactly the weak edges without which two or more records stand on either side', () => {
    const componentOf = (pairs: readonly Pair[], from: number): Set<number> => {
      const reached = new Set([from]);
      for (let before = 0; before !== reached.size; ) {
        before = reached.size;
        for (const [l, r] of pairs) {
          if (reached.has(l)) reached.add(r);
          if (reached.has(r)) reached.add(l);
        }
      }
      return reached;
    };
    fc.assert(
      fc.property(oneFile(14, 22), ({pairs, rank, leftCount}) => {
        const {edges, records} = graphOf(pairs, rank, leftCount);
        const {clusterOf, cuts} = cluster(edges, records, {theta: THETA});
        const linked = pairs.filter(([, , weight]) => weight >= THETA);
        const isCut = (pair: Pair) => {
          const rest = linked.filter((other) => other !== pair);
          const [one, other] = [componentOf(rest, pair[0]), componentOf(rest, pair[1])];
          return pair[2] < THETA + 5 && !one.has(pair[1]) && one.size > 1 && other.size > 1;
        };
        const expected = linked.filter(isCut);
        expect(Array.from(cuts.bridges, (e) => pairs[e])).toEqual(expected);
        const kept = linked.filter((pair) => !expected.includes(pair));
        rank.forEach((_, record) => {
          const members = [...componentOf(kept, record)].sort((a, b) => a - b);
          expect([...clusterOf.keys()].filter((r) => clusterOf[r] === clusterOf[record])).toEqual(
            members,
          );
        });
      }),
      RUNS,
    );
  });

  it('do not depend on the order of edges or records', () => {
    fc.assert(
      fc.property(shuffled(graphs), identities, ({one, other, number}, codes) => {
        const [a, b] = [one, other].map((graph, i) => {
          const identity = codes.map(
            (_, place) => codes[i === 0 ? place : number.indexOf(place)] as number,
          );
          const rules = {theta: THETA, sizeLimit: 6, identity: Int32Array.from(identity)};
          const {clusterOf, cuts, held} = cluster(graph.edges, graph.records, rules);
          const {rank} = graph.records;
          return {
            clusters: [...clusterOf]
              .map((first, record) => `${rank[record]} in ${rank[first]}`)
              .sort(),
            cuts: Object.values(cuts).map((some) => byRank(graph, some)),
            held: [...held].map((record) => rank[record]).sort(),
          };
        });
        expect(a).toEqual(b);
      }),
      RUNS,
    );
  });

  it('at a higher threshold lie within those at a lower', () => {
    fc.assert(
      fc.property(graphs, identities, ({pairs, rank, leftCount}, codes) => {
        const {edges, records} = graphOf(pairs, rank, leftCount);
        const rules = {sizeLimit: 6, identity: Int32Array.from(codes)};
        const levels = clustersAt(edges, records, [5, 10, 15], rules);
        levels.slice(1).forEach(({clusterOf}, i) => {
          const wider = levels[i]?.clusterOf ?? new Int32Array();
          clusterOf.forEach((first, record) => {
            expect(wider[first]).toBe(wider[record]);
          });
        });
      }),
      RUNS,
    );
  });
});

describe('constraints', () => {
  const pairs = fc.array(
    fc.tuple(
      fc.nat(7),
      fc.nat(7).map((r) => 8 + r),
    ),
    {maxLength: 4},
  );

  it('are broken by no resolver', () => {
    fc.assert(
      fc.property(twoFiles(8, 8, 30), pairs, pairs, (one, musts, cannots) => {
        const {edges, records} = graphOf(one.pairs, one.rank, one.leftCount);
        const columns = (some: readonly (readonly [number, number])[]) => ({
          left: some.map(([l]) => l),
          right: some.map(([, r]) => r),
        });
        const result = applyConstraints(edges, records, {
          mustLink: columns(musts),
          cannotLink: columns(cannots),
          forbids: (l, r) => ((l + r) % 5 === 0 ? 'made up' : undefined),
        });
        if (result.status === 'contradiction') {
          expect(result.conflicts.length).toBeGreaterThan(0);
          return;
        }
        const must = new Set(musts.map(([l, r]) => `${l}-${r}`));
        const cannot = new Set(cannots.map(([l, r]) => `${l}-${r}`));
        const isBroken = (e: number) => {
          const [l, r] = [result.edges.left[e] as number, result.edges.right[e] as number];
          return cannot.has(`${l}-${r}`) || (!must.has(`${l}-${r}`) && (l + r) % 5 === 0);
        };
        const {kept, held} = linkOneToOne(result.edges, records, {theta: THETA});
        const margins = bestWithMargin(result.edges, records, {theta: THETA, delta: 0});
        expect([...kept, ...margins.edge].filter((e) => e >= 0 && isBroken(e))).toEqual([]);
        const mustEdges = [...result.edges.weight.keys()].filter(
          (e) => result.edges.weight[e] === Infinity,
        );
        expect(mustEdges).toHaveLength(must.size);
        expect(mustEdges.filter((e) => !kept.includes(e) && !held.includes(e))).toEqual([]);
        const {clusterOf} = cluster(result.edges, records, {theta: THETA, apart: columns(cannots)});
        for (const [l, r] of musts) expect(clusterOf[l]).toBe(clusterOf[r]);
        for (const [l, r] of cannots) expect(clusterOf[l]).not.toBe(clusterOf[r]);
      }),
      RUNS,
    );
  });
});

describe('the household pass', () => {
  it('adds links one to one, for the unlinked alone, with evidence of their own, in any order', () => {
    const homes = fc.array(fc.nat(3), {minLength: 20, maxLength: 20});
    fc.assert(
      fc.property(shuffled(twoFiles(10, 10, 40)), homes, ({one, other, number}, codes) => {
        const [a, b] = [one, other].map((graph, i) => {
          const {edges, records} = graph;
          const home = codes.map(
            (_, place) => codes[i === 0 ? place : number.indexOf(place)] as number,
          );
          const first = linkOneToOne(edges, records, {theta: 9});
          const second = linkWithinHouseholds(edges, records, first.kept, {
            theta: 9,
            delta: 1,
            floor: -10,
            prior: -8,
            household: Int32Array.from(home),
          });
          const linked = [...first.kept, ...second.edge].flatMap((e) => [
            edges.left[e],
            edges.right[e],
          ]);
          expect(new Set(linked).size).toBe(linked.length);
          second.edge.forEach((e, k) => {
            const weight = edges.weight[e] as number;
            expect(weight + 8).toBeGreaterThan(0);
            expect(second.weight[k]).toBe(weight + (second.household[k] as number));
            expect(home[edges.left[e] as number] && home[edges.right[e] as number]).toBeTruthy();
          });
          return byRank(graph, second.edge);
        });
        expect(a).toEqual(b);
      }),
      RUNS,
    );
  });
});

/** m and u from labels: pairs that are known to be one person, and pairs that are known not to be. */

import type {Truth} from '../evaluate/truth.ts';
import type {Comparison} from '../model/schema.ts';
import type {Session} from '../run/session.ts';
import {addAt, type LevelCounts, type Table} from './patterns.ts';
import {type PooledComparison, PSEUDO_COUNT} from './pool.ts';

/** Most pairs of one entity: a larger one is a default value at work. */
const MOST_MEMBERS = 1000;

/** Levels of all pairs that are one entity. */
export function levelsOfMatches(
  session: Session,
  comparisons: readonly Comparison[],
  truth: Truth,
): Table {
  const {codes, stride} = session.rows;
  const kernels = comparisons.map((comparison, c) => session.kernelOf(comparison, c));
  const counts = kernels.map(({levels}) => new Float64Array(levels + 1));
  const groups = new Map<number, number[]>();
  truth.entity.forEach((entity, record) => {
    const members = groups.get(entity);
    if (members) members.push(record);
    else groups.set(entity, [record]);
  });
  const isPair = (left: number, right: number) =>
    truth.kind === 'dedupe' || (left < truth.leftCount && right >= truth.leftCount);
  for (const [entity, members] of groups) {
    if (entity === 0 || members.length > MOST_MEMBERS) continue;
    members.forEach((left, i) => {
      for (const right of members.slice(i + 1)) {
        if (!isPair(left, right)) continue;
        kernels.forEach((kernel, c) => {
          const level = kernel.levelOf(codes, left * stride, right * stride);
          addAt(counts[c] as Float64Array, level, 1);
        });
      }
    });
  }
  return counts.map((row) => row.subarray(1));
}

/** m as the share of matches at each level, with its binomial error; half a pair is added to each. */
export function pooledFromLabels(counts: Table, levelCounts: LevelCounts): PooledComparison[] {
  return counts.map((row, c) => {
    const levels = levelCounts[c] as number;
    const matches = row.reduce((sum, count) => sum + count, 0);
    const total = matches + PSEUDO_COUNT * levels;
    const m = row.map((count) => (count + PSEUDO_COUNT) / total);
    return {
      m,
      se: m.map((share) => Math.sqrt((share * (1 - share)) / Math.max(1, matches))),
      passes: [],
      matches,
      spreadBits: new Float64Array(levels),
      unobserved: [...row.keys()].filter((i) => row[i] === 0).map((i) => i + 1),
      isDefault: false,
    };
  });
}

/** F1 of scored pairs at many thresholds, by the labels of fake_1000, whose ids are 0, 1, 2 … */

import {DuckDBInstance} from '@duckdb/node-api';
import {cluster} from '../../../src/methods/linkage/resolve/cluster.ts';

interface Scored {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly weight: Float64Array;
  /** The person of each record. */
  readonly person: Int32Array;
}

async function readScored(pairs: string, people: string): Promise<Scored> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const rows = async (statement: string) =>
    (await connection.runAndReadAll(statement)).getRows().map((row) => row.map(Number));
  const described = await connection.runAndReadAll(`describe from read_parquet('${pairs}')`);
  const isOurs = described.getRows().some(([name]) => name === 'left_id');
  const ids = isOurs ? 'left_id::integer, right_id::integer' : 'unique_id_l, unique_id_r';
  const found = await rows(`select ${ids}, match_weight from read_parquet('${pairs}')`);
  const labels = await rows(`select cluster from read_csv('${people}') order by unique_id`);
  connection.closeSync();
  return {
    left: Int32Array.from(found, ([left]) => left ?? 0),
    right: Int32Array.from(found, ([, right]) => right ?? 0),
    weight: Float64Array.from(found, ([, , weight]) => weight ?? 0),
    person: Int32Array.from(labels, ([person]) => person ?? 0),
  };
}

/** Of the pairs alone, as they were scored. */
export async function f1OfPairs(
  pairs: string,
  people: string,
  thetas: readonly number[],
): Promise<number[]> {
  const {left, right, weight, person} = await readScored(pairs, people);
  const truePairs = pairsWithin(person);
  return thetas.map((theta) => {
    let [found, correct] = [0, 0];
    for (let e = 0; e < weight.length; e++) {
      if ((weight[e] as number) < theta) continue;
      found++;
      if (person[left[e] as number] === person[right[e] as number]) correct++;
    }
    return (2 * correct) / (found + truePairs);
  });
}

/** Of all pairs within the connected components of the pairs. */
export async function f1OfGroups(
  pairs: string,
  people: string,
  thetas: readonly number[],
): Promise<number[]> {
  const {person, ...columns} = await readScored(pairs, people);
  const count = person.length;
  const rank = Int32Array.from(person, (_, record) => record);
  const edges = {length: columns.weight.length, ...columns};
  const truePairs = pairsWithin(person);
  return thetas.map((theta) => {
    const rules = {theta, guard: 0, sizeLimit: Number.POSITIVE_INFINITY};
    const {clusterOf} = cluster(edges, {count, leftCount: count, rank}, rules);
    const both = clusterOf.map((root, record) => root * count + (person[record] as number));
    return (2 * pairsWithin(both)) / (pairsWithin(clusterOf) + truePairs);
  });
}

/** Pairs of records of one group. */
function pairsWithin(groups: Int32Array): number {
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
}

/**
 * Connected components by our own resolver, without its guards, timed in one process. Prints one line
 * of JSON; with a file of clusters, whether they are the same partition.
 *
 * node bench/linkage/alone/clusters.ts LINKS.parquet RECORDS CLUSTERS.parquet
 * node bench/linkage/alone/clusters.ts --random EDGES RECORDS
 */

import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {Database} from '../../../src/engine/database.ts';
import {parquetRows} from '../../../src/engine/parquet.ts';
import {sha256} from '../../../src/kernel/digests.ts';
import {type Sql, sql} from '../../../src/kernel/sql.ts';
import {cluster} from '../../../src/methods/linkage/resolve/cluster.ts';
import type {Edges} from '../../../src/methods/linkage/resolve/edges.ts';

const [first = '', second = '', third = ''] = process.argv.slice(2);

/** Ids are 0, 1, 2 …, so that an id is a record and its own rank. */
function clusterAll(edges: Edges, count: number) {
  const rank = Int32Array.from({length: count}, (_, i) => i);
  const started = performance.now();
  const rules = {theta: 0, guard: 0, sizeLimit: Number.POSITIVE_INFINITY};
  const {clusterOf} = cluster(edges, {count, leftCount: count, rank}, rules);
  return {seconds: (performance.now() - started) / 1000, clusterOf};
}

function randomEdges(length: number, count: number): Edges {
  const [left, right] = [new Int32Array(length), new Int32Array(length)];
  let state = 1;
  const next = () => {
    // A linear congruence (Numerical Recipes), its upper bits alone.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let e = 0; e < length; e++) {
    const [a, b] = [Math.floor(next() * count), Math.floor(next() * count)];
    left[e] = Math.min(a, b);
    right[e] = a === b ? (b + 1) % count : Math.max(a, b);
  }
  return {length, left, right, weight: new Float64Array(length).fill(10)};
}

async function columnOf(db: Database, rows: Sql, length: number): Promise<Int32Array> {
  const all = new Int32Array(length);
  let at = 0;
  for await (const [column] of db.numbers(rows)) {
    all.set(column as Int32Array, at);
    at += column?.length ?? 0;
  }
  return all;
}

if (first === '--random') {
  const {seconds} = clusterAll(randomEdges(Number(second), Number(third)), Number(third));
  console.log(JSON.stringify({seconds}));
} else {
  const [links, count, clusters] = [resolve(first), Number(second), resolve(third)];
  const temp = await mkdtemp(join(tmpdir(), 'dolen-clusters-'));
  const directories = [dirname(links), dirname(clusters)];
  const db = await Database.open({directories, tempDirectory: temp});
  const length = await db.count(parquetRows(links));
  const from = parquetRows(links);
  const left = await columnOf(db, sql`select left_id::integer from ${from}`, length);
  const right = await columnOf(db, sql`select right_id::integer from ${from}`, length);
  const weight = new Float64Array(length).fill(1);
  const {seconds, clusterOf} = clusterAll({length, left, right, weight}, count);
  // Splink names a cluster by whichever record; here it is the smallest on both sides.
  const smallest = sql`
    select (min(unique_id) over (partition by cluster_id))::integer
    from ${parquetRows(clusters)}
    order by unique_id`;
  const theirs = await columnOf(db, smallest, count);
  db.close();
  await rm(temp, {recursive: true});
  const sizes = new Int32Array(count);
  for (const record of clusterOf) sizes[record] = (sizes[record] as number) + 1;
  const bytes = (array: Int32Array) =>
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const digest = sha256(bytes(clusterOf));
  const largest = sizes.reduce((a, b) => Math.max(a, b));
  const found = sizes.reduce((sum, size) => sum + (size > 0 ? 1 : 0), 0);
  const same = digest === sha256(bytes(theirs));
  console.log(JSON.stringify({seconds, edges: length, clusters: found, largest, digest, same}));
}

/** Connected components over the links: the same clusters, how long they take, and many more edges. */

import type {Bench, Printed} from '../bench.ts';
import {printFigures, printTable, tellAsked, whole} from '../tables.ts';

const EDGES_ALONE = 10_000_000;

export async function clustering(bench: Bench): Promise<void> {
  const [people, links] = [await bench.people(), await bench.links('tight')];
  const out = bench.path('clusters.parquet');
  const ids = ['--left', 'left_id', '--right', 'right_id'];
  const theirs: Printed[] = [];
  const ours: Printed[] = [];
  for (let run = 0; run < bench.runs; run++) {
    theirs.push(await bench.peer('splink_cluster.py', people, links, '0', out, ...ids));
    ours.push(await bench.program('alone/clusters.ts', links, String(bench.records), out));
  }
  const [{clusters, largest, edges, same, digest}] = ours;
  bench.require(same, `clustering: ${clusters} clusters, not the ${theirs[0].clusters} of Splink`);
  console.log(
    `${whole(edges)} edges, ${whole(clusters)} clusters, the largest of ${largest} records; ` +
      `${same ? 'the same' : 'a DIFFERENT'} partition (${String(digest).slice(0, 12)})`,
  );
  printFigures([
    {
      what: 'clustering, seconds',
      theirs: theirs.map((run) => run.cluster_seconds),
      ours: ours.map((run) => run.seconds),
      asked: {atLeast: 10},
    },
  ]);
  const rows: string[][] = [];
  for (const records of [EDGES_ALONE / 2, EDGES_ALONE]) {
    let seconds = Number.POSITIVE_INFINITY;
    for (let run = 0; run < bench.runs; run++) {
      const size = [String(EDGES_ALONE), String(records)];
      const found = await bench.program('alone/clusters.ts', '--random', ...size);
      seconds = Math.min(seconds, found.seconds);
    }
    rows.push([
      `${whole(EDGES_ALONE)} random edges among ${whole(records)} records`,
      seconds.toFixed(2),
      tellAsked(seconds, {atMost: 1}),
    ]);
  }
  printTable(['ours alone', 'seconds', 'asked'], rows);
}

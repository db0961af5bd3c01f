/** EM with everything free on the pairs of known m and u: they must come back within 0.001. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {trainBlock} from '../../../src/methods/linkage/train/em.ts';
import type {Bench} from '../bench.ts';
import {printTable} from '../tables.ts';

/** What made the file (linkage.md §6.4): chances of agreement, and the share of matches. */
const KNOWN = {lambda: 0.5, m: [0.7, 0.9, 0.95], u: [0.1, 0.025, 0.2]};
const TOLERANCE = 0.001;

export async function knownParameters(bench: Bench): Promise<void> {
  if (bench.shared === null) {
    console.log('left out: there is no shared folder (DOLEN_SHARED)');
    return;
  }
  const text = await readFile(join(bench.shared, 'known_params_comparison_vectors.csv'), 'utf8');
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const at = KNOWN.m.map((_, c) => head.split(',').indexOf(`gamma_col_${c + 1}`));
  const counts = new Map<string, number>();
  for (const line of lines) {
    const cells = line.split(',');
    const pattern = at.map((c) => cells[c]).join('');
    counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  }
  const start = (agree: number) => KNOWN.m.map(() => Float64Array.of(agree, 1 - agree));
  const found = trainBlock({
    patterns: {
      comparisons: KNOWN.m.length,
      // Level 1 is agreement, level 2 is anything else.
      levels: Uint8Array.from(
        [...counts.keys()].flatMap((pattern) => [...pattern].map((one) => (one === '1' ? 1 : 2))),
      ),
      counts: Float64Array.from(counts.values()),
    },
    levelCounts: KNOWN.m.map(() => 2),
    u: start(0.1),
    freeU: true,
    startM: start(0.9),
    startLambda: 1e-4,
  });
  const rows = [
    ['share of matches', KNOWN.lambda, found.lambda] as const,
    ...KNOWN.m.map((m, c) => [`m of ${c + 1}`, m, found.m[c]?.[0] ?? 0] as const),
    ...KNOWN.u.map((u, c) => [`u of ${c + 1}`, u, found.u[c]?.[0] ?? 0] as const),
  ];
  for (const [what, known, value] of rows) {
    bench.require(
      Math.abs(value - known) < TOLERANCE,
      `known parameters: ${what} is ${value}, not ${known}`,
    );
  }
  printTable(
    ['', 'known', 'found'],
    rows.map(([what, known, value]) => [what, String(known), value.toFixed(6)]),
  );
}

/**
 * The audit log under load, part by part: what it answers is checked, and times are printed beside
 * what is asked. Ends with 1 when an answer is wrong; a time that falls short is printed and ends nothing.
 *
 * node bench/audit/run.ts [--entries 1000000] [--only PART] [--keep]
 */

import {parseArgs} from 'node:util';
import {runParts} from '../run-parts.ts';
import {Bench} from './bench.ts';
import {appending} from './parts/appending.ts';
import {grantDecision} from './parts/grant-decision.ts';
import {reviewing} from './parts/reviewing.ts';
import {verifying} from './parts/verifying.ts';

const PARTS = {appending, verifying, reviewing, 'grant-decision': grantDecision} as const;

const {values} = parseArgs({
  options: {
    entries: {type: 'string', default: '1000000'},
    only: {type: 'string'},
    keep: {type: 'boolean', default: false},
  },
});
await runParts({
  name: 'dolen-audit-bench',
  parts: PARTS,
  only: values.only,
  wrong: 'answers that are wrong',
  keep: values.keep,
  open: async (folder) => new Bench(folder, Number(values.entries)),
});

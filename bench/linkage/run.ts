/**
 * Linkage beside Splink 5 on a million made-up people, part by part: the answers are compared first,
 * then times, memory and accuracy are printed beside what is asked. Ends with 1 when an answer differs.
 *
 * node bench/linkage/run.ts [--records 1000000] [--runs 3] [--only PART] [--skip-huge] [--keep]
 */

import {parseArgs} from 'node:util';
import {runParts} from '../run-parts.ts';
import {Bench} from './bench.ts';
import {accuracy} from './parts/accuracy.ts';
import {clustering} from './parts/clustering.ts';
import {fake1000} from './parts/fake-1000.ts';
import {huge} from './parts/huge.ts';
import {kernel} from './parts/kernel.ts';
import {knownParameters} from './parts/known-parameters.ts';
import {reading} from './parts/reading.ts';
import {sideBySide} from './parts/side-by-side.ts';
import {training} from './parts/training.ts';

const PARTS = {
  'side-by-side': sideBySide,
  training,
  clustering,
  kernel,
  accuracy,
  'fake-1000': fake1000,
  'known-parameters': knownParameters,
  huge,
  reading,
} as const;

const {values} = parseArgs({
  options: {
    records: {type: 'string', default: '1000000'},
    runs: {type: 'string', default: '3'},
    only: {type: 'string'},
    'skip-huge': {type: 'boolean', default: false},
    keep: {type: 'boolean', default: false},
  },
});
await runParts({
  name: 'dolen-linkage',
  parts: PARTS,
  only: values.only,
  leftOut: values['skip-huge'] ? ['huge'] : [],
  wrong: 'answers that differ or fall short',
  keep: values.keep,
  open: (folder) => Bench.open(folder, Number(values.records), Number(values.runs)),
});

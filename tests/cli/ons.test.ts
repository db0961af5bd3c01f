/** The fictional census and CIS of ONS, from two CSV files to linkage quality, through the whole journey. */

import {join} from 'node:path';
import {expect, it} from 'vitest';
import {dolenJson, ROOT, scratch} from '../support/dolen.ts';
import {shared} from '../support/shared.ts';

interface Summary {
  readonly linkage: {
    readonly precision: number;
    readonly recall: number;
    readonly findable: number;
  };
}

const input = shared('data/linkage');

it.skipIf(input === null)(
  'links the CIS to the census with a precision of 0.9998 and a recall of 0.993 or more',
  async () => {
    const pipeline = join(ROOT, 'pipelines', 'ons-census-cis');
    const {linkage} = await dolenJson<Summary>([
      ...['pipeline', 'run', pipeline, '--input', input ?? ''],
      ...['--home', await scratch()],
    ]);
    expect(linkage.precision).toBeGreaterThanOrEqual(0.9998);
    expect(linkage.recall).toBeGreaterThanOrEqual(0.993);
    // 24,043 people are in both files, says the course that they come from.
    expect(linkage.findable).toBe(24_043);
  },
  300_000,
);

/** `link run`: links files by a model and writes what it found. */

import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {Command} from '../../command.ts';
import {judge, REPORT_OPTIONS, withReportFloor} from './judge.ts';
import {LINK_OPTIONS, linkOptions, newOutput} from './options.ts';
import {summarise, tell} from './summary.ts';
import {writeOut} from './write-out.ts';

export const run: Command = {
  name: 'link run',
  summary:
    'links a file to itself, or two files, by a model; a killed run goes on where it stopped',
  positionals: ['MODEL', 'LEFT'],
  options: {
    out: {
      type: 'string',
      value: 'F',
      help: 'a .parquet, .arrow or .csv file of links, or a new folder with records and run.json too',
      required: true,
    },
    ...LINK_OPTIONS,
    ...REPORT_OPTIONS,
  },
  async run(input) {
    const started = input.effects.now();
    const {withLinkedFiles} = await import('../../../methods/linkage/run/link-files.ts');
    const out = await newOutput(input);
    const partial = `${out}.partial`;
    const options = await withReportFloor(input, await linkOptions(input, partial));
    const outcome = await withLinkedFiles(
      {...options, resumable: join(partial, 'chunks')},
      input.effects,
      async (linked) => {
        const {measured, written} = await judge(input, linked, options, options.model);
        const summary = summarise(linked, measured, (input.effects.now() - started) / 1000);
        await writeOut(linked, options.model, out, join(partial, 'out'), summary);
        const report = written[0] === undefined ? {} : {report: written[0]};
        return {json: {...summary, out, ...report}, text: tell(summary, [out, ...written])};
      },
    );
    await rm(partial, {recursive: true, force: true});
    return outcome;
  },
};

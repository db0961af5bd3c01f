/** `link evaluate`: links, or reads links that were made before, and compares them with the truth. */

import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {UsageError} from '../../../kernel/errors.ts';
import type {MadeLinks} from '../../../methods/linkage/run/read-links.ts';
import type {Command, CommandInput, Outcome} from '../../command.ts';
import {judge, measuredOf, REPORT_OPTIONS, truthOf, withReportFloor} from './judge.ts';
import {LINK_OPTIONS, linkOptions, pathsOf, sharedOptions} from './options.ts';
import {summarise, tell, tellMeasured} from './summary.ts';

export const evaluate: Command = {
  name: 'link evaluate',
  summary:
    'links and compares with the truth: precision, recall, F1, and a report if asked for; instead of MODEL, links that were made before',
  positionals: ['MODEL', 'LEFT'],
  options: {
    ...LINK_OPTIONS,
    ...REPORT_OPTIONS,
    id: {
      type: 'string',
      value: 'COLUMN',
      help: 'for links that were made before: the column of their ids, or LEFT:RIGHT (default: row number)',
    },
  },
  async run(input) {
    input.need('truth');
    const {findLinks} = await import('../../../methods/linkage/run/read-links.ts');
    const scratch = await mkdtemp(join(tmpdir(), 'dolen-link-'));
    try {
      const made = await findLinks(resolve(input.positionals[0] ?? ''));
      return made
        ? await evaluateLinks(input, made, scratch)
        : await linkAndEvaluate(input, scratch);
    } finally {
      await rm(scratch, {recursive: true, force: true});
    }
  },
};

async function linkAndEvaluate(input: CommandInput, scratch: string): Promise<Outcome> {
  const started = input.effects.now();
  const {withLinkedFiles} = await import('../../../methods/linkage/run/link-files.ts');
  const options = await withReportFloor(input, await linkOptions(input, scratch));
  return withLinkedFiles(options, input.effects, async (linked) => {
    const {measured, written} = await judge(input, linked, options, options.model);
    const summary = summarise(linked, measured, (input.effects.now() - started) / 1000);
    const report = written[0] === undefined ? {} : {report: written[0]};
    return {json: {...summary, ...report}, text: tell(summary, written)};
  });
}

async function evaluateLinks(
  input: CommandInput,
  made: MadeLinks,
  scratch: string,
): Promise<Outcome> {
  const started = input.effects.now();
  if (input.text('report') !== undefined) {
    const what = 'needs a model: links alone do not say what was compared';
    throw new UsageError('USAGE', [{where: '--report', what}]);
  }
  const {withInputs} = await import('../../../methods/linkage/run/link-files.ts');
  const {judgeLinks} = await import('../../../methods/linkage/run/read-links.ts');
  const {readIds} = await import('../../../methods/linkage/encode/inputs.ts');
  const paths = pathsOf(input, 1);
  const alsoRead = [made.links, ...(made.records === null ? [] : [made.records])];
  return withInputs({paths, scratch, alsoRead, ...sharedOptions(input)}, async (db, inputs) => {
    await readIds(db, inputs, idOf(input));
    const truth = await truthOf({db, inputs}, input.need('truth'));
    const {links, metrics} = await judgeLinks(db, inputs, made, truth, scratch);
    const measured = await measuredOf(metrics, truth);
    const seconds = (input.effects.now() - started) / 1000;
    return {
      json: {
        records: {left: inputs.leftCount, right: inputs.count - inputs.leftCount},
        pairs_compared: made.pairsCompared,
        links,
        ...measured,
        seconds,
      },
      text: [
        `${links.toLocaleString('en-GB')} links read, ${seconds.toFixed(1)} s`,
        ...tellMeasured(measured),
      ],
    };
  });
}

function idOf(input: CommandInput): string | {left: string; right: string} | undefined {
  const [left, right] = input.text('id')?.split(':') ?? [];
  if (left === undefined) return undefined;
  return right === undefined ? left : {left, right};
}

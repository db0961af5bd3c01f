/** Commands of the provider's zone. */

import {resolve} from 'node:path';
import {SOURCE_FORMATS, type SourceFormat} from '../../engine/sources.ts';
import {parseContract} from '../../kernel/contract/parse.ts';
import {UsageError} from '../../kernel/errors.ts';
import type {Command} from '../command.ts';
import {readText} from '../read-definitions.ts';

const split: Command = {
  name: 'provider split',
  summary: 'gives every row a System ID; writes File 1 (who) and File 2 (what happened)',
  options: {
    contract: {type: 'string', value: 'FILE', help: 'the dataset contract (YAML)', required: true},
    data: {type: 'string', value: 'FILE', help: 'CSV, Parquet, Arrow or NDJSON', required: true},
    out: {type: 'string', value: 'DIR', help: 'a new folder for file1 and file2', required: true},
    format: {type: 'string', value: 'NAME', help: 'when the file name does not say it'},
    truth: {
      type: 'string',
      value: 'FILE',
      help: 'made-up people only: row and person, or `column`',
    },
    'truth-out': {type: 'string', value: 'FILE', help: 'where System ID and person go'},
  },
  async run({need, text, job}) {
    const {splitDataset} = await import('../../zones/provider/split.ts');
    const contractText = await readText(need('contract'), '--contract');
    return job('provider', async (provider) => {
      const format = text('format');
      const truth = text('truth');
      const from = truth === undefined || truth === 'column' ? {} : {from: resolve(truth)};
      const result = await splitDataset(
        {
          contract: parseContract(contractText),
          data: resolve(need('data')),
          out: resolve(need('out')),
          ...(format === undefined ? {} : {format: formatNamed(format)}),
          ...(truth === undefined ? {} : {truth: {...from, to: resolve(need('truth-out'))}}),
        },
        provider,
      );
      return {
        json: result,
        text: [
          `split ${result.dataset}: ${result.rows} rows`,
          `  File 1, to the third party: ${result.file1.join(', ')}`,
          `  File 2, to the store:       ${result.file2.join(', ') || 'none: a register has no content'}`,
          ...Object.entries(result.unreadable).map(
            ([name, count]) => `  ${name}: ${count} values could not be read, and count as missing`,
          ),
          ...(result.blankRows > 0
            ? [`  ${result.blankRows} lines without any value left out`]
            : []),
        ],
      };
    });
  },
};

function formatNamed(name: string): SourceFormat {
  const format = SOURCE_FORMATS.find((one) => one === name);
  if (!format)
    throw new UsageError('USAGE', [{where: '--format', what: SOURCE_FORMATS.join(', ')}]);
  return format;
}

export const providerCommands: readonly Command[] = [split];

/** Options of the commands that link a File 1: what they share, read once. */

import {resolve} from 'node:path';
import type {IncomingRequest} from '../../../zones/trusted-third-party/receive.ts';
import type {CommandInput, OptionSpec} from '../../command.ts';
import {readText} from '../../read-definitions.ts';
import {readOptOutLists} from './opt-out-policy.ts';

export const INCOMING_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  file1: {type: 'string', value: 'DIR', help: 'File 1 of the dataset', required: true},
  model: {type: 'string', value: 'FILE', help: 'linkage.yaml', required: true},
  lexicon: {type: 'string', value: 'FILE', help: 'CSV of forenames and their variants'},
  'opt-outs': {
    type: 'string',
    value: 'FILE',
    help: 'for made-up people: a list of NHS numbers, or none (default: the lists received for the dataset)',
  },
};

export const EXEMPT_OPTION: OptionSpec = {
  type: 'string',
  value: 'APPLICATION',
  help: 'leaves out the lists from which opt-outs.yaml exempts it; nobody else may have the result',
};

export const OUT_OPTION: OptionSpec = {
  type: 'string',
  value: 'DIR',
  help: 'a new folder for File 3',
  required: true,
};

export const SUPERSEDED_OPTION: OptionSpec = {
  type: 'string',
  value: 'FILE',
  help: 'CSV of NHS numbers that were replaced: nhs_number, replaced_by, valid_from',
};

/** @throws DataFault MODEL_INVALID; UsageError INPUT_NOT_FOUND */
export async function incomingRequest({
  need,
  text,
  shared,
}: CommandInput): Promise<IncomingRequest> {
  const {readLinkageModel} = await import('../../../methods/linkage/model/read-model.ts');
  const {readLexicon} = await import('../../../methods/linkage/values/lexicon.ts');
  const model = readLinkageModel(await readText(need('model'), '--model'));
  const lexicon = text('lexicon');
  const optOuts = text('opt-outs');
  return {
    file1: resolve(need('file1')),
    model,
    ...(lexicon === undefined ? {} : {lexicon: readLexicon(await readText(lexicon, '--lexicon'))}),
    ...(optOuts === undefined
      ? {optOutLists: await readOptOutLists(shared.governance, text('exempt-for') ?? null)}
      : {optOuts: optOuts === 'none' ? optOuts : resolve(optOuts)}),
  };
}

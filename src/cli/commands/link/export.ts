import {writeWhole} from '../../../engine/files.ts';
import type {Command} from '../../command.ts';
import {readText} from '../../read-definitions.ts';
import {newOutput} from './options.ts';

export const exportModel: Command = {
  name: 'link export',
  summary: 'makes a Splink settings file of a linkage model; what Splink cannot say is named',
  positionals: ['MODEL'],
  options: {
    out: {type: 'string', value: 'SPLINK_JSON', help: 'a new file', required: true},
  },
  async run(input) {
    const {exportSplink} = await import('../../../methods/linkage/splink/export.ts');
    const {readLinkageModel} = await import('../../../methods/linkage/model/read-model.ts');
    const model = readLinkageModel(await readText(input.positionals[0] ?? '', 'MODEL'));
    const out = await newOutput(input);
    await writeWhole(out, exportSplink(model));
    return {
      json: {out, comparisons: model.comparisons.length},
      text: [`settings of ${model.comparisons.length} comparisons written`],
    };
  },
};

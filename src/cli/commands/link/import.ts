import {writeWhole} from '../../../engine/files.ts';
import type {Command} from '../../command.ts';
import {readText} from '../../read-definitions.ts';
import {newOutput, numberOf} from './options.ts';

export const importModel: Command = {
  name: 'link import',
  summary:
    'makes a linkage model of a Splink settings file; what has no typed counterpart is named',
  positionals: ['SPLINK_JSON'],
  options: {
    out: {type: 'string', value: 'MODEL', help: 'a new file', required: true},
    theta: {type: 'string', value: 'BITS', help: 'least weight of a link (default 0)'},
  },
  async run(input) {
    const {importSplink} = await import('../../../methods/linkage/splink/import.ts');
    const {writeLinkageModel} = await import('../../../methods/linkage/model/read-model.ts');
    const text = await readText(input.positionals[0] ?? '', 'SPLINK_JSON');
    const theta = numberOf(input, 'theta');
    const {model, notes} = importSplink(text, theta === undefined ? {} : {theta});
    const out = await newOutput(input);
    await writeWhole(out, writeLinkageModel(model));
    return {
      json: {
        out,
        comparisons: model.comparisons.length,
        rules: model.blocking.predict.length,
        notes,
      },
      text: [
        `model of ${model.comparisons.length} comparisons and ${model.blocking.predict.length} rules`,
        ...notes.map((note) => `  note: ${note}`),
      ],
    };
  },
};

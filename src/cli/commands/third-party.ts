/** Commands of the trusted third party's zone. */

import {resolve} from 'node:path';
import type {Command} from '../command.ts';
import {readText} from '../read-definitions.ts';
import {keysCommand} from './keys.ts';

const spineBuild: Command = {
  name: 'third-party spine build',
  summary: 'builds the spine of people from the File 1 of a register',
  options: {
    file1: {type: 'string', value: 'DIR', help: 'File 1 of the register', required: true},
    postcodes: {type: 'string', value: 'FILE', help: 'CSV with postcode and lsoa_code'},
  },
  async run({need, text, job}) {
    const {buildSpine} = await import('../../zones/trusted-third-party/spine.ts');
    return job('third-party', async (thirdParty) => {
      const postcodes = text('postcodes');
      const result = await buildSpine(
        {
          file1: resolve(need('file1')),
          ...(postcodes === undefined ? {} : {postcodes: resolve(postcodes)}),
        },
        thirdParty,
      );
      return {json: result, text: spineText(result)};
    });
  },
};

const spineShow: Command = {
  name: 'third-party spine show',
  summary: 'says how many people and profiles the spine holds',
  async run({job}) {
    const {showSpine} = await import('../../zones/trusted-third-party/spine.ts');
    const {openSpine} = await import('../../zones/trusted-third-party/spine-database.ts');
    return job('third-party', async (thirdParty) => {
      const db = await openSpine(thirdParty);
      try {
        const result = await showSpine(db);
        return {json: result, text: spineText(result)};
      } finally {
        db.close();
      }
    });
  },
};

const spineText = ({people, profiles}: {people: number; profiles: number}): string[] => [
  `the spine holds ${people} people with ${profiles} profiles`,
];

const STATUS_WORDS: Readonly<Record<string, string>> = {
  1: 'linked by NHS number and birth date (status 1)',
  4: 'linked by five exact fields (status 4)',
  39: 'linked by a variant of the forename, or by probability, 0.9 and above (status 39)',
  35: 'linked by probability, 0.5 to 0.9 (status 35)',
  99: 'not linked (status 99)',
};

const link: Command = {
  name: 'third-party link',
  summary: 'links File 1 to the spine, issues ALFs, writes File 3',
  options: {
    file1: {type: 'string', value: 'DIR', help: 'File 1 of the dataset', required: true},
    out: {type: 'string', value: 'DIR', help: 'a new folder for File 3', required: true},
    model: {type: 'string', value: 'FILE', help: 'linkage.yaml', required: true},
    lexicon: {type: 'string', value: 'FILE', help: 'CSV of forenames and their variants'},
    'opt-outs': {
      type: 'string',
      value: 'FILE',
      help: 'NHS numbers, one a line and a comma; or none',
    },
  },
  async run({need, text, job}) {
    const {linkDataset} = await import('../../zones/trusted-third-party/link.ts');
    const {readLinkageModel} = await import('../../methods/linkage/model/read-model.ts');
    const {readLexicon} = await import('../../methods/linkage/values/lexicon.ts');
    const modelText = await readText(need('model'), '--model');
    const lexicon = text('lexicon');
    const variants = lexicon === undefined ? null : await readText(lexicon, '--lexicon');
    return job('third-party', async (thirdParty) => {
      const optOuts = text('opt-outs');
      const list = optOuts === undefined || optOuts === 'none' ? optOuts : resolve(optOuts);
      const result = await linkDataset(
        {
          file1: resolve(need('file1')),
          out: resolve(need('out')),
          model: readLinkageModel(modelText),
          ...(list === undefined ? {} : {optOuts: list}),
          ...(variants === null ? {} : {lexicon: readLexicon(variants)}),
        },
        thirdParty,
      );
      const statuses = Object.entries(result.byStatus).map(
        ([status, n]) => `  ${STATUS_WORDS[status] ?? status}: ${n}`,
      );
      const reasons = Object.entries(result.byReason).map(([reason, n]) => `    ${reason}: ${n}`);
      return {
        json: result,
        text: [
          `linked ${result.dataset}: ${result.rows} rows from ${result.profiles} distinct profiles`,
          ...statuses,
          ...reasons,
          ...(result.rowsRemoved > 0 ? [`  left out, opted out: ${result.rowsRemoved}`] : []),
          `  File 3, to the store: ${result.columns.join(', ')}`,
        ],
      };
    });
  },
};

const evaluate: Command = {
  name: 'third-party evaluate',
  summary: 'made-up people only: precision and recall against planted truth',
  options: {
    dataset: {type: 'string', value: 'NAME', help: 'a dataset that was linked', required: true},
    truth: {
      type: 'string',
      value: 'FILE',
      help: 'System ID and person of its rows',
      required: true,
    },
    'spine-truth': {
      type: 'string',
      value: 'FILE',
      help: 'the same of the register',
      required: true,
    },
  },
  async run({need, job}) {
    const {evaluateLinkage} = await import('../../zones/trusted-third-party/evaluate.ts');
    return job('third-party', async (thirdParty) => {
      const result = await evaluateLinkage(
        {
          dataset: need('dataset'),
          truth: resolve(need('truth')),
          spineTruth: resolve(need('spine-truth')),
        },
        thirdParty,
      );
      const {precision, recall} = result;
      return {
        json: result,
        text: [`${result.dataset}: precision ${precision.toFixed(5)}, recall ${recall.toFixed(5)}`],
      };
    });
  },
};

export const thirdPartyCommands: readonly Command[] = [
  keysCommand('third-party', 'makes the third party’s keys and publishes the public one'),
  spineBuild,
  spineShow,
  link,
  evaluate,
];

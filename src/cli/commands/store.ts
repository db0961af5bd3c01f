/** Commands of the research store's zone. */

import {resolve} from 'node:path';
import type {Command} from '../command.ts';
import {grantsOption, readGrants} from './grants.ts';
import {keysCommand} from './keys.ts';

const load: Command = {
  name: 'store load',
  summary: 'joins File 2 to File 3, re-keys, forgets the System ID',
  options: {
    file2: {type: 'string', value: 'DIR', help: 'File 2 from the provider', required: true},
    file3: {type: 'string', value: 'DIR', help: 'File 3 from the third party', required: true},
  },
  async run({need, job}) {
    const {loadDataset} = await import('../../zones/research-store/load.ts');
    return job('store', async (store) => {
      const request = {file2: resolve(need('file2')), file3: resolve(need('file3'))};
      const result = await loadDataset(request, store);
      return {
        json: result,
        text: [
          `loaded ${result.dataset}, version ${result.version}: ${result.rows} rows`,
          `  ${result.columns.join(', ')}`,
        ],
      };
    });
  },
};

const catalogue: Command = {
  name: 'store catalogue',
  summary: 'lists what the store holds: datasets, versions, columns and what they mean',
  async run({job}) {
    const {listDatasets, openStore} = await import('../../zones/research-store/store-database.ts');
    return job('store', async (store) => {
      const db = await openStore(store);
      try {
        const datasets = await listDatasets(db);
        return {
          json: {datasets},
          text: datasets.flatMap(({dataset, version, rows, columns}) => [
            `${dataset}, version ${version}: ${rows} rows`,
            ...columns.map(
              ({name, type, title}) => `  ${name.padEnd(24)}${type.padEnd(14)}${title ?? ''}`,
            ),
          ]),
        };
      } finally {
        db.close();
      }
    });
  },
};

const extract: Command = {
  name: 'store extract',
  summary: 'writes what a project’s grants hold, under that project’s pseudonyms',
  positionals: ['PROJECT'],
  options: {
    out: {type: 'string', value: 'DIR', help: 'a new folder for the extract', required: true},
    ...grantsOption,
  },
  async run(input) {
    const {extractForProject} = await import('../../zones/research-store/extract.ts');
    return input.job('store', async (store) => {
      const grants = await readGrants(input);
      const result = await extractForProject(
        {
          grants: grants.grants,
          grantsDigest: grants.digest,
          out: resolve(input.need('out')),
        },
        store,
      );
      return {
        json: result,
        text: result.datasets.map(({dataset, rows}) => `extracted ${dataset}: ${rows} rows`),
      };
    });
  },
};

export const storeCommands: readonly Command[] = [
  keysCommand('store', 'makes the store’s keys and publishes the public one'),
  load,
  catalogue,
  extract,
];

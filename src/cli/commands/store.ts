/** Commands of the research store's zone. */

import {resolve} from 'node:path';
import type {Command} from '../command.ts';
import {requireRoleOf} from '../roles.ts';
import {grantsOption, readGrants} from './grants.ts';
import {keysCommand} from './keys.ts';
import {intruderCommands, intruderText, readIntruderRules} from './store/intruder.ts';
import {projectOf} from './store/project.ts';

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
      const grants = await readGrants(input, store);
      const result = await extractForProject(
        {
          grants: grants.grants,
          grantsDigest: grants.digest,
          out: resolve(input.need('out')),
          rules: await readIntruderRules(input.shared.governance),
        },
        store,
      );
      return {
        json: result,
        text: [
          ...result.datasets.map(({dataset, rows}) => `extracted ${dataset}: ${rows} rows`),
          intruderText(result.intruder),
        ],
      };
    });
  },
};

const rotate: Command = {
  name: 'store rotate',
  summary: 'gives a project a new version of its key; its pseudonyms change at the next extract',
  positionals: ['PROJECT'],
  async run(input) {
    const {rotateProjectKey} = await import('../../zones/research-store/project-key.ts');
    const project = projectOf(input);
    return input.job('store', async (store) => {
      await requireRoleOf(input.shared, 'key_custodian');
      const {keyVersion, keyId} = await rotateProjectKey(project, store);
      return {
        json: {project, keyVersion, keyId},
        text: [
          `${project} has version ${keyVersion} of its key: ${keyId}`,
          `extracts wait until its grants say keyVersion: ${keyVersion}`,
        ],
      };
    });
  },
};

const rekey: Command = {
  name: 'store rekey',
  summary:
    'gives every stored pseudonym a new version; each project’s key must be rotated after it',
  async run({job, shared}) {
    const {rekeyStore} = await import('../../zones/research-store/store-key.ts');
    return job('store', async (store) => {
      await requireRoleOf(shared, 'key_custodian');
      const {version, tables} = await rekeyStore(store);
      return {
        json: {version, tables},
        text: [
          `the store’s pseudonyms have version ${version}: ${tables} tables re-keyed`,
          '  next  dolen store rotate PROJECT, for each project',
        ],
      };
    });
  },
};

const forget: Command = {
  name: 'store forget',
  summary: 'destroys a project’s keys for good; dolen project close does this and the rest',
  positionals: ['PROJECT'],
  async run(input) {
    const {forgetProject} = await import('../../zones/research-store/project-key.ts');
    const project = projectOf(input);
    return input.job('store', async (store) => {
      await requireRoleOf(input.shared, 'key_custodian');
      const keys = await forgetProject(project, store);
      return {
        json: {project, keys},
        text: [`${project} has no key any more: ${keys.length} destroyed`],
      };
    });
  },
};

const findAlfs: Command = {
  name: 'store find-alfs',
  summary: 'traces the pseudonyms of an authorised re-identification, and tells the third party',
  positionals: ['ID'],
  options: {
    alfs: {type: 'string', value: 'DIR', help: 'what the third party sent', required: true},
    out: {type: 'string', value: 'DIR', help: 'a new border folder', required: true},
  },
  async run(input) {
    const zone = await import('../../zones/research-store/find-alfs.ts');
    const [id = ''] = input.positionals;
    const request = {id, alfs: resolve(input.need('alfs')), out: resolve(input.need('out'))};
    return input.job('store', async (store) => {
      await zone.findAlfs(request, store);
      return {json: {id, traced: true}, text: [`${id}: told the third party what was found`]};
    });
  },
};

export const storeCommands: readonly Command[] = [
  keysCommand('store', 'makes the store’s keys and publishes the public one'),
  load,
  catalogue,
  ...intruderCommands,
  extract,
  rekey,
  rotate,
  forget,
  findAlfs,
];

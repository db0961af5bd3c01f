/** All that decisions are made under, read from the folder of policy at once. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DataFault, throwFaults} from '../../../kernel/errors.ts';
import {type DatasetsFile, parseDatasets} from '../data-use/datasets-file.ts';
import type {Body} from './body.ts';
import {type PeopleFile, parsePeople} from './people.ts';
import {type ApprovalPolicy, readPolicyFolder} from './policy-folder.ts';

export interface Policy extends ApprovalPolicy {
  readonly datasets: DatasetsFile;
  readonly people: PeopleFile;
}

/** @throws DataFault POLICY_INVALID with every fault */
export async function readPolicy(folder: string): Promise<Policy> {
  const policy = await readPolicyFolder(folder);
  const datasets = parseDatasets(await textOf(folder, 'datasets.yaml'));
  const people = parsePeople(await textOf(folder, 'people.yaml'));
  throwFaults(
    'POLICY_INVALID',
    datasets.datasets.flatMap(({dataset, controller}) => {
      const what = controllerFault(dataset, policy.bodies.get(controller));
      return what === null ? [] : [{where: `datasets.yaml: ${dataset}`, what}];
    }),
  );
  return {...policy, datasets, people};
}

/** Whoever controls a dataset must be asked for it, or it would be granted without them. */
function controllerFault(dataset: string, body: Body | undefined): string | null {
  if (!body) return 'no body controls it';
  const isAsked = body.requiredWhen.some(
    ({always, datasets}) => always === true || datasets?.includes(dataset) === true,
  );
  return isAsked ? null : `${body.body} controls it, and is not required where it is asked for`;
}

const textOf = (folder: string, name: string): Promise<string> =>
  readFile(join(folder, name), 'utf8').catch(() => {
    throw new DataFault('POLICY_INVALID', [{where: name, what: 'missing'}]);
  });

/** Commands of a project's zone: provisioning, cohorts, and submitting tables. */

import {dirname, join, resolve} from 'node:path';
import {sha256} from '../../kernel/digests.ts';
import type {Command, CommandInput} from '../command.ts';
import {runZoneCommand} from '../processes.ts';
import {readText} from '../read-definitions.ts';
import {grantsOption, readGrants} from './grants.ts';
import {keysCommand} from './keys.ts';
import {close} from './project/close.ts';

/** Starts commands of other zones as processes of their own, so that this one never opens them. */
const provision: Command = {
  name: 'project provision',
  summary: 'asks the store for what the project was granted, and receives it',
  positionals: ['PROJECT'],
  options: {
    extract: {type: 'string', value: 'DIR', help: 'an extract that the store wrote before'},
    ...grantsOption,
  },
  async run(input) {
    const [project = ''] = input.positionals;
    const given = input.text('extract');
    const extract = resolve(
      given ?? join(input.home, 'extracts', project, String(input.effects.now())),
    );
    if (given === undefined) {
      const grants = input.text('grants');
      await runZoneCommand(input.shared, ['project', 'keys', project]);
      await runZoneCommand(input.shared, [
        ...['store', 'extract', project, '--out', extract],
        ...(grants === undefined ? [] : ['--grants', grants]),
      ]);
    }
    return receive(input, project, extract);
  },
};

async function receive(input: CommandInput, project: string, extract: string) {
  const {provisionProject} = await import('../../zones/project/provision.ts');
  return input.job(
    'project',
    async (job) => {
      const {grants} = await readGrants(input, job);
      const result = await provisionProject({grants, extract}, job);
      return {
        json: result,
        text: result.datasets.flatMap(({dataset, rows, columns}) => [
          `provisioned ${dataset}: ${rows} rows`,
          `  ${columns.join(', ')}`,
        ]),
      };
    },
    project,
  );
}

const build: Command = {
  name: 'cohort build',
  summary: 'builds an analysis-ready cohort from a study definition',
  positionals: ['STUDY'],
  options: {
    project: {
      type: 'string',
      value: 'P',
      help: 'the project that was granted the data',
      required: true,
    },
    out: {type: 'string', value: 'DIR', help: 'a new folder for the cohort', required: true},
    ...grantsOption,
  },
  async run(input) {
    const {buildCohort} = await import('../../zones/project/cohort/build.ts');
    const {parseStudy} = await import('../../zones/project/cohort/study.ts');
    const file = resolve(input.positionals[0] ?? '');
    const content = await readText(file, 'study');
    const project = input.need('project');
    return input.job(
      'project',
      async (job) => {
        const {grants, digest: grantsDigest} = await readGrants(input, job, project);
        const result = await buildCohort(
          {
            study: parseStudy(content),
            studyDigest: sha256(content),
            directory: dirname(file),
            grants,
            grantsDigest,
            out: resolve(input.need('out')),
          },
          job,
        );
        const width = Math.max(...result.attrition.map(({reason}) => reason.length)) + 2;
        return {
          json: result,
          text: [
            `cohort ${result.study}: ${result.rows} people`,
            ...result.attrition.map(({reason, count}) => `  ${reason.padEnd(width)}${count}`),
          ],
        };
      },
      project,
    );
  },
};

const submit: Command = {
  name: 'project submit',
  summary: 'seals an aggregate table for release, to the output zone only',
  positionals: ['PROJECT'],
  options: {
    table: {type: 'string', value: 'FILE', help: 'CSV or Parquet of counts', required: true},
    counts: {
      type: 'string',
      value: 'COLUMNS',
      help: 'columns that count people, by comma',
      required: true,
    },
    groups: {type: 'string', value: 'COLUMNS', help: 'columns whose numbers name groups, by comma'},
    title: {type: 'string', value: 'TEXT', help: 'what the table says', required: true},
    out: {type: 'string', value: 'DIR', help: 'a new border folder', required: true},
    ...grantsOption,
  },
  async run(input) {
    const {submitTable} = await import('../../zones/project/submit.ts');
    return input.job(
      'project',
      async (job) => {
        const {grants, digest: grantsDigest} = await readGrants(input, job);
        const result = await submitTable(
          {
            grants,
            grantsDigest,
            table: resolve(input.need('table')),
            counts: input.need('counts').split(','),
            groups: input.text('groups')?.split(',') ?? [],
            title: input.need('title'),
            author: input.shared.actor,
            out: resolve(input.need('out')),
          },
          job,
        );
        return {
          json: result,
          text: [`submitted ${result.rows} rows: ${result.columns.join(', ')}`],
        };
      },
      input.positionals[0],
    );
  },
};

export const projectCommands: readonly Command[] = [
  keysCommand('project', 'makes a project’s keys and publishes the public one'),
  provision,
  build,
  submit,
  close,
];

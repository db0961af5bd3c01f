/** Homes that the tests of one file share, and a pipeline that is small enough to be run often. */

import {cp, mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll} from 'vitest';
import {ROOT} from '../../support/dolen.ts';

/** A directory that is gone when the last test of the file is over. */
export async function sharedScratch(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'dolen-test-'));
  afterAll(() => rm(path, {recursive: true, force: true}));
  return path;
}

/** Every file under a directory, by its path from there, sorted. */
export async function filesUnder(directory: string): Promise<string[]> {
  const found = await readdir(directory, {recursive: true, withFileTypes: true});
  return found
    .filter((item) => item.isFile())
    .map((item) => join(item.parentPath, item.name).slice(join(directory, '/').length))
    .sort();
}

/** Every folder and file under a directory, by its path from there. */
export async function everythingUnder(directory: string): Promise<string[]> {
  const found = await readdir(directory, {recursive: true, withFileTypes: true});
  return found.map((item) => join(item.parentPath, item.name).slice(join(directory, '/').length));
}

export interface SmallPipeline {
  /** The folder for `pipeline run`. */
  readonly pipeline: string;
  /** The folder for `--governance`: the grant of the small project. */
  readonly governance: string;
}

const SMALL_DATASETS = ['gp_registration', 'gp_event', 'death'] as const;

/**
 * Writes the demo's journey with three datasets instead of six, without planted truth: the same
 * zone commands, from keys to release, in a third of the time.
 */
export async function writeSmallPipeline(directory: string): Promise<SmallPipeline> {
  const demo = join(ROOT, 'pipelines', 'demo');
  const pipeline = join(directory, 'pipeline');
  const governance = join(directory, 'governance');
  await mkdir(join(governance, 'grants'), {recursive: true});
  for (const part of ['contracts', 'codelists', 'linkage.yaml', 'study.yaml']) {
    await cp(join(demo, part), join(pipeline, part), {recursive: true});
  }
  const datasets = SMALL_DATASETS.map(
    (name) => `  - {contract: contracts/${name}.yaml, data: ${name}.parquet}`,
  );
  await writeFile(
    join(pipeline, 'pipeline.yaml'),
    `name: small
title: A small journey of made-up people
madeUpPeople: 300
register: {contract: contracts/population_register.yaml, data: population_register.parquet}
postcodes: postcodes.csv
optOuts: opt_outs.dat
model: linkage.yaml
datasets:
${datasets.join('\n')}
project: PRJ-SMALL
study: study.yaml
release: {table: counts.csv, counts: [people, deaths], groups: [sex, age_band], title: People and deaths by sex and age}
`,
  );
  await writeFile(join(governance, 'grants', 'PRJ-SMALL.yaml'), SMALL_GRANTS);
  return {pipeline, governance};
}

const bodyOf = (name: string, members: readonly string[]): string => `body: ${name}
version: 1
title: A body of a test
kind: host-institution
decides: whether anybody may be named
requiredWhen: [{because: it is a test, always: true}]
members: [${members.map((actor) => `{actor: '${actor}'}`).join(', ')}]
quorum: {members: 1}
clockDays: 5
validMonths: 12
questions: [title]
`;

/** Fills a folder of policy with the demonstration's, and with bodies of these members. */
export async function writePolicy(
  governance: string,
  bodies: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  for (const part of ['bodies', 'questions.yaml', 'lanes.yaml', 'datasets.yaml', 'people.yaml']) {
    await cp(join(ROOT, 'governance', part), join(governance, part), {recursive: true});
  }
  for (const [name, members] of Object.entries(bodies)) {
    await mkdir(join(governance, 'bodies', name), {recursive: true});
    await writeFile(join(governance, 'bodies', name, 'body.yaml'), bodyOf(name, members));
  }
}

const SMALL_GRANTS = `project: PRJ-SMALL
title: A small journey
application: APP-SMALL v1
purpose: demonstration
legalBasis: ['none: made-up people']
people: ['researcher:small']
keyVersion: 1
minCell: 10
grants:
  - id: G-SMALL-1
    dataset: gp_registration
    controller: primary-care
    columns: [week_of_birth, sex, start_date, end_date]
    rowFilter: []
    validFrom: '2024-04-01'
    validTo: '2099-12-31'
  - id: G-SMALL-2
    dataset: gp_event
    controller: primary-care
    columns: [event_date, code]
    rowFilter: []
    validFrom: '2024-04-01'
    validTo: '2099-12-31'
  - id: G-SMALL-3
    dataset: death
    controller: registrar
    columns: [death_date]
    rowFilter: []
    validFrom: '2024-04-01'
    validTo: '2099-12-31'
`;

/** Runs a pipeline folder from its inputs to its products, zone command by zone command. */

import {join} from 'node:path';
import type {SharedOptions} from '../command.ts';
import {
  datasetName,
  type Pipeline,
  type PipelineDefinition,
  type PipelineInput,
} from './definition.ts';
import type {
  Checked,
  CohortBuilt,
  DatasetJourney,
  Evaluated,
  Extracted,
  Journey,
  Linked,
  Loaded,
  Provisioned,
  ReleasedTable,
  SpineBuilt,
  Split,
} from './journey.ts';
import {type StepRunner, stepRunner} from './steps.ts';

/** Who checks and releases in a demonstration. Where people are real, people do. */
const CHECKERS = ['checker:first', 'checker:second'] as const;

/**
 * 1. Keys. 2. The register becomes the spine. 3. Each dataset is split, linked and loaded.
 * 4. The project is provisioned. 5. The cohort is built. 6. A table passes the airlock.
 */
export async function runPipeline(
  pipeline: Pipeline,
  input: string,
  shared: SharedOptions,
): Promise<Journey> {
  const {definition, directory} = pipeline;
  const transit = join(shared.home, 'transit');
  const steps = stepRunner(shared, join(shared.home, 'pipeline'));
  for (const zone of ['third-party', 'store', 'output'])
    await steps.run(`${zone} keys`, [zone, 'keys']);
  const register = await split(steps, pipeline, definition.register, input, transit);
  const spine = await steps.run<SpineBuilt>('third-party spine', [
    ...['third-party', 'spine', 'build', '--file1', join(transit, register.dataset, 'file1')],
    ...(definition.postcodes ? ['--postcodes', join(input, definition.postcodes)] : []),
  ]);
  const datasets: DatasetJourney[] = [];
  for (const dataset of definition.datasets) {
    datasets.push(await journeyOf(steps, pipeline, dataset, input, transit, register.dataset));
  }
  const isMadeUp = [register, ...datasets.map((one) => one.split)].every(
    ({people}) => people === 'made-up',
  );
  const project = definition.project;
  const extracted = project ? await provision(steps, project, transit) : null;
  const cohort =
    project && definition.study
      ? await buildCohort(steps, project, join(directory, definition.study), shared.home)
      : null;
  const release =
    project && cohort && definition.release
      ? await releaseTable(steps, project, definition.release, shared.home, transit, isMadeUp)
      : null;
  return {register, spine, datasets, extracted, cohort, release};
}

const truthFile = (transit: string, dataset: string): string =>
  join(transit, '..', 'truth', `${dataset}.parquet`);

function split(
  steps: StepRunner,
  {directory}: Pipeline,
  dataset: PipelineInput,
  input: string,
  transit: string,
): Promise<Split> {
  const name = datasetName(dataset);
  const out = join(transit, name);
  const truth = dataset.truth === 'column' ? 'column' : join(input, dataset.truth ?? '');
  return steps.run<Split>(
    `provider split ${name}`,
    [
      ...['provider', 'split', '--contract', join(directory, dataset.contract)],
      ...['--data', join(input, dataset.data), '--out', out],
      ...(dataset.truth ? ['--truth', truth, '--truth-out', truthFile(transit, name)] : []),
    ],
    out,
  );
}

async function journeyOf(
  steps: StepRunner,
  pipeline: Pipeline,
  dataset: PipelineInput,
  input: string,
  transit: string,
  register: string,
): Promise<DatasetJourney> {
  const {directory, definition} = pipeline;
  const name = datasetName(dataset);
  const parts = await split(steps, pipeline, dataset, input, transit);
  const file3 = join(transit, name, 'file3');
  const optOuts = definition.optOuts === 'none' ? 'none' : join(input, definition.optOuts);
  const linked = await steps.run<Linked>(
    `third-party link ${name}`,
    [
      ...['third-party', 'link', '--file1', join(transit, name, 'file1'), '--out', file3],
      ...['--model', join(directory, definition.model), '--opt-outs', optOuts],
      ...(definition.lexicon ? ['--lexicon', join(directory, definition.lexicon)] : []),
    ],
    file3,
  );
  const loaded = await steps.run<Loaded>(`store load ${name}`, [
    ...['store', 'load', '--file2', join(transit, name, 'file2'), '--file3', file3],
  ]);
  const quality =
    dataset.truth && definition.register.truth
      ? await steps.run<Evaluated>(`third-party evaluate ${name}`, [
          ...['third-party', 'evaluate', '--dataset', name, '--truth', truthFile(transit, name)],
          ...['--spine-truth', truthFile(transit, register)],
        ])
      : null;
  return {split: parts, linked, loaded, quality};
}

async function provision(steps: StepRunner, project: string, transit: string) {
  const out = join(transit, 'extracts', project);
  await steps.run('project keys', ['project', 'keys', project]);
  const extracted = await steps.run<Extracted>(
    'store extract',
    ['store', 'extract', project, '--out', out],
    out,
  );
  const provisioned = await steps.run<Provisioned>('project provision', [
    ...['project', 'provision', project, '--extract', out],
  ]);
  return {extracted, provisioned};
}

function buildCohort(steps: StepRunner, project: string, study: string, home: string) {
  const out = join(home, 'projects', project, 'cohort');
  const args = ['cohort', 'build', study, '--project', project, '--out', out];
  return steps.run<CohortBuilt>('cohort build', args, out);
}

async function releaseTable(
  steps: StepRunner,
  project: string,
  release: NonNullable<PipelineDefinition['release']>,
  home: string,
  transit: string,
  isMadeUp: boolean,
): Promise<{checked: Checked; released: ReleasedTable | null}> {
  const folder = join(transit, 'releases', project);
  await steps.run(
    'project submit',
    [
      ...['project', 'submit', project, '--out', folder, '--title', release.title],
      ...['--table', join(home, 'projects', project, 'cohort', release.table)],
      ...['--counts', release.counts.join(',')],
      ...(release.groups.length > 0 ? ['--groups', release.groups.join(',')] : []),
    ],
    folder,
  );
  const {id} = await steps.run<Checked>('output request', [
    'output',
    'request',
    '--release',
    folder,
  ]);
  const checked = await steps.run<Checked>('output check', ['output', 'check', id]);
  if (!isMadeUp) return {checked, released: null};
  for (const checker of CHECKERS) {
    const vote = ['output', 'review', id, '--vote', 'approved'];
    await steps.run(`output review ${checker}`, vote, undefined, checker);
  }
  const released = await steps.run<ReleasedTable>('output release', ['output', 'release', id]);
  return {checked, released};
}

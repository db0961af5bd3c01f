/** Runs a pipeline folder from its inputs to its products, zone command by zone command. */

import {join} from 'node:path';
import type {Savings} from '../../assurance/approval/application/savings.ts';
import type {Turnaround} from '../../assurance/approval/turnaround/turnaround.ts';
import {UsageError} from '../../kernel/errors.ts';
import type {SharedOptions} from '../command.ts';
import {runGovernCommand} from '../in-process.ts';
import {REAL_CLOCK, simulatedClock} from './clock.ts';
import {
  datasetName,
  type Pipeline,
  type PipelineDefinition,
  type PipelineInput,
} from './definition.ts';
import type {
  Checked,
  Closed,
  CohortBuilt,
  DatasetJourney,
  Evaluated,
  Extracted,
  Governance,
  Journey,
  Linked,
  Loaded,
  Provisioned,
  ReleasedTable,
  SpineBuilt,
  Split,
} from './journey.ts';
import {type Governed, type Rehearsal, readRehearsal, rehearse} from './rehearsal.ts';
import {atOf, type StepRunner, stepRunner} from './steps.ts';

/** Who checks and releases in a demonstration. Where people are real, people do. */
const CHECKERS = ['checker:first', 'checker:second'] as const;

export interface RunOptions {
  /** Days pass between the steps of a rehearsal, and at its end the project is closed. */
  readonly simulated: boolean;
}

/**
 * 1. Keys. 2. The register becomes the spine, and the store learns how many people look alike. 3. Each dataset is split, linked and loaded.
 * 4. The application
 * is decided, where it is rehearsed. 5. The project is provisioned. 6. The cohort is built. 7. A table
 * passes the airlock. 8. A simulated project is closed.
 */
export async function runPipeline(
  pipeline: Pipeline,
  input: string,
  shared: SharedOptions,
  {simulated}: RunOptions,
): Promise<Journey> {
  const {definition, directory} = pipeline;
  const transit = join(shared.home, 'transit');
  const rehearsal = definition.rehearsal
    ? await readRehearsal(join(directory, definition.rehearsal))
    : null;
  const clock = simulated && rehearsal ? simulatedClock(rehearsal.from) : REAL_CLOCK;
  const steps = stepRunner(shared, join(shared.home, 'pipeline'), clock);
  for (const zone of ['third-party', 'store', 'output'])
    await steps.run(`${zone} keys`, [zone, 'keys']);
  const register = await split(steps, pipeline, definition.register, input, transit);
  const spine = await steps.run<SpineBuilt>('third-party spine', [
    ...['third-party', 'spine', 'build', '--file1', join(transit, register.dataset, 'file1')],
    ...(definition.postcodes ? ['--postcodes', join(input, definition.postcodes)] : []),
  ]);
  const population = join(transit, 'population');
  const counts = ['third-party', 'population', '--out', population];
  await steps.run('third-party population', counts, population);
  await steps.run('store population', ['store', 'population', '--from', population]);
  const datasets: DatasetJourney[] = [];
  for (const dataset of definition.datasets) {
    datasets.push(await journeyOf(steps, pipeline, dataset, input, transit, register.dataset));
  }
  const isMadeUp = [register, ...datasets.map((one) => one.split)].every(
    ({people}) => people === 'made-up',
  );
  if (rehearsal && !isMadeUp) {
    throw new UsageError('USAGE', [{where: 'rehearsal', what: 'is for made-up people only'}]);
  }
  const governed = rehearsal ? await rehearse(rehearsal, {directory, shared, steps, clock}) : null;
  const days = rehearsal?.days;
  const project = definition.project;
  const researcher = rehearsal?.researcher;
  clock.goTo(days?.provision ?? 0);
  const extracted = project ? await provision(steps, project, shared.home, researcher) : null;
  const cohort =
    project && definition.study
      ? await buildCohort(
          steps,
          project,
          join(directory, definition.study),
          shared.home,
          researcher,
        )
      : null;
  clock.goTo(days?.release ?? 0);
  const places = {home: shared.home, transit, isMadeUp, researcher};
  const release =
    project && cohort && definition.release
      ? await releaseTable(steps, project, definition.release, places, () =>
          clock.goTo(days?.review ?? 0),
        )
      : null;
  clock.goTo(days?.close ?? 0);
  const closed =
    simulated && project && governed && rehearsal
      ? await closeProject(steps, project, governed.id, rehearsal)
      : null;
  const governance = governed ? await governanceOf(governed.id, {...shared, ...atOf(clock)}) : null;
  return {register, spine, datasets, governance, extracted, cohort, release, closed};
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

async function provision(
  steps: StepRunner,
  project: string,
  home: string,
  researcher: string | undefined,
) {
  // Where the closing of the project finds and destroys it.
  const out = join(home, 'extracts', project, 'pipeline');
  await steps.run('project keys', ['project', 'keys', project]);
  const extracted = await steps.run<Extracted>(
    'store extract',
    ['store', 'extract', project, '--out', out],
    out,
  );
  const provisioned = await steps.run<Provisioned>(
    'project provision',
    ['project', 'provision', project, '--extract', out],
    undefined,
    researcher,
  );
  return {extracted, provisioned};
}

function buildCohort(
  steps: StepRunner,
  project: string,
  study: string,
  home: string,
  researcher: string | undefined,
) {
  const out = join(home, 'projects', project, 'cohort');
  const args = ['cohort', 'build', study, '--project', project, '--out', out];
  return steps.run<CohortBuilt>('cohort build', args, out, researcher);
}

async function releaseTable(
  steps: StepRunner,
  project: string,
  release: NonNullable<PipelineDefinition['release']>,
  {
    home,
    transit,
    isMadeUp,
    researcher,
  }: {
    home: string;
    transit: string;
    isMadeUp: boolean;
    researcher: string | undefined;
  },
  beforeReview: () => void,
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
    researcher,
  );
  const {id} = await steps.run<Checked>('output request', [
    'output',
    'request',
    '--release',
    folder,
  ]);
  const checked = await steps.run<Checked>('output check', ['output', 'check', id]);
  if (!isMadeUp) return {checked, released: null};
  beforeReview();
  for (const checker of CHECKERS) {
    const vote = ['output', 'review', id, '--vote', 'approved'];
    await steps.run(`output review ${checker}`, vote, undefined, checker);
  }
  const released = await steps.run<ReleasedTable>('output release', ['output', 'release', id]);
  return {checked, released};
}

/** The end of a project: its data and keys are destroyed and certified, then its application is closed. */
async function closeProject(
  steps: StepRunner,
  project: string,
  application: string,
  {researcher, keyCustodian}: Rehearsal,
): Promise<Closed> {
  const close = ['project', 'close', project];
  const closed = await steps.run<Closed>('project close', close, undefined, keyCustodian);
  await steps.govern('99 govern close', ['close', application], researcher);
  return closed;
}

/** What the application saved, and how long it took: read at the end, when there is nothing to come. */
async function governanceOf(application: string, shared: SharedOptions): Promise<Governance> {
  const [savings, turnaround, {applications}] = [
    await runGovernCommand<Savings>(shared, ['savings', application]),
    await runGovernCommand<Turnaround>(shared, ['turnaround']),
    await runGovernCommand<{applications: readonly Governed[]}>(shared, ['show', application]),
  ];
  const [governed] = applications;
  if (!governed) throw new RangeError('an application that was rehearsed is there');
  return {application: governed, savings, turnaround};
}

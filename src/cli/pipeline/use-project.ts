/** A pipeline's project: its application, extract, cohort and release, and, in a simulation, its end. */

import {join} from 'node:path';
import type {Clock} from './clock.ts';
import type {PipelineDefinition} from './definition.ts';
import type {
  Checked,
  Closed,
  CohortBuilt,
  Extracted,
  Journey,
  Provisioned,
  ReleasedTable,
} from './journey.ts';
import type {Rehearsal} from './rehearsal.ts';
import type {StepRunner} from './steps.ts';

/** Who checks and releases in a demonstration. Where people are real, people do. */
const CHECKERS = ['checker:first', 'checker:second'] as const;

export interface ProjectRun {
  readonly definition: PipelineDefinition;
  /** The pipeline's folder. */
  readonly directory: string;
  readonly home: string;
  readonly transit: string;
  readonly isMadeUp: boolean;
  readonly rehearsal: Rehearsal | null;
  readonly steps: StepRunner;
  readonly clock: Clock;
}

/** 1. The project is provisioned. 2. The cohort is built. 3. A table passes the airlock. */
export async function useProject(
  run: ProjectRun,
): Promise<Pick<Journey, 'extracted' | 'cohort' | 'release'>> {
  const {definition, rehearsal, clock} = run;
  const {project, study, release} = definition;
  if (project === undefined) return {extracted: null, cohort: null, release: null};
  clock.goTo(rehearsal?.days.provision ?? 0);
  const extracted = await provision(project, run);
  if (study === undefined) return {extracted, cohort: null, release: null};
  const cohort = await buildCohort(project, study, run);
  clock.goTo(rehearsal?.days.release ?? 0);
  return {extracted, cohort, release: release ? await releaseTable(project, release, run) : null};
}

async function provision(project: string, {home, steps, rehearsal}: ProjectRun) {
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
    rehearsal?.researcher,
  );
  return {extracted, provisioned};
}

function buildCohort(project: string, study: string, run: ProjectRun): Promise<CohortBuilt> {
  const out = join(run.home, 'projects', project, 'cohort');
  const file = join(run.directory, study);
  const args = ['cohort', 'build', file, '--project', project, '--out', out];
  return run.steps.run<CohortBuilt>('cohort build', args, out, run.rehearsal?.researcher);
}

async function releaseTable(
  project: string,
  release: NonNullable<PipelineDefinition['release']>,
  {home, transit, isMadeUp, rehearsal, steps, clock}: ProjectRun,
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
    rehearsal?.researcher,
  );
  const {id} = await steps.run<Checked>('output request', [
    'output',
    'request',
    '--release',
    folder,
  ]);
  const checked = await steps.run<Checked>('output check', ['output', 'check', id]);
  if (!isMadeUp) return {checked, released: null};
  clock.goTo(rehearsal?.days.review ?? 0);
  for (const checker of CHECKERS) {
    const vote = ['output', 'review', id, '--vote', 'approved'];
    await steps.run(`output review ${checker}`, vote, undefined, checker);
  }
  const released = await steps.run<ReleasedTable>('output release', ['output', 'release', id]);
  return {checked, released};
}

/** The end of a project: its data and keys are destroyed and certified, then its application is closed. */
export async function closeProject(
  project: string,
  application: string,
  {researcher, keyCustodian, days}: Rehearsal,
  {steps, clock}: Pick<ProjectRun, 'steps' | 'clock'>,
): Promise<Closed> {
  clock.goTo(days.close);
  const close = ['project', 'close', project, '--because', 'the demonstration has ended'];
  const closed = await steps.run<Closed>('project close', close, undefined, keyCustodian);
  await steps.govern('99 govern close', ['close', application], researcher);
  return closed;
}

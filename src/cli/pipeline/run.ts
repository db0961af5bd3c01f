/** Runs a pipeline folder from its inputs to its products, zone command by zone command. */

import {join} from 'node:path';
import type {Savings} from '../../assurance/approval/application/savings.ts';
import type {Turnaround} from '../../assurance/approval/turnaround/turnaround.ts';
import {UsageError} from '../../kernel/errors.ts';
import type {SharedOptions} from '../command.ts';
import {runGovernCommand} from '../in-process.ts';
import {REAL_CLOCK, simulatedClock} from './clock.ts';
import type {Pipeline} from './definition.ts';
import type {Governance, Journey} from './journey.ts';
import {loadData} from './load-data.ts';
import {type Governed, readRehearsal, rehearse} from './rehearsal.ts';
import {atOf, stepRunner} from './steps.ts';
import {closeProject, useProject} from './use-project.ts';

export interface RunOptions {
  /** Days pass between the steps of a rehearsal, and at its end the project is closed. */
  readonly simulated: boolean;
}

/**
 * 1. Data are loaded. 2. The application is decided, where it is rehearsed. 3. The project uses what it
 * was granted. 4. A simulated project is closed.
 */
export async function runPipeline(
  pipeline: Pipeline,
  input: string,
  shared: SharedOptions,
  {simulated}: RunOptions,
): Promise<Journey> {
  const {definition, directory} = pipeline;
  const {home} = shared;
  const transit = join(home, 'transit');
  const rehearsal = definition.rehearsal
    ? await readRehearsal(join(directory, definition.rehearsal))
    : null;
  const clock = simulated && rehearsal ? simulatedClock(rehearsal.from) : REAL_CLOCK;
  const steps = stepRunner(shared, join(home, 'pipeline'), clock);
  const loaded = await loadData(pipeline, input, transit, steps);
  const isMadeUp = [loaded.register, ...loaded.datasets.map((one) => one.split)].every(
    ({people}) => people === 'made-up',
  );
  if (rehearsal && !isMadeUp) {
    throw new UsageError('USAGE', [{where: 'rehearsal', what: 'is for made-up people only'}]);
  }
  const governed = rehearsal ? await rehearse(rehearsal, {directory, shared, steps, clock}) : null;
  const run = {definition, directory, home, transit, isMadeUp, rehearsal, steps, clock};
  const used = await useProject(run);
  const closed =
    simulated && definition.project && governed && rehearsal
      ? await closeProject(definition.project, governed.id, rehearsal, run)
      : null;
  const governance = governed ? await governanceOf(governed.id, {...shared, ...atOf(clock)}) : null;
  return {...loaded, governance, ...used, closed};
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

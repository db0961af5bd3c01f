/** Brings a pipeline's data into the store: the register becomes the spine, each dataset is split, linked, loaded. */

import {join} from 'node:path';
import {datasetName, type Pipeline, type PipelineInput} from './definition.ts';
import type {
  DatasetJourney,
  Evaluated,
  Journey,
  Linked,
  Loaded,
  SpineBuilt,
  Split,
} from './journey.ts';
import type {StepRunner} from './steps.ts';

/**
 * 1. Keys. 2. The register becomes the spine. 3. The store learns how many people look alike. 4. Each
 * dataset is split, linked and loaded.
 */
export async function loadData(
  pipeline: Pipeline,
  input: string,
  transit: string,
  steps: StepRunner,
): Promise<Pick<Journey, 'register' | 'spine' | 'datasets'>> {
  const {definition} = pipeline;
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
  return {register, spine, datasets};
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
  const given = definition.optOuts;
  const optOuts = given === undefined || given === 'none' ? given : join(input, given);
  const linked = await steps.run<Linked>(
    `third-party link ${name}`,
    [
      ...['third-party', 'link', '--file1', join(transit, name, 'file1'), '--out', file3],
      ...['--model', join(directory, definition.model)],
      ...(optOuts === undefined ? [] : ['--opt-outs', optOuts]),
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

/** `pipeline.yaml`: what a study takes in and hands out, in the order of the journey. */

import {dirname, resolve} from 'node:path';
import {z} from 'zod';
import {exists} from '../../engine/files.ts';
import {parseDefinition} from '../../kernel/contract/parse.ts';
import {UsageError} from '../../kernel/errors.ts';
import {readText} from '../read-definitions.ts';

const InputSchema = z.strictObject({
  contract: z.string(),
  /** A file in the input folder. */
  data: z.string(),
  /** Made-up people only: `column`, or a Parquet file in the input folder. */
  truth: z.string().optional(),
});

export const PipelineSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  /** Inputs are made up when no --input is given. */
  madeUpPeople: z.int().positive().optional(),
  register: InputSchema,
  postcodes: z.string().optional(),
  /** Made-up people only: a file in the input folder, or `none`. Left out: the lists that were received. */
  optOuts: z.string().optional(),
  model: z.string(),
  /** Variants of forenames, in the pipeline's folder. */
  lexicon: z.string().optional(),
  datasets: z.array(InputSchema).nonempty(),
  project: z.string().optional(),
  /** Made-up people only: who takes the application through its bodies, as a file of the folder. */
  rehearsal: z.string().optional(),
  study: z.string().optional(),
  release: z
    .strictObject({
      table: z.string(),
      counts: z.array(z.string()).nonempty(),
      groups: z.array(z.string()).default([]),
      title: z.string(),
    })
    .optional(),
});

export type PipelineDefinition = z.infer<typeof PipelineSchema>;
export type PipelineInput = PipelineDefinition['register'];

export interface Pipeline {
  readonly directory: string;
  readonly definition: PipelineDefinition;
}

/** @throws DataFault PIPELINE_INVALID; UsageError INPUT_NOT_FOUND */
export async function readPipeline(place: string): Promise<Pipeline> {
  const file = resolve(place, 'pipeline.yaml');
  if (!(await exists(file))) {
    throw new UsageError('INPUT_NOT_FOUND', [{where: 'pipeline', what: 'no pipeline.yaml there'}]);
  }
  const definition = parseDefinition(
    await readText(file, 'pipeline'),
    PipelineSchema,
    'PIPELINE_INVALID',
  );
  return {directory: dirname(file), definition};
}

/** The dataset's name, which is its contract's file name. */
export const datasetName = ({contract}: PipelineInput): string =>
  contract.replace(/^.*\//, '').replace(/\.yaml$/, '');

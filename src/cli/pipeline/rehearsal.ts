/** A rehearsal: made-up people take a pipeline's application through every body, scene by scene. */

import {join} from 'node:path';
import {z} from 'zod';
import type {Application} from '../../assurance/approval/application/application.ts';
import {exists} from '../../engine/files.ts';
import type {ErrorCode} from '../../kernel/catalogue.ts';
import {parseDefinition} from '../../kernel/contract/parse.ts';
import {Refusal} from '../../kernel/errors.ts';
import type {SharedOptions} from '../command.ts';
import {runGovernCommand} from '../in-process.ts';
import {readText} from '../read-definitions.ts';
import type {Clock} from './clock.ts';
import type {StepRunner} from './steps.ts';

const Day = z.int().nonnegative();

const RehearsalSchema = z.strictObject({
  /** Day 0 of a simulated clock. */
  from: z.iso.date(),
  scenes: z.array(
    z.strictObject({
      day: Day,
      actor: z.string(),
      /** What follows `dolen govern`; `APP` stands for the application's id. */
      does: z.array(z.string()).nonempty(),
    }),
  ),
  /** Who asks for data, builds cohorts and submits tables. */
  researcher: z.string(),
  /** Who destroys the project's key at its end. */
  keyCustodian: z.string(),
  days: z.strictObject({data: Day, provision: Day, release: Day, review: Day, close: Day}),
});

export type Rehearsal = Readonly<z.infer<typeof RehearsalSchema>>;

/** @throws DataFault PIPELINE_INVALID */
export const readRehearsal = async (path: string): Promise<Rehearsal> =>
  parseDefinition(await readText(path, 'rehearsal'), RehearsalSchema, 'PIPELINE_INVALID');

export type Governed = Pick<Application, 'id' | 'project' | 'state' | 'bodies'>;

/** What a scene is refused that was played before a kill, and whose end was not noted. */
const PLAYED_ALREADY: readonly ErrorCode[] = [
  'TRANSITION_UNDEFINED',
  'VOTED_ALREADY',
  'CONDITION_UNKNOWN',
];

/** Plays every scene in the order of its days; a scene that was played is not played again. */
export async function rehearse(
  {scenes}: Rehearsal,
  {directory, shared, steps, clock}: RehearsalPlace,
): Promise<Governed> {
  const inOrder = [...scenes].sort((a, b) => a.day - b.day);
  const there = await standing(shared);
  let application = there;
  for (const [i, {day, actor, does}] of inOrder.entries()) {
    clock.goTo(day);
    const [verb = '', ...rest] = does;
    const args = rest.map((word) => {
      if (word === 'APP') return application?.id ?? '';
      return word.endsWith('.yaml') ? join(directory, word) : word;
    });
    // The application itself is started once in the life of a home.
    if (verb === 'apply' && there) continue;
    const name = `${String(i + 1).padStart(2, '0')} govern ${verb}`;
    application = await steps.govern<Governed>(name, [verb, ...args], actor).catch((error) => {
      const wasPlayed = error instanceof Refusal && PLAYED_ALREADY.includes(error.code);
      if (there && application && wasPlayed) return application;
      throw error;
    });
  }
  if (!application) throw new RangeError('a rehearsal starts an application');
  return application;
}

interface RehearsalPlace {
  /** The pipeline's folder, which holds the application. */
  readonly directory: string;
  readonly shared: SharedOptions;
  readonly steps: StepRunner;
  readonly clock: Clock;
}

/** The application of a home that a killed run left, or null. */
async function standing(shared: SharedOptions): Promise<Governed | null> {
  if (!(await exists(join(shared.home, 'governance', 'applications')))) return null;
  const {applications} = await runGovernCommand<{applications: readonly Governed[]}>(shared, [
    'show',
  ]);
  return applications.at(-1) ?? null;
}

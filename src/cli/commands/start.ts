/** Commands to begin with: demo, doctor, pipelines, made-up people. */

import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {verifyLog} from '../../assurance/audit/verify.ts';
import {exists} from '../../engine/files.ts';
import {UsageError} from '../../kernel/errors.ts';
import type {Command, CommandInput, Outcome, SharedOptions} from '../command.ts';
import {examineMachine} from '../doctor.ts';
import {PROJECT_ROOT} from '../identity.ts';
import {type Pipeline, readPipeline} from '../pipeline/definition.ts';
import {type Journey, overallQuality, reproducible} from '../pipeline/journey.ts';
import {type RunOptions, runPipeline} from '../pipeline/run.ts';
import {tellJourney} from '../pipeline/story.ts';

const demo: Command = {
  name: 'demo',
  summary: 'the whole journey on made-up people, from split to release; start here',
  options: {
    people: {type: 'string', value: 'N', help: 'how many people to make up (default 5000)'},
  },
  async run(input) {
    const home = input.text('home') ?? process.env.DOLEN_HOME;
    const place = resolve(home ?? (await mkdtemp(join(tmpdir(), 'dolen-demo-'))));
    const pipeline = await readPipeline(join(PROJECT_ROOT, 'pipelines', 'demo'));
    const seed = input.shared.seed ?? 'demo';
    return journey(input, pipeline, {...input.shared, home: place, seed}, {simulated: true});
  },
};

const pipelineRun: Command = {
  name: 'pipeline run',
  summary: 'one pipeline folder from its inputs to its products, zone command by zone command',
  positionals: ['DIR'],
  options: {
    input: {type: 'string', value: 'DIR', help: 'where the pipeline’s data files are'},
    people: {type: 'string', value: 'N', help: 'without --input: how many people to make up'},
  },
  async run(input) {
    const pipeline = await readPipeline(resolve(input.positionals[0] ?? ''));
    return journey(input, pipeline, input.shared, {simulated: false});
  },
};

async function journey(
  input: CommandInput,
  pipeline: Pipeline,
  shared: SharedOptions,
  options: RunOptions,
): Promise<Outcome> {
  const started = input.effects.now();
  const data = input.text('input');
  const folder = data === undefined ? await makeUpPeople(input, pipeline, shared) : resolve(data);
  const done = await runPipeline(pipeline, folder, shared, options);
  const log = await verifyLog(join(shared.home, 'audit'));
  const quality = overallQuality(done);
  const {cohort, release} = done;
  return {
    json: {
      pipeline: pipeline.definition.name,
      home: shared.home,
      linkage: quality,
      cohort: cohort && {
        study: cohort.study,
        rows: cohort.rows,
        attrition: cohort.attrition,
        columns: cohort.columns,
      },
      release: release && {tables: releasedTables(release)},
      audit: {size: log.size, root: log.root, origin: log.origin, verified: true},
      governance: done.governance && {
        application: done.governance.application.id,
        state: done.governance.application.state,
        formsSaved: done.governance.savings.formsSaved,
        repeatAnswersSaved: done.governance.savings.repeatAnswersSaved,
        days: done.governance.turnaround.states,
      },
      zones: done,
      digests: reproducible(done),
      seconds: (input.effects.now() - started) / 1000,
    },
    text: tellJourney(done, log, shared.home),
  };
}

const releasedTables = ({checked, released}: NonNullable<Journey['release']>) =>
  released
    ? [
        {
          id: released.id,
          title: checked.title,
          rows: released.rows,
          columns: released.columns,
          sha256: released.table,
        },
      ]
    : [];

/** Makes the inputs once in the life of a home, when the pipeline allows made-up ones. */
async function makeUpPeople(
  input: CommandInput,
  {definition}: Pipeline,
  shared: SharedOptions,
): Promise<string> {
  if (definition.madeUpPeople === undefined) {
    throw new UsageError('USAGE', [
      {where: 'pipeline', what: 'needs --input: its people are given'},
    ]);
  }
  const people = Number(input.text('people') ?? definition.madeUpPeople);
  if (!Number.isSafeInteger(people) || people < 1) {
    throw new UsageError('USAGE', [{where: '--people', what: 'a whole number of people'}]);
  }
  const out = join(shared.home, 'made-up', String(people));
  if (!(await exists(out))) {
    if (!shared.quiet) process.stderr.write('fixtures people\n');
    const {makePeople} = await import('../../../fixtures/people/make.ts');
    await makePeople({people, seed: shared.seed ?? 'dolen', out, ...limits(shared)}, input.effects);
  }
  return out;
}

const limits = ({threads, memory}: SharedOptions) => ({
  ...(threads === undefined ? {} : {threads: Number(threads)}),
  ...(memory === undefined ? {} : {memoryLimit: memory}),
});

const fixturesPeople: Command = {
  name: 'fixtures people',
  summary: 'a seeded population of made-up people and their datasets, the truth kept apart',
  options: {
    people: {type: 'string', value: 'N', help: 'how many', required: true},
    out: {type: 'string', value: 'DIR', help: 'a new folder', required: true},
  },
  async run({need, shared, effects}) {
    const {makePeople} = await import('../../../fixtures/people/make.ts');
    const people = Number(need('people'));
    if (!Number.isSafeInteger(people) || people < 1) {
      throw new UsageError('USAGE', [{where: '--people', what: 'a whole number of people'}]);
    }
    const seed = shared.seed ?? 'dolen';
    const made = await makePeople(
      {people, seed, out: resolve(need('out')), ...limits(shared)},
      effects,
    );
    return {
      json: made,
      text: made.datasets.map(
        ({name, rows}) => `${name.padEnd(22)}${rows.toLocaleString('en-GB')} rows`,
      ),
    };
  },
};

const doctor: Command = {
  name: 'doctor',
  summary: 'checks this machine: runtime, DuckDB, crypto module, disk, keys, log',
  async run({home}) {
    const checks = await examineMachine(home);
    const failed = checks.some(({verdict}) => verdict === 'bad');
    return {
      json: {checks, ok: !failed},
      text: checks.map(
        ({verdict, what, found}) => `${verdict.padEnd(6)}${what.padEnd(22)}${found}`,
      ),
      exitStatus: failed ? 1 : 0,
    };
  },
};

export const startCommands: readonly Command[] = [demo, doctor, pipelineRun, fixturesPeople];

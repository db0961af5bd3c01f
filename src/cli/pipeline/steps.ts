/** Steps that remember: a finished step is not run again, and what a killed one left is removed. */

import {mkdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {exists, writeWhole} from '../../engine/files.ts';
import type {Instant} from '../../kernel/dates.ts';
import {type Digest, sha256} from '../../kernel/digests.ts';
import {UsageError} from '../../kernel/errors.ts';
import type {SharedOptions} from '../command.ts';
import {runGovernCommand} from '../in-process.ts';
import {runZoneCommand} from '../processes.ts';
import type {Clock} from './clock.ts';

export interface StepRunner {
  /**
   * Runs a zone command once in the life of a home, as a process of its own.
   * @param out the folder that the command makes, removed first when a killed run left it
   * @param actor who acts, when it is not the person who runs the pipeline
   */
  run<T>(name: string, args: readonly string[], out?: string, actor?: string): Promise<T>;
  /** Runs a command of governance once in the life of a home. */
  govern<T>(name: string, args: readonly string[], actor: string): Promise<T>;
}

type Run = <T>(shared: SharedOptions, args: readonly string[]) => Promise<T>;

/** Results are kept as `<home>/pipeline/<step>.json`, written whole after the command succeeded. */
export function stepRunner(shared: SharedOptions, folder: string, clock: Clock): StepRunner {
  async function once<T>(
    run: Run,
    name: string,
    args: readonly string[],
    {out, actor = shared.actor}: {out?: string | undefined; actor?: string | undefined},
  ): Promise<T> {
    const mark = join(folder, `${name.replaceAll(/[^a-z0-9_-]/gi, '-')}.json`);
    const fingerprint = await fingerprintOf(args, shared);
    if (await exists(mark)) {
      const done = JSON.parse(await readFile(mark, 'utf8')) as Mark<T>;
      if (done.fingerprint === fingerprint) {
        clock.reach(done.ended);
        return done.result;
      }
      const what = 'was done with other inputs or definitions; use another --home';
      throw new UsageError('OUTPUT_EXISTS', [{where: name, what}]);
    }
    if (out !== undefined) await rm(out, {recursive: true, force: true});
    if (!shared.quiet) process.stderr.write(`${name}\n`);
    const began = performance.now();
    const result = await run<T>({...shared, ...seedOf(name), ...atOf(clock), actor}, args);
    // A second more, so that the next step never starts before this one has ended.
    clock.pass(performance.now() - began + 1000);
    await mkdir(folder, {recursive: true});
    const ended = clock.now();
    const kept: Mark<T> = {fingerprint, result, ...(ended === undefined ? {} : {ended})};
    await writeWhole(mark, `${JSON.stringify(kept, null, 2)}\n`);
    return result;
  }
  // Every step has a seed of its own, so that no two draw the same bytes.
  const seedOf = (name: string) =>
    shared.seed === undefined ? {} : {seed: `${shared.seed}/${name}`};
  return {
    run: (name, args, out, actor) => once(runZoneCommand, name, args, {out, actor}),
    govern: (name, args, actor) => once(runGovernCommand, name, args, {actor}),
  };
}

export function atOf(clock: Clock): {at?: string} {
  const at = clock.now();
  return at === undefined ? {} : {at};
}

interface Mark<T> {
  readonly fingerprint: Digest;
  readonly result: T;
  /** When it ended, by a simulated clock. */
  readonly ended?: Instant;
}

const isDefinition = (word: string): boolean => /(\.yaml|lexicon\.csv)$/.test(word);

/** What a step was asked: its words, the seed, and the content of the definitions that it names. */
async function fingerprintOf(
  args: readonly string[],
  {seed, home}: SharedOptions,
): Promise<Digest> {
  const words = await Promise.all(
    args.map(async (word) => {
      const name = word.startsWith(home) ? word.slice(home.length) : word;
      return isDefinition(word) ? `${name} ${sha256(await readFile(word))}` : name;
    }),
  );
  return sha256([seed ?? '', ...words].join('\n'));
}

/** Steps that remember: a finished step is not run again, and what a killed one left is removed. */

import {mkdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {exists, writeWhole} from '../../engine/files.ts';
import {type Digest, sha256} from '../../kernel/digests.ts';
import {UsageError} from '../../kernel/errors.ts';
import type {SharedOptions} from '../command.ts';
import {runZoneCommand} from '../processes.ts';

export interface StepRunner {
  /**
   * Runs a zone command once in the life of a home.
   * @param out the folder that the command makes, removed first when a killed run left it
   * @param actor who acts, when it is not the person who runs the pipeline
   */
  run<T>(name: string, args: readonly string[], out?: string, actor?: string): Promise<T>;
}

/** Results are kept as `<home>/pipeline/<step>.json`, written whole after the command succeeded. */
export function stepRunner(shared: SharedOptions, folder: string): StepRunner {
  return {
    async run<T>(
      name: string,
      args: readonly string[],
      out?: string,
      actor: string = shared.actor,
    ): Promise<T> {
      const mark = join(folder, `${name.replaceAll(/[^a-z0-9_-]/gi, '-')}.json`);
      const fingerprint = await fingerprintOf(args, shared);
      if (await exists(mark)) {
        const done = JSON.parse(await readFile(mark, 'utf8')) as Mark<T>;
        if (done.fingerprint === fingerprint) return done.result;
        const what = 'was done with other inputs or definitions; use another --home';
        throw new UsageError('OUTPUT_EXISTS', [{where: name, what}]);
      }
      if (out !== undefined) await rm(out, {recursive: true, force: true});
      if (!shared.quiet) process.stderr.write(`${name}\n`);
      // Every step has a seed of its own, so that no two draw the same bytes.
      const seed = shared.seed === undefined ? {} : {seed: `${shared.seed}/${name}`};
      const result = await runZoneCommand<T>({...shared, ...seed, actor}, args);
      await mkdir(folder, {recursive: true});
      await writeWhole(mark, `${JSON.stringify({fingerprint, result}, null, 2)}\n`);
      return result;
    },
  };
}

interface Mark<T> {
  readonly fingerprint: Digest;
  readonly result: T;
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

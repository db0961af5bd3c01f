/** A job: one command of one zone, which starts, ends and fails in the audit log. */

import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {Database, type DatabaseOptions} from '../../engine/database.ts';
import {exists, writeWhole} from '../../engine/files.ts';
import {openWorkspace, type Workspace} from '../../engine/workspace.ts';
import type {Effects} from '../../kernel/effects.ts';
import {refuse, UsageError} from '../../kernel/errors.ts';
import {PROJECT_NAME, ZONES, type Zone} from '../../kernel/zones.ts';
import type {AuditLog, EntryDraft, LogIdentity} from '../audit/log.ts';
import {refuseClosed} from '../keys/closed-projects.ts';
import {type Keyring, openKeyring} from '../keys/keyring.ts';
import type {Unlock} from '../keys/unlock.ts';
import {runLogged} from './logged.ts';

export interface JobOptions {
  readonly zone: Zone;
  readonly home: string;
  /** For the project zone: which project. */
  readonly project?: string;
  /** The command in words, for example `provider split`. */
  readonly command: string;
  readonly identity: LogIdentity;
  readonly memoryLimit?: string;
  readonly threads?: number;
  /** Randomness comes from a seed: allowed for made-up people only. */
  readonly seeded: boolean;
  /** Where the secrets are that open the zone's keyring, when it is sealed. */
  readonly unlock?: Unlock;
}

export interface Job {
  readonly zone: Zone;
  readonly home: string;
  /** The one directory whose databases, keys and scratch files this process may open. */
  readonly directory: string;
  /** Who acts: what every entry of this job says. */
  readonly actor: string;
  readonly log: AuditLog;
  readonly effects: Effects;
  readonly workspace: Workspace;
  /** As many threads as were asked for; undefined where nobody said. */
  readonly threads: number | undefined;
  /** Appends an entry of this zone and project; resolves when it is durable. */
  record(draft: EntryDraft): Promise<number>;
  /** The zone's keyring, opened at the first call. */
  keyring(): Promise<Keyring>;
  /** Opens a database of this zone; SQL reaches the zone's directory and the given ones only. */
  database(options?: {
    path?: string;
    readOnly?: boolean;
    encryptionKey?: string;
    directories?: readonly string[];
  }): Promise<Database>;
  /** Times a step and reports it. */
  step<T>(name: string, act: () => Promise<T>, rows?: (result: T) => number): Promise<T>;
  /** Refuses real people where keys or ids come from a seed. */
  allowPeople(people: 'real' | 'made-up'): Promise<void>;
}

const MADE_UP_MARK = 'MADE-UP-PEOPLE';

/**
 * Runs a command as a job. The intent is durable before anything is read; the end, or the failure
 * with its codes, follows. An intent without an end is a job that was killed.
 */
export async function runJob<T>(
  options: JobOptions,
  effects: Effects,
  act: (job: Job) => Promise<T>,
): Promise<T> {
  const {home, zone, project} = options;
  if (zone === 'project' && !PROJECT_NAME.test(project ?? '')) {
    throw new UsageError('USAGE', [{where: 'project', what: 'not the name of a project'}]);
  }
  return runLogged(options, effects, async (log, record) => {
    const directory = join(home, ZONES[zone].directory, zone === 'project' ? (project ?? '') : '');
    if (zone === 'project') await refuseClosed(directory, options.command);
    await mkdir(directory, {recursive: true, mode: 0o700});
    const workspace = await openWorkspace(directory);
    try {
      const job = makeJob({options, effects, log, record, directory, workspace});
      if (options.seeded) await markMadeUp(home);
      return await act(job);
    } finally {
      await workspace.clear();
    }
  });
}

function makeJob(parts: {
  options: JobOptions;
  effects: Effects;
  log: AuditLog;
  record: Job['record'];
  directory: string;
  workspace: Workspace;
}): Job {
  const {options, effects, log, record, directory, workspace} = parts;
  let opened = 0;
  let keyring: Promise<Keyring> | null = null;
  return {
    zone: options.zone,
    home: options.home,
    directory,
    actor: options.identity.actor,
    log,
    effects,
    workspace,
    threads: options.threads,
    record,
    keyring: () => (keyring ??= openKeyring(directory, options.zone, options.unlock)),
    database({directories = [], ...rest} = {}) {
      const settings: DatabaseOptions = {
        ...rest,
        directories: [directory, ...directories],
        // Two databases that share a spill folder overwrite each other's blocks.
        tempDirectory: join(workspace.path, `spill-${opened++}`),
        ...(options.memoryLimit ? {memoryLimit: options.memoryLimit} : {}),
        ...(options.threads ? {threads: options.threads} : {}),
      };
      return Database.open(settings);
    },
    async step(name, act, rows) {
      const start = effects.now();
      const result = await act();
      const counted = rows ? {rows: rows(result)} : {};
      effects.step({step: name, ms: effects.now() - start, ...counted});
      return result;
    },
    async allowPeople(people) {
      if (people === 'made-up') return;
      if (options.seeded || (await exists(join(options.home, MADE_UP_MARK)))) {
        throw refuse('REAL_PEOPLE', 'the keys of this home come from a seed');
      }
    },
  };
}

/** A home whose keys come from a seed can never be given real people. */
async function markMadeUp(home: string): Promise<void> {
  const mark = join(home, MADE_UP_MARK);
  if (!(await exists(mark))) {
    await writeWhole(mark, 'The keys of this home come from a seed. Never load real people.\n');
  }
}

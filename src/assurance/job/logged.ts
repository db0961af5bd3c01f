/** A command in the audit log: its intent is durable before it acts, its end or failure follows. */

import {randomBytes} from 'node:crypto';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {isOutOfSpace} from '../../engine/files.ts';
import type {Effects} from '../../kernel/effects.ts';
import {Defect, DolenError, Refusal} from '../../kernel/errors.ts';
import type {Zone} from '../../kernel/zones.ts';
import {AuditLog, type EntryDraft, type LogIdentity} from '../audit/log.ts';

export interface LoggedOptions {
  readonly home: string;
  /** The command in words, for example `provider split`. */
  readonly command: string;
  readonly identity: LogIdentity;
  /** Null for governance, which is no zone: it opens no data. */
  readonly zone: Zone | null;
  readonly project?: string;
}

/** Appends an entry of this zone and project; resolves when it is durable. */
export type RecordEntry = (draft: EntryDraft) => Promise<number>;

/**
 * Runs an act between `JOB_STARTED` and `JOB_FINISHED`, or `JOB_FAILED` with its codes. An intent
 * without an end is a command that was killed.
 */
export async function runLogged<T>(
  {home, command, identity, zone, project}: LoggedOptions,
  effects: Pick<Effects, 'now'>,
  act: (log: AuditLog, record: RecordEntry) => Promise<T>,
): Promise<T> {
  await mkdir(home, {recursive: true});
  // The log's key never comes from a seed: what a job draws would depend on who opened the log first.
  const log = await AuditLog.open(join(home, 'audit'), identity, {now: effects.now, randomBytes});
  const record: RecordEntry = (draft) =>
    log.append({zone, ...(project === undefined ? {} : {project}), ...draft});
  const objects = [{type: 'command', id: command}];
  try {
    await record({action: 'JOB_STARTED', objects});
    const result = await act(log, record);
    await record({action: 'JOB_FINISHED', objects});
    await log.close();
    return result;
  } catch (error) {
    const failure = asDolenError(error);
    // What went wrong first is what is told, even when the log can no longer be told of it.
    await recordFailure(failure, record, objects).catch(() => undefined);
    await log.close().catch(() => undefined);
    throw failure;
  }
}

async function recordFailure(
  failure: DolenError,
  record: RecordEntry,
  objects: EntryDraft['objects'] & object,
): Promise<void> {
  const reasons = failure instanceof Refusal ? failure.reasons.map((r) => r.code) : [failure.code];
  await record({
    action: 'JOB_FAILED',
    objects,
    reasonCodes: [...new Set(reasons)],
    ...(failure.kind === 'refusal' ? {decision: 'refuse'} : {}),
  });
}

/** Anything that is not ours becomes a Defect without its message, which could hold a value. */
function asDolenError(error: unknown): DolenError {
  if (error instanceof DolenError) return error;
  const code = (error as NodeJS.ErrnoException)?.code;
  if (isOutOfSpace(error)) {
    return new Defect('OUT_OF_SPACE', [{where: 'disk', what: code ?? 'no space'}]);
  }
  const name = error instanceof Error ? error.constructor.name : typeof error;
  const at = error instanceof Error ? firstFrame(error) : 'unknown place';
  return new Defect('UNEXPECTED', [{where: at, what: code ?? name}]);
}

/** The file and line of our own code that an error came from; never its message. */
function firstFrame(error: Error): string {
  const frame = /\/((?:src|fixtures)\/[\w./-]+:\d+)/.exec(error.stack ?? '');
  return frame?.[1] ?? 'unknown place';
}

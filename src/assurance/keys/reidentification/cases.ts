/**
 * Requests to learn who pseudonyms are, as the audit log tells them. There is no other record: a state
 * that the verified log does not show is no state, whoever writes it into which file.
 */

import {join} from 'node:path';
import {DataFault} from '../../../kernel/errors.ts';
import {
  REIDENTIFICATION,
  type ReidentificationState,
} from '../../approval/states/reidentification.ts';
import {publishedEntries} from '../../audit/entries.ts';
import type {Entry} from '../../audit/entry.ts';
import type {AuditLog} from '../../audit/log.ts';
import {verifyLog} from '../../audit/verify.ts';

/** One step of a case: who took it, when, and for which bodies. */
export interface CaseStep {
  readonly state: ReidentificationState;
  readonly by: string;
  readonly at: string;
  readonly bodies: readonly string[];
  readonly index: number;
}

export interface ReidentificationCase {
  readonly id: string;
  readonly project: string;
  readonly requester: string;
  readonly reason: string;
  /** The age recipient that alone opens the result. */
  readonly recipient: string;
  /** The last day on which it can be executed. */
  readonly validTo: string;
  /** What the batch of pseudonyms was committed to as. */
  readonly batch: string;
  /** SHA-256 of the sealed batch, as it waits for the store. */
  readonly sealedBatch: string;
  readonly state: ReidentificationState;
  readonly steps: readonly CaseStep[];
  /** SHA-256 of the sealed result, once it is executed. */
  readonly result: string | null;
}

/** Publishes what is pending, verifies the whole log, and reads every case out of it. */
export async function readCases(
  home: string,
  log: Pick<AuditLog, 'publish'>,
): Promise<ReadonlyMap<string, ReidentificationCase>> {
  await log.publish();
  const directory = join(home, 'audit');
  const {size} = await verifyLog(directory);
  const cases = new Map<string, ReidentificationCase>();
  for await (const entry of publishedEntries(directory, size)) takeEntry(cases, entry);
  return cases;
}

/** @throws DataFault REIDENTIFICATION_UNKNOWN */
export const readCase = async (
  id: string,
  home: string,
  log: Pick<AuditLog, 'publish'>,
): Promise<ReidentificationCase> => caseNamed(id, await readCases(home, log));

/** @throws DataFault REIDENTIFICATION_UNKNOWN */
export function caseNamed(
  id: string,
  cases: ReadonlyMap<string, ReidentificationCase>,
): ReidentificationCase {
  const found = cases.get(id);
  if (!found) {
    throw new DataFault('REIDENTIFICATION_UNKNOWN', [{where: 'id', what: 'not in the log'}]);
  }
  return found;
}

const PREFIX = 'REIDENTIFICATION_';

/** Applies an entry. One that no transition allows changes nothing: the first of two that race counts. */
export function takeEntry(cases: Map<string, ReidentificationCase>, entry: Entry): void {
  if (!entry.action.startsWith(PREFIX)) return;
  const id = idIn(entry, 'reidentification');
  if (id === null) return;
  const known = cases.get(id);
  if (entry.action === 'REIDENTIFICATION_REQUESTED') {
    const opened = known ? null : newCase(id, entry);
    if (opened) cases.set(id, opened);
    return;
  }
  if (!known) return;
  const next = REIDENTIFICATION.transitions.find(
    ({from, event}) => from === known.state && event === entry.action,
  );
  if (!next) return;
  const isExecuted = next.to === 'executed';
  cases.set(id, {
    ...known,
    state: next.to,
    steps: [...known.steps, stepOf(next.to, entry)],
    result: isExecuted ? (entry.outputHashes[0] ?? null) : known.result,
  });
}

function newCase(id: string, entry: Entry): ReidentificationCase | null {
  const [reason, validTo, recipient] = ['reason', 'valid-to', 'recipient'].map((type) =>
    idIn(entry, type),
  );
  const {project, actor, commits, outputHashes} = entry;
  const [sealedBatch] = outputHashes;
  const batch = commits.batch;
  if (!project || !reason || !validTo || !recipient || !batch || !sealedBatch) return null;
  return {
    ...{id, project, reason, recipient, validTo, batch, sealedBatch},
    requester: actor,
    state: REIDENTIFICATION.initial,
    steps: [stepOf(REIDENTIFICATION.initial, entry)],
    result: null,
  };
}

const stepOf = (state: ReidentificationState, entry: Entry): CaseStep => ({
  state,
  by: entry.actor,
  at: entry.ts,
  bodies: entry.objects.filter(({type}) => type === 'body').map((one) => one.id),
  index: entry.seq,
});

const idIn = ({objects}: Entry, wanted: string): string | null =>
  objects.find(({type}) => type === wanted)?.id ?? null;

/** Opt-outs: people who dissent are removed before any linkage step, and again once it is known who a row is. */

import type {AppliedList, AppliedOptOuts} from '../../assurance/approval/opt-outs/applied-lists.ts';
import type {ApplyingLists, OptOutList} from '../../assurance/approval/opt-outs/opt-outs-file.ts';
import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import {readInput} from '../../engine/files.ts';
import {VARCHAR_COLUMN} from '../../engine/values.ts';
import {instant} from '../../kernel/dates.ts';
import {sha256} from '../../kernel/digests.ts';
import {DataFault, refuse} from '../../kernel/errors.ts';
import {type NhsNumber, readNhsNumber} from '../../kernel/ids.ts';
import {ident, sql} from '../../kernel/sql.ts';
import {openLists} from './opt-out-lists.ts';

/** Where the opt-outs come from: a file or `none`, or the lists that were received. */
export interface OptOutSource {
  /** A path or `none`, either for made-up people only. It goes before the lists. */
  readonly optOuts?: string;
  /** The lists that apply to a dataset, by policy. */
  readonly optOutLists?: (dataset: string) => ApplyingLists;
}

/**
 * Makes `opted_out (nhs_number)`, whom a list of dissent names; `may_be_used (nhs_number)`, whom every
 * list of those who may be used names; and `opt_out_rule`, which says whether there is such a list.
 * @throws Refusal OPT_OUTS_MISSING, OPT_OUTS_STALE; DataFault OPT_OUTS_INVALID
 */
export async function loadOptOuts(
  db: Database,
  {optOuts, optOutLists}: OptOutSource,
  {dataset, people}: {readonly dataset: string; readonly people: 'real' | 'made-up'},
  job: Job,
): Promise<AppliedOptOuts> {
  const appliedAt = instant(job.effects.now());
  requireReceived(optOuts, people);
  if (optOuts === 'none') {
    await makeTables(db, [], null);
    return {appliedAt, lists: [], exemption: null};
  }
  if (optOuts !== undefined) {
    const {numbers, applied} = await oneOff(optOuts, job);
    await makeTables(db, numbers, null);
    return {appliedAt, lists: [applied], exemption: null};
  }
  if (optOutLists === undefined) {
    throw refuse('OPT_OUTS_MISSING', 'linkage applies opt-outs by default and fails closed');
  }
  const {lists, exemption} = optOutLists(dataset);
  const opened = await openLists(lists, people, job);
  const named = (names: OptOutList['names']) =>
    opened.filter(({policy}) => policy.names === names).map(({numbers}) => numbers);
  const [first, ...rest] = named('may-be-used').map((numbers) => new Set(numbers));
  const allowed = first ? [...first].filter((n) => rest.every((other) => other.has(n))) : null;
  await makeTables(db, named('dissent').flat(), allowed);
  return {
    appliedAt,
    lists: opened.map(({list, digest, receivedAt, policy: {maxAgeHours}}) => ({
      list,
      digest,
      receivedAt,
      maxAgeHours,
    })),
    exemption,
  };
}

/** A file says nothing of its age or its source, so real people are held to the lists that were received. */
function requireReceived(optOuts: string | undefined, people: 'real' | 'made-up'): void {
  if (optOuts === undefined || people === 'made-up') return;
  throw refuse(
    'OPT_OUTS_MISSING',
    optOuts === 'none'
      ? 'linkage applies opt-outs by default and fails closed'
      : 'a list given by hand has neither age nor source; for real people the received lists are used',
  );
}

async function makeTables(
  db: Database,
  dissent: readonly NhsNumber[],
  allowed: readonly NhsNumber[] | null,
): Promise<void> {
  for (const [name, numbers] of [
    ['opted_out', dissent],
    ['may_be_used', allowed ?? []],
  ] as const) {
    await db.run(sql`create or replace temp table ${ident(name)} (nhs_number varchar)`, 'opt-outs');
    if (numbers.length > 0) await db.append(name, [VARCHAR_COLUMN], [[...new Set(numbers)]]);
  }
  await db.run(
    sql`create or replace temp table opt_out_rule as
      select ${allowed !== null}::boolean as has_allowed`,
    'opt-outs',
  );
}

/** A list given by hand for made-up people: received now, read once, not kept, and never too old. */
async function oneOff(
  path: string,
  job: Job,
): Promise<{numbers: NhsNumber[]; applied: AppliedList}> {
  const bytes = await readInput(path, 'opt-outs');
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const numbers = lines.map((line) => readNhsNumber(line.replace(/,\s*$/, '')));
  const invalid = numbers.filter(({status}) => status !== 'valid').length;
  if (invalid > 0) {
    throw new DataFault('OPT_OUTS_INVALID', [{where: 'opt-outs', what: `${invalid} lines`}]);
  }
  const digest = sha256(bytes);
  await job.record({
    action: 'OPT_OUT_LIST_RECEIVED',
    objects: [{type: 'opt-out-list', id: 'one-off'}],
    inputHashes: [digest],
    rows: numbers.length,
  });
  return {
    numbers: numbers.flatMap((n) => (n.status === 'valid' ? [n.value] : [])),
    applied: {
      list: 'one-off',
      digest,
      receivedAt: instant(job.effects.now()),
      maxAgeHours: null,
    },
  };
}

/** Says in the log which lists were applied to what. */
export const recordApplied = (
  {lists, exemption}: AppliedOptOuts,
  objects: readonly {readonly type: string; readonly id: string}[],
  job: Job,
): Promise<number> =>
  job.record({
    action: 'OPT_OUTS_APPLIED',
    objects: [
      ...objects,
      ...lists.map(({list}) => ({type: 'opt-out-list', id: list})),
      ...(exemption?.lists ?? []).map((id) => ({type: 'opt-out-list-exempted', id})),
    ],
    ...(exemption === null ? {} : {purpose: exemption.application}),
    inputHashes: lists.map(({digest}) => digest),
  });

/** Clerical review: people look at sampled pairs, blinded; what they decide binds the next linkage. */

import {commitAndKeep} from '../../assurance/audit/openings.ts';
import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import {addMonths, dayOf, instant} from '../../kernel/dates.ts';
import {sha256} from '../../kernel/digests.ts';
import {DataFault} from '../../kernel/errors.ts';
import {ident, join, sql} from '../../kernel/sql.ts';
import {CLEANED_COLUMNS} from '../../methods/linkage/spine/cleaning.ts';
import type {Decision} from './decisions.ts';
import {openSpine} from './spine-database.ts';

/** A decision is good for so long where nobody says otherwise: people move, marry and die. */
const EXPIRES_AFTER_MONTHS = 60;

/** One field of a pair, as it came in and as the spine has it. */
export interface ReviewField {
  readonly name: string;
  readonly incoming: string | null;
  readonly spine: string | null;
}

/** What a reviewer sees of a pair: never its weight, nor what the linkage made of it. */
export interface ReviewPair {
  readonly pair: number;
  readonly fields: readonly ReviewField[];
}

export interface ReviewScope {
  readonly reviewer: string;
  /** One dataset's pairs; without it those of all. */
  readonly dataset?: string;
}

/** The pairs that this reviewer has not decided, by number. */
export async function pairsToReview(
  {reviewer, dataset}: ReviewScope,
  job: Job,
): Promise<readonly ReviewPair[]> {
  await job.record({
    action: 'CLERICAL_REVIEW_STARTED',
    objects: [
      {type: 'reviewer', id: reviewer},
      ...(dataset === undefined ? [] : [{type: 'dataset', id: dataset}]),
    ],
  });
  const db = await openSpine(job);
  try {
    const columns = CLEANED_COLUMNS.flatMap((name) => [
      sql`${ident('r', name)} as ${ident(`incoming_${name}`)}`,
      sql`${ident('p', name)}::varchar as ${ident(`spine_${name}`)}`,
    ]);
    const rows = await db.rows(
      sql`select r.pair, ${join(columns)}
        from review_pair r
        join link_run l on l.run = r.run and (${dataset ?? null}::varchar is null
          or l.dataset = ${dataset ?? null})
        join profile p on p.profile_id = r.spine_profile_id
        anti join (from pair_decision where reviewer = ${reviewer}) d on d.pair = r.pair
        order by r.pair`,
      'pairs to review',
    );
    return rows.map((row) => ({
      pair: Number(row.pair),
      fields: SHOWN.map((name) => ({
        name,
        incoming: textOf(row[`incoming_${name}`]),
        spine: textOf(row[`spine_${name}`]),
      })),
    }));
  } finally {
    db.close();
  }
}

/** Parts that stand in another field already are not shown twice. */
const SHOWN = CLEANED_COLUMNS.filter(
  (name) => !['birth_day', 'birth_month', 'birth_year', 'postcode_district'].includes(name),
);

const textOf = (cell: unknown): string | null =>
  cell === null || cell === undefined ? null : String(cell);

export interface PairDecision {
  readonly pair: number;
  readonly decision: Decision;
}

export interface DecisionTerms {
  readonly reviewer: string;
  readonly because: string;
  /** The first day on which the decision binds no more. */
  readonly expires?: string;
}

/**
 * Keeps decisions, each in the log first: the pair as a digest, the decision, the reviewer. The
 * digest is over ids that never leave this zone.
 * @throws DataFault PAIR_UNKNOWN naming how many numbers are of no sampled pair; nothing is kept then
 */
export async function decidePairs(
  decisions: readonly PairDecision[],
  {reviewer, because, expires}: DecisionTerms,
  job: Job,
): Promise<void> {
  const at = instant(job.effects.now());
  const expiresOn = expires ?? addMonths(dayOf(at), EXPIRES_AFTER_MONTHS);
  const db = await openSpine(job);
  try {
    const known = await digestsOf(db);
    const unknown = decisions.filter(({pair}) => !known.has(pair)).length;
    if (unknown > 0) {
      throw new DataFault('PAIR_UNKNOWN', [{where: 'decisions', what: `${unknown} pairs`}]);
    }
    for (const {pair, decision} of decisions) {
      await job.record({
        action: 'CLERICAL_REVIEW_DECIDED',
        commits: await commitAndKeep(job.directory, {because}, job.effects),
        objects: [
          {type: 'pair', id: known.get(pair) as string},
          {type: 'decision', id: decision},
          {type: 'reviewer', id: reviewer},
        ],
      });
      await db.run(
        sql`insert into pair_decision
          select (select coalesce(max(decision_id), 0) + 1 from pair_decision), pair, state_key,
            person_id, ${decision}, ${reviewer}, ${because}, ${at as string}, ${expiresOn}::date
          from review_pair where pair = ${pair}`,
        'pair_decision',
      );
    }
  } finally {
    db.close();
  }
}

async function digestsOf(db: Database): Promise<ReadonlyMap<number, string>> {
  const rows = await db.rows(
    sql`select pair, person_id::varchar || ' ' || spine_profile_id || ' ' || state_key as pair_key
      from review_pair`,
    'digests of pairs',
  );
  return new Map(rows.map((row) => [Number(row.pair), sha256(String(row.pair_key))]));
}

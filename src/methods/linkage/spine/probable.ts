/**
 * The probabilistic pass: what the gate left is compared with the profiles of the spine by the typed
 * kernel, and the best person is taken if their weight suffices and leads over every other person.
 */

import type {Database} from '../../../engine/database.ts';
import {DataFault} from '../../../kernel/errors.ts';
import {type Sql, sql} from '../../../kernel/sql.ts';
import {type Step, step} from '../../../kernel/steps.ts';
import {inputsFromTables, readIds} from '../encode/inputs.ts';
import {linkageModelDigest} from '../model/read-model.ts';
import type {LinkageModel} from '../model/schema.ts';
import {applyConstraints} from '../resolve/constraints.ts';
import type {Edges, Records} from '../resolve/edges.ts';
import {bestWithMargin, MARGIN_STATES, type Margins} from '../resolve/margin.ts';
import {impossiblePairs} from '../run/impossible-pairs.ts';
import {rankRecords} from '../run/ranks.ts';
import {scorePairs} from '../run/score-pairs.ts';
import {Session, type SessionOptions} from '../run/session.ts';

/** At this probability and above a link is status 39, from 0.5 status 35 (SAIL's bands, ours below 0.9). */
const STRONG_PROBABILITY = 0.9;

/** Pairs this far below the threshold are kept as well, in bits: for rivals and for review. */
const REACH_BELOW = 10;

/** What becomes of a profile, by its code in `margin_numbers.outcome`. */
const OUTCOMES = ['linked', 'ambiguous', 'below_threshold', 'not_blocked', 'constraint'] as const;
type Outcome = (typeof OUTCOMES)[number];

export interface ProbableCounts {
  readonly pairsCompared: number;
  /** Pairs taken out by constraints, by reason. */
  readonly removed: Readonly<Record<string, number>>;
}

/**
 * Decides the profiles of `remaining`; makes `probable_decisions`, one row each, and `scored_pair`, one
 * row per profile and person near enough to have been a link.
 */
export async function decideByProbability(
  db: Database,
  model: LinkageModel,
  people: number,
  options: Pick<SessionOptions, 'threads' | 'lexicon'>,
): Promise<ProbableCounts> {
  const inputs = await inputsFromTables(
    db,
    {table: 'remaining', order: 'profile_id'},
    {table: 'spine_profile', order: 'profile_id'},
  );
  await readIds(db, inputs, 'profile_id');
  const {count, leftCount} = inputs;
  if (leftCount === 0 || leftCount === count) {
    await writeOutcomes(db, nobody(leftCount), new Uint8Array(leftCount).fill(NOT_BLOCKED));
    await writePairs(db, {length: 0, left: NONE, right: NONE, weight: new Float64Array()});
    return {pairsCompared: 0, removed: {}};
  }
  const session = await Session.open(db, inputs, model, model.blocking.predict, {
    ...options,
    rarityIn: 'right',
  });
  const {theta, delta} = model.resolve;
  const floor = theta - Math.max(delta, REACH_BELOW);
  const pairs = await scorePairs(session, withPrior(model, leftCount, people), {floor});
  await writePairs(db, pairs);
  const rank = await rankRecords(db, count, leftCount, linkageModelDigest(model));
  const records: Records = {count, leftCount, rank};
  const personOf = await peopleOf(db, count);
  const forbids = await impossiblePairs(session, model, options.lexicon);
  const constrained = applyConstraints(pairs, records, {
    cannotLink: await toldApart(db),
    personOf,
    ...(forbids && {forbids}),
  });
  if (constrained.status === 'contradiction') {
    const what = `${constrained.conflicts.length} pairs`;
    throw new DataFault('LINKS_CONTRADICT', [{where: 'decisions', what}]);
  }
  const margins = bestWithMargin(constrained.edges, records, {theta, delta, personOf});
  const hadLink = reached(pairs, records, theta);
  const outcome = Uint8Array.from(margins.state, (code, l) => {
    const state = MARGIN_STATES[code] as (typeof MARGIN_STATES)[number];
    if (state === 'linked' || state === 'ambiguous') return OUTCOMES.indexOf(state);
    const why: Outcome = hadLink[l]
      ? 'constraint'
      : pairs.isBlocked[l]
        ? 'below_threshold'
        : 'not_blocked';
    return OUTCOMES.indexOf(why);
  });
  const best = Int32Array.from(margins.edge, (e) =>
    e < 0 ? -1 : (constrained.edges.right[e] as number),
  );
  await writeOutcomes(db, {...margins, best}, outcome);
  return {pairsCompared: pairs.compared, removed: Object.fromEntries(constrained.removed)};
}

const NONE = new Int32Array();
const NOT_BLOCKED = OUTCOMES.indexOf('not_blocked');

type Decided = Pick<Margins, 'weight' | 'lead' | 'rivals'> & {readonly best: Int32Array};

const nobody = (leftCount: number): Decided => ({
  best: new Int32Array(leftCount).fill(-1),
  weight: new Float64Array(leftCount).fill(Number.NEGATIVE_INFINITY),
  lead: new Float64Array(leftCount).fill(Number.POSITIVE_INFINITY),
  rivals: new Int32Array(leftCount),
});

/**
 * The chance that a profile and a person taken at random are one. Where one link is expected for each
 * row, it follows from the spine alone: a batch weighs the same whatever comes with it.
 */
function withPrior(model: LinkageModel, leftCount: number, people: number): LinkageModel {
  if ('probability' in model.prior) return model;
  const {expectedLinks} = model.prior;
  const perProfile = expectedLinks === 'rows' ? 1 : expectedLinks / leftCount;
  return {...model, prior: {probability: Math.min(0.5, perProfile / Math.max(2, people))}};
}

/** A number for the person of each spine profile; left records have none. */
async function peopleOf(db: Database, count: number): Promise<Int32Array> {
  const personOf = new Int32Array(count).fill(-1);
  const query = sql`select record, dense_rank() over (order by person_id)::integer as person
    from right_records`;
  for await (const [record, person] of db.numbers(query, 'people of profiles')) {
    (record as Int32Array).forEach((r, i) => {
      personOf[r] = (person as Int32Array)[i] as number;
    });
  }
  return personOf;
}

/** Pairs that people decided are not one person; any profile stands for its person. */
async function toldApart(db: Database): Promise<{left: number[]; right: number[]}> {
  const rows = await db.rows(
    sql`select l.record as left_record, min(r.record) as right_record
      from cannot_link x
      join left_records l on l.profile_id = x.profile_id
      join right_records r on r.person_id = x.person_id
      group by l.record, x.person_id
      order by all`,
    'pairs told apart',
  );
  return {
    left: rows.map((row) => Number(row.left_record)),
    right: rows.map((row) => Number(row.right_record)),
  };
}

/** 1 for left records with a pair at the threshold, whatever the constraints say of it. */
function reached({length, left, weight}: Edges, {leftCount}: Records, theta: number): Uint8Array {
  const has = new Uint8Array(leftCount);
  for (let e = 0; e < length; e++) {
    if ((weight[e] as number) >= theta) has[left[e] as number] = 1;
  }
  return has;
}

async function writeOutcomes(db: Database, decided: Decided, outcome: Uint8Array): Promise<void> {
  await db.makeNumbers('margin_numbers', {
    record: Int32Array.from(outcome, (_, l) => l),
    outcome,
    best: decided.best,
    weight: decided.weight,
    lead: decided.lead,
    rivals: decided.rivals,
  });
}

async function writePairs(db: Database, {left, right, weight}: Edges): Promise<void> {
  await db.makeNumbers('scored_numbers', {left_record: left, right_record: right, weight});
}

const finite = (bits: Sql): Sql => sql`case when isfinite(${bits}) then ${bits} end`;
const IS_LINKED = sql`n.outcome = ${OUTCOMES.indexOf('linked')}`;

/** One row per profile that reached the probabilistic pass: linked, or not and why. */
export const probableDecisions: Step = step(
  'probable_decisions',
  sql`
    select l.profile_id,
      case when ${IS_LINKED} then p.person_id end as person_id,
      case
        when not ${IS_LINKED} then 99
        when 1 / (1 + pow(2, -n.weight)) >= ${STRONG_PROBABILITY} then 39
        else 35
      end as match_status,
      case when ${IS_LINKED} then 'probabilistic' else 'none' end as match_method,
      case
        when ${IS_LINKED} then null
        when l.surname is null and l.forename is null then 'insufficient'
        else list_extract(${[...OUTCOMES]}, n.outcome + 1)
      end as reason,
      ${finite(sql`n.weight`)} as match_weight,
      ${finite(sql`n.lead`)} as lead,
      n.rivals
    from left_records l
    join margin_numbers n on n.record = l.record
    left join right_records p on p.record = n.best
  `,
);

/** One row per profile and person whose best pair of profiles is near the threshold or above it. */
export const scoredPairs: Step = step(
  'scored_pair',
  sql`
    select l.profile_id, r.person_id, max(n.weight) as match_weight,
      arg_max(r.profile_id, (n.weight, r.profile_id)) as spine_profile_id
    from scored_numbers n
    join left_records l on l.record = n.left_record
    join right_records r on r.record = n.right_record
    group by l.profile_id, r.person_id
  `,
);

/**
 * New people among themselves: profiles that fit nobody on the spine, grouped into the people that
 * they are. The same model and threshold as against the spine, and the guards of a clustering.
 */

import type {Database} from '../../../engine/database.ts';
import {sql} from '../../../kernel/sql.ts';
import {type Inputs, inputsFromTables, readIds} from '../encode/inputs.ts';
import {linkageModelDigest} from '../model/read-model.ts';
import type {LinkageModel} from '../model/schema.ts';
import {cluster} from '../resolve/cluster.ts';
import {applyConstraints} from '../resolve/constraints.ts';
import type {Pairs, Records} from '../resolve/edges.ts';
import {impossiblePairs} from '../run/impossible-pairs.ts';
import {rankRecords} from '../run/ranks.ts';
import {scorePairs} from '../run/score-pairs.ts';
import {Session, type SessionOptions} from '../run/session.ts';
import {BIRTH_AGREEMENT} from './gate.ts';

/**
 * Reads `newcomer`; makes `newcomer_group`, one row per newcomer: the smallest profile number of their
 * group, and whether the guards leave the profile to a person's decision.
 * @param people on the spine; the prior is as rare as among them
 */
export async function groupNewcomers(
  db: Database,
  model: LinkageModel,
  people: number,
  options: Pick<SessionOptions, 'threads' | 'lexicon'> = {},
): Promise<void> {
  const inputs = await inputsFromTables(db, {table: 'newcomer', order: 'profile_id'}, null);
  const {count} = inputs;
  const groups =
    count < 2 ? alone(count) : await clusterNewcomers(db, inputs, model, people, options);
  await db.makeNumbers('newcomer_numbers', groups);
  await db.run(
    sql`create or replace temp table newcomer_group as
      select r.profile_id, min(r.profile_id) over (partition by n.cluster) as group_id,
        n.held = 1 as is_held
      from newcomer_numbers n
      join left_records r using (record)`,
    'newcomer_group',
  );
}

async function clusterNewcomers(
  db: Database,
  inputs: Inputs,
  model: LinkageModel,
  people: number,
  options: Pick<SessionOptions, 'threads' | 'lexicon'>,
) {
  const {count} = inputs;
  await readIds(db, inputs, 'profile_id');
  const asOne: LinkageModel = {
    ...model,
    kind: 'dedupe',
    prior: {probability: Math.min(0.5, 1 / Math.max(2, people, count))},
  };
  const session = await Session.open(db, inputs, asOne, asOne.blocking.predict, options);
  const {theta, guard, clusterLimit} = model.resolve;
  const pairs = await scorePairs(session, asOne, {floor: theta});
  const rank = await rankRecords(db, count, count, linkageModelDigest(model));
  const records: Records = {count, leftCount: count, rank};
  const forbids = await impossiblePairs(session, asOne, options.lexicon);
  const constrained = applyConstraints(pairs, records, {mustLink: await certainPairs(db)});
  if (constrained.status === 'contradiction') throw new TypeError('no pair was kept apart');
  const {clusterOf, held} = cluster(constrained.edges, records, {
    theta,
    guard,
    sizeLimit: clusterLimit,
    identity: await numberCodes(db, count),
    ...(forbids && {forbids}),
  });
  const isHeld = new Uint8Array(count);
  for (const record of held) isHeld[record] = 1;
  return {record: alone(count).record, cluster: clusterOf, held: isHeld};
}

const alone = (count: number) => ({
  record: Int32Array.from({length: count}, (_, r) => r),
  cluster: Int32Array.from({length: count}, (_, r) => r),
  held: new Uint8Array(count),
});

/** Pairs that the gate would link: one NHS number and a birth date that agrees, or five fields exact. */
async function certainPairs(db: Database): Promise<Pairs> {
  const rows = await db.rows(
    sql`
      select distinct first_record, record
      from (
        select s.record, i.record as first_record
        from left_records i
        join left_records s on s.nhs_number = i.nhs_number and s.record > i.record
        where ${BIRTH_AGREEMENT} > 0
        union all
        select record,
          min(record) over (partition by surname, forename, date_of_birth, postcode, sex)
        from left_records
        where surname is not null and forename is not null and date_of_birth is not null
          and postcode is not null and sex is not null
      )
      where first_record < record
      order by all`,
    'certain pairs',
  );
  return {
    left: rows.map((row) => Number(row.first_record)),
    right: rows.map((row) => Number(row.record)),
  };
}

/** A number for each NHS number; 0 where a profile has none. */
async function numberCodes(db: Database, count: number): Promise<Int32Array> {
  const codes = new Int32Array(count);
  const query = sql`select record, dense_rank() over (order by nhs_number)::integer as number
    from left_records where nhs_number is not null`;
  for await (const [record, number] of db.numbers(query, 'identity numbers')) {
    (record as Int32Array).forEach((r, i) => {
      codes[r] = (number as Int32Array)[i] as number;
    });
  }
  return codes;
}

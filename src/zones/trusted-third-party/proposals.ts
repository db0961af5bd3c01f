/** Merges and splits of people: proposed by the records, decided by a person, never done silently. */

import {commitAndKeep} from '../../assurance/audit/openings.ts';
import type {Job} from '../../assurance/job/job.ts';
import type {Database} from '../../engine/database.ts';
import {instant} from '../../kernel/dates.ts';
import {DataFault} from '../../kernel/errors.ts';
import {type Sql, sql} from '../../kernel/sql.ts';
import {openSpine} from './spine-database.ts';
import {currentPeople, rebuildNumbers} from './spine-tables.ts';

export interface Proposal {
  readonly proposal: number;
  readonly kind: 'merge' | 'split';
  /** What speaks for it, as a code. */
  readonly evidence: string;
  /** How many records or profiles speak for it. */
  readonly records: number;
  readonly batch: number;
  readonly outcome: 'accepted' | 'refused' | null;
}

/** Two people both so far above the threshold, in bits, that one record can hardly be of either alone. */
const BOTH_CLEAR = 10;

/** One row per pair of people and piece of evidence that they are one. Pairs are ordered. */
const mergeEvidence = (theta: number): Sql => sql`
  select least(a, b) as person_id, greatest(a, b) as other_id, evidence, count(*) as records
  from (
    select n.person_id as a, e.person_id as b, 'number_and_five_fields' as evidence
    from nhs_number_decisions n
    join exact_five_hits e using (profile_id)
    where n.person_id is not null
    union all
    select l.person_id, r.person_id, 'one_record_fits_both'
    from decided d
    join scored_pair l using (profile_id)
    join scored_pair r on r.profile_id = l.profile_id and r.person_id > l.person_id
    where d.reason = 'ambiguous' and least(l.match_weight, r.match_weight) >= ${theta + BOTH_CLEAR}
    union all
    select o.person_id, w.person_id, 'replaced_number'
    from superseded_number s
    join nhs_number o on o.nhs_number = s.nhs_number
    join nhs_number w on w.nhs_number = s.replaced_by
  )
  where a <> b
  group by all
`;

/** One row per person and piece of evidence that their profiles are of two, with those that would go. */
const splitEvidence: Sql = sql`
  with held as (
    select c.current_id as person_id, p.profile_id, p.nhs_number, p.sex, p.date_of_birth
    from profile p join ${currentPeople} c using (person_id)
  ),
  first_of as (
    select person_id, arg_min(nhs_number, profile_id) as nhs_number
    from held where nhs_number is not null group by person_id
  )
  select h.person_id, 'sex_and_birth_date' as evidence, list(h.profile_id order by h.profile_id)
      as profiles, count(*) as records
  from held h join person p using (person_id)
  where h.sex <> p.sex and h.date_of_birth <> p.date_of_birth
  group by h.person_id
  union all
  select h.person_id, 'two_numbers', list(h.profile_id order by h.profile_id), count(*)
  from held h join first_of f using (person_id)
  where h.nhs_number <> f.nhs_number
    and not exists (select 1 from superseded_number s
      where s.nhs_number in (h.nhs_number, f.nhs_number))
  group by h.person_id
`;

/** Keeps the evidence of one pass of linking, before the next takes its tables. */
export async function gatherEvidence(db: Database, theta: number): Promise<void> {
  await db.run(
    sql`create temp table if not exists merge_evidence
      (person_id uuid, other_id uuid, evidence varchar, records integer)`,
    'merge_evidence',
  );
  await db.run(sql`insert into merge_evidence ${mergeEvidence(theta)}`, 'merge_evidence');
}

/** Adds what is new; what was proposed before, decided or not, is not proposed again. Returns how many. */
export async function propose(db: Database, batch: number): Promise<number> {
  const before = await db.count(sql`proposal`);
  const next = sql`(select coalesce(max(proposal_id), 0) from proposal) + row_number() over (order by
    person_id, other_id, evidence)`;
  await db.run(
    sql`insert into proposal
      select ${next}, 'merge', person_id, other_id, null, evidence, records, ${batch}, null, null,
        null, null
      from (
        select person_id, other_id, arg_max(evidence, (records, evidence)) as evidence,
          sum(records) as records
        from merge_evidence group by person_id, other_id
      ) m
      where not exists (select 1 from proposal p where p.kind = 'merge'
        and p.person_id = m.person_id and p.other_id = m.other_id)`,
    'propose merges',
  );
  await db.run(
    sql`insert into proposal
      select ${next}, 'split', person_id, other_id, profiles, evidence, records, ${batch}, null,
        null, null, null
      from (select *, null::uuid as other_id from (${splitEvidence})) s
      where not exists (select 1 from proposal p where p.kind = 'split'
        and p.person_id = s.person_id and p.profiles = s.profiles)`,
    'propose splits',
  );
  return (await db.count(sql`proposal`)) - before;
}

/** Every proposal, without a word on who it is about. */
export async function listProposals(job: Job): Promise<readonly Proposal[]> {
  const db = await openSpine(job);
  try {
    const rows = await db.rows(sql`select * exclude (profiles) from proposal order by proposal_id`);
    return rows.map((row) => ({
      proposal: Number(row.proposal_id),
      kind: row.kind as Proposal['kind'],
      evidence: String(row.evidence),
      records: Number(row.records),
      batch: Number(row.batch),
      outcome: row.outcome as Proposal['outcome'],
    }));
  } finally {
    db.close();
  }
}

export interface ProposalDecision {
  readonly proposal: number;
  readonly outcome: 'accepted' | 'refused';
  readonly because: string;
}

/**
 * Records what a person decided, and then does it: a merge leaves a redirect, a split gives the
 * profiles a new person. The decision is in the log before the spine changes.
 * @throws DataFault PROPOSAL_NOT_OPEN
 */
export async function decideProposal(decision: ProposalDecision, job: Job): Promise<Proposal> {
  const {proposal, outcome, because} = decision;
  const db = await openSpine(job);
  try {
    const [found] = await db.rows(
      sql`select * exclude (profiles) from proposal
        where proposal_id = ${proposal} and outcome is null`,
    );
    if (!found) {
      throw new DataFault('PROPOSAL_NOT_OPEN', [{where: 'proposal', what: `${proposal}`}]);
    }
    const commits = await commitAndKeep(job.directory, {because}, job.effects);
    await job.record({
      action: 'SPINE_PROPOSAL_DECIDED',
      commits,
      objects: [{type: 'proposal', id: `${found.kind} ${proposal}`}],
      decision: outcome === 'accepted' ? 'allow' : 'refuse',
    });
    await db.transaction(async () => {
      await db.run(
        sql`update proposal set outcome = ${outcome}, decided_by = ${job.actor},
          decided_at = ${instant(job.effects.now()) as string}, because = ${because}
          where proposal_id = ${proposal}`,
        'decide',
      );
      if (outcome === 'refused') return;
      if (found.kind === 'merge') {
        await mergePeople(db, String(found.person_id), String(found.other_id));
      } else await splitPerson(db, proposal, Buffer.from(job.effects.randomBytes(16)));
      await rebuildNumbers(db);
    });
    return {
      proposal,
      kind: found.kind as Proposal['kind'],
      evidence: String(found.evidence),
      records: Number(found.records),
      batch: Number(found.batch),
      outcome,
    };
  } finally {
    db.close();
  }
}

/** Listed before unlisted, then the one who was there first: theirs is the id that stays. */
async function mergePeople(db: Database, one: string, other: string): Promise<void> {
  const people = await db.rows(
    sql`select p.person_id, p.person_id = c.current_id as is_current
      from ${currentPeople} c
      join person p on p.person_id = c.current_id
      where c.person_id in (${one}::uuid, ${other}::uuid)
      order by p.id_type, p.created_in, p.person_id`,
    'people to merge',
  );
  const [stays, goes] = people.map(({person_id}) => String(person_id));
  // Merged already, by way of a third.
  if (stays === undefined || goes === undefined || stays === goes) return;
  await db.run(
    sql`update person set superseded_by = ${stays}::uuid
      where person_id = ${goes}::uuid or superseded_by = ${goes}::uuid`,
    'redirect',
  );
}

/** A new person of the same kind, and the profiles that go with them. */
async function splitPerson(db: Database, proposal: number, random: Buffer): Promise<void> {
  const id = random.toString('hex');
  await db.run(
    sql`insert into person
      select ${id}::uuid, p.id_type, (select max(batch) from spine_batch), null, t.sex,
        t.date_of_birth
      from proposal s
      join person p on p.person_id = s.person_id
      cross join (
        select arg_min(sex, profile_id) as sex, arg_min(date_of_birth, profile_id) as date_of_birth
        from profile
        where list_contains((select profiles from proposal where proposal_id = ${proposal}),
          profile_id)
      ) t
      where s.proposal_id = ${proposal}`,
    'new person of a split',
  );
  const moved = sql`list_contains((select profiles from proposal where proposal_id = ${proposal}),
    profile_id)`;
  await db.run(
    sql`insert into profile_move
      select profile_id, person_id, ${id}::uuid, ${proposal} from profile where ${moved}`,
    'profile_move',
  );
  await db.run(sql`update profile set person_id = ${id}::uuid where ${moved}`, 'move profiles');
}

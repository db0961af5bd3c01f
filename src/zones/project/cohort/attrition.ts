/** Attrition: from everyone to the cohort, one reason for each person left out; it adds up exactly. */

import type {Database} from '../../../engine/database.ts';
import {Defect} from '../../../kernel/errors.ts';
import {sql} from '../../../kernel/sql.ts';
import type {Study} from './study.ts';

/** The first row is the input, the last the cohort; those between are people left out, by reason. */
export interface AttritionRow {
  readonly reason: string;
  readonly count: number;
}

/** @throws Defect UNEXPECTED when the rows do not add up, which would be our mistake */
export async function readAttrition(db: Database, study: Study): Promise<AttritionRow[]> {
  const rows = await db.rows(
    sql`select coalesce(reason, '') as reason, count(*) as people from assessed group by all`,
    'attrition',
  );
  const byReason = new Map(rows.map((row) => [String(row.reason), Number(row.people)]));
  const input = await db.count(sql`people`);
  const kept = await db.count(sql`cohort`);
  const excluded = study.eligibility.map(({step}) => ({
    reason: step,
    count: byReason.get(step) ?? 0,
  }));
  const left = excluded.reduce((people, {count}) => people - count, input);
  if (left !== kept)
    throw new Defect('UNEXPECTED', [{where: 'attrition', what: 'does not add up'}]);
  return [{reason: 'input', count: input}, ...excluded, {reason: 'output', count: kept}];
}

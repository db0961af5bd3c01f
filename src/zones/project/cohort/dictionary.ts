/** The data dictionary of a cohort: every column in words, with what is missing counted. */

import type {Database} from '../../../engine/database.ts';
import {ident, join, sql} from '../../../kernel/sql.ts';
import type {Study} from './study.ts';

export interface DictionaryLine {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly derivation: string;
  readonly missing: number;
}

const derivations = ({index, followUp, period}: Study): Record<string, [string, string]> => ({
  alf_pe: ['', 'the person, under a pseudonym of this project only'],
  index_date: ['day', `first record of ${index.logic}, on or after birth`],
  start_date: ['day', 'start of follow-up: the index date; the day itself is not at risk'],
  age: ['completed years', 'on the index date, from the Monday of the week of birth'],
  sex: ['1 male, 2 female', 'as recorded on the spine'],
  exit_date: ['day', `earliest of ${followUp.end.map(exitReason).join(', ')}`],
  exit_reason: ['', 'why follow-up ended; death comes first when several fall on one day'],
  time_days: ['days', 'exit date minus start date'],
  death_date: ['day', `death up to the exit date, by ${period.followUpEnd}`],
  death_status: ['0 censored, 1 died', 'whether follow-up ended in death'],
});

const exitReason = (reason: Study['followUp']['end'][number]): string =>
  typeof reason === 'string' ? reason : `${reason.max_follow_up} days`;

export async function dictionaryOf(db: Database, study: Study): Promise<DictionaryLine[]> {
  const columns = await db.describe(sql`select * from cohort`, 'describe cohort');
  const missing = columns.map(({name}) => sql`count(*) - count(${ident(name)}) as ${ident(name)}`);
  const [counts] = await db.rows(sql`select ${join(missing)} from cohort`, 'count missing');
  const words = derivations(study);
  return columns.map(({name, type}) => {
    const [unit, derivation] = words[name] ?? ['', ''];
    return {name, type, unit, derivation, missing: Number(counts?.[name] ?? 0)};
  });
}

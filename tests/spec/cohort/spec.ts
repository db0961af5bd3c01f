/** Reads examples that a governance panel can read: small tables in, the rows that they must give. */

import {expect, it} from 'vitest';
import {type Sql, sql} from '../../../src/kernel/sql.ts';
import {materialise} from '../../../src/kernel/steps.ts';
import {readAttrition} from '../../../src/zones/project/cohort/attrition.ts';
import {cohortSteps} from '../../../src/zones/project/cohort/build.ts';
import {cohortRows} from '../../../src/zones/project/cohort/steps.ts';
import {type Study, StudySchema} from '../../../src/zones/project/cohort/study.ts';
import {quietDatabase, tableOf} from '../../unit/engine/quiet-database.ts';

type TextRow = Readonly<Record<string, string | null>>;

/** Lines of cells between bars; the first names the columns, an empty cell is missing, `(none)` is no row. */
export function textTable(text: string): TextRow[] {
  const lines = text.split('\n').map((line) => line.trim());
  const [header = [], ...rows] = lines
    .filter((line) => line !== '' && line !== '(none)')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.map((cells) => {
    if (cells.length !== header.length) throw new Error(`a row needs ${header.length} cells`);
    return Object.fromEntries(header.map((name, i) => [name, cells[i] || null]));
  });
}

const SOURCES: Readonly<Record<string, Readonly<Record<string, Sql>>>> = {
  population: {alf_pe: sql`varchar`, week_of_birth: sql`date`, sex: sql`varchar`},
  death: {alf_pe: sql`varchar`, death_date: sql`date`},
  registration: {alf_pe: sql`varchar`, start_date: sql`date`, end_date: sql`date`},
  event: {alf_pe: sql`varchar`, event_date: sql`date`, code: sql`varchar`},
};

const REGISTERED = {
  step: 'registered_1y',
  kind: 'registered',
  minPriorDays: 365,
  maxGapDays: 30,
  at: 'index',
} as const;

/** Everyone who has the condition, with no condition of eligibility on top. */
export const ANYONE: Study['eligibility'] = [{step: 'has_index', kind: 'hasIndex'}];
export const IN_PERIOD: Study['eligibility'] = [
  ...ANYONE,
  {step: 'index_in_period', kind: 'indexInPeriod'},
];
export const registered = (minPriorDays: number, maxGapDays: number): Study['eligibility'] => [
  ...ANYONE,
  {...REGISTERED, minPriorDays, maxGapDays},
];
export const EVERY_STEP: Study['eligibility'] = [
  ...IN_PERIOD,
  REGISTERED,
  {step: 'adult', kind: 'age', min: 18, max: 110, at: 'index'},
  {step: 'sex_known', kind: 'sex', values: ['1', '2']},
  {step: 'alive', kind: 'alive', at: 'index'},
  {step: 'follow_up', kind: 'followUp', minDays: 1},
];

/** The study of every example: first record of `G573.` in the 2010s, followed up to the end of 2020. */
const studyWith = (eligibility: Study['eligibility'], end: Study['followUp']['end']): Study =>
  StudySchema.parse({
    study: {id: 'example', version: 1, question: 'q', purpose: 'p'},
    period: {
      start: '2010-01-01',
      end: '2019-12-31',
      followUpEnd: '2020-12-31',
      extractDate: '2021-03-31',
    },
    sources: {
      persons: {table: 'population', id: 'alf_pe', birth: 'week_of_birth', sex: 'sex'},
      deaths: {table: 'death', id: 'alf_pe', date: 'death_date'},
      registrations: {table: 'registration', id: 'alf_pe', start: 'start_date', end: 'end_date'},
      events: {table: 'event', id: 'alf_pe', date: 'event_date', code: 'code'},
    },
    codelists: {af: {file: 'af.csv', system: 'read2', codeColumn: 'code'}},
    entities: {af: {codelist: 'af', onset: 'incidentOrPrevalent'}},
    index: {logic: 'af', select: 'first'},
    eligibility,
    outcomes: {death: {source: 'deaths'}},
    followUp: {start: 'index', end},
  });

export interface Given {
  readonly eligibility?: Study['eligibility'];
  readonly followUpEnd?: Study['followUp']['end'];
  readonly population: string;
  readonly registration?: string;
  readonly event?: string;
  readonly death?: string;
}

export interface Expected {
  /** Rows of the cohort, in the columns that are named. */
  readonly cohort?: string;
  /** Everyone who is left out: `alf_pe | reason`. */
  readonly excluded?: string;
  /** Merged spells: `alf_pe | start | end`. */
  readonly spells?: string;
  /** Rows of the attrition: `reason | count`. */
  readonly attrition?: string;
}

/** One paragraph of the manual: these tables give these rows. */
export function spec(sentence: string, given: Given, expected: Expected): void {
  it(sentence, async () => {
    const {db} = await quietDatabase();
    for (const [name, columns] of Object.entries(SOURCES)) {
      const rows = textTable((given[name as keyof Given] as string | undefined) ?? '');
      const cells = rows.map((row) => Object.keys(columns).map((column) => row[column] ?? null));
      await tableOf(db, name, columns, cells);
    }
    const study = studyWith(
      given.eligibility ?? ANYONE,
      given.followUpEnd ?? ['death', 'deregistered', 'study_end'],
    );
    const list = {system: 'read2', codes: ['G573.'], digest: '' as never} as const;
    const steps = cohortSteps(study, list);
    for (const one of steps) await db.run(materialise(one), one.name);
    await db.run(sql`create temp table cohort as ${cohortRows(study)}`, 'cohort');
    const compare = async (text: string | undefined, query: Sql) => {
      if (text === undefined) return;
      const wanted = textTable(text);
      const rows = await db.rows(query);
      const names = Object.keys(wanted[0] ?? {alf_pe: null});
      expect(rows.map((row) => named(row, names))).toEqual(wanted);
    };
    await compare(expected.cohort, sql`from cohort order by alf_pe`);
    await compare(
      expected.excluded,
      sql`select person as alf_pe, reason from assessed where reason is not null order by alf_pe`,
    );
    await compare(
      expected.spells,
      sql`select person as alf_pe, spell_start as "start", spell_end as "end"
        from spells order by alf_pe, spell_start`,
    );
    const attrition = await readAttrition(db, study);
    const [input, ...rest] = attrition.map(({count}) => count);
    const kept = rest.pop();
    expect(rest.reduce((left, out) => left - out, input ?? 0)).toBe(kept);
    if (expected.attrition !== undefined) {
      const wanted = textTable(expected.attrition);
      expect(attrition.map((row) => named({...row}, ['reason', 'count']))).toEqual(wanted);
    }
  });
}

const named = (row: Readonly<Record<string, unknown>>, names: readonly string[]): TextRow =>
  Object.fromEntries(
    names.map((name) => [
      name,
      row[name] === null || row[name] === undefined ? null : String(row[name]),
    ]),
  );

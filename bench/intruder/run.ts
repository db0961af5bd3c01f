/**
 * The intruder test of an extract of many people, out of a population three times as large. What it
 * answers is compared with a count of the bench's own; times come after. Ends with 1 when they differ.
 *
 * node bench/intruder/run.ts [--people 1000000] [--events 10]
 */

import {mkdtemp, rm} from 'node:fs/promises';
import {cpus, loadavg, tmpdir, totalmem} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {Database} from '../../src/engine/database.ts';
import {sql} from '../../src/kernel/sql.ts';
import {attack, measure} from '../../src/methods/disclosure/intruder/measure.ts';
import {wordsOf} from '../../src/methods/disclosure/intruder/sets.ts';

const {values} = parseArgs({
  options: {
    people: {type: 'string', default: '1000000'},
    events: {type: 'string', default: '10'},
  },
});
const [people, events] = [Number(values.people), Number(values.events)];
const folder = await mkdtemp(join(tmpdir(), 'dolen-intruder-bench-'));
const db = await Database.open({directories: [folder], tempDirectory: join(folder, 'spill')});

/** Eighty years of birth, two sexes, 1,500 people to a small area and five of these to a larger one. */
async function makePeople(): Promise<void> {
  const areas = Math.ceil((people * 3) / 1500);
  await db.run(sql`
    create table everybody as
    select i, md5(i::varchar)::uuid as alf_pe, (hash(i * 7 + 1) % 2 + 1)::varchar as sex,
      date_trunc('week', date '1940-01-01' + (hash(i) % 29200)::integer)::date as week_of_birth,
      'W' || (1000000 + hash(i * 13 + 5) % ${areas})::varchar as lsoa_code
    from range(${people * 3}) t(i)`);
  await db.run(sql`
    create table population as
    select week_of_birth, sex, lsoa_code, count(*)::integer as people from everybody group by all`);
  await db.run(sql`
    create table area as
    select distinct lsoa_code, 'M' || (hash(lsoa_code) % ${Math.ceil(areas / 5)}) as msoa_code
    from population`);
  await db.run(sql`
    create table registration as
    select alf_pe, week_of_birth, sex, lsoa_code, md5('p' || i % 400)::uuid as practice
    from everybody where i % 3 = 0`);
  await db.run(sql`
    create table event as
    select alf_pe, date '2000-01-01' + (hash(alf_pe::varchar || n) % 8000)::integer as event_date
    from registration, range(${events}) t(n)`);
}

/** People of the extract who are alone in the population by week of birth, LSOA and sex. */
const countApart = sql`
  select count(*) from registration r
  where (select sum(p.people) from population p
    where p.week_of_birth = r.week_of_birth and p.sex = r.sex and p.lsoa_code = r.lsoa_code) = 1`;

const column = (name: string, role?: string) => ({name, role});
const request = {
  tables: [
    {
      ...{dataset: 'registration', rows: sql`registration`, person: 'alf_pe'},
      columns: [
        ...['week_of_birth', 'sex', 'lsoa_code'].map((name) => column(name)),
        column('practice', 'pseudonym:practice'),
      ],
    },
    {
      ...{dataset: 'event', rows: sql`event`, person: 'alf_pe'},
      columns: [column('event_date', 'date:event')],
    },
  ],
  around: {population: sql`population`, areas: sql`area`},
  ...{seed: 'bench', smallestK: 5, largestShare: 5, justified: []},
};

try {
  await makePeople();
  const load = () => (loadavg()[0] ?? 0).toFixed(1);
  console.log(`${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`);
  console.log(`${people} people, ${people * events} events; load before: ${load()}`);
  const [began, used] = [performance.now(), process.cpuUsage()];
  const measured = await measure(db, request);
  const between = performance.now();
  const attacks = await attack(db, measured, request);
  const ended = performance.now();
  const {user, system} = process.cpuUsage(used);
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  console.log(`measured by ${measured.sets.length} sets: ${seconds(between - began)} s`);
  console.log(`attacked: ${seconds(ended - between)} s`);
  console.log(
    `in all ${seconds(ended - began)} s, processors ${seconds((user + system) / 1000)} s`,
  );
  console.log(`load after: ${load()}`);
  const {register} = attacks;
  console.log(`register: ${register?.claimed} claims, ${register?.correct} of them right`);
  const finest = measured.sets.find(({set}) => wordsOf(set) === 'week of birth + LSOA + sex');
  const [told, apart] = [finest?.figures.population?.unique, Number(await db.value(countApart))];
  console.log(`alone in the population: ${told}, counted apart ${apart}`);
  process.exitCode = told === apart ? 0 : 1;
} finally {
  db.close();
  await rm(folder, {recursive: true, force: true});
}

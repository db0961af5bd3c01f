import {describe, expect, it} from 'vitest';
import {sql} from '../../../../../src/kernel/sql.ts';
import {groupNewcomers} from '../../../../../src/methods/linkage/spine/group-newcomers.ts';
import {quietDatabase} from '../../../engine/quiet-database.ts';
import {madeUpNumber, makeIncoming, type Person, SMALL_MODEL} from '../made-up-people.ts';

const CARYS: Person = {
  surname: 'PRYS',
  forename: 'CARYS',
  born: '1981-03-14',
  sex: '2',
  postcode: 'CF103AT',
};
const MEGAN: Person = {
  surname: 'HUGHES',
  forename: 'MEGAN',
  born: '1999-11-30',
  sex: '2',
  postcode: 'LL551AB',
};
const [N1, N2] = [madeUpNumber(1), madeUpNumber(2)];

/** Groups of newcomers by their place, each group once; held ones stand alone with a mark. */
async function groups(people: readonly Person[]): Promise<string[]> {
  const {db} = await quietDatabase();
  await makeIncoming(db, people, 'newcomer');
  await groupNewcomers(db, SMALL_MODEL, 1_000);
  const rows = await db.rows(sql`
    select string_agg(profile_id::varchar, '+' order by profile_id)
        || case when bool_or(is_held) then ' held' else '' end as members
    from newcomer_group group by group_id order by group_id`);
  return rows.map(({members}) => String(members));
}

describe('new people among themselves', () => {
  it('are nobody, or one, where nobody or one came', async () => {
    expect(await groups([])).toEqual([]);
    expect(await groups([CARYS])).toEqual(['1']);
  });

  it('are one where five fields agree, or one number and a birth date that agrees', async () => {
    expect(await groups([CARYS, MEGAN, CARYS])).toEqual(['1+3', '2']);
    const elsewhere = {...CARYS, nhs: N1, postcode: 'SA11AA', born: '1981-03-15'};
    expect(await groups([{...CARYS, nhs: N1}, elsewhere])).toEqual(['1+2']);
  });

  it('are one by weight, as against the spine, and across a third', async () => {
    const moved = {...CARYS, postcode: 'SA11AA'};
    expect(await groups([CARYS, moved, MEGAN])).toEqual(['1+2', '3']);
    const numbered = {...MEGAN, nhs: N2};
    expect(await groups([MEGAN, numbered, {...numbered, postcode: 'SA11AA'}])).toEqual(['1+2+3']);
  });

  it('are two where two numbers say so, whatever else agrees', async () => {
    expect(
      await groups([
        {...CARYS, nhs: N1},
        {...CARYS, nhs: N2, postcode: 'SA11AA'},
      ]),
    ).toEqual(['1', '2']);
  });

  it('are two where they are twins', async () => {
    expect(await groups([CARYS, {...CARYS, forename: 'GWENLLIAN'}])).toHaveLength(2);
  });

  it('are grouped the same in any order', async () => {
    const people = [CARYS, MEGAN, {...CARYS, postcode: 'SA11AA'}, {...MEGAN, sex: null}];
    const sizes = (found: readonly string[]) => found.map((one) => one.split('+').length).sort();
    expect(sizes(await groups([...people].reverse()))).toEqual(sizes(await groups(people)));
  });
});

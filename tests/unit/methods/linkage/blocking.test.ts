import {describe, expect, it} from 'vitest';
import {sql} from '../../../../src/kernel/sql.ts';
import {materialise} from '../../../../src/kernel/steps.ts';
import {candidatePairs} from '../../../../src/methods/linkage/blocking.ts';
import {quietDatabase} from '../../engine/quiet-database.ts';
import {makeIncoming, makeSpine, type Person, SMALL_MODEL} from './made-up-people.ts';

async function pairs(predict: string[][], left: readonly Person[], right: readonly Person[]) {
  const {db} = await quietDatabase();
  await makeIncoming(db, left, 'remaining');
  await makeSpine(
    db,
    right.map((person, i) => [i + 1, person] as const),
  );
  const model = {...SMALL_MODEL, blocking: {predict: predict as [[string, ...string[]]]}};
  await db.run(materialise(candidatePairs(model)));
  const rows = await db.rows(sql`select left_id, right_id from candidate_pairs order by all`);
  return rows.map(({left_id, right_id}) => `${left_id}-${right_id}`);
}

const A: Person = {surname: 'PRYS', forename: 'CARYS', born: '1981-03-14', postcode: 'CF103AT'};

describe('a blocking rule', () => {
  it('pairs records that share all of its keys', async () => {
    const right = [A, {...A, surname: 'PRICE'}, {...A, born: '1982-03-14'}];
    expect(await pairs([['surname', 'birth_year']], [A], right)).toEqual(['1-1']);
  });

  it('never pairs by a null key, even when both are null', async () => {
    expect(
      await pairs([['surname', 'birth_year']], [{surname: 'PRYS'}, {}], [{surname: 'PRYS'}, {}]),
    ).toEqual([]);
  });

  it('may compare first letters', async () => {
    const right = [A, {...A, surname: 'PRYTHERCH'}, {...A, surname: 'PUGH'}];
    expect(await pairs([['first(surname,2)']], [A], right)).toEqual(['1-1', '1-2']);
  });

  it('gives a pair once, however many rules find it', async () => {
    expect(await pairs([['surname'], ['postcode'], ['birth_year']], [A], [A])).toEqual(['1-1']);
  });
});

import {describe, expect, it} from 'vitest';
import type {Database} from '../../../../../src/engine/database.ts';
import {sql} from '../../../../../src/kernel/sql.ts';
import {materialise} from '../../../../../src/kernel/steps.ts';
import {GATE} from '../../../../../src/methods/linkage/spine/gate.ts';
import {makeEmptyEvidence, makeVariants} from '../../../../../src/methods/linkage/spine/tables.ts';
import {quietDatabase} from '../../../engine/quiet-database.ts';
import {madeUpNumber, makeIncoming, makeSpine, type Person, personId} from '../made-up-people.ts';

const CARYS: Person = {
  nhs: madeUpNumber(1),
  surname: 'PRYS',
  forename: 'CARYS',
  born: '1981-03-14',
  sex: '2',
  postcode: 'CF103AT',
};
const {nhs: _, ...WITHOUT_NUMBER} = CARYS;
const LEXICON = new Map([['MARGARET', new Set(['PEGGY', 'MEG'])]]);

/** What the two gates make of the profiles, and which of them go on to be compared. */
async function gates(
  spine: (readonly [number, Person])[],
  incoming: readonly Person[],
  evidence?: (db: Database) => Promise<void>,
) {
  const {db} = await quietDatabase();
  await makeSpine(db, spine);
  await makeIncoming(db, incoming);
  await makeEmptyEvidence(db);
  await makeVariants(db, LEXICON);
  await evidence?.(db);
  for (const one of GATE) await db.run(materialise(one), one.name);
  const decisions = await db.rows(sql`
    select profile_id as profile, person_id as person, match_status as status,
      match_method as method, reason
    from (from clerical_decisions union all by name from nhs_number_decisions
      union all by name from exact_five_decisions union all by name from lexicon_decisions)
    order by profile_id`);
  const left = await db.rows(sql`select profile_id from remaining order by profile_id`);
  return {decisions, remaining: left.map(({profile_id}) => profile_id)};
}

const only = async (person: Person, spine: (readonly [number, Person])[] = [[1, CARYS]]) =>
  (await gates(spine, [person])).decisions[0];
const EXACT = {profile: 1, person: personId(1), status: 1, method: 'nhs_exact', reason: null};
const PARTIAL = {...EXACT, method: 'nhs_partial'};
const CONFLICT = {
  profile: 1,
  person: null,
  status: 99,
  method: 'none',
  reason: 'nhs_number_conflict',
};

describe('a known NHS number', () => {
  it('links when the birth date agrees, whatever the name and the address say', async () => {
    const married: Person = {
      ...CARYS,
      surname: 'HUGHES',
      forename: 'C',
      postcode: 'LL551AB',
      sex: '1',
    };
    expect(await only(married)).toEqual(EXACT);
  });

  it('that was borrowed links nobody: it is held as a conflict', async () => {
    const borrower = {
      ...CARYS,
      surname: 'HUGHES',
      forename: 'MEGAN',
      born: '1999-11-30',
      postcode: 'LL551AB',
    };
    expect(await only(borrower)).toEqual(CONFLICT);
  });

  it('with a partly agreeing birth date links when a name or the outcode agrees too', async () => {
    const elsewhere = {...CARYS, surname: 'HUGHES', forename: 'MEGAN', postcode: 'LL551AB'};
    const days: Record<string, string> = {
      'another day': '1981-03-15',
      'another month': '1981-04-14',
      'another year': '1980-03-14',
      'first of January': '1981-01-01',
    };
    for (const born of Object.values(days)) {
      expect(await only({...elsewhere, born, surname: 'PRYS'})).toEqual(PARTIAL);
      expect(await only({...elsewhere, born, forename: 'CARYS'})).toEqual(PARTIAL);
      expect(await only({...elsewhere, born, postcode: 'CF109ZZ'})).toEqual(PARTIAL);
      expect(await only({...elsewhere, born})).toEqual(CONFLICT);
    }
  });

  it('with day and month swapped links when a name agrees', async () => {
    const spine: (readonly [number, Person])[] = [[1, {...CARYS, born: '1981-03-04'}]];
    expect(await only({...CARYS, born: '1981-04-03'}, spine)).toEqual(PARTIAL);
  });

  it('does not take two records without a postcode for neighbours', async () => {
    const spine: (readonly [number, Person])[] = [[1, {...CARYS, postcode: null}]];
    const stranger = {
      ...CARYS,
      surname: 'HUGHES',
      forename: 'MEGAN',
      born: '1981-03-15',
      postcode: null,
    };
    expect(await only(stranger, spine)).toEqual(CONFLICT);
  });

  it('links by two parts of a birth date when the third was never written down', async () => {
    const {born: _born, ...partly} = CARYS;
    expect(await only({...partly, day: null, month: 3, year: 1981})).toEqual(PARTIAL);
    expect(await only({...partly, day: 14, month: 3, year: null})).toEqual(PARTIAL);
    expect(await only({...partly, day: null, month: 4, year: 1981})).toEqual(CONFLICT);
  });

  it('without any birth date is no evidence and no conflict: the profile goes on', async () => {
    const {decisions, remaining: left} = await gates([[1, CARYS]], [{...CARYS, born: null}]);
    expect(decisions).toEqual([]);
    expect(left).toEqual([1]);
  });

  it('that the spine does not know goes on', async () => {
    const {decisions, remaining: left} = await gates(
      [[1, CARYS]],
      [{...CARYS, nhs: madeUpNumber(2), forename: 'MEGAN'}],
    );
    expect([decisions, left]).toEqual([[], [1]]);
  });

  it('takes the best of several profiles of its person', async () => {
    const spine: (readonly [number, Person])[] = [
      [1, {...CARYS, born: '1999-01-02'}],
      [1, CARYS],
      [1, {...CARYS, born: null}],
    ];
    expect(await only(CARYS, spine)).toEqual(EXACT);
  });
});

describe('five fields', () => {
  const FIVE = {profile: 1, person: personId(1), status: 4, method: 'exact_five', reason: null};

  it('that all agree with one person link', async () => {
    expect(await only(WITHOUT_NUMBER)).toEqual(FIVE);
    expect(
      await only(WITHOUT_NUMBER, [
        [1, CARYS],
        [1, CARYS],
        [2, {...CARYS, sex: '1'}],
      ]),
    ).toEqual(FIVE);
  });

  it('that agree with two people link nobody', async () => {
    const {decisions, remaining: left} = await gates(
      [
        [1, CARYS],
        [2, CARYS],
      ],
      [WITHOUT_NUMBER],
    );
    expect([decisions, left]).toEqual([[], [1]]);
  });

  it.each(['surname', 'forename', 'born', 'postcode', 'sex'] as const)(
    'of which %s is missing or another do not link',
    async (name) => {
      const other = {
        surname: 'PRICE',
        forename: 'CERYS',
        born: '1981-03-15',
        postcode: 'CF103AU',
        sex: '1',
      };
      for (const value of [null, other[name]]) {
        const {decisions, remaining: left} = await gates(
          [[1, CARYS]],
          [{...WITHOUT_NUMBER, [name]: value}],
        );
        expect([decisions, left]).toEqual([[], [1]]);
      }
      const nobody = await gates(
        [[1, {...CARYS, [name]: null}]],
        [{...WITHOUT_NUMBER, [name]: null}],
      );
      expect(nobody.decisions).toEqual([]);
    },
  );

  it('do not rescue a profile whose NHS number is in conflict', async () => {
    const spine: (readonly [number, Person])[] = [
      [1, CARYS],
      [
        2,
        {
          ...CARYS,
          nhs: madeUpNumber(2),
          born: '1999-11-30',
          surname: 'HUGHES',
          forename: 'MEGAN',
          postcode: 'LL551AB',
        },
      ],
    ];
    const {decisions, remaining: left} = await gates(spine, [{...CARYS, nhs: madeUpNumber(2)}]);
    expect(decisions).toEqual([CONFLICT]);
    expect(left).toEqual([]);
  });
});

describe('the gates together', () => {
  it('send every profile to exactly one place', async () => {
    const incoming = [
      CARYS,
      WITHOUT_NUMBER,
      {...CARYS, born: '1999-11-30', surname: 'HUGHES', forename: 'MEGAN', postcode: 'LL551AB'},
      {...WITHOUT_NUMBER, forename: 'MEGAN'},
      {},
    ];
    const {decisions, remaining: left} = await gates([[1, CARYS]], incoming);
    const places = [...decisions.map(({profile}) => profile), ...left];
    expect(places.sort()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('a number that was replaced', () => {
  const [first, second, third] = [madeUpNumber(11), madeUpNumber(12), madeUpNumber(13)];
  const replaced = async (db: Database) => {
    await db.run(sql`insert into number_replaced values
      (${first}, ${second}, ${'2010-01-01'}::date), (${second}, ${third}, ${'2015-01-01'}::date)`);
  };
  const holder = {...CARYS, nhs: third};
  const outcome = async (person: Person) =>
    (await gates([[1, holder]], [person], replaced)).decisions;

  it('is followed to the number that stands for it today, and the link says so', async () => {
    const superseded = {...EXACT, method: 'nhs_superseded'};
    expect(await outcome({...CARYS, nhs: first})).toEqual([superseded]);
    expect(await outcome({...CARYS, nhs: second, asAt: '2015-01-01'})).toEqual([superseded]);
    expect(await outcome(holder)).toEqual([EXACT]);
  });

  it('is not followed before the day it was replaced', async () => {
    expect(await outcome({...CARYS, nhs: second, asAt: '2014-12-31', forename: 'C'})).toEqual([]);
  });
});

describe('four fields and a known variant of the forename', () => {
  const margaret = {...WITHOUT_NUMBER, forename: 'MARGARET'};
  const lexicon = {profile: 1, person: personId(1), status: 39, method: 'lexicon', reason: null};

  it('link, in either direction and in one step', async () => {
    expect(await only({...margaret, forename: 'PEGGY'}, [[1, margaret]])).toEqual(lexicon);
    expect(await only(margaret, [[1, {...margaret, forename: 'MEG'}]])).toEqual(lexicon);
    const two = [[1, {...margaret, forename: 'MEG'}]] as (readonly [number, Person])[];
    expect(await only({...margaret, forename: 'PEGGY'}, two)).toBeUndefined();
  });

  it('link nobody where another field differs, or where two people fit', async () => {
    const peggy = {...margaret, forename: 'PEGGY'};
    expect(await only({...peggy, sex: '1'}, [[1, margaret]])).toBeUndefined();
    expect(
      await only(peggy, [
        [1, margaret],
        [2, margaret],
      ]),
    ).toBeUndefined();
  });
});

describe('what people decided', () => {
  const decide = (table: 'must_link' | 'cannot_link', person: number) => async (db: Database) => {
    const row = sql`values (1, ${personId(person)}::uuid)`;
    await db.run(
      table === 'must_link'
        ? sql`insert into must_link ${row}`
        : sql`insert into cannot_link ${row}`,
    );
  };

  it('goes before every other evidence', async () => {
    const {decisions} = await gates(
      [
        [1, CARYS],
        [2, {surname: 'PUGH'}],
      ],
      [CARYS],
      decide('must_link', 2),
    );
    expect(decisions).toEqual([
      {profile: 1, person: personId(2), status: 39, method: 'clerical', reason: null},
    ]);
  });

  it('keeps a pair apart in every gate', async () => {
    const variant = {...WITHOUT_NUMBER, forename: 'MARGARET'};
    for (const [spine, incoming] of [
      [CARYS, CARYS],
      [CARYS, WITHOUT_NUMBER],
      [variant, {...variant, forename: 'PEGGY'}],
    ] as const) {
      const {decisions, remaining: left} = await gates(
        [[1, spine]],
        [incoming],
        decide('cannot_link', 1),
      );
      expect([decisions, left]).toEqual([[], [1]]);
    }
  });
});

import {describe, expect, it} from 'vitest';
import type {Database} from '../../../../src/engine/database.ts';
import {sql} from '../../../../src/kernel/sql.ts';
import {bits, priorWeight, weightOf} from '../../../../src/methods/linkage/comparisons.ts';
import type {LinkageModel} from '../../../../src/methods/linkage/model.ts';
import {quietDatabase} from '../../engine/quiet-database.ts';
import {distanceTwin, jaroWinklerTwin} from './comparisons-twin.ts';
import {makeIncoming, type Person, SMALL_MODEL} from './made-up-people.ts';

async function weigh(db: Database, model: LinkageModel, l: Person, r: Person, prior = 0) {
  await makeIncoming(db, [l], 'one');
  await makeIncoming(db, [r], 'other');
  return db.value(sql`select ${weightOf(model, prior)} from one l, other r`);
}

const withLevels = (
  column: LinkageModel['comparisons'][number]['column'],
  levels: LinkageModel['comparisons'][number]['levels'],
): LinkageModel => ({...SMALL_MODEL, comparisons: [{column, levels}]});

const PRYS: Person = {
  surname: 'PRYS',
  forename: 'CARYS',
  born: '1981-03-14',
  sex: '2',
  postcode: 'CF103AT',
};

describe('bits of evidence', () => {
  it('are the binary logarithm of m over u: for, against, or neither', () => {
    expect(bits({m: 0.5, u: 0.0078125})).toBe(6);
    expect(bits({m: 0.0625, u: 0.5})).toBe(-3);
    expect(bits({m: 0.25, u: 0.25})).toBe(0);
  });
});

describe('the prior weight', () => {
  const expecting = (expectedLinks: number | 'rows') => ({...SMALL_MODEL, prior: {expectedLinks}});

  it('is the log-odds of expected links among all pairs', () => {
    expect(priorWeight(expecting('rows'), 10, 1025)).toBe(-10);
    expect(priorWeight(expecting(5), 10, 1000)).toBeCloseTo(Math.log2(5 / 9995), 12);
  });

  it('never favours a link by itself, however many are expected', () => {
    expect(priorWeight(expecting(1_000), 10, 10)).toBe(0);
    expect(priorWeight(expecting('rows'), 1, 1)).toBe(0);
  });
});

describe('the weight of a pair', () => {
  it('adds the bits of the first level that holds of each comparison to the prior', async () => {
    const {db} = await quietDatabase();
    expect(await weigh(db, SMALL_MODEL, PRYS, PRYS, -10)).toBe(-10 + 6 + 6 + 3 + 2 + 4 + 5 + 1);
    const other = {
      surname: 'PRICE',
      forename: 'C',
      born: '1991-04-14',
      sex: '1',
      postcode: 'SA11AA',
    };
    expect(await weigh(db, SMALL_MODEL, PRYS, other)).toBe(-3 + 1 + 3 - 2 + 0 - 1 - 2);
  });

  it('is the prior alone where one side is null, whichever side', async () => {
    const {db} = await quietDatabase();
    expect(await weigh(db, SMALL_MODEL, PRYS, {}, -7)).toBe(-7);
    expect(await weigh(db, SMALL_MODEL, {}, PRYS, -7)).toBe(-7);
    expect(await weigh(db, SMALL_MODEL, {}, {}, -7)).toBe(-7);
    const {surname: _, ...noSurname} = PRYS;
    expect(await weigh(db, SMALL_MODEL, PRYS, noSurname)).toBe(6 + 3 + 2 + 4 + 5 + 1);
  });

  it('takes each kind of level for what it says', async () => {
    const {db} = await quietDatabase();
    const odds = {m: 0.5, u: 0.25};
    const rest = {level: 'else', m: 0.25, u: 0.5} as const;
    const cases: [LinkageModel, Person, Person, boolean][] = [
      [
        withLevels('surname', [{level: 'editDistance', atMost: 1, ...odds}, rest]),
        {surname: 'PRYS'},
        {surname: 'PRYCS'},
        true,
      ],
      [
        withLevels('surname', [{level: 'editDistance', atMost: 1, ...odds}, rest]),
        {surname: 'PRYS'},
        {surname: 'PYRS'},
        false,
      ],
      [
        withLevels('postcode', [{level: 'firstLetters', length: 4, ...odds}, rest]),
        {postcode: 'CF103AT'},
        {postcode: 'CF109ZZ'},
        true,
      ],
      [
        withLevels('postcode', [{level: 'firstLetters', length: 4, ...odds}, rest]),
        {postcode: 'CF103AT'},
        {postcode: 'CF119ZZ'},
        false,
      ],
      [
        withLevels('birth_year', [{level: 'differsBy', oneOf: [1, 10], ...odds}, rest]),
        {year: 1981},
        {year: 1991},
        true,
      ],
      [
        withLevels('birth_year', [{level: 'differsBy', oneOf: [1, 10], ...odds}, rest]),
        {year: 1981},
        {year: 1980},
        true,
      ],
      [
        withLevels('birth_year', [{level: 'differsBy', oneOf: [1, 10], ...odds}, rest]),
        {year: 1981},
        {year: 1981},
        false,
      ],
      [
        withLevels('forename', [{level: 'initial', ...odds}, rest]),
        {forename: 'C'},
        {forename: 'CARYS'},
        true,
      ],
      [
        withLevels('forename', [{level: 'initial', ...odds}, rest]),
        {forename: 'CERI'},
        {forename: 'CARYS'},
        false,
      ],
      [
        withLevels('surname', [{level: 'swapped', with: 'forename', ...odds}, rest]),
        {surname: 'OWEN', forename: 'GRIFF'},
        {surname: 'GRIFF', forename: 'OWEN'},
        true,
      ],
      [
        withLevels('surname', [{level: 'swapped', with: 'forename', ...odds}, rest]),
        {surname: 'OWEN'},
        {surname: 'OWEN'},
        false,
      ],
      [
        withLevels('surname', [{level: 'jaroWinkler', atLeast: 0.95, ...odds}, rest]),
        {surname: 'MARTHA'},
        {surname: 'MARHTA'},
        true,
      ],
      [
        withLevels('surname', [{level: 'jaroWinkler', atLeast: 0.965, ...odds}, rest]),
        {surname: 'MARTHA'},
        {surname: 'MARHTA'},
        false,
      ],
    ];
    for (const [model, l, r, holds] of cases) {
      expect(await weigh(db, model, l, r)).toBe(holds ? 1 : -1);
      expect(await weigh(db, model, r, l)).toBe(holds ? 1 : -1);
    }
  });

  it('takes the first level that holds, not the best', async () => {
    const {db} = await quietDatabase();
    const model = withLevels('surname', [
      {level: 'firstLetters', length: 1, m: 0.5, u: 0.25},
      {level: 'exact', m: 0.5, u: 0.0078125},
      {level: 'else', m: 0.25, u: 0.5},
    ]);
    expect(await weigh(db, model, PRYS, PRYS)).toBe(1);
  });
});

// Linkage reference §6.2.
const SIMILAR = [
  ['MARTHA', 'MARHTA', 0.9611],
  ['DWAYNE', 'DUANE', 0.84],
  ['DIXON', 'DICKSONX', 0.8133],
  ['JELLYFISH', 'SMELLYFISH', 0.8963],
  ['JONES', 'JOHNSON', 0.8324],
  ['CATHERINE', 'KATHRYN', 0.7566],
  ['ABCDEFGH', 'ABXXXXXX', 0.5],
  ['', 'A', 0],
  ["O'BRIEN", 'OBRIEN', 0.9571],
] as const;

describe('similarity of names', () => {
  it.each(SIMILAR)(
    'of vector %# is that of the reference, in SQL and in its twin',
    async (...vector) => {
      const [a, b, similarity] = vector;
      const {db} = await quietDatabase();
      const inSql = await db.value(sql`select jaro_winkler_similarity(${a}, ${b})`);
      expect(Number(inSql)).toBeCloseTo(similarity, 4);
      expect(jaroWinklerTwin(a, b)).toBeCloseTo(similarity, 4);
    },
  );

  it.each([
    ['CA', 'ABC', 3],
    ['MARTHA', 'MARHTA', 2],
    ['19800512', '19800521', 2],
    ['19800512', '19801205', 4],
    ['CF103AT', 'CF103TA', 2],
  ] as const)('in edits of vector %# is that of the reference', async (a, b, edits) => {
    const {db} = await quietDatabase();
    expect(await db.value(sql`select levenshtein(${a}, ${b})`)).toBe(edits);
    expect(distanceTwin(a, b)).toBe(edits);
  });
});

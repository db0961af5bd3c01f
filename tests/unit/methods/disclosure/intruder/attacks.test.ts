import {describe, expect, it} from 'vitest';
import {precisionOf, upliftOf} from '../../../../../src/methods/disclosure/intruder/attacks.ts';
import {attack, measure} from '../../../../../src/methods/disclosure/intruder/measure.ts';
import {type Small, smallExtract} from './extracts.ts';

const day = (n: number): string =>
  new Date(Date.UTC(1940, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
/** Mondays from 1 January 1940 on. */
const week = (n: number): string => day(7 * n);

async function attacked(small: Small, seed = 'seed') {
  const {db, request} = await smallExtract(small, {seed});
  return attack(db, await measure(db, request), request);
}

const PEOPLE = 2000;

/** Everybody is alone with week of birth and area; the population has one other of each. */
const UNIQUE: Small = {
  rows: Array.from({length: PEOPLE}, (_, i) => [i, week(2 * i), '1', `W${i % 40}`]),
  population: Array.from({length: PEOPLE}, (_, i) => [week(2 * i), '1', `W${i % 40}`, 2]),
  events: Array.from({length: PEOPLE}, (_, i) => [i, day(20_000 + ((i * 37) % 9000))]),
};

/** Everybody was born in one week in one place, and nothing happened to anybody. */
const COARSE: Small = {
  rows: Array.from({length: PEOPLE}, (_, i) => [i, week(0), String((i % 2) + 1), 'W1']),
  population: [
    [week(0), '1', 'W1', PEOPLE],
    [week(0), '2', 'W1', PEOPLE],
  ],
};

describe('attacks on an extract of people who are alone with what is known', () => {
  it('are right nearly always when the target is known to be in, and as often as the population is large when not', async () => {
    const {prosecutor, journalist, marketer} = await attacked(UNIQUE);
    expect(prosecutor).toMatchObject({attempts: 2000, claimed: 2000, correct: 2000});
    // Two people of the population fit each row, and one of them is in the extract.
    expect(journalist).toMatchObject({attempts: 4000, claimed: 4000, correct: 2000});
    expect(marketer).toMatchObject({attempts: 2000, claimed: 2000, correct: 1000});
    for (const one of [prosecutor, journalist, marketer]) {
      expect(one && upliftOf(one)).toBeGreaterThan(100);
    }
  });

  it('find people of a public register, mistakes and strangers notwithstanding', async () => {
    const {register} = await attacked(UNIQUE);
    expect(register?.attempts).toBe(4000);
    expect(register?.claimed).toBeGreaterThan(1700);
    // Some entries are wrong in month or place, and are found nowhere.
    expect(register?.claimed).toBeLessThan(2000);
    expect(register && precisionOf(register)).toBeGreaterThan(0.98);
    expect(register && upliftOf(register)).toBeGreaterThan(100);
  });

  it('are mistaken about strangers where no event tells people apart', async () => {
    const {events: _, ...without} = UNIQUE;
    const {register} = await attacked(without);
    expect(register && precisionOf(register)).toBeGreaterThan(0.4);
    expect(register && precisionOf(register)).toBeLessThan(0.6);
  });

  it('draw the same with the same seed, and otherwise with another', async () => {
    expect(await attacked(UNIQUE)).toEqual(await attacked(UNIQUE));
    const [one, other] = [await attacked(UNIQUE, 'one'), await attacked(UNIQUE, 'other')];
    expect(one.register).not.toEqual(other.register);
    expect(one.prosecutor).toEqual(other.prosecutor);
  });
});

describe('attacks on an extract in which everybody looks the same', () => {
  it('are right as often as a guess', async () => {
    const {prosecutor, journalist, marketer, register} = await attacked(COARSE);
    expect(prosecutor && upliftOf(prosecutor)).toBe(1);
    expect(marketer && upliftOf(marketer)).toBe(1);
    expect(journalist).toMatchObject({claimed: 0, correct: 0});
    expect(register).toMatchObject({claimed: 0, correct: 0});
    expect(register && precisionOf(register)).toBeNull();
  });
});

describe('without a population', () => {
  it('only those attacks are made that need none', async () => {
    const {journalist, marketer, prosecutor, register} = await attacked({
      ...UNIQUE,
      population: null,
    });
    expect([journalist, marketer]).toEqual([null, null]);
    expect(prosecutor?.correct).toBe(2000);
    expect(register?.attempts).toBe(2000);
  });
});

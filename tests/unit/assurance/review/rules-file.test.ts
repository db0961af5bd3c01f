import {describe, expect, it} from 'vitest';
import {parseAccessRules, RULE_IDS} from '../../../../src/assurance/review/rules-file.ts';
import {DolenError} from '../../../../src/kernel/errors.ts';
import {RULES, RULES_TEXT} from './acts.ts';

const refusalOf = (text: string): DolenError => {
  try {
    parseAccessRules(text);
  } catch (error) {
    if (error instanceof DolenError) return error;
    throw error;
  }
  throw new Error('was accepted');
};

describe('the file of access rules', () => {
  it('has every rule once, each with a sentence on what it saw and one on what is normal', () => {
    expect(RULES.rules.map(({id}) => id)).toEqual(RULE_IDS);
    expect(RULE_IDS).toHaveLength(12);
    for (const {saw, normal} of RULES.rules) {
      expect(saw).toMatch(/\.$/);
      expect(normal).toMatch(/\.$/);
    }
  });

  it.each([
    ['a rule that nobody knows', RULES_TEXT.replace('id: AR05', 'id: AR99')],
    ['a parameter that nobody knows', RULES_TEXT.replace('{days: 90}', '{days: 90, weeks: 3}')],
    ['a parameter that is missing', RULES_TEXT.replace('{days: 90}', '{}')],
    ['a parameter of the wrong kind', RULES_TEXT.replace('{days: 90}', '{days: often}')],
    ['a rule that is left out', RULES_TEXT.replace(/ {2}- id: AR08[\s\S]*?(?= {2}- id: AR09)/, '')],
    [
      'a rule that is there twice',
      RULES_TEXT.replace('id: AR08', 'id: AR10').replace('{days: 90}', '{}'),
    ],
    ['a time zone that nobody knows', RULES_TEXT.replace('Europe/London', 'Europe/Llundain')],
    ['a day that is none', RULES_TEXT.replace('2024-12-25', '2024-12-32')],
    [
      'a word in braces that nobody fills in',
      RULES_TEXT.replace('{actor} worked', '{person} worked'),
    ],
  ])('refuses %s', (_, text) => {
    expect(text).not.toBe(RULES_TEXT);
    const {code, message} = refusalOf(text);
    expect(code).toBe('ACCESS_RULES_INVALID');
    expect(message).not.toContain('Llundain');
  });

  it('names the rule that is missing', () => {
    const without = RULES_TEXT.replace(/ {2}- id: AR08[\s\S]*?(?= {2}- id: AR09)/, '');
    expect(refusalOf(without).faults).toEqual([
      {where: 'AR08', what: 'missing; switch it off with on: false'},
    ]);
  });

  it('has the bank holidays that follow from Easter, in every year', () => {
    for (const year of [2024, 2025, 2026, 2027]) {
      const easter = easterOf(year);
      const day = (offset: number) =>
        new Date(easter + offset * 86_400_000).toISOString().slice(0, 10);
      expect(RULES.bankHolidays).toContain(day(-2));
      expect(RULES.bankHolidays).toContain(day(1));
      expect(RULES.bankHolidays.filter((one) => one.startsWith(String(year)))).toHaveLength(8);
    }
  });
});

/** Easter Sunday, by the anonymous Gregorian computus. */
function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h =
    (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return Date.UTC(year, month - 1, ((h + l - 7 * m + 114) % 31) + 1);
}

import {describe, expect, it} from 'vitest';
import {
  addMonths,
  completedAge,
  dayFromNumber,
  dayNumber,
  dayOf,
  type IsoDay,
  instant,
  parseIsoDay,
  weekOfBirth,
} from '../../../src/kernel/dates.ts';

const day = (text: string): IsoDay => {
  const parsed = parseIsoDay(text);
  if (parsed === null) throw new Error('not a day');
  return parsed;
};

describe('parsing a day', () => {
  it.each(['1999-01-04', '2000-02-29', '2024-02-29', '1900-01-01', '1850-12-31', '9999-12-31'])(
    'accepts %s, which exists',
    (text) => expect(parseIsoDay(text)).toBe(text),
  );

  it.each(['2023-02-29', '2023-02-30', '1900-02-29', '2023-04-31', '2023-00-10', '2023-13-01'])(
    'refuses %s, which does not exist, and never rolls it over',
    (text) => expect(parseIsoDay(text)).toBeNull(),
  );

  it.each([
    '',
    '2023-1-1',
    '20230101',
    '01/01/2023',
    '2023-01-01T00:00:00Z',
    ' 2023-01-01',
    '2023-01-01\n',
    '+002023-01-01',
    '２０２３-01-01',
  ])('refuses %j, which is written in another way', (text) => expect(parseIsoDay(text)).toBeNull());
});

describe('days and instants', () => {
  it('count days from 1970, before it too', () => {
    expect(dayNumber(day('1970-01-01'))).toBe(0);
    expect(dayNumber(day('1969-12-31'))).toBe(-1);
    expect(dayNumber(day('2000-03-01'))).toBe(11_017);
    expect(dayFromNumber(-25_567)).toBe('1900-01-01');
  });

  it('give the UTC day of an instant up to its last millisecond', () => {
    expect(dayOf(instant(Date.UTC(2024, 1, 29, 23, 59, 59, 999)))).toBe('2024-02-29');
    expect(instant(-1)).toBe('1969-12-31T23:59:59.999Z');
  });
});

describe('the week of birth', () => {
  it.each([
    ['1999-01-04', '1999-01-04'],
    ['1999-01-10', '1999-01-04'],
    ['1999-01-11', '1999-01-11'],
    ['1970-01-01', '1969-12-29'],
    ['1969-12-28', '1969-12-22'],
    ['1900-01-01', '1900-01-01'],
    ['2000-01-01', '1999-12-27'],
  ])('of someone born on %s is %s', (birth, monday) => {
    expect(weekOfBirth(day(birth))).toBe(monday);
  });
});

describe('completed age', () => {
  it.each([
    ['1980-06-15', '2020-06-14', 39],
    ['1980-06-15', '2020-06-15', 40],
    ['1980-06-15', '2020-12-31', 40],
    ['1980-12-31', '1981-01-01', 0],
    ['1980-06-15', '1980-06-15', 0],
    // Born on 29 February: the birthday is 1 March in common years, 29 February in leap years.
    ['2004-02-29', '2005-02-28', 0],
    ['2004-02-29', '2005-03-01', 1],
    ['2004-02-29', '2008-02-28', 3],
    ['2004-02-29', '2008-02-29', 4],
    // And someone born on 28 February or 1 March does not care whether the year is a leap year.
    ['2003-02-28', '2004-02-28', 1],
    ['2003-03-01', '2004-02-29', 0],
    ['2003-03-01', '2004-03-01', 1],
  ])('of someone born on %s is, on %s, %i', (birth, on, years) => {
    expect(completedAge(day(birth), day(on))).toBe(years);
  });
});

describe('adding months', () => {
  it.each([
    ['2004-02-29', 12, '2005-03-01'],
    ['2004-02-29', 48, '2008-02-29'],
    ['2023-01-31', 1, '2023-03-01'],
    ['2024-01-31', 1, '2024-03-01'],
    ['2024-01-29', 1, '2024-02-29'],
    ['2023-01-28', 1, '2023-02-28'],
    ['2023-05-31', 1, '2023-07-01'],
    ['2023-12-31', 2, '2024-03-01'],
    ['2023-11-30', 1, '2023-12-30'],
    ['2023-12-31', 1, '2024-01-31'],
    ['2023-03-31', -1, '2023-03-01'],
    ['2023-01-15', -1, '2022-12-15'],
    ['2023-01-15', -25, '2020-12-15'],
    ['1969-12-31', 0, '1969-12-31'],
  ])('to %s: %i gives %s', (from, months, to) => {
    expect(addMonths(day(from), months)).toBe(to);
  });
});

/** Eligibility: steps in the order of the study, one reason for each person left out. */

import {describe} from 'vitest';
import type {Study} from '../../../src/zones/project/cohort/study.ts';
import {ANYONE, EVERY_STEP, spec} from './spec.ts';

const aged = (min: number, max: number): Study['eligibility'] => [
  ...ANYONE,
  {step: 'adult', kind: 'age', min, max, at: 'index'},
];

describe('age', () => {
  spec(
    'is in completed years: 18 on the birthday, and no longer 110 on the 111th',
    {
      eligibility: aged(18, 110),
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1994-03-05    | 2
        bob    | 1994-03-04    | 1
        cai    | 1901-03-05    | 1
        dee    | 1901-03-04    | 2
      `,
      event: `
        alf_pe | event_date | code
        ann    | 2012-03-04 | G573.
        bob    | 2012-03-04 | G573.
        cai    | 2012-03-04 | G573.
        dee    | 2012-03-04 | G573.
      `,
    },
    {
      cohort: `
        alf_pe | age
        bob    | 18
        cai    | 110
      `,
    },
  );

  spec(
    'of someone born on 29 February changes on 1 March in common years',
    {
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1988-02-29    | 2
        bob    | 1988-02-29    | 1
        cai    | 1988-02-29    | 1
      `,
      event: `
        alf_pe | event_date | code
        ann    | 2013-02-28 | G573.
        bob    | 2013-03-01 | G573.
        cai    | 2012-02-29 | G573.
      `,
    },
    {
      cohort: `
        alf_pe | age
        ann    | 24
        bob    | 25
        cai    | 24
      `,
    },
  );
});

describe('sex', () => {
  spec(
    'that is unknown or missing is not one of those that the study names',
    {
      eligibility: [...ANYONE, {step: 'sex_known', kind: 'sex', values: ['1', '2']}],
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1950-01-02    | 2
        bob    | 1950-01-02    | 9
        cai    | 1950-01-02    |
      `,
      event: `
        alf_pe | event_date | code
        ann    | 2012-03-04 | G573.
        bob    | 2012-03-04 | G573.
        cai    | 2012-03-04 | G573.
      `,
    },
    {
      excluded: `
        alf_pe | reason
        bob    | sex_known
        cai    | sex_known
      `,
    },
  );
});

describe('being alive', () => {
  spec(
    'is being alive after the index day: who dies on that day is left out, the day after is not',
    {
      eligibility: [...ANYONE, {step: 'alive', kind: 'alive', at: 'index'}],
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1950-01-02    | 2
        bob    | 1950-01-02    | 1
        cai    | 1950-01-02    | 1
        dee    | 1950-01-02    | 2
      `,
      event: `
        alf_pe | event_date | code
        ann    | 2012-03-04 | G573.
        bob    | 2012-03-04 | G573.
        cai    | 2012-03-04 | G573.
        dee    | 2012-03-04 | G573.
      `,
      death: `
        alf_pe | death_date
        ann    | 2012-03-03
        bob    | 2012-03-04
        cai    | 2012-03-05
      `,
    },
    {
      cohort: `
        alf_pe | time_days | death_status
        cai    | 1         | 1
        dee    | 3224      | 0
      `,
      excluded: `
        alf_pe | reason
        ann    | alive
        bob    | alive
      `,
    },
  );
});

describe('follow-up', () => {
  spec(
    'of at least so many days is exit minus start: exactly so many pass',
    {
      eligibility: [...ANYONE, {step: 'follow_up', kind: 'followUp', minDays: 30}],
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1950-01-02    | 2
        bob    | 1950-01-02    | 1
      `,
      event: `
        alf_pe | event_date | code
        ann    | 2012-01-01 | G573.
        bob    | 2012-01-01 | G573.
      `,
      death: `
        alf_pe | death_date
        ann    | 2012-01-31
        bob    | 2012-01-30
      `,
    },
    {
      cohort: `
        alf_pe | time_days
        ann    | 30
      `,
      excluded: `
        alf_pe | reason
        bob    | follow_up
      `,
    },
  );
});

const EVERYONE = {
  population: `
    alf_pe | week_of_birth | sex
    ann    | 1950-01-02    | 2
    bob    | 1950-01-02    | 1
    cai    | 1950-01-02    | 1
    dee    | 1950-01-02    | 2
    eve    | 2005-01-03    | 9
    fay    | 1950-01-02    | 9
    guy    | 1950-01-02    | 1
    hal    | 1950-01-02    | 1
  `,
  registration: `
    alf_pe | start_date | end_date
    ann    | 2000-01-01 |
    bob    | 2000-01-01 |
    cai    | 2000-01-01 |
    eve    | 2006-01-01 |
    fay    | 2000-01-01 |
    guy    | 2000-01-01 |
    hal    | 2000-01-01 | 2012-03-04
  `,
  event: `
    alf_pe | event_date | code
    ann    | 2012-03-04 | G573.
    cai    | 2005-03-04 | G573.
    dee    | 2012-03-04 | G573.
    eve    | 2012-03-04 | G573.
    fay    | 2012-03-04 | G573.
    guy    | 2012-03-04 | G573.
    hal    | 2012-03-04 | G573.
  `,
  death: `
    alf_pe | death_date
    cai    | 2001-01-01
    eve    | 2012-03-04
    guy    | 2012-03-04
  `,
} as const;

describe('the steps together', () => {
  spec(
    'leave out each person for the first step that they fail, though they fail others too',
    {eligibility: EVERY_STEP, ...EVERYONE},
    {
      cohort: `
        alf_pe
        ann
      `,
      excluded: `
        alf_pe | reason
        bob    | has_index
        cai    | index_in_period
        dee    | registered_1y
        eve    | adult
        fay    | sex_known
        guy    | alive
        hal    | follow_up
      `,
    },
  );

  spec(
    'add up: everyone, less those left out at each step, is the cohort',
    {eligibility: EVERY_STEP, ...EVERYONE},
    {
      attrition: `
        reason          | count
        input           | 8
        has_index       | 1
        index_in_period | 1
        registered_1y   | 1
        adult           | 1
        sex_known       | 1
        alive           | 1
        follow_up       | 1
        output          | 1
      `,
    },
  );

  spec(
    'give another reason when the study asks in another order',
    {
      ...EVERYONE,
      eligibility: [
        ...ANYONE,
        {step: 'alive', kind: 'alive', at: 'index'},
        {step: 'sex_known', kind: 'sex', values: ['1', '2']},
        {step: 'adult', kind: 'age', min: 18, max: 110, at: 'index'},
      ],
    },
    {
      excluded: `
        alf_pe | reason
        bob    | has_index
        cai    | alive
        eve    | alive
        fay    | sex_known
        guy    | alive
      `,
    },
  );

  spec(
    'add up with nobody at all',
    {eligibility: EVERY_STEP, population: `(none)`},
    {
      cohort: `(none)`,
      attrition: `
        reason          | count
        input           | 0
        has_index       | 0
        index_in_period | 0
        registered_1y   | 0
        adult           | 0
        sex_known       | 0
        alive           | 0
        follow_up       | 0
        output          | 0
      `,
    },
  );
});

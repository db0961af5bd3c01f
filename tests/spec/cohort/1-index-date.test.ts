/** The index date: the first valid record of the condition, within the period of the study. */

import {describe} from 'vitest';
import {IN_PERIOD, spec} from './spec.ts';

describe('the index date', () => {
  spec(
    'is the first day on which a code of the list is recorded',
    {
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1950-01-02    | 2
      `,
      event: `
        alf_pe | event_date | code
        ann    | 2015-06-01 | G573.
        ann    | 2012-03-04 | G573.
        ann    | 2011-01-01 | H33..
      `,
    },
    {
      cohort: `
        alf_pe | index_date | start_date
        ann    | 2012-03-04 | 2012-03-04
      `,
    },
  );

  spec(
    'is read from codes with blanks around them, and not from codes in another case',
    {
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1950-01-02    | 2
        bob    | 1950-01-02    | 1
      `,
      event: `
        alf_pe | event_date | code
        bob    | 2012-03-04 | g573.
        ann    | 2012-03-04 | G573.
      `,
    },
    {
      excluded: `
        alf_pe | reason
        bob    | has_index
      `,
    },
  );

  spec(
    'is missing for someone who has no record, and they are the first to be left out',
    {
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1950-01-02    | 2
        bob    | 1950-01-02    | 1
      `,
      event: `
        alf_pe | event_date | code
        ann    | 2012-03-04 | G573.
        bob    | 2012-03-04 | H33..
      `,
    },
    {
      cohort: `
        alf_pe
        ann
      `,
      excluded: `
        alf_pe | reason
        bob    | has_index
      `,
    },
  );

  spec(
    'never comes from a record without a date, before birth, or after the extract',
    {
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1950-01-02    | 2
        bob    | 1950-01-02    | 1
        cai    | 1950-01-02    | 1
        dee    | 1950-01-02    | 2
      `,
      event: `
        alf_pe | event_date | code
        ann    |            | G573.
        ann    | 1950-01-01 | G573.
        ann    | 2012-03-04 | G573.
        bob    | 1950-01-02 | G573.
        cai    | 2021-03-31 | G573.
        dee    | 2021-04-01 | G573.
      `,
      followUpEnd: ['study_end', {max_follow_up: 10}],
    },
    {
      cohort: `
        alf_pe | index_date
        ann    | 2012-03-04
        bob    | 1950-01-02
        cai    | 2021-03-31
      `,
    },
  );

  spec(
    'of the period is from its first day to its last, both counted',
    {
      eligibility: IN_PERIOD,
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1950-01-02    | 2
        bob    | 1950-01-02    | 1
        cai    | 1950-01-02    | 1
        dee    | 1950-01-02    | 2
      `,
      event: `
        alf_pe | event_date | code
        ann    | 2009-12-31 | G573.
        bob    | 2010-01-01 | G573.
        cai    | 2019-12-31 | G573.
        dee    | 2020-01-01 | G573.
      `,
    },
    {
      cohort: `
        alf_pe | index_date
        bob    | 2010-01-01
        cai    | 2019-12-31
      `,
      excluded: `
        alf_pe | reason
        ann    | index_in_period
        dee    | index_in_period
      `,
    },
  );

  spec(
    'before the period gives no second chance within it',
    {
      eligibility: IN_PERIOD,
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1950-01-02    | 2
      `,
      event: `
        alf_pe | event_date | code
        ann    | 2005-05-05 | G573.
        ann    | 2015-05-05 | G573.
      `,
    },
    {
      cohort: `(none)`,
      excluded: `
        alf_pe | reason
        ann    | index_in_period
      `,
    },
  );

  spec(
    'belongs to a person once, whose rows differ: the earliest birth counts',
    {
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1960-01-04    | 2
        ann    | 1950-01-02    | 2
      `,
      event: `
        alf_pe | event_date | code
        ann    | 2012-03-04 | G573.
      `,
    },
    {
      cohort: `
        alf_pe | age | sex
        ann    | 62  | 2
      `,
    },
  );
});

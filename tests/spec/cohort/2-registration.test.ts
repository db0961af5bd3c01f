/** Registration: spells that are merged, and how long someone has been registered on a day. */

import {describe} from 'vitest';
import {registered, spec} from './spec.ts';

const ANN = `
  alf_pe | week_of_birth | sex
  ann    | 1950-01-02    | 2
`;
const INDEX = `
  alf_pe | event_date | code
  ann    | 2012-01-01 | G573.
`;

describe('registration spells', () => {
  spec(
    'merge when as many days lie between them as are allowed',
    {
      eligibility: registered(0, 30),
      population: ANN,
      event: INDEX,
      registration: `
        alf_pe | start_date | end_date
        ann    | 2010-01-01 | 2010-12-31
        ann    | 2011-01-31 | 2012-12-31
      `,
    },
    {
      spells: `
        alf_pe | start      | end
        ann    | 2010-01-01 | 2012-12-31
      `,
    },
  );

  spec(
    'stay apart when one day more lies between them',
    {
      eligibility: registered(0, 30),
      population: ANN,
      event: INDEX,
      registration: `
        alf_pe | start_date | end_date
        ann    | 2010-01-01 | 2010-12-31
        ann    | 2011-02-01 | 2012-12-31
      `,
    },
    {
      spells: `
        alf_pe | start      | end
        ann    | 2010-01-01 | 2010-12-31
        ann    | 2011-02-01 | 2012-12-31
      `,
    },
  );

  spec(
    'that follow each other from one day to the next merge even when no gap is allowed',
    {
      eligibility: registered(0, 0),
      population: ANN,
      event: INDEX,
      registration: `
        alf_pe | start_date | end_date
        ann    | 2010-01-01 | 2010-12-31
        ann    | 2011-01-01 | 2011-06-30
        ann    | 2011-07-02 | 2012-12-31
      `,
    },
    {
      spells: `
        alf_pe | start      | end
        ann    | 2010-01-01 | 2011-06-30
        ann    | 2011-07-02 | 2012-12-31
      `,
    },
  );

  spec(
    'are not cut by a short spell inside a long one, nor by one that is there twice',
    {
      eligibility: registered(0, 0),
      population: ANN,
      event: INDEX,
      registration: `
        alf_pe | start_date | end_date
        ann    | 2000-01-01 | 2012-12-31
        ann    | 2001-01-01 | 2001-02-01
        ann    | 2005-01-01 | 2005-02-01
        ann    | 2005-01-01 | 2005-02-01
        ann    | 2013-01-01 | 2014-12-31
      `,
    },
    {
      spells: `
        alf_pe | start      | end
        ann    | 2000-01-01 | 2014-12-31
      `,
    },
  );

  spec(
    'without an end run to the day of the extract',
    {
      eligibility: registered(0, 30),
      population: ANN,
      event: INDEX,
      registration: `
        alf_pe | start_date | end_date
        ann    | 2010-01-01 |
      `,
    },
    {
      spells: `
        alf_pe | start      | end
        ann    | 2010-01-01 | 2021-03-31
      `,
    },
  );

  spec(
    'that end before they start, or have no start, are no spells; one day is one',
    {
      eligibility: registered(0, 0),
      population: ANN,
      event: INDEX,
      registration: `
        alf_pe | start_date | end_date
        ann    | 2010-01-02 | 2010-01-01
        ann    |            | 2015-01-01
        ann    | 2016-01-01 | 2016-01-01
        ann    | 2021-04-01 |
      `,
    },
    {
      spells: `
        alf_pe | start      | end
        ann    | 2016-01-01 | 2016-01-01
      `,
      excluded: `
        alf_pe | reason
        ann    | registered_1y
      `,
    },
  );
});

describe('a year of registration', () => {
  spec(
    'is 365 days, which pass; 364 do not',
    {
      eligibility: registered(365, 30),
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
      registration: `
        alf_pe | start_date | end_date
        ann    | 2011-01-01 |
        bob    | 2011-01-02 |
      `,
    },
    {
      cohort: `
        alf_pe
        ann
      `,
      excluded: `
        alf_pe | reason
        bob    | registered_1y
      `,
    },
  );

  spec(
    'counts from the start of the merged spell',
    {
      eligibility: registered(365, 30),
      population: ANN,
      event: INDEX,
      registration: `
        alf_pe | start_date | end_date
        ann    | 2010-06-01 | 2011-06-01
        ann    | 2011-07-01 |
      `,
    },
    {
      cohort: `
        alf_pe | index_date
        ann    | 2012-01-01
      `,
    },
  );

  spec(
    'holds on the last day of a spell, and not on the day after',
    {
      eligibility: registered(365, 0),
      population: `
        alf_pe | week_of_birth | sex
        ann    | 1950-01-02    | 2
        bob    | 1950-01-02    | 1
      `,
      event: `
        alf_pe | event_date | code
        ann    | 2012-01-01 | G573.
        bob    | 2012-01-02 | G573.
      `,
      registration: `
        alf_pe | start_date | end_date
        ann    | 2010-01-01 | 2012-01-01
        bob    | 2010-01-01 | 2012-01-01
      `,
      followUpEnd: ['death', 'study_end', {max_follow_up: 100}],
    },
    {
      cohort: `
        alf_pe
        ann
      `,
      excluded: `
        alf_pe | reason
        bob    | registered_1y
      `,
    },
  );
});

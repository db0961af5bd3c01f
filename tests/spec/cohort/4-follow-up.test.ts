/** Follow-up: from the day after the index date to the earliest reason to end it. */

import {describe} from 'vitest';
import {ANYONE, spec} from './spec.ts';

const population = `
  alf_pe | week_of_birth | sex
  ann    | 1950-01-02    | 2
`;
const event = `
  alf_pe | event_date | code
  ann    | 2012-03-04 | G573.
`;
const registration = `
  alf_pe | start_date | end_date
  ann    | 2000-01-01 | 2015-06-30
`;
const stillRegistered = `
  alf_pe | start_date | end_date
  ann    | 2000-01-01 |
`;
const died = (day: string) => `
  alf_pe | death_date
  ann    | ${day}
`;

describe('follow-up ends', () => {
  spec(
    'with the study when nothing else ends it; the start day is not counted, the last day is',
    {population, event, registration: stillRegistered},
    {
      cohort: `
        alf_pe | start_date | exit_date  | exit_reason | time_days | death_date | death_status
        ann    | 2012-03-04 | 2020-12-31 | study_end   | 3224      |            | 0
      `,
    },
  );

  spec(
    'with death, on the day of death',
    {population, event, registration: stillRegistered, death: died('2012-03-14')},
    {
      cohort: `
        alf_pe | exit_date  | exit_reason | time_days | death_date | death_status
        ann    | 2012-03-14 | death       | 10        | 2012-03-14 | 1
      `,
    },
  );

  spec(
    'with the last day of registration, in the merged spell that holds the index date',
    {population, event, registration},
    {
      cohort: `
        alf_pe | exit_date  | exit_reason
        ann    | 2015-06-30 | deregistered
      `,
    },
  );

  spec(
    'after so many days, when the study says so',
    {population, event, registration, followUpEnd: ['death', {max_follow_up: 365}, 'study_end']},
    {
      cohort: `
        alf_pe | exit_date  | exit_reason   | time_days
        ann    | 2013-03-04 | max_follow_up | 365
      `,
    },
  );

  spec(
    'only for the reasons that the study names',
    {population, event, registration, followUpEnd: ['death', 'study_end']},
    {
      cohort: `
        alf_pe | exit_date  | exit_reason
        ann    | 2020-12-31 | study_end
      `,
    },
  );
});

describe('a death', () => {
  spec(
    'on the last day of the study counts',
    {population, event, registration: stillRegistered, death: died('2020-12-31')},
    {
      cohort: `
        alf_pe | exit_date  | exit_reason | death_status
        ann    | 2020-12-31 | death       | 1
      `,
    },
  );

  spec(
    'on the last registered day counts, and comes before deregistration',
    {population, event, registration, death: died('2015-06-30')},
    {
      cohort: `
        alf_pe | exit_date  | exit_reason | death_status
        ann    | 2015-06-30 | death       | 1
      `,
    },
  );

  spec(
    'on the day on which follow-up reaches its limit counts',
    {
      population,
      event,
      death: died('2013-03-04'),
      followUpEnd: ['death', 'study_end', {max_follow_up: 365}],
    },
    {
      cohort: `
        alf_pe | exit_date  | exit_reason | death_status
        ann    | 2013-03-04 | death       | 1
      `,
    },
  );

  spec(
    'after follow-up has ended is not seen',
    {population, event, registration, death: died('2015-07-01')},
    {
      cohort: `
        alf_pe | exit_date  | exit_reason  | death_date | death_status
        ann    | 2015-06-30 | deregistered |            | 0
      `,
    },
  );

  spec(
    'that two sources date differently is the earlier one',
    {
      population,
      event,
      registration: stillRegistered,
      death: `
        alf_pe | death_date
        ann    | 2014-02-02
        ann    | 2014-02-01
      `,
    },
    {
      cohort: `
        alf_pe | exit_date  | death_date
        ann    | 2014-02-01 | 2014-02-01
      `,
    },
  );
});

describe('several ends on one day', () => {
  spec(
    'death comes first, whatever the order in which the study names them',
    {
      population,
      event,
      registration,
      death: died('2015-06-30'),
      followUpEnd: ['deregistered', 'study_end', 'death'],
    },
    {
      cohort: `
        alf_pe | exit_date  | exit_reason
        ann    | 2015-06-30 | death
      `,
    },
  );

  spec(
    'the end of the study comes before deregistration',
    {
      population,
      event,
      registration: registration.replace('2015-06-30', '2020-12-31'),
      followUpEnd: ['deregistered', 'study_end'],
    },
    {
      cohort: `
        alf_pe | exit_date  | exit_reason
        ann    | 2020-12-31 | study_end
      `,
    },
  );

  spec(
    'the end of the study may be the only end',
    {population, event, registration, death: died('2015-07-01'), followUpEnd: ['study_end']},
    {
      cohort: `
        alf_pe | exit_date  | exit_reason | death_status
        ann    | 2020-12-31 | study_end   | 1
      `,
    },
  );
});

describe('a record of someone without a birth date', () => {
  spec(
    'counts; the age step leaves them out',
    {
      population: population.replace('1950-01-02', '          '),
      event,
      registration: stillRegistered,
      eligibility: [...ANYONE, {step: 'adult', kind: 'age', min: 18, max: 110, at: 'index'}],
    },
    {
      excluded: `
        alf_pe | reason
        ann    | adult
      `,
    },
  );
});

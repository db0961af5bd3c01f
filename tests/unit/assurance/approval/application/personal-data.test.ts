/** Free text that looks like a person's data is found by kind; what merely looks like it is not. */

import {describe, expect, it} from 'vitest';
import {
  personalDataIn,
  personalDataInText,
} from '../../../../../src/assurance/approval/application/personal-data.ts';
import {typed} from '../support/example-applications.ts';

describe('a text', () => {
  it.each([
    ['the case of 943 476 5919 shows', 'an NHS number'],
    ['9434765919', 'an NHS number'],
    ['number 943-476-5919.', 'an NHS number'],
    ['９４３４７６５９１９', 'an NHS number'],
    ['943\u200b476\u200b5919', 'an NHS number'],
    ['she lives at SA2 8PP now', 'a postcode'],
    ['cf103at', 'a postcode'],
    ['(EC1A 1BB)', 'a postcode'],
    ['W1A 0AX', 'a postcode'],
    ['write to canary.person@example.org', 'an e-mail address'],
    ['canary (at) example (dot) org', 'an e-mail address'],
    ['call 01792 496012', 'a telephone number'],
    ['+44 (0)20 7946 0123', 'a telephone number'],
    ['07700900123', 'a telephone number'],
    ['0044 7700 900123', 'a telephone number'],
    ['01792 496012 07700 900123', 'a telephone number'],
    ['a man born 3.4.1956', 'a date of birth'],
    ['born on the 3rd of April 1956', 'a date of birth'],
    ['DOB: 03/04/56', 'a date of birth'],
    ['D.O.B. 1956-04-03', 'a date of birth'],
    ['her date of birth is 3 Apr 1956', 'a date of birth'],
  ])('is found: %s', (text, kind) => {
    expect(personalDataInText(text)).toEqual([kind]);
  });

  it.each([
    'We ask for week of birth, as date of birth is not needed.',
    'Everyone born in 1956 or later, and children born before 1 week of age.',
    'Data from 2000-04-01 to 2025-03-31; 20,000 people; level of 5 %.',
    'REC-26-0123, ISRCTN12345678, MR/S003878/1, doi 10.23889/ijpds.v11i1.3000',
    '943 476 5918 fails its check digit',
    'section 251, uk-gdpr:6.1.e, MONDO:0005453, ICD-10 I48, E11',
    'The DOB column is left out.',
    'A version of 1.0.23 and 0123 rows; bands 0 10 20 30 40 50 60; 0123456789012345',
  ])('is let through: %s', (text) => {
    expect(personalDataInText(text)).toEqual([]);
  });
});

describe('answers', () => {
  it('are told by question and kind, in lists and tables too, and never repeated', () => {
    const findings = personalDataIn(
      typed({
        title: 'A study',
        funders: ['A charity', 'canary@example.org, 07700 900123'],
        people: [{actor: 'researcher:one', organisation: 'SA2 8PP'}],
      }),
    );
    expect(findings).toEqual([
      {question: 'funders', kinds: ['an e-mail address', 'a telephone number']},
      {question: 'people', kinds: ['a postcode']},
    ]);
  });
});

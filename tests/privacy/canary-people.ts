/** People who exist nowhere else, and the files they leave: what is searched for afterwards. */

import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {checkDigit} from '../../src/kernel/ids.ts';

const PEOPLE = 60;

export interface Canary {
  readonly nhsNumber: string;
  readonly surname: string;
  readonly forename: string;
  readonly birth: string;
  readonly sex: string;
  readonly address: string;
  readonly postcode: string;
}

const letters = (n: number): string =>
  String.fromCharCode(97 + (Math.floor(n / 26) % 26), 97 + (n % 26));

function nhsNumber(n: number): string {
  for (let prefix = 900_100_000 + n * 37; ; prefix++) {
    const digit = checkDigit(String(prefix));
    if (digit < 10) return `${prefix}${digit}`;
  }
}

/** Births are Wednesdays, so that no week of birth, which is a Monday, is anybody's birthday. */
const birthDay = (n: number): string =>
  new Date(Date.UTC(1931, 2, 4) + n * 7 * 86_400_000).toISOString().slice(0, 10);

export const CANARIES: readonly Canary[] = Array.from({length: PEOPLE}, (_, n) => ({
  nhsNumber: nhsNumber(n),
  surname: `Xq${letters(n)}wythian`,
  forename: `Zv${letters(n * 7 + 3)}elorine`,
  birth: birthDay(n),
  sex: n % 2 === 0 ? '1' : '2',
  address: `${n + 1} Qorvex${letters(n)} Gardens`,
  postcode: `LD${(n % 9) + 1} ${(n * 3) % 10}${letters(n)
    .toUpperCase()
    .replaceAll(/[CIKMOV]/g, 'X')}`,
}));

/** Codes and words of illness that occur nowhere else. */
export const DIAGNOSES = ['ZQX9.', 'ZQX8.', 'quorxitis'] as const;

/** Every text that says who a canary is, in the shapes that programs print. */
export const identifyingTexts = (): string[] =>
  CANARIES.flatMap(({nhsNumber: nhs, surname, forename, birth, address, postcode}) => {
    const [year, month, day] = birth.split('-') as [string, string, string];
    return [
      nhs,
      surname,
      forename,
      birth,
      `${day}/${month}/${year}`,
      `${year}${month}${day}`,
      address,
      postcode,
      postcode.replace(' ', ''),
    ];
  });

const csv = (header: string, rows: readonly string[]): string =>
  `${[header, ...rows].join('\n')}\n`;

const who = ({nhsNumber: n, surname, forename, birth, sex, postcode}: Canary): string =>
  [n, surname, forename, birth, sex, postcode].join(',');
const WHO = 'nhs_number,surname,forename,date_of_birth,sex,postcode';

export const FILES = {
  'register.csv': csv(
    `${WHO},address_1`,
    CANARIES.map((one) => `${who(one)},${one.address}`),
  ),
  'registration.csv': csv(
    `${WHO},practice_code,start_date,end_date`,
    CANARIES.map((one) => `${who(one)},W97001,2001-01-01,`),
  ),
  'visit.csv': csv(
    `${WHO},visit_date,code,label`,
    CANARIES.flatMap((one, n) => [
      `${who(one)},2012-05-${String((n % 28) + 1).padStart(2, '0')},${DIAGNOSES[0]},${DIAGNOSES[2]}`,
      `${who(one)},2014-01-07,${DIAGNOSES[1]},routine`,
    ]),
  ),
  'death.csv': csv(
    `${WHO},death_date`,
    CANARIES.filter((_, n) => n % 3 === 0).map(
      (one) => `${who(one)},2016-02-0${(one.birth.length % 8) + 1}`,
    ),
  ),
  'opt_outs.dat': `${CANARIES[59]?.nhsNumber},\n`,
} as const;

const WHO_FIELDS = `
  - {name: nhs_number, type: string, dolen: {role: 'identifier:nhs-number'}}
  - {name: surname, type: string, dolen: {role: 'identifier:surname'}}
  - {name: forename, type: string, dolen: {role: 'identifier:forename'}}
  - {name: date_of_birth, type: date, dolen: {role: 'identifier:date-of-birth'}}
  - {name: sex, type: string, dolen: {role: 'identifier:sex'}}
  - {name: postcode, type: string, dolen: {role: 'identifier:postcode'}}`;

export const contract = (name: string, fields: string, dolen = ''): string => `
name: ${name}
title: ${name}
fields:${WHO_FIELDS}
${fields}
dolen: {provider: canary, people: made-up, sexCodeSystem: sail${dolen}}
`;

const VISIT = `
  - {name: visit_date, type: date, dolen: {role: 'date:event'}}
  - {name: code, type: string, dolen: {role: content, codeSystem: local}}
  - {name: label, type: string, dolen: {role: content}}`;

export const CONTRACTS = {
  register: contract(
    'register',
    "  - {name: address_1, type: string, dolen: {role: 'identifier:address-1'}}",
    ', kind: register',
  ),
  registration: contract(
    'registration',
    `
  - {name: practice_code, type: string, dolen: {role: practice}}
  - {name: start_date, type: date, dolen: {role: 'date:event'}}
  - {name: end_date, type: date, dolen: {role: content}}`,
  ),
  visit: contract('visit', VISIT),
  death: contract('death', "  - {name: death_date, type: date, dolen: {role: 'date:event'}}"),
  'visit-missing': contract(
    'visit',
    `${VISIT}\n  - {name: absent, type: string, dolen: {role: content}}`,
  ),
  'visit-number': contract('visit', VISIT.replace('code, type: string', 'code, type: integer')),
  'visit-named': contract('visit', VISIT).replace(
    "{name: surname, type: string, dolen: {role: 'identifier:surname'}}",
    '{name: surname, type: string, dolen: {role: content}}',
  ),
  'visit-real': contract('visit', VISIT).replace('people: made-up, ', ''),
  'register-real': contract(
    'register',
    "  - {name: address_1, type: string, dolen: {role: 'identifier:address-1'}}",
    ', kind: register',
  ).replace('people: made-up, ', ''),
} as const;

const GRANT_DAYS = {validFrom: '2020-01-01', validTo: '2099-12-31'};

const grants = (project: string, {validFrom, validTo}: typeof GRANT_DAYS): string => `
project: ${project}
title: canaries
application: APP-CANARY v1
purpose: test
legalBasis: ['none: made-up people']
people: ['researcher:one', 'researcher:two']
grants:
  - {id: G1, dataset: registration, controller: c, columns: [week_of_birth, sex, start_date, end_date], validFrom: '${validFrom}', validTo: '${validTo}'}
  - {id: G2, dataset: visit, controller: c, columns: [visit_date, code], validFrom: '${validFrom}', validTo: '${validTo}'}
  - {id: G3, dataset: death, controller: c, columns: [death_date], validFrom: '${validFrom}', validTo: '${validTo}'}
`;

export const GRANTS = {
  'PRJ-CANARY': grants('PRJ-CANARY', GRANT_DAYS),
  'PRJ-LAPSED': grants('PRJ-LAPSED', {validFrom: '2020-01-01', validTo: '2021-12-31'}),
} as const;

export const STUDY = `
study: {id: canaries, version: 1, question: q, purpose: p}
period: {start: 2010-01-01, end: 2013-12-31, followUpEnd: 2018-12-31, extractDate: 2018-12-31}
sources:
  persons: {table: registration, id: alf_pe, birth: week_of_birth, sex: sex}
  deaths: {table: death, id: alf_pe, date: death_date}
  registrations: {table: registration, id: alf_pe, start: start_date, end: end_date}
  events: {table: visit, id: alf_pe, date: visit_date, code: code}
codelists: {q: {file: codes.csv, system: local, codeColumn: code}}
entities: {q: {codelist: q, onset: incidentOrPrevalent}}
index: {logic: q, select: first}
eligibility:
  - {step: has_index, kind: hasIndex}
  - {step: in_period, kind: indexInPeriod}
  - {step: registered, kind: registered, minPriorDays: 365, maxGapDays: 30, at: index}
  - {step: follow_up, kind: followUp, minDays: 1}
outcomes: {death: {source: deaths}}
followUp: {start: index, end: [death, deregistered, study_end]}
`;

export const MODEL = `
version: 2
name: canaries
kind: spine
fields:
  - {name: surname, clean: asIs, role: surname}
  - {name: forename, clean: asIs, role: forename}
  - {name: date_of_birth, clean: asIs, role: birth-date}
  - {name: birth_year, clean: asIs, role: birth-year}
  - {name: sex, clean: asIs, role: sex}
  - {name: postcode, clean: postcode, role: postcode}
blocking: {predict: [[date_of_birth], [surname, birth_year], [postcode]]}
comparisons:
  - name: surname
    levels:
      - {when: {is: "null", on: surname}, missing: true}
      - {when: {is: exact, on: surname}, m: 0.95, u: 0.01}
      - {when: {is: else}, m: 0.05, u: 0.99}
prior: {expectedLinks: rows}
resolve: {method: margin, theta: 5, delta: 5}
`;

/** Writes everything that a journey of canaries needs. */
export async function writeCanaries(folder: string): Promise<void> {
  const write = async (path: string, text: string) => {
    await mkdir(join(folder, path, '..'), {recursive: true});
    await writeFile(join(folder, path), text);
  };
  for (const [name, text] of Object.entries(FILES)) await write(`in/${name}`, text);
  for (const [name, text] of Object.entries(CONTRACTS)) await write(`in/${name}.yaml`, text);
  for (const [name, text] of Object.entries(GRANTS))
    await write(`governance/grants/${name}.yaml`, text);
  await write('in/study.yaml', STUDY);
  await write('in/study-greedy.yaml', STUDY.replace('code: code}', 'code: label}'));
  await write('in/codes.csv', `code\n${DIAGNOSES[0]}\n`);
  await write('in/model.yaml', MODEL);
  await write('in/counts-small.csv', 'sex,people\n1,40\n2,3\n');
  await write('in/counts-rows.csv', 'sex,people\n1,1\n2,1\n1,1\n');
}

/** An answer as it is printed on a form: paragraphs, a list or a table, in words. */

import {MODIFIERS, PERMISSIONS} from '../data-use/terms.ts';
import type {Question} from '../policy/questions.ts';
import type {AnswerValue, DatasetAsked, LegalBasis, Person, Purpose, Reference} from './answers.ts';

export type Printed =
  | {readonly kind: 'paragraphs'; readonly paragraphs: readonly string[]}
  | {readonly kind: 'list'; readonly items: readonly string[]}
  | {
      readonly kind: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

const words = (...paragraphs: string[]): Printed => ({kind: 'paragraphs', paragraphs});
const list = (items: readonly string[]): Printed =>
  items.length === 0 ? words('None') : {kind: 'list', items};
const table = (columns: readonly string[], rows: readonly (readonly string[])[]): Printed => ({
  kind: 'table',
  columns,
  rows,
});

/** An option as words: `local-government` is read as Local government. */
function spoken(option: string): string {
  if (ACRONYMS.has(option)) return option.toUpperCase();
  const words = option.replaceAll('-', ' ').replace(/\buk\b/, 'UK');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const ACRONYMS: ReadonlySet<string> = new Set(['nhs', 'lsoa', 'msoa']);

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

/** `2026-04-01` as 1 April 2026. */
export function dayInWords(day: string): string {
  const [year, month, date] = day.slice(0, 10).split('-').map(Number) as [number, number, number];
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

const PRINTERS: {readonly [type in Question['type']]: (value: never) => Printed} = {
  text: (value: string) => words(value),
  'long-text': (value: string) => words(...paragraphsOf(value)),
  'yes-no': (value: boolean) => words(value ? 'Yes' : 'No'),
  choice: (value: string) => words(spoken(value)),
  choices: (value: readonly string[]) => list(value.map(spoken)),
  number: (value: number) => words(String(value)),
  date: (value: string) => words(dayInWords(value)),
  list: (value: readonly string[]) => list(value),
  people: peopleTable,
  purposes: purposesTable,
  datasets: datasetsTable,
  'legal-basis': legalBasisTable,
  reference: (value: Reference) => words(referenceInWords(value)),
};

export const printAnswer = ({type}: Question, value: AnswerValue): Printed =>
  PRINTERS[type](value as never);

const paragraphsOf = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');

/** Staff ids and organisations; no name, no team, no manager. */
function peopleTable(people: readonly Person[]): Printed {
  return table(
    ['Person', 'Organisation', 'Sees data', 'Accreditation', 'Training'],
    people.map(({actor, organisation, accessesData, accreditation, training}) => [
      actor,
      organisation,
      accessesData ? 'Yes' : 'No',
      `${accreditation.status}, to ${dayInWords(accreditation.validTo)}`,
      training.map(({course, validTo}) => `${course}, to ${dayInWords(validTo)}`).join('; '),
    ]),
  );
}

const TERM_MEANS: ReadonlyMap<string, string> = new Map([
  ...Object.entries({...PERMISSIONS, ...MODIFIERS}).map(([id, {name}]) => [id, name] as const),
  ['MDS', 'development of methods'],
]);

function purposesTable(purposes: readonly Purpose[]): Printed {
  return table(
    ['Term', 'Meaning', 'Disease'],
    purposes.map(({term, disease}) => [term, TERM_MEANS.get(term) ?? '', disease ?? '']),
  );
}

function datasetsTable(datasets: readonly DatasetAsked[]): Printed {
  return table(
    ['Dataset', 'Columns', 'Rows', 'Dates'],
    datasets.map(({dataset, columns, rowFilter, dates}) => [
      dataset,
      columns.join(', '),
      rowFilter.length === 0
        ? 'all'
        : rowFilter.map(({column, oneOf}) => `${column} is ${oneOf.join(' or ')}`).join('; '),
      dates
        ? `${dates.column} from ${dayInWords(dates.from)} to ${dayInWords(dates.to)}`
        : 'all dates',
    ]),
  );
}

function legalBasisTable({article6, article9, confidentiality}: LegalBasis): Printed {
  return table(
    ['Law', 'Basis'],
    [
      ['UK GDPR, article 6', article6],
      ['UK GDPR, article 9', article9],
      ['Confidentiality', confidentiality],
    ],
  );
}

function referenceInWords({ref, validFrom, validTo}: Reference): string {
  const from = validFrom ? `, from ${dayInWords(validFrom)}` : '';
  return `${ref}${from}${validTo ? `, valid to ${dayInWords(validTo)}` : ''}`;
}

/** Two small files about people who exist nowhere, and a model for them; the same each time. */

import {readLinkageModel} from '../../src/methods/linkage/model/read-model.ts';
import type {LinkageModel} from '../../src/methods/linkage/model/schema.ts';

/** Stands in one record of each file; no report and no explanation may hold it. */
export const CANARY = 'QUETZALCOATLUS';

const FORENAMES = 'Aled Bethan Carys Dewi Eleri Ffion Gethin Heledd Ieuan Lowri'.split(' ');
const SURNAMES = 'Bowen Cadwgan Davies Ellis Fychan Griffiths Howells Lloyd'.split(' ');
const AREAS = ['CF10', 'SA1', 'LL57'];

const HEADER = 'id,person,forename,surname,sex,born,postcode,region';

const pick = <T>(from: readonly T[], n: number): T => from[n % from.length] as T;

function person(n: number): string[] {
  const day = `${1950 + (n % 50)}-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`;
  return [
    pick(FORENAMES, n * 7),
    `${pick(SURNAMES, n * 3)}${'abcdefghij'.charAt(Math.floor(n / 10) % 10)}`,
    n % 2 === 0 ? '1' : '2',
    day,
    `${pick(AREAS, n)} ${1 + (n % 9)}A${'BDEFGH'.charAt(Math.floor(n / 9) % 6)}`,
    n % 40 === 0 ? '' : n < 3 ? 'rare region' : pick(['north', 'south'], n),
  ];
}

/**
 * 300 people in the left file, of whom 260 are in the right with 20 others. Every seventh has moved,
 * every eleventh writes the forename otherwise; the last record of the left file says nothing at all.
 */
export function madeUpFiles(): {left: string; right: string} {
  const rows = Array.from({length: 320}, (_, n) => {
    const own = person(n);
    return n === 5 ? [CANARY, ...own.slice(1)] : own;
  });
  const left = rows.slice(0, 300).map((own, n) => [`L${n}`, `P${n}`, ...own]);
  const right = rows.slice(40).map((own, i) => {
    const n = i + 40;
    const [forename = '', surname = '', sex = '', born = '', postcode = '', region = ''] = own;
    const changed = n % 11 === 0 ? forename.slice(0, 1) : forename;
    const moved = n % 7 === 0 ? `SY23 ${1 + (n % 9)}XX` : postcode;
    return [`R${n}`, `P${n}`, changed, surname, sex, born, moved, region];
  });
  left.push(['L300', 'P900', '', '', '', '', '', 'north']);
  right.push(['R5', 'P5', ...(rows[5] as string[])]);
  const csv = (lines: readonly (readonly string[])[]) =>
    `${[HEADER, ...lines.map((cells) => cells.join(','))].join('\n')}\n`;
  return {left: csv(left), right: csv(right)};
}

const missing = (on: string) => ({when: {is: 'null', on}, label: 'missing', missing: true});
const equal = (on: string, m: number, u: number, rest: object = {}) => ({
  when: {is: 'exact', on},
  label: 'equal',
  m,
  u,
  ...rest,
});
const other = (m: number, u: number) => ({when: {is: 'else'}, label: 'different', m, u});

/** Links one to one from 2 bits on. */
export const MADE_UP_MODEL: LinkageModel = readLinkageModel(
  JSON.stringify({
    version: 2,
    name: 'made-up people',
    kind: 'link',
    id: 'id',
    fields: [
      {name: 'forename', clean: 'name', role: 'forename'},
      {name: 'surname', clean: 'name', role: 'surname'},
      {name: 'sex', clean: 'sex', role: 'sex'},
      {name: 'born', clean: 'date', role: 'birth-date'},
      {name: 'postcode', clean: 'postcode', role: 'postcode'},
    ],
    blocking: {predict: [['born'], ['surname', 'sex'], ['postcode', 'born.year']]},
    comparisons: [
      {
        name: 'forename',
        levels: [
          missing('forename'),
          equal('forename', 0.85, 0.1, {
            tf: {on: 'forename', weight: 1, minimumU: 0.001},
            seM: 0.01,
            seU: 0.001,
          }),
          {when: {is: 'initial', on: 'forename'}, label: 'initial', m: 0.1, u: 0.05},
          other(0.05, 0.85),
        ],
      },
      {
        name: 'surname',
        levels: [missing('surname'), equal('surname', 0.97, 0.0125), other(0.03, 0.9875)],
      },
      {name: 'sex', levels: [missing('sex'), equal('sex', 0.99, 0.5), other(0.01, 0.5)]},
      {
        name: 'birth_date',
        levels: [
          {when: {is: 'not', of: {is: 'exact', on: 'sex'}}, label: 'sex differs', missing: true},
          missing('born'),
          equal('born', 0.98, 0.004),
          other(0.02, 0.996),
        ],
      },
      {
        name: 'place',
        levels: [missing('postcode'), equal('postcode', 0.85, 0.01), other(0.15, 0.99)],
      },
    ],
    prior: {expectedLinks: 'rows'},
    resolve: {method: 'oneToOne', theta: 2, duplicateFree: ['left', 'right']},
  }),
);

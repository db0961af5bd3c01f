/** Prints the page of data-use terms: what each word means, and what each purpose may do under it. */

import {decideDataUse} from '../../assurance/approval/data-use/decide-data-use.ts';
import {PURPOSES, type UseTerm} from '../../assurance/approval/data-use/permission-rules.ts';
import {OUTCOMES, type Outcome, REASONS} from '../../assurance/approval/data-use/reasons.ts';
import {
  type DataUseTerm,
  HDRUK_LIMITATIONS,
  HDRUK_ONLY,
  HDRUK_REQUIREMENTS,
  MODIFIERS,
  PERMISSIONS,
} from '../../assurance/approval/data-use/terms.ts';
import type {IsoDay} from '../../kernel/dates.ts';

const WORDS = {
  allow: 'the terms admit it; a body still decides',
  incomplete: 'something is missing, and the reason says who can give it',
  abstain: 'no rule can tell; a person decides',
  conflict:
    'the terms forbid it; the application cannot go to this controller unless two of its approvers override with reasons',
} as const satisfies Record<Outcome, string>;

const PURPOSE_WORDS = {
  GRU: 'any research',
  HMB: 'health research',
  DS: 'research on one disease, within the permitted one',
  POA: 'ancestry research',
  MDS: 'methods research alone',
} as const satisfies Record<(typeof PURPOSES)[number], string>;

const DISEASE = 'the permitted disease';
const NO_FACTS = {today: '1970-01-01' as IsoDay};
const withDisease = (term: string): UseTerm => (term === 'DS' ? {term, disease: DISEASE} : {term});

const termLines = (terms: Readonly<Record<string, DataUseTerm>>): string[] =>
  Object.entries(terms).map(([short, {id, name, means}]) =>
    short === id
      ? `| \`${id}\` | | ${name} | ${means} |`
      : `| \`${short}\` | ${id} | ${name} | ${means} |`,
  );

const hdrukLines = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).map(([value, term]) => `| ${value} | \`${term}\` |`);

const matrixLines = (): string[] =>
  PURPOSES.map((purpose) => {
    const cells = [...Object.keys(PERMISSIONS), null].map(
      (permission) =>
        decideDataUse(
          permission === null ? null : withDisease(permission),
          [],
          [withDisease(purpose)],
          NO_FACTS,
        ).outcome,
    );
    return `| \`${purpose}\` ${PURPOSE_WORDS[purpose]} | ${cells.join(' | ')} |`;
  });

const reasonLines = (outcome: Outcome): string[] =>
  Object.entries(REASONS)
    .filter(([, line]) => line.outcome === outcome)
    .map(([code, line]) => `| ${code} | ${line.words} | ${'ask' in line ? line.ask : ''} |`);

export const dataUseTermsPage = (): string =>
  [
    '# Data-use terms',
    '',
    'Printed from `src/assurance/approval/data-use/` by `npm run print`. Terms and ids are those of the',
    'Data Use Ontology (EBISPOT/DUO) and of HDR UK’s metadata 3.0.0. The check is advice and a hard',
    'stop; it never approves anything. The worst of all reasons decides, and every reason is told.',
    '',
    '| outcome, from best to worst | what it means |',
    '|---|---|',
    ...OUTCOMES.map((outcome) => `| ${outcome} | ${WORDS[outcome]} |`),
    '',
    '## Permissions: what a dataset may be used for',
    '',
    '| term | id | name | means |',
    '|---|---|---|---|',
    ...termLines(PERMISSIONS),
    '',
    `| purpose | ${[...Object.keys(PERMISSIONS), 'none recorded'].join(' | ')} |`,
    `|---|${'---|'.repeat(Object.keys(PERMISSIONS).length + 1)}`,
    ...matrixLines(),
    '',
    'Research on a disease that is neither the permitted one nor below it is in conflict with `DS`.',
    'Methods research counts as within the permitted disease when the application also names it.',
    '',
    '## Modifiers: what is asked or forbidden beside it',
    '',
    '| term | id | name | means |',
    '|---|---|---|---|',
    ...termLines(MODIFIERS),
    ...termLines(HDRUK_ONLY),
    '',
    'A term that is in neither list is never read as permission: a person decides.',
    '',
    '## Values of HDR UK metadata',
    '',
    '| `dataUseLimitation` | term |',
    '|---|---|',
    ...hdrukLines(HDRUK_LIMITATIONS),
    '',
    '| `dataUseRequirements` | term |',
    '|---|---|',
    ...hdrukLines(HDRUK_REQUIREMENTS),
    '',
    '## Every reason',
    '',
    ...[...OUTCOMES]
      .reverse()
      .flatMap((outcome) => [
        `### ${outcome}`,
        '',
        '| code | says | what can be done |',
        '|---|---|---|',
        ...reasonLines(outcome),
        '',
      ]),
  ].join('\n');

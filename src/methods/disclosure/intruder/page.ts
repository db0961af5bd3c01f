/** The intruder report as a page in plain words, for a member of a panel. */

import type {IntruderReport, ReportPart} from './report.ts';

const OUTCOME_WORDS: Readonly<Record<IntruderReport['outcome'], string>> = {
  passed: 'The extract passes: few enough people could be found by what it says of them.',
  'passed-as-exception':
    'The extract is above the limit, and passes as an exception that the application justifies.',
  refused: 'The extract is refused: too many people could be found by what it says of them.',
  'not-known':
    'The extract cannot pass: nobody can say how many people could be found by what it says of them.',
};

const ATTACK_WORDS: Readonly<Record<keyof IntruderReport['attacks'], string>> = {
  prosecutor: 'Prosecutor: knows that a person is in the data, and takes one who looks like them',
  journalist: 'Journalist: looks for anybody, and claims a match that is alone in the data',
  marketer: 'Marketer: looks for everybody in the data among the population',
  register: 'Register: looks people of a made-up public register up in the data',
};

const shown = (n: number | null, unit = ''): string =>
  n === null ? 'withheld' : `${n.toLocaleString('en-GB', {maximumFractionDigits: 4})}${unit}`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map(() => '---|').join('')}`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

export function reportPage(report: IntruderReport): string {
  return `${[
    `# Intruder report: ${report.project}`,
    '',
    ...(report.isEnforced
      ? []
      : ['Its people are made up, so nothing is refused. Were they real, it would say:']),
    OUTCOME_WORDS[report.outcome],
    ...(report.reasons.length === 0 ? [] : ['', ...report.reasons.map((reason) => `- ${reason}`)]),
    '',
    '“Withheld” stands for a count below 10, or one that would give such a count away.',
    ...report.parts.flatMap(partLines),
    ...attackLines(report),
    ...provenanceLines(report),
  ].join('\n')}\n`;
}

function partLines({datasets, people, qiSets}: ReportPart): string[] {
  if (qiSets.length === 0) return [];
  const rows = qiSets.map(({words, people: known, extract, population}) => [
    words,
    shown(known),
    shown(extract.unique, ' %'),
    shown(extract.below5, ' %'),
    population ? shown(population.unique, ' %') : 'not counted',
    population ? shown(population.below5, ' %') : 'not counted',
  ]);
  return [
    '',
    `## ${datasets.join(' with ')}`,
    '',
    `People: ${shown(people)}. Whoever knew this much of a person would find them alone, or among`,
    'fewer than five who look the same: first among the people of the extract, then among everybody.',
    '',
    ...table(
      ['known', 'people', 'alone', 'fewer than 5', 'alone of all', 'fewer than 5 of all'],
      rows,
    ),
  ];
}

function attackLines({attacks}: IntruderReport): string[] {
  const rows = Object.entries(attacks).flatMap(([name, attack]) =>
    attack
      ? [
          [
            ATTACK_WORDS[name as keyof IntruderReport['attacks']],
            shown(attack.attempts),
            shown(attack.claimed),
            shown(attack.correct),
            shown(attack.precision, ' %'),
            shown(attack.baseline, ' %'),
            shown(attack.uplift),
          ],
        ]
      : [],
  );
  if (rows.length === 0) return [];
  return [
    '',
    '## What an intruder would get right',
    '',
    'Beside it, how often a guess among people of the same sex and decade of birth is right.',
    '',
    ...table(
      [
        'intruder',
        'attempts',
        'claims',
        'right',
        'claims that are right',
        'by guessing',
        'times better',
      ],
      rows,
    ),
  ];
}

const provenanceLines = ({provenance, test}: IntruderReport): string[] => [
  '',
  '## Where this comes from',
  '',
  `- test ${test}, seed ${provenance.seed}`,
  `- log entry ${provenance.logIndex}, with which the extract began`,
  ...provenance.extracts.map(({dataset, plain}) => `- ${dataset} ${plain}`),
  `- grants ${provenance.grants}`,
  `- rules ${provenance.rules}`,
  `- counts of the population ${provenance.population ?? 'missing'}`,
];

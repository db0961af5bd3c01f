/** Tells the journey of a pipeline: what each zone saw, and nothing that any zone may not see. */

import {savingsInWords} from '../../assurance/approval/application/savings-words.ts';
import {turnaroundInWords} from '../commands/govern/turnaround.ts';
import type {Journey} from './journey.ts';
import {overallQuality} from './journey.ts';

export interface LogEnd {
  readonly size: number;
  readonly root: string;
  readonly origin: string;
}

const count = (n: number): string => n.toLocaleString('en-GB');

export function tellJourney(journey: Journey, log: LogEnd, home: string): string[] {
  return [
    ...providerPart(journey),
    ...thirdPartyPart(journey),
    ...storePart(journey),
    ...governancePart(journey),
    ...projectPart(journey),
    ...outputPart(journey),
    '',
    ...closurePart(journey),
    `The log: ${count(log.size)} entries, verified`,
    `  ${log.origin}  root ${log.root}`,
    `  check it yourself: dolen audit verify --home ${home}`,
  ];
}

const heading = (title: string): string[] => ['', title];

function providerPart({register, datasets}: Journey): string[] {
  const lines = [{split: register}, ...datasets].map(({split}) => [
    `  ${split.dataset}: ${count(split.rows)} rows`,
    `    File 1 (who)            ${split.file1.join(', ')}`,
    `    File 2 (what happened)  ${split.file2.join(', ') || 'none'}`,
  ]);
  return [
    ...heading('Provider: split each dataset in two, each half sealed to its receiver'),
    ...lines.flat(),
  ];
}

function thirdPartyPart(journey: Journey): string[] {
  const {spine, datasets} = journey;
  const quality = overallQuality(journey);
  const lines = datasets.map(({linked, quality: q}) => {
    const rates = q ? `  precision ${q.precision.toFixed(5)}  recall ${q.recall.toFixed(5)}` : '';
    const removed = linked.rowsRemoved > 0 ? `, ${count(linked.rowsRemoved)} opted out` : '';
    return `  ${linked.dataset}: ${count(linked.rows)} rows${removed}${rates}`;
  });
  const opened = new Set(
    [journey.register, ...datasets.map(({split}) => split)].flatMap((s) => s.file1),
  );
  return [
    ...heading('Trusted third party: saw who, never what'),
    `  spine: ${count(spine.people)} people, ${count(spine.profiles)} profiles`,
    `  opened File 1: ${[...opened].join(', ')}`,
    ...lines,
    `  wrote File 3: ${datasets[0]?.linked.columns.join(', ') ?? ''}`,
    ...(quality
      ? [
          `  linkage against the truth: precision ${quality.precision.toFixed(5)}, recall ${quality.recall.toFixed(5)}`,
        ]
      : []),
  ];
}

function storePart({datasets}: Journey): string[] {
  const lines = datasets.map(({loaded}) => [
    `  ${loaded.dataset}, version ${loaded.version}: ${count(loaded.rows)} rows`,
    `    ${loaded.columns.join(', ')}`,
  ]);
  return [...heading('Research store: saw what, never who'), ...lines.flat()];
}

function governancePart({governance}: Journey): string[] {
  if (!governance) return [];
  const {application, savings, turnaround} = governance;
  return [
    ...heading(`Governance: ${application.id}, one application for ${savings.bodies} bodies`),
    ...savingsInWords(savings)
      .filter((line) => !/^(Sources|For comparison)/.test(line))
      .map((line) => `  ${line}`),
    ...turnaroundInWords(turnaround).map((line) => `  ${line}`),
  ];
}

function closurePart({closed}: Journey): string[] {
  if (!closed) return [];
  return [
    `Closed: ${count(closed.files)} files and ${closed.keys.length} keys of ${closed.project} destroyed, and certified`,
    `  governance/certificates/${closed.project}.md, with a receipt that anyone can check`,
    '',
  ];
}

function projectPart({extracted, cohort}: Journey): string[] {
  if (!extracted) return [];
  const lines = extracted.provisioned.datasets.map(({dataset, rows, columns}) => [
    `  ${dataset}: ${count(rows)} rows`,
    `    ${columns.join(', ')}`,
  ]);
  const attrition = cohort?.attrition.map(({reason, count: n}, i, all) => {
    const sign = i === 0 || i === all.length - 1 ? ' ' : '−';
    return `    ${sign} ${count(n).padStart(9)}  ${reason}`;
  });
  return [
    ...heading(`Project ${extracted.provisioned.project}: granted columns, rows and dates only`),
    ...lines.flat(),
    ...(cohort
      ? [`  cohort ${cohort.study}: ${count(cohort.rows)} people`, ...(attrition ?? [])]
      : []),
  ];
}

function outputPart({release}: Journey): string[] {
  if (!release) return [];
  const {checked, released} = release;
  if (!released) {
    return [
      ...heading('Output: nothing has left yet'),
      `  ${checked.id} passed the automatic checks: ${checked.title}`,
      `    two checkers must now review it: dolen output review ${checked.id} --vote approved`,
    ];
  }
  return [
    ...heading('Output: nothing left but this'),
    `  ${released.id}: ${checked.title}`,
    `    ${count(released.rows)} rows: ${released.columns.join(', ')}`,
    `    checked automatically, approved by two checkers, record signed`,
  ];
}

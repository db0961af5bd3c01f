/** Why a pair weighs what it weighs: a few pairs step by step, and the patterns most pairs follow. */

import {type Html, html} from '../../../../kernel/html.ts';
import {type Domain, stepBar} from '../cell-charts.ts';
import {bits, count, NONE} from '../numbers.ts';
import type {Linkage, Waterfall} from '../schema.ts';
import type {Section} from '../section.ts';
import {type Row, table} from '../table.ts';
import {SAYS_NOTHING} from '../words.ts';

export const explanationSection: Section = {
  id: 'explanations',
  render({linkage: {waterfalls, patterns, model, resolve}}) {
    return html`
<p>A weight is a sum that anyone can check. Each example is a pair, told by its comparisons only: no value of a record is on this page.</p>
${waterfalls.map((one) => waterfallTable(one, resolve.theta))}
${patterns.rows.length > 0 && patternsTable(patterns, model)}`;
  },
};

interface Step {
  readonly name: string;
  readonly level: string;
  readonly bits: number;
}

function waterfallTable(waterfall: Waterfall, theta: number): Html {
  const steps = stepsOf(waterfall);
  const silent = waterfall.steps.filter(saysNothing).map(({comparison}) => comparison);
  const running = [0];
  for (const step of steps) running.push((running.at(-1) as number) + step.bits);
  const [least, most] = [Math.min(...running, theta), Math.max(...running, theta)];
  const margin = (most - least) / 50;
  const domain: Domain = {from: least - margin, to: most + margin};
  return table({
    caption: waterfall.title,
    note: html`Outcome: ${waterfall.outcome}. The dashed line is the threshold, the pale one is 0.${
      silent.length > 0 &&
      html` Without a say: ${silent.map((name) => name.replaceAll('_', ' ')).join(', ')}.`
    }`,
    attributes: html`class="waterfall" data-weight="${waterfall.weight}"`,
    columns: [
      {head: 'evidence'},
      {head: 'what it found'},
      {head: 'bits', is: 'num'},
      {head: 'running sum', is: 'num'},
      {head: '', is: 'chart'},
    ],
    rows: [
      ...steps.map(
        (step, i): Row => ({
          attributes: html`data-bits="${step.bits}"`,
          cells: [
            step.name,
            step.level,
            bits(step.bits, 2),
            bits(running[i + 1] as number, 2),
            stepBar(running[i] as number, running[i + 1] as number, domain, theta),
          ],
        }),
      ),
      {
        kind: 'sum',
        cells: [
          'weight',
          '',
          bits(waterfall.weight, 2),
          '',
          stepBar(0, waterfall.weight, domain, theta),
        ],
      },
    ],
  });
}

/** No bits at all: a side is missing, or another comparison speaks instead. */
const saysNothing = ({bits: weight, termFrequency}: Waterfall['steps'][number]): boolean =>
  weight === 0 && termFrequency === null;

const stepsOf = ({prior, steps}: Waterfall): Step[] => [
  {name: 'start', level: 'any two records', bits: prior},
  ...steps
    .filter((step) => !saysNothing(step))
    .flatMap(({comparison, level, bits: weight, termFrequency}): Step[] => [
      {name: comparison, level, bits: weight},
      ...(termFrequency === null
        ? []
        : [
            {
              name: comparison,
              level: termFrequency < 0 ? 'the value is common' : 'the value is rare',
              bits: termFrequency,
            },
          ]),
    ]),
];

const patternsTable = (
  {rows, distinct}: Linkage['patterns'],
  {comparisons}: Linkage['model'],
): Html =>
  table({
    caption: 'Patterns of agreement',
    note: `One row per pattern, the ${count(rows.length)} most frequent of ${count(distinct)}. Bits without rarity of values. A dash says nothing.`,
    attributes: html`class="dense"`,
    columns: [
      ...comparisons.map(({name}) => ({head: name.replaceAll('_', ' ')})),
      {head: 'bits', is: 'num' as const},
      {head: 'pairs', is: 'num' as const},
      {head: 'links', is: 'num' as const},
    ],
    rows: rows.map(({levels, weight, pairs, links}) => ({
      cells: [
        ...levels.map((level) => (level === SAYS_NOTHING ? NONE : level)),
        bits(weight),
        count(pairs),
        count(links),
      ],
    })),
  });

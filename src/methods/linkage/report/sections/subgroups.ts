/** For whom the linkage works less well: link rates with intervals, where records were lost, and the gate. */

import {type Html, html, type Part} from '../../../../kernel/html.ts';
import {LOST_STAGES} from '../../evaluate/funnel.ts';
import {DIFFERENCE_FLAG} from '../../evaluate/subgroups.ts';
import {dotAndWhisker} from '../cell-charts.ts';
import {count, NONE, percent} from '../numbers.ts';
import type {FairnessReport, SubgroupRow} from '../schema.ts';
import {isKnown} from '../schema-parts.ts';
import {notKnown, type Section} from '../section.ts';
import {type Column, type Row, table} from '../table.ts';
import {STAGE_WORDS, VERDICT_WORDS} from '../words.ts';

export const subgroupSection: Section = {
  id: 'subgroups',
  render({reporting: {fairness}}) {
    if (!isKnown(fairness)) return notKnown('Rates by subgroup', fairness);
    return html`
<p>Linkage never fails at random. People who move, who are young, or whose names were written down in haste are missed more often, and a study of the linked misses them too.</p>
${gateNote(fairness)}
${ratesTable(fairness)}
${lostTable(fairness)}`;
  },
};

function gateNote({passes, tolerance, leastRecords, overall, subgroups}: FairnessReport): Html {
  const points = 100 * tolerance;
  const failed = subgroups.filter(({verdict}) => verdict === 'fail');
  const rule = html`A subgroup may be at most ${points} points below everybody (${percent(overall.share)}), in link rate and in estimated recall. Groups of fewer than ${leastRecords} are not judged.`;
  return passes
    ? html`<p class="notice"><strong>The gate is passed.</strong> ${rule}</p>`
    : html`<p class="notice fail"><strong>The gate is not passed</strong> by ${failed.map(({variable, level}) => `${variable} ${level}`).join('; ') || 'a subgroup'}. ${rule}</p>`;
}

function ratesTable({subgroups, overall, counted, how, minCell}: FairnessReport): Html {
  const lows = subgroups.flatMap(({linkRate}) => (linkRate ? [linkRate.low] : []));
  const domain = {from: Math.floor(10 * Math.min(...lows, overall.low)) / 10, to: 1};
  const columns: Column[] = [
    {head: 'subgroup'},
    {head: 'records', is: 'num'},
    {head: 'link rate', is: 'num'},
    {head: html`${percent(domain.from)} to 100 %`, is: 'chart'},
    {head: counted ? 'missed' : 'missed, est.', is: 'num'},
    {head: counted ? 'wrong' : 'wrong, est.', is: 'num'},
    {head: 'ratio', is: 'num'},
    {head: 'std. diff.', is: 'num'},
    {head: ''},
  ];
  return table({
    caption: 'Link rate by subgroup',
    note: html`One row per level. Dot and whisker: link rate with its 95 % interval (Wilson); the upright line is everybody, ${percent(overall.share)}. Missed matches and wrong links are ${counted ? 'counted' : 'estimates'}, by ${how}. Ratio: link rate over that of everybody. Standardised difference of linked against unlinked, in bold above ${DIFFERENCE_FLAG}. A dash is withheld: fewer than ${minCell} people, or a number from which such a count would follow.`,
    columns,
    rows: byVariable(subgroups, (row) => ({
      cells: [
        row.level,
        row.records === null ? NONE : count(row.records),
        percent(row.linkRate?.share ?? null),
        row.linkRate && dotAndWhisker(row.linkRate, overall.share, domain, row.verdict === 'fail'),
        percent(row.missedRate?.share ?? null),
        percent(row.falseRate?.share ?? null),
        row.riskRatio?.value.toFixed(3) ?? NONE,
        difference(row.standardisedDifference),
        row.verdict === 'pass'
          ? ''
          : html`<span class="flag ${row.verdict}">${VERDICT_WORDS[row.verdict]}</span>`,
      ],
    })),
  });
}

const lostTable = ({subgroups, merged}: FairnessReport): Html =>
  table({
    caption: 'Where each subgroup lost its records',
    note: html`One row per level: records lost at each stage, with the share of all that the level lost. The shares of a row add up to 100 %.${merged.map(
      ({stage, into}) =>
        ` Few were lost at ${STAGE_WORDS[stage]}: they are counted at ${STAGE_WORDS[into]}.`,
    )}`,
    columns: [
      {head: 'subgroup'},
      ...LOST_STAGES.map((stage) => ({head: STAGE_WORDS[stage], is: 'num' as const})),
    ],
    rows: byVariable(subgroups, (row) => {
      const all = LOST_STAGES.reduce<number | null>((sum, stage) => {
        const lost = row.lost[stage];
        return sum === null || lost === null ? null : sum + lost;
      }, 0);
      return {
        cells: [
          row.level,
          ...LOST_STAGES.map((stage): Part => {
            const lost = row.lost[stage];
            if (lost === null) return NONE;
            return all ? `${count(lost)} (${percent(lost / all)})` : count(lost);
          }),
        ],
      };
    }),
  });

function difference(d: number | null): Part {
  if (d === null) return NONE;
  const size = Math.abs(d).toFixed(2);
  const text = d < 0 && Number(size) > 0 ? `−${size}` : size;
  return Math.abs(d) > DIFFERENCE_FLAG ? html`<strong>${text}</strong>` : text;
}

/** Rows under a heading for each variable. */
function byVariable(subgroups: readonly SubgroupRow[], rowOf: (row: SubgroupRow) => Row): Row[] {
  return subgroups.flatMap((row, i) => [
    ...(row.variable === subgroups[i - 1]?.variable
      ? []
      : [{kind: 'group' as const, cells: [row.variable]}]),
    rowOf(row),
  ]);
}

/** The links as a whole: records per person, what was kept apart, and what other thresholds would have given. */

import {type Html, html} from '../../../../kernel/html.ts';
import {bar} from '../cell-charts.ts';
import {count, percent, plainBits} from '../numbers.ts';
import type {LinkageReport} from '../schema.ts';
import {isKnown} from '../schema-parts.ts';
import {notKnown, type Section} from '../section.ts';
import {table} from '../table.ts';

export const peopleSection: Section = {
  id: 'people',
  render({linkage: {clusters, constraints, drift}, analysis}) {
    return html`
${isKnown(clusters) ? clustersTable(clusters) : notKnown('Records per person', clusters)}
${
  constraints.length > 0
    ? constraintsTable(constraints)
    : html`<p>No constraint kept any pair apart.</p>`
}
${analysis.sensitivity.length > 0 && sensitivityTable(analysis.sensitivity)}
${isKnown(drift) ? driftTable(drift) : notKnown('Change since the run before', drift)}`;
  },
};

const clustersTable = (rows: readonly {size: number; clusters: number}[]): Html =>
  table({
    caption: 'Records per person',
    note: 'One row per number of records that were found to be one person.',
    columns: [{head: 'records'}, {head: 'people', is: 'num'}, {head: '', is: 'chart'}],
    rows: rows.map(({size, clusters}) => ({
      cells: [
        count(size),
        count(clusters),
        bar(clusters, Math.max(1, ...rows.map((row) => row.clusters))),
      ],
    })),
  });

const constraintsTable = (rows: readonly {constraint: string; count: number}[]): Html =>
  table({
    caption: 'Kept apart',
    note: 'One row per constraint or conflict: pairs that it kept from being links.',
    columns: [{head: 'constraint'}, {head: 'pairs', is: 'num'}],
    rows: rows.map((row) => ({cells: [row.constraint, count(row.count)]})),
  });

const sensitivityTable = (rows: LinkageReport['analysis']['sensitivity']): Html =>
  table({
    caption: 'The same scoring at higher thresholds',
    note: 'One row per set of links that analysts can ask for. A finding that changes between them depends on the linkage.',
    columns: [
      {head: 'threshold, bits'},
      {head: 'links', is: 'num'},
      {head: 'link rate', is: 'num'},
      {head: '', is: 'chart'},
    ],
    rows: rows.map(({threshold, links, linkRate}) => ({
      cells: [plainBits(threshold), count(links), percent(linkRate), bar(linkRate, 1)],
    })),
  });

const driftTable = (
  rows: readonly {what: string; before: number; now: number; isHeld: boolean}[],
): Html =>
  table({
    caption: 'Change since the run before',
    columns: [{head: 'measure'}, {head: 'before', is: 'num'}, {head: 'now', is: 'num'}, {head: ''}],
    rows: rows.map(({what, before, now, isHeld}) => ({
      cells: [
        what,
        String(before),
        String(now),
        isHeld && html`<span class="flag fail">held for release</span>`,
      ],
    })),
  });

/** What came in: files, how full their fields are, what cleaning changed, and who is beyond linking. */

import {type Html, html} from '../../../../kernel/html.ts';
import {bar} from '../cell-charts.ts';
import {count, NONE, percent, plainBits} from '../numbers.ts';
import type {LinkageReport} from '../schema.ts';
import {isKnown} from '../schema-parts.ts';
import {notKnown, type Section} from '../section.ts';
import {table} from '../table.ts';

type Provision = LinkageReport['provision'];
type Linkage = LinkageReport['linkage'];

export const inputSection: Section = {
  id: 'inputs',
  render({provision, linkage: {cleaning, unlinkables}}) {
    return html`
${filesTable(provision)}
${completenessTable(provision)}
${isKnown(cleaning) ? cleaningTable(cleaning) : notKnown('Cleaning', cleaning)}
${isKnown(unlinkables) ? unlinkablesTable(unlinkables) : notKnown('Unlinkable records', unlinkables)}`;
  },
};

const filesTable = ({files}: Provision): Html =>
  table({
    caption: 'Files',
    columns: [
      {head: 'file'},
      {head: 'records', is: 'num'},
      {head: 'as at'},
      {head: 'extracted'},
      {head: 'opted out'},
    ],
    rows: files.map(({name, records, asAt, extractedOn, optedOut}) => ({
      cells: [
        name,
        count(records),
        isKnown(asAt) ? asAt : 'not known',
        isKnown(extractedOn) ? extractedOn : 'not known',
        isKnown(optedOut) ? count(optedOut) : `not known: ${optedOut.notKnown}`,
      ],
    })),
  });

const completenessTable = ({completeness, files}: Provision): Html =>
  table({
    caption: 'How full the fields are',
    note: 'One row per field and side. The bar runs from 0 to 100 %.',
    columns: [
      {head: 'field'},
      {head: 'side'},
      {head: 'filled', is: 'num'},
      {head: '', is: 'chart'},
      {head: 'missing', is: 'num'},
      {head: 'valid, of those filled', is: 'num'},
    ],
    rows: completeness.map(({field, side, records, filled, valid}) => ({
      cells: [
        html`<code>${field}</code>`,
        files.find((file) => file.side === side)?.name ?? side,
        percent(records === 0 ? null : filled / records),
        bar(filled, records, side === 'left' ? 'f-for' : 'f-none'),
        count(records - filled),
        valid === null || filled === 0 ? NONE : percent(valid / filled),
      ],
    })),
  });

const cleaningTable = (rows: Exclude<Linkage['cleaning'], {notKnown: string}>): Html =>
  table({
    caption: 'What cleaning changed',
    note: 'One row per field: values written differently, and values emptied because they cannot be true.',
    columns: [
      {head: 'field'},
      {head: 'rule'},
      {head: 'changed', is: 'num'},
      {head: 'emptied', is: 'num'},
    ],
    rows: rows.map(({field, rule, changed, emptied}) => ({
      cells: [html`<code>${field}</code>`, rule, count(changed), count(emptied)],
    })),
  });

const unlinkablesTable = (rows: Exclude<Linkage['unlinkables'], {notKnown: string}>): Html =>
  table({
    caption: 'Records that could not be linked even to themselves',
    note: 'One row per threshold: records whose weight against themselves is below it. Too little is in them, whatever the other file holds.',
    columns: [
      {head: 'threshold, bits'},
      {head: 'records', is: 'num'},
      {head: 'share', is: 'num'},
      {head: '', is: 'chart'},
    ],
    rows: rows.map(({threshold, records, share}) => ({
      cells: [
        plainBits(threshold),
        count(records),
        percent(share),
        bar(records, Math.max(1, ...rows.map((row) => row.records)), 'f-none'),
      ],
    })),
  });

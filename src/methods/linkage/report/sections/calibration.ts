/** The calibration table: what the model claims beside what is true, by band of weight. */

import {type Html, html} from '../../../../kernel/html.ts';
import {dumbbell} from '../cell-charts.ts';
import {count, fraction, interval, NONE, plainBits} from '../numbers.ts';
import type {CalibrationReport} from '../schema.ts';
import {table} from '../table.ts';

type Row = CalibrationReport['rows'][number];

export const calibrationTableOf = ({how, rows}: CalibrationReport): Html =>
  table({
    caption: 'Does a probability mean what it says?',
    note: html`One row per band of weight; truth from ${how}. In the chart, from 0 to 1, the bar is what the model claims and the dot what is true. Where they part, trust the dot.`,
    columns: [
      {head: 'weight, bits'},
      {head: 'pairs', is: 'num'},
      {head: 'model claims', is: 'num'},
      {head: 'true share', is: 'num'},
      {head: '95 % interval', is: 'num'},
      {head: '', is: 'chart'},
    ],
    rows: rows.map((row) => ({
      cells: [
        band(row),
        count(row.pairs),
        fraction(row.meanProbability),
        fraction(row.isTrue.share),
        row.isTrue.share === null ? NONE : interval(row.isTrue),
        row.meanProbability === null ? '' : dumbbell(row.meanProbability, row.isTrue),
      ],
    })),
  });

export function band({from, to}: Pick<Row, 'from' | 'to'>): string {
  if (from === null) return to === null ? 'all' : `below ${plainBits(to)}`;
  return to === null ? `${plainBits(from)} and more` : `${plainBits(from)} to ${plainBits(to)}`;
}

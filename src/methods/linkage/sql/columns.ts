/** The columns that a model's statement reads of a record: its values, and what only our code makes of them. */

import {ident, type Sql} from '../../../kernel/sql.ts';
import {type Leaf, leavesOf, valuesOfLeaf} from '../model/conditions.ts';
import {keysOf} from '../model/rules.ts';
import type {BlockingRule, LinkageModel} from '../model/schema.ts';

/**
 * `text` is the value itself. SQL has no function for the rest: variants and members are lists of text,
 * sine and cosine are those of an angle in degrees.
 */
export type Part = 'text' | 'variants' | 'members' | 'sine' | 'cosine';

export type Side = 'l' | 'r';

/** The column of a value, or of a part of it, of one record of a pair. */
export type ColumnOf = (side: Side, value: string, part?: Part) => Sql;

export interface RecordColumn {
  readonly name: string;
  readonly value: string;
  readonly part: Part | 'log share';
  /** Of a log share: what no share counts as less than. */
  readonly minimum?: number;
}

const PARTS: Partial<Readonly<Record<Leaf['is'], readonly Part[]>>> = {
  nickname: ['variants'],
  arrayShares: ['members'],
  arraySubset: ['members'],
  distanceKm: ['sine', 'cosine'],
};

/** What is read of a model here. */
export type ComparedModel = Pick<LinkageModel, 'comparisons'> & {
  readonly rules: readonly BlockingRule[];
  /** Names of all fields in the order of the model: what orders records whose sort keys are equal. */
  readonly fieldNames: readonly string[];
};

/** All columns that the rules and comparisons of a model read, each once, in the order of their use. */
export function recordColumns({
  rules,
  comparisons,
  fieldNames,
}: ComparedModel): readonly RecordColumn[] {
  const levels = comparisons.flatMap((comparison) => comparison.levels);
  const leaves = levels.flatMap(({when}) => leavesOf(when));
  const isSorted = rules.some((rule) => !Array.isArray(rule));
  const ties = isSorted ? fieldNames : [];
  const values = [...rules.flatMap(keysOf), ...leaves.flatMap(valuesOfLeaf), ...ties];
  const wanted: Omit<RecordColumn, 'name'>[] = [
    ...values.map((value) => ({value, part: 'text' as const})),
    ...leaves.flatMap((leaf) =>
      valuesOfLeaf(leaf).flatMap((value) => (PARTS[leaf.is] ?? []).map((part) => ({value, part}))),
    ),
    ...levels.flatMap(({tf}) =>
      tf ? [{value: tf.on, part: 'log share' as const, minimum: tf.minimumU}] : [],
    ),
  ];
  const columns = new Map<string, RecordColumn>();
  const taken = new Set(['record']);
  for (const column of wanted) {
    const title = titleOf(column);
    if (columns.has(title)) continue;
    columns.set(title, {...column, name: freeName(title, taken)});
  }
  return [...columns.values()];
}

/** The name of a column that `recordColumns` has listed. */
export function columnNamed(
  columns: readonly RecordColumn[],
  value: string,
  part: RecordColumn['part'],
  minimum?: number,
): string {
  const found = columns.find(
    (one) => one.value === value && one.part === part && one.minimum === minimum,
  );
  if (!found) throw new TypeError('a value without a column');
  return found.name;
}

/** The columns of two records that stand as `l` and `r` in a statement. */
export const columnsOfPair =
  (columns: readonly RecordColumn[]): ColumnOf =>
  (side, value, part = 'text') =>
    ident(side, columnNamed(columns, value, part));

const titleOf = ({value, part, minimum}: Omit<RecordColumn, 'name'>): string =>
  part === 'text'
    ? value
    : `${part} of ${value}${minimum === undefined ? '' : `, at least ${minimum}`}`;

/** DuckDB takes names that differ in case for one. */
function freeName(title: string, taken: Set<string>): string {
  let name = title;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${title} (${n})`;
  taken.add(name.toLowerCase());
  return name;
}

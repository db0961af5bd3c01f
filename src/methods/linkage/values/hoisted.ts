/**
 * Columns hoisted into the rows of records: what cheap comparisons look at beside codes stands in the
 * same stretch of memory, so that a pair costs two fetches and no look-up.
 */

import {sharedInts} from '../../../engine/shared-arrays.ts';
import {type Condition, type Leaf, leavesOf} from '../model/conditions.ts';
import {readValue} from '../model/values.ts';
import {NOT_A_DATE, type ValueFeatures} from './features.ts';

export type HoistedKind = 'code' | 'days' | 'digits' | 'core' | 'initial';

export interface HoistedColumn {
  readonly kind: HoistedKind;
  readonly value: string;
}

/** Where a column stands in a row. */
export type SlotOf = (kind: HoistedKind, value: string) => number;

const KIND_OF: Partial<Readonly<Record<Leaf['is'], HoistedKind>>> = {
  null: 'code',
  exact: 'code',
  dateWithin: 'days',
  damerauLevenshtein: 'digits',
  dayMonthSwapped: 'digits',
  datePartsAgree: 'digits',
  sameCore: 'core',
  initial: 'initial',
};

/** The column that a leaf compares, when it is one that can stand in a row. */
export function hoistedOf(leaf: Leaf): HoistedColumn | null {
  const kind = KIND_OF[leaf.is];
  if (kind === undefined || leaf.is === 'else' || typeof leaf.on !== 'string') return null;
  return {kind, value: leaf.on};
}

/** The columns that conditions want beside the codes of fields, each once. */
export function hoistedColumns(conditions: readonly Condition[]): HoistedColumn[] {
  const found = new Map<string, HoistedColumn>();
  for (const leaf of conditions.flatMap(leavesOf)) {
    for (const column of columnsOf(leaf)) {
      if (!isFieldCode(column)) found.set(`${column.kind} ${column.value}`, column);
    }
  }
  return [...found.values()];
}

function columnsOf(leaf: Leaf): HoistedColumn[] {
  if (leaf.is === 'literal' || leaf.is === 'columnsReversed') {
    const values = typeof leaf.on === 'string' ? [leaf.on] : leaf.on;
    return values.map((value) => ({kind: 'code', value}));
  }
  const column = hoistedOf(leaf);
  return column ? [column] : [];
}

const isFieldCode = ({kind, value}: HoistedColumn): boolean =>
  kind === 'code' && readValue(value).transforms.length === 0;

/** Where columns stand: hoisted ones from a slot on, in their order; plain fields in their own. */
export function slotsOf(
  columns: readonly HoistedColumn[],
  from: number,
  featuresOf: (value: string) => ValueFeatures,
): SlotOf {
  const slots = new Map(columns.map(({kind, value}, i) => [`${kind} ${value}`, from + i]));
  return (kind, value) => slots.get(`${kind} ${value}`) ?? featuresOf(value).slot;
}

/** Fills the hoisted columns of a range of records, the first column at slot `first`. */
export function hoist(
  {codes, stride}: {readonly codes: Int32Array; readonly stride: number},
  [from, to]: readonly [number, number],
  first: number,
  columns: readonly HoistedColumn[],
  featuresOf: (value: string) => ValueFeatures,
): void {
  columns.forEach(({kind, value}, i) => {
    const table = byFieldCode(kind, featuresOf(value));
    const {slot} = featuresOf(value);
    for (let r = from; r < to; r++) {
      codes[r * stride + first + i] = table[codes[r * stride + slot] as number] as number;
    }
  });
}

/** A column's entry for each code of the field. */
function byFieldCode(kind: HoistedKind, features: ValueFeatures): Int32Array {
  const {map, distinct, days, digits, cores, initials} = features;
  if (kind === 'code') return map ?? sharedInts(distinct + 1).map((_, code) => code);
  const byCode = {days, digits, core: cores, initial: initials}[kind];
  if (!byCode) throw new TypeError('a column without its feature');
  const missing = kind === 'days' || kind === 'digits' ? NOT_A_DATE : 0;
  const entry = (code: number) => (code === 0 ? missing : (byCode[code] as number));
  return map === null ? byCode.map((_, code) => entry(code)) : map.map(entry);
}

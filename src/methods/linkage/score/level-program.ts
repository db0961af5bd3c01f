/**
 * Cheap comparisons as small programs over rows: one loop that the compiler keeps in registers, where
 * a function for each condition would be called hundreds of millions of times.
 */

import type {Leaf} from '../model/conditions.ts';
import {NOT_A_DATE} from '../values/features.ts';
import {hoistedOf, type SlotOf} from '../values/hoisted.ts';
import {agreeingParts, areSwapped, DAYS_PER, isOneIsoEdit} from './dates-compared.ts';

const MISSING = 0;
const SAME = 1;
const DAYS_WITHIN = 2;
const ONE_EDIT = 3;
const SWAPPED = 4;
const PARTS_AGREE = 5;
const ALWAYS = 6;

export interface LevelProgram {
  readonly operations: Uint8Array;
  /** Where in a row each operation looks. */
  readonly slots: Int32Array;
  readonly limits: Float64Array;
  /** The level when the operation holds. */
  readonly levels: Uint8Array;
}

const OPERATION: Partial<Readonly<Record<Leaf['is'], number>>> = {
  null: MISSING,
  exact: SAME,
  dateWithin: DAYS_WITHIN,
  damerauLevenshtein: ONE_EDIT,
  dayMonthSwapped: SWAPPED,
  datePartsAgree: PARTS_AGREE,
  else: ALWAYS,
};

/** The program of a list of cheap leaves, or null when one of them has no operation. */
export function programOf(
  leaves: readonly Leaf[],
  levels: readonly number[],
  slotOf: SlotOf,
): LevelProgram | null {
  if (leaves.some(({is}) => OPERATION[is] === undefined)) return null;
  if (leaves.some((leaf) => leaf.is === 'null' && leaf.sides === 'both')) return null;
  return {
    operations: Uint8Array.from(leaves, ({is}) => OPERATION[is] as number),
    slots: Int32Array.from(leaves, (leaf) => {
      const column = hoistedOf(leaf);
      return column ? slotOf(column.kind, column.value) : 0;
    }),
    limits: Float64Array.from(leaves, limitOf),
    levels: Uint8Array.from(levels),
  };
}

const limitOf = (leaf: Leaf): number =>
  leaf.is === 'dateWithin'
    ? leaf.atMost * DAYS_PER[leaf.unit]
    : leaf.is === 'datePartsAgree'
      ? leaf.atLeast
      : 0;

/** The level of two rows. */
export function levelByProgram(
  program: LevelProgram,
  rows: Int32Array,
  lo: number,
  ro: number,
): number {
  const {operations, slots, limits, levels} = program;
  for (let i = 0; i < operations.length; i++) {
    const slot = slots[i] as number;
    const left = rows[lo + slot] as number;
    const right = rows[ro + slot] as number;
    let holds = false;
    switch (operations[i]) {
      case MISSING:
        holds = left === 0 || right === 0;
        break;
      case SAME:
        holds = left === right && left !== 0;
        break;
      case DAYS_WITHIN:
        holds =
          left !== NOT_A_DATE &&
          right !== NOT_A_DATE &&
          Math.abs(left - right) <= (limits[i] as number);
        break;
      case ONE_EDIT:
        holds = left !== NOT_A_DATE && right !== NOT_A_DATE && isOneIsoEdit(left, right);
        break;
      case SWAPPED:
        holds = left !== NOT_A_DATE && right !== NOT_A_DATE && areSwapped(left, right);
        break;
      case PARTS_AGREE:
        holds =
          left !== NOT_A_DATE &&
          right !== NOT_A_DATE &&
          agreeingParts(left, right) >= (limits[i] as number);
        break;
      default:
        holds = true;
    }
    if (holds) return levels[i] as number;
  }
  return 0;
}

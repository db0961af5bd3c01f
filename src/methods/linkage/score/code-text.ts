/**
 * Conditions on integers as JavaScript text. The kernel is compiled for its model: everything in the
 * text is a number of ours (slots, levels, limits) or one of the names below, never text of a model.
 */

import type {Condition, Leaf} from '../model/conditions.ts';
import {NOT_A_DATE, type ValueFeatures} from '../values/features.ts';
import {hoistedOf, type SlotOf} from '../values/hoisted.ts';
import {DAYS_PER} from './dates-compared.ts';

export interface TextContext {
  readonly slotOf: SlotOf;
  readonly featuresOf: (value: string) => ValueFeatures;
  /** Slots that the text reads; `a5` and `b5` are slot 5 of the left and of the right record. */
  readonly slots: Set<number>;
}

/** When a condition is true; null where it takes more than integers in a row. */
export function holdsText(condition: Condition, context: TextContext): string | null {
  switch (condition.is) {
    case 'and':
      return joined(condition.of, holdsText, '&&', context);
    case 'or':
      return joined(condition.of, holdsText, '||', context);
    case 'not':
      return failsText(condition.of, context);
    default:
      return leafHolds(condition, context);
  }
}

/** When a condition is false, which is not the same as not true: with a side missing it is neither. */
function failsText(condition: Condition, context: TextContext): string | null {
  switch (condition.is) {
    case 'and':
      return joined(condition.of, failsText, '||', context);
    case 'or':
      return joined(condition.of, failsText, '&&', context);
    case 'not':
      return holdsText(condition.of, context);
    default:
      return leafFails(condition, context);
  }
}

function joined(
  parts: readonly Condition[],
  textOf: (part: Condition, context: TextContext) => string | null,
  operator: string,
  context: TextContext,
): string | null {
  const texts = parts.map((part) => textOf(part, context));
  return texts.includes(null) ? null : `(${texts.join(operator)})`;
}

const read = (context: TextContext, slot: number): [string, string] => {
  context.slots.add(slot);
  return [`a${slot}`, `b${slot}`];
};

function leafHolds(leaf: Leaf, context: TextContext): string | null {
  if (leaf.is === 'else') return 'true';
  if (leaf.is === 'columnsReversed') return reversed(leaf.on, context);
  if (leaf.is === 'literal') return literal(leaf, context);
  const column = hoistedOf(leaf);
  if (column === null) return null;
  if (leaf.is === 'damerauLevenshtein' && !isDateEdit(leaf, context)) return null;
  const [a, b] = read(context, context.slotOf(column.kind, column.value));
  const dates = (test: string) => `(${a}!==${NOT_A_DATE}&&${b}!==${NOT_A_DATE}&&${test})`;
  switch (leaf.is) {
    case 'null':
      return leaf.sides === 'both' ? `(${a}===0&&${b}===0)` : `(${a}===0||${b}===0)`;
    case 'exact':
    case 'sameCore':
      return `(${a}===${b}&&${a}!==0)`;
    case 'initial':
      return `(${a}!==0&&${b}!==0&&(${a}<0||${b}<0)&&Math.abs(${a})===Math.abs(${b}))`;
    case 'dateWithin':
      return dates(`Math.abs(${a}-${b})<=${leaf.atMost * DAYS_PER[leaf.unit]}`);
    case 'damerauLevenshtein':
      return dates(`isOneIsoEdit(${a},${b})`);
    case 'dayMonthSwapped':
      return dates(`areSwapped(${a},${b})`);
    case 'datePartsAgree':
      return dates(`agreeingParts(${a},${b})>=${leaf.atLeast}`);
    default:
      return null;
  }
}

function leafFails(leaf: Leaf, context: TextContext): string | null {
  if (leaf.is === 'else') return 'false';
  if (leaf.is !== 'null' && leaf.is !== 'exact') return null;
  const [a, b] = read(context, context.slotOf('code', leaf.on));
  if (leaf.is === 'exact') return `(${a}!==${b}&&${a}!==0&&${b}!==0)`;
  return leaf.sides === 'both' ? `(${a}!==0||${b}!==0)` : `(${a}!==0&&${b}!==0)`;
}

function reversed([one, other]: readonly [string, string], context: TextContext): string {
  const [a, b] = read(context, context.slotOf('code', one));
  const [c, d] = read(context, context.slotOf('code', other));
  return `(${a}===${d}&&${a}!==0&&${c}===${b}&&${c}!==0)`;
}

function literal(leaf: Extract<Leaf, {is: 'literal'}>, context: TextContext): string {
  const [a, b] = read(context, context.slotOf('code', leaf.on));
  const wanted = context.featuresOf(leaf.on).literals?.[leaf.value] ?? -1;
  const [left, right] = [`${a}===${wanted}`, `${b}===${wanted}`];
  return {left, right, either: `(${left}||${right})`, both: `(${left}&&${right})`}[leaf.side];
}

/** One edit between dates is counted on packed digits. */
const isDateEdit = (
  {on, atMost}: Extract<Leaf, {is: 'damerauLevenshtein'}>,
  {featuresOf}: TextContext,
): boolean => atMost === 1 && featuresOf(on).allDates === true;

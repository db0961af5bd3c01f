/** The head of a comparison: its first conditions, as long as integers in a row decide them. */

import type {Condition} from '../model/conditions.ts';
import {holdsText, type TextContext} from './code-text.ts';

export interface HeadTest {
  /** JavaScript text that is true when the condition holds. */
  readonly holds: string;
  readonly level: number;
}

export interface Head {
  readonly tests: readonly HeadTest[];
  /** Slots that the tests read. */
  readonly slots: readonly number[];
  /** All conditions are in the head: nothing is left to a second look. */
  readonly isWhole: boolean;
  /** Bits that the head takes from a random pair, for each step that it costs. */
  readonly telling: number;
}

/** Steps of a test beside reading the codes, which is the larger part. */
const COST_OF_TEST = 0.4;

/**
 * @param lossOf bits that a level loses against the best, and its share among random pairs
 * @param pendingLoss bits that are lost when only the head is known to have failed
 */
export function headOf(
  conditions: readonly Condition[],
  numbers: readonly number[],
  context: Omit<TextContext, 'slots'>,
  lossOf: (level: number) => {readonly loss: number; readonly share: number},
  pendingLoss: number,
): Head {
  const slots = new Set<number>();
  const tests: HeadTest[] = [];
  for (const [i, condition] of conditions.entries()) {
    const read = new Set<number>();
    const holds = holdsText(condition, {...context, slots: read});
    if (holds === null) break;
    for (const slot of read) slots.add(slot);
    tests.push({holds, level: numbers[i] as number});
  }
  const isWhole = tests.length === conditions.length;
  let [lost, left] = [0, 1];
  for (const {level} of tests) {
    const {loss, share} = lossOf(level);
    lost += share * loss;
    left -= share;
  }
  if (!isWhole) lost += Math.max(0, left) * pendingLoss;
  return {
    tests,
    slots: [...slots].sort((a, b) => a - b),
    isWhole,
    telling: lost / (1 + COST_OF_TEST * tests.length),
  };
}

/** The share of all matches that a set of rules finds, from how often rules on other fields find the same. */

import {readValue} from '../model/values.ts';
import type {Agreements} from './agreements.ts';
import {estimateCaptures} from './capture.ts';

const MOST_RULES = 4;

/** @returns the share, or null where the rules say nothing of each other */
export function captureRecall(
  rules: readonly (readonly string[])[],
  numbers: readonly number[],
  {covers, probability, weightOf}: Agreements,
): number | null {
  const independent: number[] = [];
  const taken = new Set<string>();
  const order = rules
    .map((rule, i) => ({rule, number: numbers[i] as number}))
    .sort((a, b) => (weightOf[b.number] as number) - (weightOf[a.number] as number));
  for (const {rule, number} of order) {
    const fields = rule.map((key) => readValue(key).field);
    if (independent.length === MOST_RULES || fields.some((field) => taken.has(field))) continue;
    for (const field of fields) taken.add(field);
    independent.push(number);
  }
  if (independent.length < 2) return null;
  const histories = new Float64Array(2 ** independent.length);
  let union = 0;
  probability.forEach((p, i) => {
    const history = independent.reduce(
      (bits, number, r) => bits | ((covers[number]?.[i] as number) << r),
      0,
    );
    histories[history] = (histories[history] as number) + p;
    if (numbers.some((number) => covers[number]?.[i] === 1)) union += p;
  });
  const estimate = estimateCaptures({rules: independent.length, histories});
  return estimate === null ? null : Math.min(1, union / Math.max(union, estimate.total));
}

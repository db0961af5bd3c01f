/** Blocking as the report tells it: rules as text, their pairs, and the matches that none of them found. */

import type {Truth} from '../../evaluate/truth.ts';
import {wilson} from '../../evaluate/wilson.ts';
import {keysOf} from '../../model/rules.ts';
import type {BlockingRule, LinkageModel} from '../../model/schema.ts';
import {readValue} from '../../model/values.ts';
import {percent} from '../../report/numbers.ts';
import type {Linkage} from '../../report/schema.ts';
import {estimateCaptures} from '../../train/capture.ts';
import type {Linked} from '../link-files.ts';
import type {Session} from '../session.ts';
import {codeReader} from './states.ts';

type Blocking = Linkage['blocking'];

export interface BlockingFound {
  readonly blocking: Blocking;
  /** Matches that no rule compared, by estimate; 0 where nothing can be said. */
  readonly missed: number;
}

export const ruleText = (rule: BlockingRule): string =>
  Array.isArray(rule)
    ? rule.join(' + ')
    : `neighbours, ${rule.window} apart at most, by ${rule.sortedBy.join(', then ')}`;

export function blockingOf(
  linked: Linked,
  {blocking: {predict}, kind}: LinkageModel,
  truth: Truth | null,
): BlockingFound {
  const {session, pairs, inputs} = linked;
  const covers = predict.map((rule) => coveredBy(session, rule));
  const {alone, union, total, lower, upper, by} = captured(linked, predict, covers);
  const right = inputs.count - inputs.leftCount;
  const possiblePairs =
    inputs.right !== null && kind !== 'link_and_dedupe'
      ? inputs.leftCount * right
      : (inputs.count * (inputs.count - 1)) / 2;
  const counted = truth && countedRecall(truth, covers);
  const recall =
    total === null
      ? {notKnown: 'the rules share too many fields, or too few links, to say what they missed'}
      : {
          how: `how often rules on other fields find the same links: ${by.join('; ')}${
            counted ? ` (counted against known truth, it is ${percent(counted.share)})` : ''
          }`,
          recall: {
            count: union,
            of: total,
            share: union / total,
            low: union / upper,
            high: union / lower,
          },
        };
  return {
    blocking: {
      rules: pairs.rules.map(({pairs: ofRule, newPairs, largest}, i) => ({
        rule: ruleText(predict[i] as BlockingRule),
        pairs: ofRule,
        newPairs,
        largest: largest.slice(0, 3).map((records) => ({records})),
        recall: total === null || alone[i] == null ? null : (alone[i] as number) / total,
      })) as Blocking['rules'],
      pairs: pairs.compared,
      possiblePairs,
      recall,
    },
    missed: total === null ? 0 : total - union,
  };
}

type Covers = (left: number, right: number) => boolean;

/** Whether a pair agrees in all keys of a rule; null for neighbours, which no pair tells by itself. */
function coveredBy(session: Session, rule: BlockingRule): Covers | null {
  if (!Array.isArray(rule)) return null;
  const readers = keysOf(rule).map((key) => codeReader(session, key));
  return (left, right) =>
    readers.every((read) => {
      const code = read(left);
      return code !== 0 && code === read(right);
    });
}

/** Rules of fields that no other of them reads; more of them make histories too thin to count. */
const MOST_INDEPENDENT = 4;

interface Captured {
  /** Links that each rule finds alone; null where that cannot be told. */
  readonly alone: readonly (number | null)[];
  readonly union: number;
  readonly total: number | null;
  readonly lower: number;
  readonly upper: number;
  /** The rules that speak of one another. */
  readonly by: readonly string[];
}

/** Capture–recapture over the links of a run: each was found by some rules and could have been by others. */
function captured(
  {pairs, resolved}: Linked,
  rules: readonly BlockingRule[],
  covers: readonly (Covers | null)[],
): Captured {
  const {links} = resolved;
  const found = covers.map((is) =>
    is
      ? Uint8Array.from(links, (e) =>
          is(pairs.left[e] as number, pairs.right[e] as number) ? 1 : 0,
        )
      : null,
  );
  const alone = found.map((marks) => marks?.reduce((sum, mark) => sum + mark, 0) ?? null);
  const independent: number[] = [];
  const taken = new Set<string>();
  const strongestFirst = [...rules.keys()].sort((a, b) => (alone[b] ?? -1) - (alone[a] ?? -1));
  for (const i of strongestFirst) {
    const fields = keysOf(rules[i] as BlockingRule).map((key) => readValue(key).field);
    if (!found[i] || fields.some((field) => taken.has(field))) continue;
    for (const field of fields) taken.add(field);
    if (independent.push(i) === MOST_INDEPENDENT) break;
  }
  const histories = new Float64Array(2 ** independent.length);
  for (let i = 0; i < links.length; i++) {
    const history = independent.reduce((bits, q, r) => bits | ((found[q]?.[i] ?? 0) << r), 0);
    histories[history] = (histories[history] as number) + 1;
  }
  const estimate = estimateCaptures({rules: independent.length, histories});
  const union = links.length;
  const by = independent.map((i) => ruleText(rules[i] as BlockingRule));
  if (!estimate || union === 0) return {alone, union, total: null, lower: 0, upper: 0, by};
  // What all rules found is known to exist, whatever the few that are independent say.
  const least = (n: number) => Math.max(union, n);
  return {
    alone,
    union,
    total: least(estimate.total),
    lower: least(estimate.lower),
    upper: least(estimate.upper),
    by,
  };
}

/** More true pairs than this are not counted one by one. */
const MOST_TRUE_PAIRS = 5_000_000;

/** The share of true pairs that some rule finds; null with neighbours among the rules, or for too many. */
function countedRecall({entity, leftCount, kind}: Truth, covers: readonly (Covers | null)[]) {
  const rules = covers.flatMap((is) => (is ? [is] : []));
  if (rules.length < covers.length) return null;
  const members = new Map<number, number[]>();
  entity.forEach((code, r) => {
    if (code === 0) return;
    const found = members.get(code);
    if (found) found.push(r);
    else members.set(code, [r]);
  });
  let [all, seen] = [0, 0];
  for (const group of members.values()) {
    for (const [i, left] of group.entries()) {
      for (const right of group.slice(i + 1)) {
        if (kind === 'link' && !(left < leftCount && right >= leftCount)) continue;
        if (++all > MOST_TRUE_PAIRS) return null;
        if (rules.some((is) => is(left, right))) seen++;
      }
    }
  }
  return wilson(seen, all);
}

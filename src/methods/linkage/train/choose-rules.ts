/** Blocking rules that find the most matches for a budget of pairs. */

export interface CandidateRule {
  /** Pairs that the rule alone makes. */
  readonly pairs: number;
  /** The provisional matches that it finds, one bit each, lowest bit first (`bitsOf`). */
  readonly covers: Uint32Array;
}

export interface RuleSearch {
  readonly rules: readonly CandidateRule[];
  /** Probability of each provisional match. */
  readonly weight: Float64Array;
  /** Most pairs of all chosen rules. */
  readonly budget: number;
  /** Pairs of rules together; without it their sum, which counts a pair once for each rule. */
  readonly pairsTogether?: (rules: readonly number[]) => number;
  /** Least share of all weight that a rule must add. */
  readonly minimumGain?: number;
}

export interface ChosenRules {
  /** Indices, in the order of choice. */
  readonly chosen: readonly number[];
  readonly pairs: number;
  /** Share of the provisional matches' weight that the rules find. */
  readonly coverage: number;
}

/** Marks, as bits. */
export function bitsOf(marks: ArrayLike<number | boolean>): Uint32Array {
  const bits = new Uint32Array(Math.ceil(marks.length / 32));
  for (let i = 0; i < marks.length; i++)
    if (marks[i]) bits[i >>> 5] = (bits[i >>> 5] as number) | (1 << (i & 31));
  return bits;
}

const ROUNDS = 4;
const MINIMUM_GAIN = 1e-4;

/**
 * Greedy, once by weight gained per pair and once by weight gained, since the first may fill the budget
 * with small rules and the second with one large rule; the better of both stays (Khuller, Moss and Naor
 * 1999, https://doi.org/10.1016/S0020-0190(99)00031-9). Equal rules go by their order.
 */
export function chooseRules(search: RuleSearch): ChosenRules {
  const {rules, weight, minimumGain = MINIMUM_GAIN} = search;
  const nothing = new Uint32Array(Math.ceil(weight.length / 32));
  const alone = Float64Array.from(rules, ({covers}) => gainOf(covers, nothing, weight));
  const perPair = improve(
    search,
    alone,
    (rule) => 1 / Math.max((rules[rule] as CandidateRule).pairs, 1),
  );
  const plain = improve(search, alone, () => 1);
  const ahead = plain.coverage - perPair.coverage;
  // Coverage that no rule would be added for is no reason to compare more pairs.
  const better = Math.abs(ahead) < minimumGain ? plain.pairs < perPair.pairs : ahead > 0;
  return better ? plain : perPair;
}

type Scale = (rule: number) => number;

/** 1. Adds rules while they pay. 2. Drops those that later ones made idle. 3. Spends what that freed. */
function improve(search: RuleSearch, alone: Float64Array, scale: Scale): ChosenRules {
  let chosen: readonly number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const more = addRules(search, chosen, alone, scale);
    const kept = dropIdleRules(search, more);
    const settled = kept.length === more.length;
    chosen = kept;
    if (settled) break;
  }
  const covered = coveredBy(search, chosen);
  const total = totalOf(search);
  const nothing = new Uint32Array(covered.length);
  return {
    chosen,
    pairs: pairsOf(search, chosen),
    coverage: total > 0 ? gainOf(covered, nothing, search.weight) / total : 0,
  };
}

/**
 * A rule never gains more later than it did before, so a gain known from before is a bound: only the
 * rule with the highest bound is looked at again (Minoux 1978, https://doi.org/10.1007/BFb0006528).
 */
function addRules(
  search: RuleSearch,
  start: readonly number[],
  alone: Float64Array,
  scale: Scale,
): number[] {
  const {rules, weight, budget, minimumGain = MINIMUM_GAIN} = search;
  const least = minimumGain * totalOf(search);
  const chosen = [...start];
  const covered = coveredBy(search, chosen);
  const bounds = alone.slice();
  const lookedAt = new Int32Array(rules.length).fill(-1);
  const open = new Set([...rules.keys()].filter((rule) => !chosen.includes(rule)));
  while (open.size > 0) {
    let best = -1;
    for (const rule of open) {
      if ((bounds[rule] as number) < least || bounds[rule] === 0) open.delete(rule);
      else if (
        best < 0 ||
        (bounds[rule] as number) * scale(rule) > (bounds[best] as number) * scale(best)
      )
        best = rule;
    }
    if (best < 0) break;
    if (lookedAt[best] !== chosen.length) {
      bounds[best] = gainOf((rules[best] as CandidateRule).covers, covered, weight);
      lookedAt[best] = chosen.length;
      continue;
    }
    open.delete(best);
    if (pairsOf(search, [...chosen, best]) > budget) continue;
    chosen.push(best);
    addTo(covered, (rules[best] as CandidateRule).covers);
  }
  return chosen;
}

/** Of the rules that alone find too little, the one with the most pairs goes; then again. */
function dropIdleRules(search: RuleSearch, chosen: readonly number[]): number[] {
  const {rules, weight, minimumGain = MINIMUM_GAIN} = search;
  const least = minimumGain * totalOf(search);
  const kept = [...chosen];
  while (kept.length > 1) {
    const shared = coveredTwice(search, kept);
    const idle = kept.filter(
      (rule) => gainOf((rules[rule] as CandidateRule).covers, shared, weight) < least,
    );
    if (idle.length === 0) break;
    const dearest = idle.reduce((a, b) =>
      (rules[b] as CandidateRule).pairs > (rules[a] as CandidateRule).pairs ? b : a,
    );
    kept.splice(kept.indexOf(dearest), 1);
  }
  return kept;
}

/** The matches that two or more of the rules find. */
function coveredTwice({rules, weight}: RuleSearch, chosen: readonly number[]): Uint32Array {
  const once = new Uint32Array(Math.ceil(weight.length / 32));
  const twice = new Uint32Array(once.length);
  for (const rule of chosen) {
    const {covers} = rules[rule] as CandidateRule;
    for (let i = 0; i < covers.length; i++)
      twice[i] = (twice[i] as number) | ((once[i] as number) & (covers[i] as number));
    addTo(once, covers);
  }
  return twice;
}

function coveredBy({rules, weight}: RuleSearch, chosen: readonly number[]): Uint32Array {
  const covered = new Uint32Array(Math.ceil(weight.length / 32));
  for (const rule of chosen) addTo(covered, (rules[rule] as CandidateRule).covers);
  return covered;
}

function addTo(covered: Uint32Array, covers: Uint32Array): void {
  for (let i = 0; i < covers.length; i++)
    covered[i] = (covered[i] as number) | (covers[i] as number);
}

const totalOf = ({weight}: RuleSearch) => weight.reduce((sum, p) => sum + p, 0);

const pairsOf = ({rules, pairsTogether}: RuleSearch, chosen: readonly number[]) =>
  pairsTogether?.(chosen) ??
  chosen.reduce((sum, rule) => sum + (rules[rule] as CandidateRule).pairs, 0);

/** Weight of the matches that the rule finds and the others do not. */
function gainOf(covers: Uint32Array, covered: Uint32Array, weight: Float64Array): number {
  let gain = 0;
  for (let i = 0; i < covers.length; i++) {
    let bits = (covers[i] as number) & ~(covered[i] as number);
    while (bits !== 0) {
      gain += weight[(i << 5) + 31 - Math.clz32(bits & -bits)] as number;
      bits &= bits - 1;
    }
  }
  return gain;
}

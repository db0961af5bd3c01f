/** Counts made into probabilities that sum to what they should, none below a floor. */

export interface ShareRules {
  readonly floor: number;
  /** Values that may not move; NaN where free. */
  readonly fixed?: Float64Array | undefined;
}

/**
 * The most likely probabilities behind the counts, given the fixed ones and the floor: a share that
 * would fall below the floor stands on it, and the others divide what is left in proportion. (Raising
 * to the floor and dividing by the sum would push likelihoods down.) Without counts, `otherwise`.
 */
export function sharesOf(
  counts: Float64Array,
  {floor, fixed}: ShareRules,
  otherwise: Float64Array,
): Float64Array {
  const shares = new Float64Array(counts.length);
  const open: number[] = [];
  let mass = 1;
  for (let i = 0; i < counts.length; i++) {
    if (fixed && !Number.isNaN(fixed[i] as number)) {
      shares[i] = fixed[i] as number;
      mass -= fixed[i] as number;
    } else open.push(i);
  }
  let source = counts;
  if (sumAt(source, open) <= 0) source = otherwise;
  if (sumAt(source, open) <= 0) source = new Float64Array(counts.length).fill(1);
  while (open.length > 0) {
    const total = sumAt(source, open);
    const low = open.find((i) => ((source[i] as number) / total) * mass < floor);
    if (low === undefined || open.length * floor >= mass) {
      for (const i of open) shares[i] = ((source[i] as number) / total) * mass;
      break;
    }
    shares[low] = floor;
    mass -= floor;
    open.splice(open.indexOf(low), 1);
  }
  return shares;
}

const sumAt = (values: Float64Array, at: readonly number[]) =>
  at.reduce((sum, i) => sum + (values[i] as number), 0);

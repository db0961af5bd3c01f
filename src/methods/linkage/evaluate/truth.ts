/** Who is who in truth, as far as known, and how many pairs of records that makes. */

/** `link`: pairs across the two files. `dedupe`: pairs of any two records. */
export type PairsKind = 'link' | 'dedupe';

export interface Truth {
  /** Code of the entity of each record, over all inputs, left file first; 0 where it is not known. */
  readonly entity: Int32Array;
  /** Records of the left file; read for `link` only. */
  readonly leftCount: number;
  readonly kind: PairsKind;
}

/** Left and right members of a group; in a deduplication all are left. */
export interface GroupSize {
  readonly left: number;
  readonly right: number;
}

export interface TruePairs {
  readonly pairs: number;
  readonly entities: number;
  /** Records whose entity is known. */
  readonly known: number;
  readonly unknown: number;
}

/** Pairs inside a group, without listing them. */
export const pairsOf = (kind: PairsKind, {left, right}: GroupSize): number =>
  kind === 'link' ? left * right : ((left + right) * (left + right - 1)) / 2;

/** Counts the pairs of records that are one entity, from the sizes of the entities. */
export function countTruePairs(truth: Truth): TruePairs {
  const {left, right} = sizesOf(truth.entity, truth);
  let [pairs, entities, known] = [0, 0, 0];
  for (let code = 1; code < left.length; code++) {
    const size = {left: left[code] as number, right: right[code] as number};
    if (size.left + size.right === 0) continue;
    entities++;
    known += size.left + size.right;
    pairs += pairsOf(truth.kind, size);
  }
  return {pairs, entities, known, unknown: truth.entity.length - known};
}

/** How many records of either side carry each code; codes are dense. */
export function sizesOf(
  codes: Int32Array,
  {leftCount, kind}: Pick<Truth, 'leftCount' | 'kind'>,
): {readonly left: Int32Array; readonly right: Int32Array} {
  let most = 0;
  for (const code of codes) most = Math.max(most, code);
  const left = new Int32Array(most + 1);
  const right = new Int32Array(most + 1);
  for (let i = 0; i < codes.length; i++) {
    const side = kind === 'dedupe' || i < leftCount ? left : right;
    side[codes[i] as number] = (side[codes[i] as number] as number) + 1;
  }
  return {left, right};
}

/** Whether two records are one entity; `undefined` when that of either is not known. */
export function isTruePair(entity: Int32Array, left: number, right: number): boolean | undefined {
  const [l, r] = [entity[left] as number, entity[right] as number];
  return l === 0 || r === 0 ? undefined : l === r;
}

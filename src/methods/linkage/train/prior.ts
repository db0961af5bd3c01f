/** λ: the chance that two records taken at random are one person, and where it comes from. */

export interface Prior {
  readonly probability: number;
  readonly expectedLinks: number;
  readonly source: 'declared' | 'rows' | 'rules' | 'passes';
}

/** Files by their records: one, or two of which pairs go across, or two of which pairs go anywhere. */
export type Files =
  | {readonly kind: 'dedupe'; readonly records: number}
  | {readonly kind: 'link' | 'link_and_dedupe'; readonly left: number; readonly right: number};

/** All pairs of records that could be compared. */
export function allPairs(files: Files): number {
  switch (files.kind) {
    case 'dedupe':
      return (files.records * (files.records - 1)) / 2;
    case 'link':
      return files.left * files.right;
    case 'link_and_dedupe':
      return ((files.left + files.right) * (files.left + files.right - 1)) / 2;
  }
}

/** λ is kept between these: a weight of ±40 bits stays attainable evidence against it. */
const LEAST = 2 ** -40;
const MOST = 1 - LEAST;

function priorOf(expectedLinks: number, files: Files, source: Prior['source']): Prior {
  const pairs = allPairs(files);
  const share = pairs > 0 ? expectedLinks / pairs : 0;
  return {probability: Math.min(MOST, Math.max(LEAST, share)), expectedLinks, source};
}

export const priorFromExpectedLinks = (expectedLinks: number, files: Files): Prior =>
  priorOf(expectedLinks, files, 'declared');

/** One link for each record of the smaller file: the default for links to a spine. */
export const priorFromRows = (left: number, right: number): Prior =>
  priorOf(Math.min(left, right), {kind: 'link', left, right}, 'rows');

/** Deterministic rules: the pairs they link, as far as they are right, make this share of all links. */
export const priorFromRules = (
  rules: {readonly links: number; readonly precision?: number; readonly recall: number},
  files: Files,
): Prior => priorOf((rules.links * (rules.precision ?? 1)) / rules.recall, files, 'rules');

/**
 * Training passes: the matches expected in the pairs of all training blocks, each pair counted once,
 * make the share `recall` of all matches (`estimateCaptures` tells it). Within one file this is the
 * only way, since nothing bounds its duplicates.
 */
export const priorFromPasses = (
  passes: {readonly expectedMatches: number; readonly recall: number},
  files: Files,
): Prior => priorOf(passes.expectedMatches / passes.recall, files, 'passes');

/** The prior as a weight, in bits. */
export const priorBits = ({probability}: Prior): number =>
  Math.log2(probability) - Math.log2(1 - probability);

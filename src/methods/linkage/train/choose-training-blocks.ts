/** Blocks to train in: together they let every comparison speak. */

export interface CandidateBlock {
  /** Fields that the block's pairs share. */
  readonly fields: readonly string[];
  /** Comparisons, by index, that the block decides; they learn nothing in it. */
  readonly implies: readonly number[];
  readonly pairs: number;
  /** Share of the pairs thought to match. */
  readonly density: number;
}

export interface BlockSearch {
  readonly blocks: readonly CandidateBlock[];
  readonly comparisons: number;
  /** Most pairs of one block. */
  readonly maximumPairs?: number;
  /** Fewest matches that m can be learned from. */
  readonly minimumMatches?: number;
}

export interface ChosenBlocks {
  /** Indices, ascending. Fewer than 2 only when no more candidates can be used. */
  readonly chosen: readonly number[];
  /** In how many of the blocks each comparison is free; 0 means that it stays untrained. */
  readonly freeIn: readonly number[];
}

const FEWEST = 2;
const MOST = 4;
/** So many candidates are tried in every combination; 30 make some 32,000. */
const TRIED = 30;

/**
 * The set of 2 to 4 blocks that ranks highest, looking in turn at: comparisons free in a block; in two
 * blocks, so that they check each other; fields that blocks have in common (fewest); mean log density,
 * because a block full of non-matches is where EM collapses; pairs (fewest); order.
 */
export function chooseTrainingBlocks(search: BlockSearch): ChosenBlocks {
  const {blocks, comparisons, maximumPairs = 1e7, minimumMatches = 200} = search;
  const usable = [...blocks.keys()]
    .filter((i) => {
      const {pairs, density} = blocks[i] as CandidateBlock;
      return pairs > 0 && pairs <= maximumPairs && pairs * density >= minimumMatches;
    })
    .sort(
      (a, b) =>
        (blocks[b] as CandidateBlock).density - (blocks[a] as CandidateBlock).density || a - b,
    );
  const tried = broad(usable, search).sort((a, b) => a - b);
  let best: {chosen: readonly number[]; rank: readonly number[]} = {chosen: [], rank: []};
  const size = Math.min(FEWEST, tried.length);
  for (const chosen of subsets(tried, MOST)) {
    if (chosen.length < size) continue;
    const rank = rankOf(
      chosen.map((i) => blocks[i] as CandidateBlock),
      comparisons,
    );
    if (best.chosen.length === 0 || isHigher(rank, best.rank)) best = {chosen, rank};
  }
  return {
    chosen: best.chosen,
    freeIn: freeIn(
      best.chosen.map((i) => blocks[i] as CandidateBlock),
      comparisons,
    ),
  };
}

/** The densest candidates, and for each comparison the two densest that leave it free. */
function broad(usable: readonly number[], {blocks, comparisons}: BlockSearch): number[] {
  if (usable.length <= TRIED) return [...usable];
  const tried = new Set<number>();
  for (let c = 0; c < comparisons && tried.size < TRIED; c++) {
    for (const i of usable
      .filter((b) => !(blocks[b] as CandidateBlock).implies.includes(c))
      .slice(0, 2))
      tried.add(i);
  }
  for (const i of usable) if (tried.size < TRIED) tried.add(i);
  return [...tried];
}

function* subsets(items: readonly number[], most: number): Generator<number[]> {
  if (most === 0 || items.length === 0) return;
  for (let i = 0; i < items.length; i++) {
    yield [items[i] as number];
    for (const rest of subsets(items.slice(i + 1), most - 1)) yield [items[i] as number, ...rest];
  }
}

const freeIn = (blocks: readonly CandidateBlock[], comparisons: number) =>
  Array.from(
    {length: comparisons},
    (_, c) => blocks.filter(({implies}) => !implies.includes(c)).length,
  );

function rankOf(blocks: readonly CandidateBlock[], comparisons: number): number[] {
  const free = freeIn(blocks, comparisons);
  const fields = blocks.flatMap((block) => [...new Set(block.fields)]);
  const density = blocks.reduce((sum, block) => sum + Math.log(block.density), 0) / blocks.length;
  return [
    free.filter((times) => times >= 1).length,
    free.filter((times) => times >= 2).length,
    new Set(fields).size - fields.length,
    density,
    -blocks.reduce((sum, {pairs}) => sum + pairs, 0),
  ];
}

function isHigher(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at >= 0 && (a[at] as number) > (b[at] as number);
}

/** What a run found, as one object for machines and a few lines for people. */

import type {Linked} from '../../../methods/linkage/run/link-files.ts';
import {countStates} from '../../../methods/linkage/run/resolve-pairs.ts';

/** Precision, recall and F1 of links, when the truth is told. */
export interface Measured {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly true_pairs: number;
}

export const percent = (share: number | null | undefined): string =>
  share == null ? 'unknown' : `${(100 * share).toFixed(3)} %`;

export type Summary = ReturnType<typeof summarise>;

export function summarise(
  {inputs, pairs, resolved, seconds}: Linked,
  measured: Measured | null,
  total: number,
) {
  return {
    records: {left: inputs.leftCount, right: inputs.count - inputs.leftCount},
    blank_rows: inputs.left.source.blankRows + (inputs.right?.source.blankRows ?? 0),
    pairs_compared: pairs.compared,
    links: resolved.links.length,
    ...(measured ?? {}),
    seconds: total,
    seconds_of: seconds,
    states: countStates(resolved.state),
    rules: pairs.rules.map(({pairs: alone, newPairs, kept, blocks, largest, split}) => ({
      pairs: alone,
      new_pairs: newPairs,
      kept,
      blocks,
      largest_blocks: largest,
      ...(split.blocks === 0
        ? {}
        : {
            split_blocks: split.blocks,
            largest_before: split.largestBefore,
            largest_after: split.largestAfter,
          }),
    })),
    resolved: resolved.counts,
    clustered: resolved.isClustered,
    resumed_chunks: pairs.resumedChunks,
  };
}

export function tell(summary: Summary, written: readonly string[]): string[] {
  const states = Object.entries(summary.states).filter(([, count]) => count > 0);
  return [
    `${summary.pairs_compared.toLocaleString('en-GB')} pairs compared, ` +
      `${summary.links.toLocaleString('en-GB')} links, ${summary.seconds.toFixed(1)} s`,
    ...states.map(([state, count]) => `  ${state}: ${count.toLocaleString('en-GB')} records`),
    ...summary.rules.flatMap(({split_blocks: split, largest_before: before}, i) =>
      split === undefined
        ? []
        : [
            `  rule ${i + 1}: ${split} blocks split by further fields; the largest had ${before} records`,
          ],
    ),
    ...tellMeasured(summary as Partial<Measured>),
    ...written.map((path) => `  written to ${path}`),
  ];
}

export const tellMeasured = ({precision, recall, f1}: Partial<Measured>): string[] =>
  f1 == null
    ? []
    : [`  precision ${percent(precision)}, recall ${percent(recall)}, F1 ${percent(f1)}`];

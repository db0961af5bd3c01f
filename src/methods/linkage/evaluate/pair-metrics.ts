/** How good a set of links is when the truth is known: precision, recall and F1, of pairs and of people. */

import {countTruePairs, isTruePair, pairsOf, sizesOf, type Truth} from './truth.ts';
import {type Share, wilson} from './wilson.ts';

export interface LinkSet {
  readonly length: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

export interface PairMetrics {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  /** Links that nobody can judge, for the truth of a record is not known; they count as neither. */
  readonly unjudged: number;
  readonly precision: Share;
  readonly recall: Share;
  readonly f1: Share;
}

/** Metrics of a table of confusion. F1 = 2J/(1 + J) for the share J = TP/(TP + FP + FN), and so is its interval. */
export function metricsOf(
  truePositive: number,
  falsePositive: number,
  falseNegative: number,
  unjudged = 0,
): PairMetrics {
  const jaccard = wilson(truePositive, truePositive + falsePositive + falseNegative);
  const f = (j: number) => (2 * j) / (1 + j);
  return {
    truePositive,
    falsePositive,
    falseNegative,
    unjudged,
    precision: wilson(truePositive, truePositive + falsePositive),
    recall: wilson(truePositive, truePositive + falseNegative),
    f1: {
      count: 2 * truePositive,
      of: 2 * truePositive + falsePositive + falseNegative,
      share: jaccard.share === null ? null : f(jaccard.share),
      low: f(jaccard.low),
      high: f(jaccard.high),
    },
  };
}

/** Links against the truth; each pair is given once. */
export function pairMetrics({length, left, right}: LinkSet, truth: Truth): PairMetrics {
  let [hits, misses, unjudged] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    const isTrue = isTruePair(truth.entity, left[i] as number, right[i] as number);
    if (isTrue === undefined) unjudged++;
    else if (isTrue) hits++;
    else misses++;
  }
  return metricsOf(hits, misses, countTruePairs(truth).pairs - hits, unjudged);
}

/**
 * Clusters against the truth: all pairs inside a cluster are links. Nothing is listed: the pairs
 * that are right are those inside a cluster *and* an entity.
 * @param cluster dense code of each record's cluster
 */
export function clusterMetrics(cluster: Int32Array, truth: Truth): PairMetrics {
  const judged = judgedClusters(cluster, truth.entity);
  const linked = pairsInside(judged, truth);
  const hits = pairsInside(cellsOf(judged, truth.entity), truth);
  const unjudged = pairsInside(withSingles(cluster), truth) - linked;
  return metricsOf(hits, linked - hits, countTruePairs(truth).pairs - hits, unjudged);
}

export interface BCubed {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/**
 * For each record: how much of its cluster is the same entity, and how much of its entity is in its
 * cluster, itself included; then the mean. Records without truth are left out.
 * https://aclanthology.org/P98-1012/
 */
export function bCubed(cluster: Int32Array, entity: Int32Array): BCubed {
  const whole = {leftCount: 0, kind: 'dedupe'} as const;
  const judged = judgedClusters(cluster, entity);
  const cell = cellsOf(judged, entity);
  const [inCluster, inEntity, inCell] = [judged, entity, cell].map((c) => sizesOf(c, whole).left);
  let [precision, recall, records] = [0, 0, 0];
  for (let i = 0; i < entity.length; i++) {
    if (entity[i] === 0) continue;
    const together = inCell?.[cell[i] as number] as number;
    precision += together / (inCluster?.[judged[i] as number] as number);
    recall += together / (inEntity?.[entity[i] as number] as number);
    records++;
  }
  if (records === 0) return {precision: null, recall: null, f1: null};
  const [p, r] = [precision / records, recall / records];
  return {precision: p, recall: r, f1: (2 * p * r) / (p + r)};
}

/** Clusters from 1; 0 where the entity is not known. */
const judgedClusters = (cluster: Int32Array, entity: Int32Array): Int32Array =>
  cluster.map((code, i) => (entity[i] === 0 ? 0 : code + 1));

const withSingles = (cluster: Int32Array): Int32Array => cluster.map((code) => code + 1);

/** A dense code, from 1, of each (cluster, entity); 0 where either is 0. */
function cellsOf(cluster: Int32Array, entity: Int32Array): Int32Array {
  let most = 0;
  for (const code of entity) most = Math.max(most, code);
  const width = most + 1;
  // Both codes are below 2^31, and no two pairs share a key while their product is below 2^53.
  const codes = new Map<number, number>();
  return cluster.map((code, i) => {
    if (code === 0 || entity[i] === 0) return 0;
    const key = code * width + (entity[i] as number);
    let cell = codes.get(key);
    if (cell === undefined) {
      cell = codes.size + 1;
      codes.set(key, cell);
    }
    return cell;
  });
}

/** Pairs inside groups; those without a group, of code 0, make none. */
function pairsInside(codes: Int32Array, truth: Truth): number {
  const {left, right} = sizesOf(codes, truth);
  let pairs = 0;
  for (let code = 1; code < left.length; code++) {
    pairs += pairsOf(truth.kind, {left: left[code] as number, right: right[code] as number});
  }
  return pairs;
}

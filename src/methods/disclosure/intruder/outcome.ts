/** What the gates of all parts come to, with every reason in words that a panel reads. */

import {type Decision, decide, type Reason} from '../../../kernel/decisions.ts';
import type {Outcome, ReportPart} from './report.ts';

type Gate = ReportPart['gate'][number];

export interface Concluded {
  readonly outcome: Outcome;
  /** Allowed as well when what is above the gate is justified. */
  readonly decision: Decision;
  /** Every set that is above the gate, refused or justified; and what is not known. */
  readonly reasons: readonly string[];
}

export function conclude(parts: readonly ReportPart[]): Concluded {
  const gates = parts.flatMap(({datasets, gate}) => gate.map((one) => ({one, datasets})));
  const above = bySet(gates.filter(({one}) => one.verdict === 'above'));
  const against: Reason[] = above
    .filter(({one}) => one.needs.length > 0)
    .map(({one, datasets}) => ({
      code: 'INTRUDER_GATE',
      because: `${aboveWords(one, datasets)}; ${remedyWords(one)}`,
    }));
  const isUnknown = gates.some(({one}) => one.verdict === 'not-known');
  if (isUnknown) {
    against.push({
      code: 'POPULATION_MISSING',
      because: 'k-map is missing: the store holds no counts of the population',
    });
  }
  const exceptions = above
    .filter(({one}) => one.needs.length === 0)
    .map(
      ({one, datasets}) =>
        `${aboveWords(one, datasets)}; it is a justified exception: the application answers ${one.justifiedBy.join(' and ')}`,
    );
  return {
    outcome: outcomeOf(isUnknown, against.length > 0, exceptions.length > 0),
    decision: decide(against),
    reasons: [...against.map(({because}) => because), ...exceptions],
  };
}

function outcomeOf(isUnknown: boolean, isRefused: boolean, isException: boolean): Outcome {
  if (isUnknown) return 'not-known';
  if (isRefused) return 'refused';
  return isException ? 'passed-as-exception' : 'passed';
}

interface Gated {
  readonly one: Gate;
  readonly datasets: readonly string[];
}

/** A set is told once, for the tables in which most people are easily found. */
function bySet(gates: readonly Gated[]): Gated[] {
  const worst = new Map<string, Gated>();
  for (const gated of gates) {
    const known = worst.get(gated.one.set);
    if (!known || weight(gated) > weight(known)) worst.set(gated.one.set, gated);
  }
  return [...worst.values()];
}

/** What still needs a justification comes before what has one. */
const weight = ({one}: Gated): number => (one.share ?? 0) + (one.needs.length > 0 ? 1000 : 0);

const aboveWords = ({set, share, smallestK, largestShare}: Gate, datasets: readonly string[]) =>
  `${datasets.join(' with ')}: by ${set}, ${share === null ? 'a share of people that is withheld' : `${share} % of people`} ` +
  `have fewer than ${smallestK} people who look like them in the population, and ${largestShare} % may`;

const remedyWords = ({wouldPass, needs, set}: Gate): string => {
  const coarser =
    wouldPass.length === 0
      ? `nothing coarser than ${set} that was measured would pass`
      : `${wouldPass.join(', or ')} would pass`;
  return `${coarser}; else the application must answer ${needs.join(' and ')}`;
};

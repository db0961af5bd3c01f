/** The methods paragraph of a paper, in the order that RECORD asks for, written from the numbers. */

import type {Facts, KnownAccuracy} from './facts.ts';
import {count, percent, plainBits, withInterval} from './numbers.ts';
import type {LinkageReport} from './schema.ts';
import {isKnown} from './schema-parts.ts';
import {HOW_WORDS, STATE_WORDS} from './words.ts';

export function paperParagraph(report: LinkageReport, facts: Facts): string {
  const {linkage, provision, reporting} = report;
  return [
    filesSentence(report),
    `Records were cleaned and compared on ${list(linkage.model.comparisons.map((c) => c.name.replaceAll('_', ' ')))} by probabilistic linkage (Fellegi and Sunter; model ${linkage.model.name}, ${shortDigest(linkage.model.digest)}; Dolen ${versionOf(report)}).`,
    `Blocking on ${list(
      linkage.blocking.rules.map(({rule}) => rule),
      'or',
    )} gave ${count(linkage.blocking.pairs)} candidate pairs${
      facts.blockingRecall
        ? `, estimated to hold ${withInterval(facts.blockingRecall)} of all matches`
        : ''
    }.`,
    `Links were made by ${linkage.resolve.method} at a weight of at least ${plainBits(linkage.resolve.theta)} bits${
      linkage.resolve.delta > 0 ? ` and a lead of ${plainBits(linkage.resolve.delta)} bits` : ''
    }.`,
    `Of ${count(facts.records - facts.optedOut)} eligible records, ${count(facts.linked)} (${percent(facts.linkRate.share)}) were linked; ${lossesOf(report)}.`,
    accuracySentence('Precision', facts.precision),
    accuracySentence('Recall', facts.recall),
    isKnown(reporting.fairness)
      ? `Link rates were compared across ${list([...new Set(reporting.fairness.subgroups.map((s) => s.variable))])}; ${reporting.fairness.passes ? 'no subgroup fell' : 'at least one subgroup fell'} more than ${100 * reporting.fairness.tolerance} percentage points below the overall rate.`
      : '',
    isKnown(provision.changes)
      ? ''
      : 'Changes in the source data since the last extract are not known.',
  ]
    .filter(Boolean)
    .join(' ');
}

function filesSentence({provision: {files}, kind}: LinkageReport): string {
  const told = files.map(({name, records, asAt}) => {
    const when = isKnown(asAt) ? ` as at ${asAt}` : '';
    return `${name} (${count(records)} records${when})`;
  });
  return kind === 'dedupe'
    ? `Records of ${list(told)} that belong to one person were found by linkage.`
    : `We linked ${told[0]} to ${list(told.slice(1))}.`;
}

function lossesOf({linkage}: LinkageReport): string {
  const lost = linkage.funnel.states.filter(
    ({state, records}) => state !== 'linked' && state !== 'opted_out' && records > 0,
  );
  if (lost.length === 0) return 'none was lost';
  return `the others were not linked because of: ${list(lost.map(({state, records}) => `${STATE_WORDS[state]} (${count(records)})`))}`;
}

/** An uncalibrated claim is not given a place in a paper. */
function accuracySentence(name: string, known: KnownAccuracy | null): string {
  if (!known || known.how === 'uncalibrated_model') return `${name} is not known.`;
  return `${name} was ${withInterval(known.share)}, ${HOW_WORDS[known.how]} (${known.note}).`;
}

const versionOf = ({reporting}: LinkageReport): string =>
  reporting.versions.find(({what}) => what.toLowerCase() === 'dolen')?.version ??
  '(version not known)';

const shortDigest = (digest: string): string => digest.slice(0, 'sha256:'.length + 12);

function list(items: readonly string[], last = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}

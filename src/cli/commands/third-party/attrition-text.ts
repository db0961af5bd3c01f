/** What opt-outs took from a dataset, as a table that anybody may read: small counts are withheld already. */

import type {PublishedRemoval} from '../../../methods/disclosure/removals.ts';
import type {Attrition} from '../../../zones/trusted-third-party/attrition.ts';

const TITLES = {
  reason: 'by reason',
  born: 'by decade of birth',
  sex: 'by sex',
  area: 'by postcode area',
} as const satisfies Record<keyof Attrition, string>;

const WORDS: Readonly<Record<string, string>> = {
  'not-removed': 'not removed',
  'opted-out': 'removed by their own number',
  'found-opted-out': 'found by linkage to be somebody who opted out',
  'no-number': 'no number to look up among those that may be used',
};

const shown = (count: number | null): string =>
  count === null ? 'withheld' : count.toLocaleString('en-GB');

function line({group, peopleIn, peopleRemoved, rowsIn, rowsRemoved}: PublishedRemoval): string {
  const name = WORDS[group] ?? group;
  if (peopleIn === null || peopleRemoved === null) {
    return `    ${name}: ${peopleIn === null ? 'withheld' : `${shown(peopleIn)} people, removed: withheld`}`;
  }
  const share = peopleIn === 0 ? 0 : (100 * peopleRemoved) / peopleIn;
  return (
    `    ${name}: ${shown(peopleRemoved)} of ${shown(peopleIn)} people removed (${share.toFixed(1)} %), ` +
    `${shown(rowsRemoved)} of ${shown(rowsIn)} rows`
  );
}

/** No lines where no list was applied. */
export function attritionText(attrition: Attrition | null): string[] {
  if (attrition === null) return [];
  const tables = (Object.keys(TITLES) as (keyof Attrition)[]).flatMap((dimension) => [
    `  ${TITLES[dimension]}`,
    ...attrition[dimension].groups.map(line),
  ]);
  return ['  opt-outs applied', line(attrition.reason.total), ...tables];
}

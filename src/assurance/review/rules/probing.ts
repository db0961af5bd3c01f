/** AR05: one person meets the threshold for small numbers again and again. */

import type {Entry} from '../../audit/entry.ts';
import {idOf} from '../acts.ts';
import {type Finding, plural, type Rule} from '../rule.ts';
import type {ParametersOf} from '../rules-file.ts';
import type {Sighting} from '../sighting.ts';
import {Bursts} from './bursts.ts';

/** What gives a result, or withholds one. */
const RESULTS = new Set([
  'QUERY_ANSWERED',
  'QUERY_REFUSED',
  'COHORT_BUILT',
  'CONSULT_ANSWERED',
  'ACCESS_REFUSED',
  'RELEASE_BLOCKED',
]);

export class Probing implements Rule {
  readonly #minutes: number;
  readonly #least: number;
  readonly #codes: ReadonlySet<string>;
  readonly #bands: ReadonlySet<string>;
  readonly #bursts: Bursts;

  constructor({results, minutes, smallCodes, smallCohorts}: ParametersOf<'AR05'>) {
    this.#minutes = minutes;
    this.#least = results;
    this.#codes = new Set(smallCodes);
    this.#bands = new Set(smallCohorts);
    this.#bursts = new Bursts(results, minutes);
  }

  see(sighting: Sighting): void {
    const {entry, isStaff} = sighting;
    if (!isStaff || !RESULTS.has(entry.action) || !this.#isSmall(entry)) return;
    // A table that is blocked is its author's, whoever ran the check.
    this.#bursts.see(sighting, idOf(entry, 'author') ?? entry.actor);
  }

  #isSmall({action, reasonCodes, rowBand}: Entry): boolean {
    if (action === 'QUERY_REFUSED') return true;
    if (action === 'COHORT_BUILT') return rowBand !== null && this.#bands.has(rowBand);
    return reasonCodes.some((code) => this.#codes.has(code));
  }

  findings(): Finding[] {
    return this.#bursts.found.map(({actor, project, entries}) => ({
      entries,
      actors: [actor],
      project,
      seen: `${plural(entries.count, 'time')} within ${this.#minutes} minutes of each other`,
      normal: `fewer than ${this.#least} times in ${this.#minutes} minutes`,
    }));
  }
}

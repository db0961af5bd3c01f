/** AR07: one person is refused many times in a short time. */

import {isRefusal} from '../acts.ts';
import {type Finding, plural, type Rule} from '../rule.ts';
import type {ParametersOf} from '../rules-file.ts';
import type {Sighting} from '../sighting.ts';
import {Bursts} from './bursts.ts';

export class Refusals implements Rule {
  readonly #parameters: ParametersOf<'AR07'>;
  readonly #bursts: Bursts;

  constructor(parameters: ParametersOf<'AR07'>) {
    this.#parameters = parameters;
    this.#bursts = new Bursts(parameters.refusals, parameters.minutes);
  }

  see(sighting: Sighting): void {
    const {entry, isStaff} = sighting;
    if (isStaff && isRefusal(entry)) this.#bursts.see(sighting, entry.actor);
  }

  findings(): Finding[] {
    const {refusals, minutes} = this.#parameters;
    return this.#bursts.found.map(({actor, project, entries}) => ({
      entries,
      actors: [actor],
      project,
      seen: `${plural(entries.count, 'time')} within ${minutes} minutes of each other, counting data, questions, roles and whole commands`,
      normal: `fewer than ${refusals} times in ${minutes} minutes`,
    }));
  }
}

/** AR08: the first act of an account after a long time. */

import {EntryRun, type Finding, plural, type Rule} from '../rule.ts';
import type {ParametersOf} from '../rules-file.ts';
import type {Sighting} from '../sighting.ts';

const MS_PER_DAY = 86_400_000;

export class Dormant implements Rule {
  readonly #days: number;
  readonly #lastAt = new Map<string, number>();
  readonly #found: Finding[] = [];

  constructor({days}: ParametersOf<'AR08'>) {
    this.#days = days;
  }

  see({entry: {actor, project, seq}, at, isStaff}: Sighting): void {
    if (!isStaff) return;
    const last = this.#lastAt.get(actor);
    this.#lastAt.set(actor, at);
    if (last === undefined || at - last < this.#days * MS_PER_DAY) return;
    this.#found.push({
      entries: new EntryRun(seq),
      actors: [actor],
      project,
      seen: plural(Math.floor((at - last) / MS_PER_DAY), 'day'),
      normal: plural(this.#days, 'day'),
    });
  }

  findings(): readonly Finding[] {
    return this.#found;
  }
}

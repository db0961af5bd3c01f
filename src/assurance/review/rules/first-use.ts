/** AR02: a person uses a dataset that they never used before. */

import {idsOf, isUse} from '../acts.ts';
import {EntryRun, type Finding, type Rule} from '../rule.ts';
import type {Sighting} from '../sighting.ts';

export class FirstUse implements Rule {
  readonly #used = new Map<string, Set<string>>();
  readonly #found: Finding[] = [];

  see({entry, isStaff}: Sighting): void {
    if (!isStaff || !isUse(entry)) return;
    const {actor, project, seq} = entry;
    const used = this.#used.get(actor) ?? new Set();
    const fresh = idsOf(entry, 'dataset').filter((id) => !used.has(id));
    if (fresh.length === 0) return;
    for (const id of fresh) used.add(id);
    this.#used.set(actor, used);
    this.#found.push({
      entries: new EntryRun(seq),
      actors: [actor],
      project,
      seen: fresh.join(', '),
      normal: 'datasets that they have used before',
    });
  }

  findings(): readonly Finding[] {
    return this.#found;
  }
}

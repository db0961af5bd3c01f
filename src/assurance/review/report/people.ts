/** Who used the data: what each person of the log did with it, by staff id. */

import type {Entry} from '../../audit/entry.ts';
import {idsOf, isRefusal, isUse} from '../acts.ts';

export interface Person {
  /** The staff id; no name of anybody is in a log. */
  readonly name: string;
  /** Acts that used data. */
  readonly uses: number;
  /** Datasets and projects of those uses. */
  readonly datasets: readonly string[];
  readonly projects: readonly string[];
  /** Entries that refused the person something. */
  readonly refusals: number;
  /** Acts outside office hours; null where the rule that looks for them is off. */
  readonly outOfHours: number | null;
}

interface Doings {
  uses: number;
  refusals: number;
  readonly datasets: Set<string>;
  readonly projects: Set<string>;
}

export class People {
  readonly #people = new Map<string, Doings>();

  see(entry: Entry): void {
    const {actor, project} = entry;
    // What the program does by itself is nobody's use.
    if (actor.startsWith('system:')) return;
    const doings = this.#people.get(actor) ?? {
      uses: 0,
      refusals: 0,
      datasets: new Set(),
      projects: new Set(),
    };
    this.#people.set(actor, doings);
    if (isRefusal(entry)) doings.refusals++;
    if (!isUse(entry)) return;
    doings.uses++;
    for (const dataset of idsOf(entry, 'dataset')) doings.datasets.add(dataset);
    if (project !== null) doings.projects.add(project);
  }

  /** @param outOfHours acts outside office hours by person, where somebody counted them */
  list(outOfHours: ReadonlyMap<string, number> | null): Person[] {
    return [...this.#people]
      .map(([name, {uses, refusals, datasets, projects}]) => ({
        name,
        uses,
        datasets: [...datasets].sort(),
        projects: [...projects].sort(),
        refusals,
        outOfHours: outOfHours && (outOfHours.get(name) ?? 0),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/**
 * AR04: cohorts of one project whose definitions differ in one condition. A cohort names each of its
 * conditions by a keyed digest, `{type: 'condition'}`: two are alike or not, and nobody can tell what
 * they ask.
 */

import {idsOf} from '../acts.ts';
import {EntryRun, type Finding, plural, type Rule} from '../rule.ts';
import type {ParametersOf} from '../rules-file.ts';
import type {Sighting} from '../sighting.ts';

const MS_PER_HOUR = 3_600_000;
/** Definitions of one project that are compared with each other; more in a day are a finding too. */
const REMEMBERED = 200;

interface Cohort {
  readonly index: number;
  readonly at: number;
  readonly actor: string;
  readonly conditions: ReadonlySet<string>;
  series: Series | null;
}

interface Series {
  readonly project: string;
  readonly actors: Set<string>;
  readonly entries: EntryRun;
}

export class NearCohorts implements Rule {
  readonly #parameters: ParametersOf<'AR04'>;
  readonly #recent = new Map<string, Cohort[]>();
  readonly #found: Series[] = [];

  constructor(parameters: ParametersOf<'AR04'>) {
    this.#parameters = parameters;
  }

  see({entry, at}: Sighting): void {
    if (entry.action !== 'COHORT_BUILT' || entry.project === null) return;
    const conditions = new Set(idsOf(entry, 'condition'));
    if (conditions.size === 0) return;
    const since = at - this.#parameters.hours * MS_PER_HOUR;
    const recent = (this.#recent.get(entry.project) ?? [])
      .filter((one) => one.at >= since)
      .slice(1 - REMEMBERED);
    this.#recent.set(entry.project, recent);
    // The same definition again is no second look at anyone.
    if (recent.some((one) => difference(one.conditions, conditions) === 0)) return;
    const cohort = {index: entry.seq, at, actor: entry.actor, conditions, series: null};
    recent.push(cohort);
    this.#extend(entry.project, alike(cohort, recent, this.#parameters.differentConditions));
  }

  /** @param group the newest cohort and all that can be reached from it by small steps */
  #extend(project: string, group: readonly Cohort[]): void {
    if (group.length < this.#parameters.cohorts) return;
    let series = group.find((one) => one.series !== null)?.series ?? null;
    if (!series) {
      series = {project, actors: new Set(), entries: new EntryRun()};
      this.#found.push(series);
    }
    for (const one of group) {
      if (one.series) continue;
      one.series = series;
      series.entries.add(one.index);
      series.actors.add(one.actor);
    }
  }

  findings(): Finding[] {
    const {hours, cohorts, differentConditions} = this.#parameters;
    const step = plural(differentConditions, 'condition');
    return this.#found.map(({project, actors, entries}) => ({
      entries,
      actors: [...actors].sort(),
      project,
      seen: `${plural(entries.count, 'cohort')} within ${hours} hours that differ in ${step}`,
      normal: `fewer than ${cohorts} such cohorts within ${hours} hours`,
    }));
  }
}

/** Conditions that one has and the other has not; one that is replaced by another counts once. */
function difference(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = a.intersection(b).size;
  return Math.max(a.size, b.size) - shared;
}

/** The cohorts that can be reached from one by steps of few conditions, in the order of the log. */
function alike(start: Cohort, cohorts: readonly Cohort[], most: number): Cohort[] {
  const reached = new Set([start]);
  for (const from of reached) {
    for (const to of cohorts) {
      if (!reached.has(to) && difference(from.conditions, to.conditions) <= most) reached.add(to);
    }
  }
  return [...reached].sort((a, b) => a.index - b.index);
}

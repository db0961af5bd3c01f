/** AR06: in the last days of a grant, somebody uses its data much more than they did before. */

import {dayNumber, type IsoDay} from '../../../kernel/dates.ts';
import {isUse} from '../acts.ts';
import {dayInWords} from '../calendar.ts';
import {StandingGrants} from '../grants-in-log.ts';
import {EntryRun, type Finding, plural, type Rule} from '../rule.ts';
import type {ParametersOf} from '../rules-file.ts';
import type {Sighting} from '../sighting.ts';

interface Uses {
  /** Uses by day, oldest first; days that no baseline can need are dropped. */
  readonly days: {readonly day: number; count: number}[];
  /** The last days of a grant, when they have begun. */
  surge: Surge | null;
}

interface Surge {
  readonly actor: string;
  readonly project: string;
  readonly ends: IsoDay;
  /** Uses in as many days, as usual. */
  readonly usual: number;
  readonly entries: EntryRun;
  isFound: boolean;
}

export class BeforeExpiry implements Rule {
  readonly #parameters: ParametersOf<'AR06'>;
  readonly #grants = new StandingGrants();
  readonly #ends = new Map<string, readonly IsoDay[]>();
  readonly #uses = new Map<string, Uses>();
  readonly #found: Surge[] = [];

  constructor(parameters: ParametersOf<'AR06'>) {
    this.#parameters = parameters;
  }

  see({entry, day, isStaff}: Sighting): void {
    if (entry.action.startsWith('GRANT_')) {
      this.#grants.see(entry);
      this.#readEnds();
    }
    const {actor, project, seq} = entry;
    if (project === null || !isStaff || !isUse(entry)) return;
    const key = `${project}\n${actor}`;
    const uses = this.#uses.get(key) ?? {days: [], surge: null};
    this.#uses.set(key, uses);
    this.#count(uses, day);
    const ends = this.#endNear(project, day);
    if (ends === undefined) return;
    if (uses.surge?.ends !== ends) uses.surge = this.#start(uses, {actor, project, ends});
    const {surge} = uses;
    surge.entries.add(seq);
    const {times, leastUses} = this.#parameters;
    if (surge.isFound || surge.usual < leastUses) return;
    if (surge.entries.count > times * surge.usual) {
      surge.isFound = true;
      this.#found.push(surge);
    }
  }

  /** The last day of each project's grants; of two grants for one dataset the later one counts. */
  #readEnds(): void {
    const latest = new Map<string, Map<string, IsoDay>>();
    for (const {project, datasets, validTo} of this.#grants.all()) {
      if (validTo === null) continue;
      const ends = latest.get(project) ?? new Map<string, IsoDay>();
      latest.set(project, ends);
      for (const dataset of datasets) {
        const known = ends.get(dataset);
        if (known === undefined || known < validTo) ends.set(dataset, validTo);
      }
    }
    this.#ends.clear();
    for (const [project, ends] of latest) this.#ends.set(project, [...new Set(ends.values())]);
  }

  #endNear(project: string, day: number): IsoDay | undefined {
    return this.#ends.get(project)?.find((end) => {
      const left = dayNumber(end) - day;
      return left >= 0 && left < this.#parameters.lastDays;
    });
  }

  #count({days}: Uses, day: number): void {
    const {lastDays, baselineDays} = this.#parameters;
    const last = days.at(-1);
    if (last?.day === day) last.count++;
    else days.push({day, count: 1});
    while ((days[0]?.day ?? day) < day - lastDays - baselineDays) days.shift();
  }

  #start({days}: Uses, about: {actor: string; project: string; ends: IsoDay}): Surge {
    const {lastDays, baselineDays} = this.#parameters;
    const first = dayNumber(about.ends) - lastDays + 1;
    const before = days
      .filter(({day}) => day < first && day >= first - baselineDays)
      .reduce((sum, {count}) => sum + count, 0);
    const usual = (before / baselineDays) * lastDays;
    return {...about, usual, entries: new EntryRun(), isFound: false};
  }

  findings(): Finding[] {
    const {lastDays} = this.#parameters;
    return this.#found.map(({actor, project, ends, usual, entries}) => ({
      entries,
      actors: [actor],
      project,
      seen: `${plural(entries.count, 'use')} in the ${lastDays} days up to ${dayInWords(ends)}`,
      normal: `about ${Math.round(usual)} in ${lastDays} days`,
    }));
  }
}

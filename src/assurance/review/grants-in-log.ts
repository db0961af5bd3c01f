/**
 * What an entry says about grants: `{type: 'grant'}`, then `{type: 'dataset'}` and
 * `{type: 'valid-to'}` of the grant that stands before them.
 */

import {type IsoDay, parseIsoDay} from '../../kernel/dates.ts';
import type {Entry} from '../audit/entry.ts';

export interface LoggedGrant {
  readonly grant: string;
  readonly datasets: readonly string[];
  /** The last day on which it holds. */
  readonly validTo: IsoDay | null;
}

export function grantsOf({objects}: Pick<Entry, 'objects'>): LoggedGrant[] {
  const grants: {grant: string; datasets: string[]; validTo: IsoDay | null}[] = [];
  let validTo: IsoDay | null = null;
  const datasets: string[] = [];
  for (const {type, id} of objects) {
    const last = grants.at(-1);
    if (type === 'grant') grants.push({grant: id, datasets: [], validTo: null});
    else if (type === 'dataset') (last?.datasets ?? datasets).push(id);
    else if (type === 'valid-to' && last) last.validTo = parseIsoDay(id);
    else if (type === 'valid-to') validTo = parseIsoDay(id);
  }
  // What stands before the first grant is said of all of them.
  return grants.map((one) => ({
    grant: one.grant,
    datasets: [...datasets, ...one.datasets],
    validTo: one.validTo ?? validTo,
  }));
}

const ENDS: ReadonlySet<string> = new Set(['GRANT_SUPERSEDED', 'GRANT_WITHHELD', 'GRANT_ENDED']);

/** A grant that may still be in force, and whose it is. */
export interface StandingGrant extends LoggedGrant {
  readonly project: string;
  readonly purpose: string | null;
  readonly issued: number;
}

/** The grants of a log that were neither superseded, withheld nor ended. */
export class StandingGrants {
  readonly #grants = new Map<string, StandingGrant>();

  see(entry: Entry): void {
    const {action, project, purpose, seq} = entry;
    if (action === 'GRANT_ISSUED') {
      for (const one of grantsOf(entry)) {
        this.#grants.set(one.grant, {...one, project: project ?? '', purpose, issued: seq});
      }
    } else if (ENDS.has(action)) {
      const named = grantsOf(entry);
      for (const {grant} of named) this.#grants.delete(grant);
      // An entry that names none of them is about all that the project has.
      if (named.length > 0) return;
      for (const one of this.all()) {
        if (one.project === project) this.#grants.delete(one.grant);
      }
    }
  }

  get(grant: string): StandingGrant | undefined {
    return this.#grants.get(grant);
  }

  all(): StandingGrant[] {
    return [...this.#grants.values()];
  }
}

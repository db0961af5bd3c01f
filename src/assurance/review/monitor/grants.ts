/**
 * Data go to a project under a grant, and a grant follows an approval. A log in which no application
 * and no grant ever was, as of a home that keeps its grants as files only, cannot be held to this.
 */

import {dayOf, type Instant} from '../../../kernel/dates.ts';
import type {Entry} from '../../audit/entry.ts';
import {idOf, idsOf} from '../acts.ts';
import {grantsOf, StandingGrants} from '../grants-in-log.ts';
import type {Discrepancy, Watcher} from './finding.ts';
import type {Lives} from './lives.ts';

export class Grants implements Watcher {
  readonly #lives: Lives;
  readonly #standing = new StandingGrants();
  readonly #held: Discrepancy[] = [];
  /** Whether the log has an application or a grant at all. */
  isGoverned = false;

  constructor(lives: Lives) {
    this.#lives = lives;
  }

  see(entry: Entry): string[] {
    const {action, seq} = entry;
    if (action.startsWith('APPLICATION_') || action === 'GRANT_ISSUED') this.isGoverned = true;
    if (action.startsWith('GRANT_')) {
      const wrong = action === 'GRANT_ISSUED' ? this.#issued(entry) : [];
      this.#standing.see(entry);
      return wrong;
    }
    const wrong =
      action === 'EXTRACT_WRITTEN'
        ? this.#written(entry)
        : action === 'EXTRACT_PROVISIONED'
          ? this.#provisioned(entry)
          : [];
    // Whether these count is known when the log has been read.
    for (const what of wrong) this.#held.push({index: seq, what});
    return [];
  }

  end(): readonly Discrepancy[] {
    return this.isGoverned ? this.#held : [];
  }

  #issued(entry: Entry): string[] {
    // The purpose is the application’s id, a blank, and its version.
    const application = idOf(entry, 'application') ?? entry.purpose?.split(' ')[0];
    if (application === undefined) return ['issues a grant and names no application'];
    if (this.#lives.isApproved(application)) return [];
    return [`issues a grant of ${application}, which is not approved`];
  }

  #written(entry: Entry): string[] {
    const named = grantsOf({objects: entry.objects});
    if (named.length === 0) return ['writes an extract and names no grant'];
    return named.flatMap(({grant}) => {
      const standing = this.#standing.get(grant);
      if (!standing) return [`writes an extract under ${grant}, which is not in force`];
      return [
        ...(standing.project === entry.project
          ? []
          : [`writes an extract for ${entry.project} under a grant of ${standing.project}`]),
        ...(isOver(standing.validTo, entry)
          ? [`writes an extract under ${grant}, which ended on ${standing.validTo}`]
          : []),
      ];
    });
  }

  #provisioned(entry: Entry): string[] {
    const {project} = entry;
    return idsOf(entry, 'dataset')
      .filter((dataset) => !this.#isGranted(project, dataset, entry))
      .map((dataset) => `gives ${project} ${dataset}, for which no grant is in force`);
  }

  #isGranted(project: string | null, dataset: string, entry: Entry): boolean {
    return this.#standing
      .all()
      .some(
        (one) =>
          one.project === project && one.datasets.includes(dataset) && !isOver(one.validTo, entry),
      );
  }
}

const isOver = (validTo: string | null, {ts}: Entry): boolean =>
  validTo !== null && dayOf(ts as Instant) > validTo;

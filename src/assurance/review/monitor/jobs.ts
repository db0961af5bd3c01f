/** Jobs end once, and keys are used inside them. */

import type {Entry} from '../../audit/entry.ts';
import {idOf} from '../acts.ts';
import {OpenJobs} from '../open-jobs.ts';
import type {Watcher} from './finding.ts';

export class Jobs implements Watcher {
  readonly #jobs = new OpenJobs();

  see(entry: Entry): string[] {
    const {action} = entry;
    const job = this.#jobs.see(entry, Date.parse(entry.ts));
    if (job) return [];
    if (action === 'JOB_FINISHED' || action === 'JOB_FAILED')
      return ['ends a job that never started'];
    if (!action.startsWith('KEY_') && action !== 'ALF_ISSUED') return [];
    return [
      `uses key ${idOf(entry, 'key') ?? idOf(entry, 'project-key') ?? 'without a name'} outside a job`,
    ];
  }

  /** The entries that started jobs which never ended: killed, or still running. */
  unfinished(): number[] {
    return this.#jobs.open().map(({first}) => first);
  }
}

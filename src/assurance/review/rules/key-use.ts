/** AR10: a key is used, made, turned or destroyed while no job of that request is open. */

import {idOf} from '../acts.ts';
import {EntryRun, type Finding, type Rule} from '../rule.ts';
import type {Sighting} from '../sighting.ts';

export class KeyUse implements Rule {
  readonly #found: Finding[] = [];

  see({entry, job}: Sighting): void {
    const {action, actor, project, seq} = entry;
    if (job !== null || !(action.startsWith('KEY_') || action === 'ALF_ISSUED')) return;
    this.#found.push({
      entries: new EntryRun(seq),
      actors: [actor],
      project,
      seen: `key ${idOf(entry, 'key') ?? idOf(entry, 'project-key') ?? 'unnamed'}`,
      normal: 'inside a job whose start and end are in the log',
    });
  }

  findings(): readonly Finding[] {
    return this.#found;
  }
}

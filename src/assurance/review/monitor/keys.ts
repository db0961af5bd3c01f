/** A key that is used was made before, and not destroyed since. */

import type {Entry} from '../../audit/entry.ts';
import {idsOf} from '../acts.ts';
import type {Watcher} from './finding.ts';

const USES = new Set(['KEY_USED', 'KEY_SEALED', 'ALF_ISSUED']);

export class Keys implements Watcher {
  readonly #keys = new Set<string>();

  see(entry: Entry): string[] {
    const {action} = entry;
    const ids = [...idsOf(entry, 'key'), ...idsOf(entry, 'project-key')];
    if (action === 'KEY_CREATED' || action === 'KEY_ROTATED')
      for (const id of ids) this.#keys.add(id);
    if (action === 'KEY_DESTROYED') for (const id of ids) this.#keys.delete(id);
    if (!USES.has(action)) return [];
    return ids
      .filter((id) => !this.#keys.has(id))
      .map((id) => `uses key ${id}, which was never made or is destroyed`);
  }
}

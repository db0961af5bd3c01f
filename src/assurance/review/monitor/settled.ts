/**
 * Which jobs ended well. A state is saved after its entry, so a job that was killed in between leaves
 * an entry for a move that the next job makes once more; after a job that ended well there is none.
 */

import type {Entry} from '../../audit/entry.ts';

export class Settled {
  /** What each open request moved, by the name of what was moved. */
  readonly #moved = new Map<string, Set<string>>();
  readonly #unsettled = new Map<string, number>();

  /** To be called for each entry, before it is judged. */
  see({action, requestId}: Entry): void {
    const moved = this.#moved.get(requestId);
    if (action === 'JOB_STARTED' && !moved) this.#moved.set(requestId, new Set());
    if (action !== 'JOB_FINISHED' && action !== 'JOB_FAILED') return;
    this.#moved.delete(requestId);
    if (action === 'JOB_FINISHED') for (const name of moved ?? []) this.#unsettled.delete(name);
  }

  /** Something moved in a job: until that ends well, it may move so again. */
  move(name: string, {requestId, seq}: Entry): void {
    const moved = this.#moved.get(requestId);
    if (!moved) return;
    moved.add(name);
    this.#unsettled.set(name, seq);
  }

  /** Whether the last move may be made once more, by another request. */
  mayRepeat(name: string): boolean {
    return this.#unsettled.has(name);
  }
}

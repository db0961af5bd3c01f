/** Many of one kind within a short time, by one person: the shape that AR05 and AR07 look for. */

import {EntryRun} from '../rule.ts';
import type {Sighting} from '../sighting.ts';

interface Recent {
  readonly index: number;
  readonly at: number;
  readonly requestId: string;
}

export interface Burst {
  readonly actor: string;
  readonly project: string | null;
  readonly entries: EntryRun;
}

export class Bursts {
  readonly #least: number;
  readonly #withinMs: number;
  readonly #recent = new Map<string, Recent[]>();
  readonly #current = new Map<string, {readonly burst: Burst; lastAt: number}>();
  readonly found: Burst[] = [];

  constructor(least: number, minutes: number) {
    this.#least = least;
    this.#withinMs = minutes * 60_000;
  }

  /** Takes one of the kind. What one request says twice, as it is refused and as it fails, is one. */
  see({entry: {seq, requestId, project}, at}: Sighting, actor: string): void {
    const recent = (this.#recent.get(actor) ?? []).filter((one) => one.at >= at - this.#withinMs);
    this.#recent.set(actor, recent);
    if (recent.some((one) => one.requestId === requestId)) return;
    recent.push({index: seq, at, requestId});
    const current = this.#current.get(actor);
    if (current && at - current.lastAt <= this.#withinMs) {
      current.burst.entries.add(seq);
      current.lastAt = at;
    } else if (recent.length >= this.#least) {
      const entries = new EntryRun(...recent.map(({index}) => index));
      const burst = {actor, project, entries};
      this.found.push(burst);
      this.#current.set(actor, {burst, lastAt: at});
    }
  }
}

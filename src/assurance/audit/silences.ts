/** Jobs that went silent, and jobs without an end: what a log says when a process hangs or is killed. */

import type {Entry} from './entry.ts';
import {HEARTBEAT_MS} from './heartbeat.ts';

/** Longer than this inside a job, and a heartbeat is missing: the alarm of governance reference L9. */
const LONGEST_SILENCE_MS = 2 * HEARTBEAT_MS;

export interface Silence {
  readonly requestId: string;
  /** The entry after which nothing came. */
  readonly after: number;
  readonly seconds: number;
}

export interface UnfinishedJob {
  readonly requestId: string;
  /** The entry that started it; the job was killed, or still runs. */
  readonly started: number;
}

interface Request {
  /** Where its jobs started that have not ended; a command may start commands under one request. */
  readonly started: number[];
  last: {readonly seq: number; readonly ms: number};
}

const ENDS: ReadonlySet<string> = new Set(['JOB_FINISHED', 'JOB_FAILED']);

/** Hears every entry in order; only requests with a job that has not ended are kept in mind. */
export class JobWatch {
  readonly #open = new Map<string, Request>();
  readonly silences: Silence[] = [];

  hear({seq, ts, requestId, action}: Entry): void {
    const request = this.#open.get(requestId);
    if (!request && action !== 'JOB_STARTED') return;
    const now = {seq, ms: Date.parse(ts)};
    if (!request) {
      this.#open.set(requestId, {started: [seq], last: now});
      return;
    }
    const silentMs = now.ms - request.last.ms;
    if (silentMs > LONGEST_SILENCE_MS) {
      this.silences.push({
        requestId,
        after: request.last.seq,
        seconds: Math.floor(silentMs / 1000),
      });
    }
    request.last = now;
    if (action === 'JOB_STARTED') request.started.push(seq);
    // The one that started last ends first, as commands that start commands do.
    if (ENDS.has(action)) request.started.pop();
    if (request.started.length === 0) this.#open.delete(requestId);
  }

  /** Jobs that have not ended, in the order in which they started. */
  unfinished(): UnfinishedJob[] {
    return [...this.#open]
      .flatMap(([requestId, {started}]) => started.map((seq) => ({requestId, started: seq})))
      .sort((a, b) => a.started - b.started);
  }
}

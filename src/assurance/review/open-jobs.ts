/** Which jobs are open at each moment of a log: started, and neither finished nor failed. */

import type {Entry} from '../audit/entry.ts';

export interface OpenJob {
  /** The entry that started it. */
  readonly first: number;
  readonly startedAt: number;
  readonly actor: string;
  readonly project: string | null;
  /** The command in words. */
  readonly command: string;
  /** The last entry that it, or its heartbeat, made. */
  last: number;
  lastAt: number;
}

export class OpenJobs {
  // A command that starts another one hands on its request, so a request may hold several jobs.
  readonly #byRequest = new Map<string, OpenJob[]>();

  /** Takes an entry, and gives the job that it belongs to: the one it starts, ends or is part of. */
  see(entry: Entry, at: number): OpenJob | null {
    const {requestId, seq, action} = entry;
    if (action === 'JOB_STARTED') return this.#start(entry, at);
    const jobs = this.#byRequest.get(requestId);
    const job = jobs?.at(-1);
    if (!jobs || !job) return null;
    job.last = seq;
    job.lastAt = at;
    if (action === 'JOB_FINISHED' || action === 'JOB_FAILED') {
      jobs.pop();
      if (jobs.length === 0) this.#byRequest.delete(requestId);
    }
    return job;
  }

  #start({requestId, seq, actor, project, objects}: Entry, at: number): OpenJob {
    const command = objects.find(({type}) => type === 'command')?.id ?? 'a command';
    const job = {first: seq, startedAt: at, actor, project, command, last: seq, lastAt: at};
    const jobs = this.#byRequest.get(requestId);
    if (jobs) jobs.push(job);
    else this.#byRequest.set(requestId, [job]);
    return job;
  }

  /** Those that never ended, in the order in which they started. */
  open(): OpenJob[] {
    return [...this.#byRequest.values()].flat().sort((a, b) => a.first - b.first);
  }
}

/**
 * AR11: what the record should hold and does not: a missing entry, a clock that went back, or a job
 * that fell silent and never ended. A job says that it lives by a heartbeat; in a log without
 * heartbeats only an hour of silence counts.
 */

import type {OpenJobs} from '../open-jobs.ts';
import {EntryRun, type Finding, plural, type Rule} from '../rule.ts';
import type {ParametersOf} from '../rules-file.ts';
import type {Sighting} from '../sighting.ts';

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60_000;

export class Gaps implements Rule {
  readonly #parameters: ParametersOf<'AR11'>;
  readonly #jobs: OpenJobs;
  #last: {readonly seq: number; readonly at: number} | null = null;
  #hasHeartbeats = false;
  readonly #found: Finding[] = [];

  constructor(parameters: ParametersOf<'AR11'>, jobs: OpenJobs) {
    this.#parameters = parameters;
    this.#jobs = jobs;
  }

  see({entry: {seq, action, actor, project}, at}: Sighting): void {
    const expected = this.#last === null ? 0 : this.#last.seq + 1;
    const entries = new EntryRun(seq);
    if (seq !== expected) {
      this.#found.push({
        kind: 'sequence',
        entries,
        actors: [],
        project,
        seen: `entry ${seq} stands where entry ${expected} belongs`,
        normal: 'Entries are numbered without a gap',
      });
    }
    if (this.#last !== null && at < this.#last.at) {
      const seconds = Math.ceil((this.#last.at - at) / MS_PER_SECOND);
      this.#found.push({
        kind: 'clock',
        entries,
        actors: [actor],
        project,
        seen: `the clock went back by ${plural(seconds, 'second')}`,
        normal: 'No entry is earlier than the one before it',
      });
    }
    if (action === 'LOG_HEARTBEAT') this.#hasHeartbeats = true;
    this.#last = {seq, at};
  }

  findings(): Finding[] {
    const {heartbeatSeconds, missedHeartbeats, resultMinutes} = this.#parameters;
    const most = this.#hasHeartbeats
      ? heartbeatSeconds * missedHeartbeats * MS_PER_SECOND
      : resultMinutes * MS_PER_MINUTE;
    const now = this.#last?.at ?? 0;
    const silent = this.#jobs
      .open()
      .filter(({lastAt}) => now - lastAt > most)
      .map((job) => ({
        kind: 'unfinished',
        entries:
          job.last === job.first ? new EntryRun(job.first) : new EntryRun(job.first, job.last),
        actors: [job.actor],
        project: job.project,
        // Not how long: that would be another sentence each time the review is run.
        seen: `${job.command}, started by ${job.actor}, never said how it ended`,
        normal: 'A job that starts also ends or fails, and is heard of meanwhile',
      }));
    return [...this.#found, ...silent];
  }
}

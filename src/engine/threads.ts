/** Worker threads that carry out jobs of one kind; each has the same shared memory and is told the same. */

import {Worker} from 'node:worker_threads';
import {Defect} from '../kernel/errors.ts';

/** What a thread, or this one, does with a job. */
export type Handle<Job, Result> = (job: Job) => Result;

export interface Threads<Job, Result> {
  /** Runs one job on whichever thread is free first. */
  run(job: Job): Promise<Result>;
  /** Runs one job on every thread. */
  tell(job: Job): Promise<void>;
  close(): Promise<void>;
}

/** Jobs in this thread: for work too small to be worth a thread's start. */
export const inThisThread = <Job, Result>(handle: Handle<Job, Result>): Threads<Job, Result> => ({
  async run(job) {
    return handle(job);
  },
  async tell(job) {
    handle(job);
  },
  async close() {},
});

interface Waiting<Job, Result> {
  readonly job: Job;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Starts threads on a module that calls `serveJobs`. Shared arrays of a job are shared, all else is
 * copied. Idle threads do not keep the process alive.
 */
export function startThreads<Job, Result>(module: URL, count: number): Threads<Job, Result> {
  const queue: Waiting<Job, Result>[] = [];
  const threads = Array.from({length: count}, () => {
    const worker = new Worker(module);
    worker.unref();
    const thread: {worker: Worker; at: Waiting<Job, Result> | null} = {worker, at: null};
    worker.on('message', (answer: {result: Result} | {failed: true}) => {
      const done = thread.at;
      thread.at = null;
      worker.unref();
      if ('failed' in answer) done?.reject(failed());
      else done?.resolve(answer.result);
      next();
    });
    worker.on('error', () => {
      const at = threads.indexOf(thread);
      if (at >= 0) threads.splice(at, 1);
      thread.at?.reject(failed());
      // Nobody is left to do what waits.
      if (threads.length === 0) for (const waiting of queue.splice(0)) waiting.reject(failed());
    });
    return thread;
  });
  // The error of a thread may carry what it was working on, and that is people.
  const failed = () => new Defect('THREAD_FAILED', [{where: 'thread', what: 'failed at a job'}]);
  const give = (thread: (typeof threads)[number], waiting: Waiting<Job, Result>) => {
    thread.at = waiting;
    thread.worker.ref();
    thread.worker.postMessage(waiting.job);
  };
  function next() {
    for (const thread of threads) {
      if (thread.at !== null) continue;
      const waiting = queue.shift();
      if (!waiting) return;
      give(thread, waiting);
    }
  }
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        if (threads.length === 0) reject(failed());
        queue.push({job, resolve, reject});
        next();
      }),
    async tell(job) {
      await Promise.all(
        threads.map(
          (thread) =>
            new Promise<void>((resolve, reject) => {
              give(thread, {job, resolve: () => resolve(), reject});
            }),
        ),
      );
    },
    async close() {
      await Promise.all(threads.map(({worker}) => worker.terminate()));
    },
  };
}

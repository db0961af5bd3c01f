/** The other end of `startThreads`: what runs inside a thread. */

import {parentPort} from 'node:worker_threads';
import type {Handle} from './threads.ts';

/** Answers jobs until the thread is ended. */
export function serveJobs<Job, Result>(handle: Handle<Job, Result>): void {
  parentPort?.on('message', (job: Job) => {
    try {
      parentPort?.postMessage({result: handle(job)});
    } catch {
      parentPort?.postMessage({failed: true});
    }
  });
}

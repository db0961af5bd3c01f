/** The other end of `startThreads`: what runs inside a thread. */

import {parentPort, workerData} from 'node:worker_threads';
import type {Handle} from './threads.ts';

/** Answers jobs until the thread is ended. */
export function serveJobs<SetUp, Job, Result>(makeHandle: (setUp: SetUp) => Handle<Job, Result>) {
  const handle = makeHandle(workerData as SetUp);
  parentPort?.on('message', (job: Job) => {
    try {
      parentPort?.postMessage({result: handle(job)});
    } catch {
      parentPort?.postMessage({failed: true});
    }
  });
}

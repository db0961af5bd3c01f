/** What something throws, as a value that a test can look into. */

import {DolenError} from '../../../src/kernel/errors.ts';

/** The error of ours that `act` throws or rejects with; fails when it does neither. */
export async function failureOf(act: () => unknown): Promise<DolenError> {
  try {
    await act();
  } catch (error) {
    if (error instanceof DolenError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Everything of an error that could ever be printed, logged or sent on. */
export const everythingOf = (error: Error): string =>
  [
    String(error),
    error.stack,
    String(error.cause),
    JSON.stringify(error),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
  ].join('\n');

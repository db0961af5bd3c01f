/** The entries of a log up to a size, for readers who want to know what stood there at that time. */

import {Defect, UsageError} from '../../kernel/errors.ts';
import {publishedEntries} from '../audit/entries.ts';
import type {Entry} from '../audit/entry.ts';

/**
 * @param published how many entries the log's checkpoint covers
 * @param size how many of them to read
 */
export async function* entriesUpTo(
  directory: string,
  published: number,
  size: number,
): AsyncGenerator<Entry> {
  if (!Number.isSafeInteger(size) || size < 1 || size > published) {
    throw new UsageError('USAGE', [{where: '--size', what: `from 1 to ${published}`}]);
  }
  let read = 0;
  for await (const entry of publishedEntries(directory, published)) {
    yield entry;
    if (++read === size) return;
  }
  throw new Defect('LOG_BROKEN', [{where: 'audit log', what: 'shorter than its checkpoint'}]);
}

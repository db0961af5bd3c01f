/** Blocking rules of either kind, read alike: keys that are shared, or keys that records are sorted by. */

import type {BlockingRule} from './schema.ts';

export const keysOf = (rule: BlockingRule): readonly string[] =>
  Array.isArray(rule) ? rule : rule.sortedBy;

/** How many neighbours a record meets; null where it meets its whole block. */
export const windowOf = (rule: BlockingRule): number | null =>
  Array.isArray(rule) ? null : rule.window;

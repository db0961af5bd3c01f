/** What is received was announced before by its sender, and what is used was received, by digest. */

import type {Entry} from '../../audit/entry.ts';
import {EVENT_CODES} from '../../audit/event-codes.ts';
import type {Watcher} from './finding.ts';

/** Whatever a sender writes at a border, its receiver receives under the same name. */
const RECEIPTS = EVENT_CODES.filter((code) => code.endsWith('_RECEIVED'))
  .map((code) => [code, code.replace(/_RECEIVED$/, '_WRITTEN')] as const)
  .filter(([, written]) => (EVENT_CODES as readonly string[]).includes(written));

/** Entries by which files come in, and those that must have named the same files before. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(RECEIPTS.map(([received, written]) => [received, [written]])),
  EXTRACT_PROVISIONED: ['EXTRACT_WRITTEN'],
  RELEASE_CREATED: ['RELEASE_WRITTEN'],
  SPINE_BUILT: ['FILE1_RECEIVED'],
  LINKAGE_RUN: ['FILE1_RECEIVED'],
  STORE_LOADED: ['FILE2_RECEIVED', 'FILE3_RECEIVED'],
};

export class Borders implements Watcher {
  /** What each of those entries named: what a sender wrote, what a receiver took in. */
  readonly #named = new Map<string, Set<string>>(
    Object.values(SOURCES)
      .flat()
      .map((action) => [action, new Set()]),
  );

  see({action, inputHashes, outputHashes}: Entry): string[] {
    const sources = SOURCES[action] ?? [];
    const wrong =
      sources.length === 0
        ? []
        : inputHashes
            .filter((digest) => !sources.some((source) => this.#named.get(source)?.has(digest)))
            .map(
              (digest) =>
                `takes in ${digest.slice(0, 12)}, of which no ${sources.join(' or ')} tells`,
            );
    const named = this.#named.get(action);
    const digests = action.endsWith('_WRITTEN') ? outputHashes : inputHashes;
    if (named) for (const digest of digests) named.add(digest);
    return wrong;
  }
}

/** The monitor: replays every entry and derives again what must hold (governance reference §5.4). */

import type {Entry} from '../../audit/entry.ts';
import {Borders} from './borders.ts';
import type {Discrepancy} from './finding.ts';
import {Flags} from './flags.ts';
import {Grants} from './grants.ts';
import {Jobs} from './jobs.ts';
import {Keys} from './keys.ts';
import {Lives} from './lives.ts';
import {Order} from './order.ts';
import {Releases, type ReleaseTable} from './releases.ts';
import {Settled} from './settled.ts';

/** A log that was made up would name every entry. */
const NAMED = 200;

export interface Monitored {
  readonly size: number;
  /** In the order of the log, as many as are named. */
  readonly discrepancies: readonly Discrepancy[];
  readonly count: number;
  readonly flags: {readonly decided: number; readonly open: number};
  /** Entries that started jobs which never ended. */
  readonly unfinished: readonly number[];
  /** How many policies and builds the entries name. */
  readonly policies: number;
  readonly builds: number;
  /** False where the log has neither applications nor grants: extracts are held to no grant then. */
  readonly isGoverned: boolean;
}

/** @param releases the table of release requests, which belongs to the output zone */
export async function monitorEntries(
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  releases: ReleaseTable,
): Promise<Monitored> {
  const settled = new Settled();
  const lives = new Lives(settled);
  const grants = new Grants(lives);
  const flags = new Flags();
  const jobs = new Jobs();
  const watchers = [
    ...[new Order(), jobs, new Keys(), new Borders(), lives, grants],
    ...[new Releases(releases, settled), flags],
  ];
  const found: Discrepancy[] = [];
  const policies = new Set<string>();
  const builds = new Set<string>();
  let size = 0;
  for await (const entry of entries) {
    settled.see(entry);
    for (const watcher of watchers) {
      for (const what of watcher.see(entry)) found.push({index: size, what});
    }
    policies.add(entry.policyHash);
    builds.add(entry.codeHash);
    size++;
  }
  found.push(...grants.end());
  found.sort((a, b) => a.index - b.index);
  return {
    size,
    discrepancies: found.slice(0, NAMED),
    count: found.length,
    flags: flags.count(),
    unfinished: jobs.unfinished(),
    policies: policies.size,
    builds: builds.size,
    isGoverned: grants.isGoverned,
  };
}

/**
 * Compares what the log says was written with what is on disk. The tree of the log proves that no
 * entry was changed; only this shows an act that was never logged (governance reference §5.5).
 */

import type {Entry} from '../../audit/entry.ts';
import {type Difference, unexplained} from './difference.ts';
import {type BorderFolder, readBorderFolders} from './disk.ts';
import {GovernanceInLog, reconcileGovernance} from './governance.ts';
import {Logged} from './logged.ts';
import {reconcileReleased} from './released.ts';
import {reconcileZones} from './zones.ts';

export interface Reconciled {
  readonly unexplained: readonly Difference[];
  readonly missing: readonly Difference[];
  /** Border folders that the log explains. */
  readonly borders: number;
  readonly released: number;
}

/** @param folders where border folders are; what was announced is looked for there only */
export async function reconcile(
  home: string,
  folders: readonly string[],
  entries: AsyncIterable<Entry> | Iterable<Entry>,
): Promise<Reconciled> {
  const logged = new Logged();
  const governance = new GovernanceInLog();
  for await (const entry of entries) {
    logged.see(entry);
    governance.see(entry);
  }
  const differences: Difference[] = [];
  const found = new Set<string>();
  for (const folder of folders) {
    const {borders, others} = await readBorderFolders(folder);
    for (const border of borders) {
      if (logged.manifests.has(border.digest)) found.add(border.digest);
      differences.push(...inBorder(border, logged));
    }
    differences.push(...others.map(({digest, label}) => unexplained(label, digest)));
  }
  if (folders.length > 0) {
    for (const [digest, {label, index, project}] of logged.manifests) {
      // What was made for a project goes with it when it is closed.
      if (found.has(digest) || (project !== null && logged.closed.has(project))) continue;
      differences.push({kind: 'missing', label: `${label}, entry ${index}`, digest});
    }
  }
  differences.push(
    ...(await reconcileReleased(home, logged)),
    ...(await reconcileZones(home, logged)),
    ...(await reconcileGovernance(home, governance)),
  );
  return {
    unexplained: differences.filter(({kind}) => kind === 'unexplained'),
    missing: differences.filter(({kind}) => kind === 'missing'),
    borders: found.size,
    released: logged.released.size,
  };
}

function inBorder({digest, label, isWhole}: BorderFolder, logged: Logged): Difference[] {
  if (!logged.manifests.has(digest)) return [unexplained(label, digest)];
  return isWhole ? [] : [unexplained(`${label}, whose payload is another one`, digest)];
}

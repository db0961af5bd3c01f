/** What should be on disk, as the log tells it: border folders, released tables, keys, databases. */

import type {Entry} from '../../audit/entry.ts';
import {idOf, idsOf} from '../acts.ts';

/** A sender’s entry at a border announces the folder by the digest of its manifest. */
const WRITTEN = /_WRITTEN$/;

export interface Announced {
  readonly index: number;
  /** What the log calls it; never who is in it. */
  readonly label: string;
  readonly project: string | null;
}

export class Logged {
  /** Border folders, by the digest of the manifest. */
  readonly manifests = new Map<string, Announced>();
  /** Released tables that were not recalled, by request. */
  readonly released = new Map<string, Announced & {readonly digest: string}>();
  /** Keys that were made and not destroyed. */
  readonly keys = new Set<string>();
  /** Zones, and projects, in which some job ran: they alone explain a database. */
  readonly places = new Set<string>();
  /** Projects that some entry is about: only their names are said. */
  readonly projects = new Set<string>();
  /** Closed projects: nothing of theirs is on disk any more. */
  readonly closed = new Set<string>();

  see(entry: Entry): void {
    const {action, seq, zone, project, outputHashes} = entry;
    if (project !== null) this.projects.add(project);
    if (action === 'JOB_STARTED' && zone !== null) {
      this.places.add(zone === 'project' ? `project ${project}` : zone);
    }
    if (WRITTEN.test(action)) {
      const what = idOf(entry, 'dataset') ?? project ?? '';
      const label = `${action.replace(WRITTEN, '').toLowerCase()} ${what}`.trim();
      for (const digest of outputHashes) this.manifests.set(digest, {index: seq, label, project});
    } else if (action === 'RELEASE_RELEASED') {
      const request = idOf(entry, 'request');
      const [digest] = outputHashes;
      if (request !== undefined && digest !== undefined) {
        this.released.set(request, {index: seq, label: `released ${request}`, project, digest});
      }
    } else if (action === 'KEY_CREATED' || action === 'KEY_ROTATED') {
      for (const id of keysOf(entry)) this.keys.add(id);
    } else if (action === 'KEY_DESTROYED') {
      for (const id of keysOf(entry)) this.keys.delete(id);
    } else if (action === 'PROJECT_CLOSED' && project !== null) {
      this.closed.add(project);
    }
  }
}

const keysOf = (entry: Entry): string[] => [...idsOf(entry, 'key'), ...idsOf(entry, 'project-key')];

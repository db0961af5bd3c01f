/** Applications, grants and certificates of closing: each file must be the one that the log announced. */

import {readdir} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {digestOfFile} from '../../../engine/files.ts';
import type {Digest} from '../../../kernel/digests.ts';
import type {Entry} from '../../audit/entry.ts';
import {idsOf} from '../acts.ts';
import {type Difference, unexplained} from './difference.ts';

/** What is held to the newest entry about it, and the folder that its files are in. */
const HELD = [
  {subject: 'application', folder: 'applications'},
  {subject: 'grants', folder: 'grants'},
] as const;

/** The program gives these names; any other may say something about somebody. */
const APPLICATION_ID = /^APP-[0-9]{1,6}$/;

interface Announcement {
  readonly index: number;
  readonly digests: readonly string[];
}

export class GovernanceInLog {
  /** The newest entry about each subject and id, as the commands read it. */
  readonly newest = new Map<string, Announcement>();
  /** Certificates of closed projects; a certificate is made once. */
  readonly certificates = new Map<string, Announcement>();

  see(entry: Entry): void {
    const {action, seq, project, outputHashes} = entry;
    const announcement = {index: seq, digests: outputHashes};
    for (const {subject} of HELD) {
      for (const id of idsOf(entry, subject)) this.newest.set(`${subject} ${id}`, announcement);
    }
    if (action === 'DELETION_CERTIFIED' && project !== null) {
      const before = this.certificates.get(project)?.digests ?? [];
      this.certificates.set(project, {index: seq, digests: [...before, ...outputHashes]});
    }
  }
}

export async function reconcileGovernance(
  home: string,
  log: GovernanceInLog,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const {subject, folder} of HELD) {
    const files = await filesIn(join(home, 'governance', folder));
    const ids = new Set([
      ...[...files.keys()].map((name) => name.replace(/\.next$/, '').replace(/\.json$/, '')),
      ...[...log.newest.keys()]
        .filter((key) => key.startsWith(`${subject} `))
        .map((key) => key.slice(subject.length + 1)),
    ]);
    for (const id of [...ids].sort()) {
      const name = `${subject} ${id}`;
      const announced = log.newest.get(name);
      const held = {file: files.get(`${id}.json`), next: files.get(`${id}.json.next`)};
      files.delete(`${id}.json`);
      files.delete(`${id}.json.next`);
      if (announced) differences.push(...inHeld(name, held, announced));
      else differences.push(...unknown(id, folder, held));
    }
    // Whatever is left has no name that any reader looks for.
    for (const digest of files.values()) differences.push(stray(folder, digest));
  }
  return [...differences, ...(await inCertificates(home, log))];
}

interface HeldDigests {
  readonly file: Digest | undefined;
  /** What stands beside it, until its entry is written. */
  readonly next: Digest | undefined;
}

function inHeld(name: string, {file, next}: HeldDigests, announced: Announcement): Difference[] {
  const {digests, index} = announced;
  const isNewest = (digest: Digest | undefined) => digest !== undefined && digests.includes(digest);
  const isNextNewest = isNewest(next);
  const differences: Difference[] = [];
  if (!isNewest(file) && !isNextNewest) {
    if (file === undefined) {
      const digest = digests[0] ?? null;
      differences.push({kind: 'missing', label: `${name}, entry ${index}`, digest});
    } else {
      differences.push(unexplained(`${name}: not the one that the log announced last`, file));
    }
  }
  if (next !== undefined && !isNextNewest) {
    // Harmless where a command was killed, as no reader takes it; and yet no entry says why it is there.
    differences.push(unexplained(`${name}: a next one that no entry announces`, next));
  }
  return differences;
}

function unknown(id: string, folder: string, {file, next}: HeldDigests): Difference[] {
  return [file, next]
    .filter((digest) => digest !== undefined)
    .map((digest) =>
      folder === 'applications' && APPLICATION_ID.test(id)
        ? unexplained(`application ${id}: no entry of the log is about it`, digest)
        : stray(folder, digest),
    );
}

const stray = (folder: string, digest: Digest): Difference =>
  unexplained(`a file among the ${folder} that no entry of the log is about`, digest);

/** The certificate in words beside it follows from it, and is announced by no entry. */
async function inCertificates(home: string, log: GovernanceInLog): Promise<Difference[]> {
  const folder = 'certificates';
  const files = await filesIn(join(home, 'governance', folder));
  const differences: Difference[] = [];
  for (const [project, {index, digests}] of log.certificates) {
    const name = `certificate of the closed project ${project}`;
    const digest = files.get(`${project}.json`);
    if (digest === undefined) {
      const label = `${name}, entry ${index}`;
      differences.push({kind: 'missing', label, digest: digests[0] ?? null});
    } else if (!digests.includes(digest)) {
      differences.push(unexplained(`${name}: not the one that the log announced`, digest));
    }
    files.delete(`${project}.json`);
    files.delete(`${project}.md`);
  }
  return [...differences, ...[...files.values()].map((digest) => stray(folder, digest))];
}

/** Digests by the path inside the folder; none when the folder was never made. */
async function filesIn(folder: string): Promise<Map<string, Digest>> {
  const items = await readdir(folder, {recursive: true, withFileTypes: true}).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const paths = items
    .filter((item) => !item.isDirectory())
    .map((item) => join(item.parentPath, item.name))
    .sort();
  const files = new Map<string, Digest>();
  for (const path of paths) files.set(relative(folder, path), await digestOfFile(path));
  return files;
}

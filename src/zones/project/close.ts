/** Closes a project: its data and keys are certified to be destroyed, and then destroyed. */

import {mkdir, readdir, readFile, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {EntryDraft} from '../../assurance/audit/log.ts';
import type {Job} from '../../assurance/job/job.ts';
import {
  CLOSED_MARK,
  type ClosedMark,
  readClosedMark,
  writeClosedMark,
} from '../../assurance/keys/closed-projects.ts';
import {keyIdOf} from '../../assurance/keys/keyring.ts';
import type {ProjectKeyHead} from '../../assurance/keys/project-keys.ts';
import {readRecipient} from '../../assurance/keys/recipients.ts';
import {digestOfFile, exists, writeWhole} from '../../engine/files.ts';
import {canonicalJson} from '../../kernel/canonical-json.ts';
import {instant} from '../../kernel/dates.ts';
import {type Digest, sha256} from '../../kernel/digests.ts';
import {type ClosureCertificate, certificateInWords} from './closure-certificate.ts';
import {openProject} from './project-database.ts';

export interface CloseRequest {
  readonly project: string;
  /** The project's keys that the store has destroyed already. */
  readonly storeKeys: readonly ProjectKeyHead[];
  /** Commitment to the reason why a project is closed whose grants are in force. */
  readonly commits?: EntryDraft['commits'] | undefined;
}

export interface CloseResult {
  readonly project: string;
  /** SHA-256 of the certificate: what the entry `DELETION_CERTIFIED` announces. */
  readonly certificate: Digest;
  /** The entry that certifies, when this run appended it; null when an earlier run did. */
  readonly certifiedAt: number | null;
  readonly files: number;
  readonly keys: readonly string[];
}

/**
 * 1. The log says that the project closes, and a mark refuses every other command from then on.
 * 2. Everything is hashed. 3. The log names the destroyed key and announces the certificate.
 * 4. The certificate is written. 5. Everything is deleted but the mark. Until step 5 nothing is lost,
 * and every step is found done or done again by a run that takes up where another was killed.
 */
export async function closeProject(request: CloseRequest, job: Job): Promise<CloseResult> {
  const {project} = request;
  const mark = (await readClosedMark(job.directory)) ?? (await markClosed(request, job));
  const path = join(job.home, 'governance', 'certificates', `${project}.json`);
  const there = await readFile(path, 'utf8').catch(() => null);
  // A certificate that the log did not announce is somebody else's, and certifies nothing.
  if (there !== null && (await job.log.announces(sha256(there)))) {
    await destroy(project, job);
    return resultOf(JSON.parse(there) as ClosureCertificate, sha256(there), null);
  }
  await settleDatabase(job);
  const certificate = await certify(request, mark, job);
  const text = `${canonicalJson({...certificate})}\n`;
  const digest = sha256(text);
  const certifiedAt = (await job.log.announces(digest))
    ? null
    : await announce(certificate, digest, job);
  await mkdir(join(path, '..'), {recursive: true});
  await writeWhole(path.replace(/\.json$/, '.md'), certificateInWords(certificate, digest));
  await writeWhole(path, text);
  await destroy(project, job);
  return resultOf(certificate, digest, certifiedAt);
}

const resultOf = (
  {project, files, keys}: ClosureCertificate,
  certificate: Digest,
  certifiedAt: number | null,
): CloseResult => ({
  project,
  certificate,
  certifiedAt,
  files: files.length,
  keys: keys.map(({keyId}) => keyId),
});

async function markClosed({commits}: CloseRequest, job: Job): Promise<ClosedMark> {
  const closed = instant(job.effects.now());
  const draft: EntryDraft = {action: 'PROJECT_CLOSED', ...(commits ? {commits} : {})};
  const logIndex = await job.record(draft);
  const mark = {v: 1, closed, logIndex} as const;
  await writeClosedMark(job.directory, mark);
  return mark;
}

/** Opened alone and closed again, the database is one file with nothing pending, and nobody uses it. */
async function settleDatabase(job: Job): Promise<void> {
  if (await exists(join(job.directory, 'project.duckdb'))) (await openProject(job)).close();
}

/** What was there: the same folder gives the same certificate, so that it can be made again. */
async function certify(
  {project, storeKeys}: CloseRequest,
  {closed, logIndex}: ClosedMark,
  job: Job,
): Promise<ClosureCertificate> {
  const own = await readRecipient(job.home, `project-${project}`).catch(() => null);
  return {
    v: 1,
    kind: 'closure-certificate',
    project,
    closed,
    logIndex,
    files: await hashed(placesOf(project, job)),
    keys: [
      ...storeKeys.map(({keyId, keyVersion}) => ({
        keyId,
        keyVersion,
        heldBy: 'store' as const,
        use: 'pseudonyms of the project' as const,
      })),
      ...(own === null
        ? []
        : [
            {
              keyId: keyIdOf(own),
              keyVersion: 1,
              heldBy: 'project' as const,
              use: 'opens the project’s extracts' as const,
            },
          ]),
    ],
  };
}

/** The folders that a project fills in a home, by the name that the certificate gives them. */
const placesOf = (project: string, job: Job): readonly (readonly [string, string])[] => [
  ['project', job.directory],
  ['extracts', join(job.home, 'extracts', project)],
];

async function hashed(
  places: readonly (readonly [string, string])[],
): Promise<ClosureCertificate['files']> {
  const files: ClosureCertificate['files'][number][] = [];
  for (const [name, folder] of places) {
    const found = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => []);
    const paths = found
      .filter((item) => item.isFile())
      .map((item) => join(item.parentPath, item.name).slice(join(folder, '/').length))
      .filter((path) => path !== CLOSED_MARK && !path.startsWith('tmp/'))
      .sort();
    for (const path of paths) {
      const full = join(folder, path);
      files.push({
        // The name of a file can say what it holds; its digest cannot.
        place: name,
        sha256: await digestOfFile(full),
        bytes: (await stat(full)).size,
      });
    }
  }
  return files;
}

async function announce({keys}: ClosureCertificate, digest: Digest, job: Job): Promise<number> {
  for (const {keyId} of keys.filter(({heldBy}) => heldBy === 'project')) {
    await job.record({action: 'KEY_DESTROYED', objects: [{type: 'key', id: keyId}]});
  }
  return job.record({
    action: 'DELETION_CERTIFIED',
    objects: keys.map(({keyId, heldBy}) => ({
      type: heldBy === 'store' ? 'project-key' : 'key',
      id: keyId,
    })),
    outputHashes: [digest],
  });
}

/** Keys first: from then on whatever copy is left anywhere opens for nobody. */
async function destroy(project: string, job: Job): Promise<void> {
  await rm(join(job.directory, 'project.keys'), {force: true});
  await rm(join(job.home, 'recipients', `project-${project}`), {force: true});
  await rm(join(job.home, 'extracts', project), {recursive: true, force: true});
  for (const name of await readdir(job.directory)) {
    // `tmp` is this run's own scratch folder, which the job empties when it ends.
    if (name !== CLOSED_MARK && name !== 'tmp') {
      await rm(join(job.directory, name), {recursive: true, force: true});
    }
  }
}

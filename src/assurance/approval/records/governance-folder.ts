/** `<home>/governance`: applications and grants, each file held to the log, one writer at a time. */

import {mkdir, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {canonicalJson, type Json} from '../../../kernel/canonical-json.ts';
import type {Reason} from '../../../kernel/decisions.ts';
import {sha256} from '../../../kernel/digests.ts';
import type {Effects} from '../../../kernel/effects.ts';
import {Defect, Refusal, refuse} from '../../../kernel/errors.ts';
import {acquireLock} from '../../audit/lock.ts';
import type {AuditLog, EntryDraft} from '../../audit/log.ts';
import {commitAndKeep} from '../../audit/openings.ts';
import type {Application, HistoryEvent} from '../application/application.ts';
import type {Change} from '../application/change.ts';
import {type ProjectGrants, parseGrants} from '../grant.ts';
import {type Announced, entryOf} from './entries.ts';
import {type Held, HeldFile} from './held-file.ts';

const APPLICATION_ID = /^APP-[0-9]{1,6}$/;

type Log = Pick<AuditLog, 'append' | 'latest' | 'subjects'>;
type FolderEffects = Pick<Effects, 'randomBytes'>;

export class GovernanceFolder {
  readonly #directory: string;
  readonly #log: Log;
  readonly #effects: FolderEffects;

  private constructor(directory: string, log: Log, effects: FolderEffects) {
    this.#directory = directory;
    this.#log = log;
    this.#effects = effects;
  }

  /** Opens the folder for as long as the work lasts; a second writer waits. */
  static async with<T>(
    home: string,
    log: Log,
    effects: FolderEffects,
    work: (folder: GovernanceFolder) => Promise<T>,
  ): Promise<T> {
    const directory = join(home, 'governance');
    for (const part of ['applications', 'grants']) {
      await mkdir(join(directory, part), {recursive: true, mode: 0o700});
    }
    const lock = await acquireLock(join(directory, 'lock'));
    try {
      return await work(new GovernanceFolder(directory, log, effects));
    } finally {
      lock.release();
    }
  }

  /** @throws Refusal APPLICATION_UNKNOWN; GOVERNANCE_CHANGED when it is not what the log announced */
  async application(id: string): Promise<Application> {
    if (!APPLICATION_ID.test(id)) throw refuse('APPLICATION_UNKNOWN', 'an id looks like APP-1');
    const file = this.#applicationFile(id);
    const held = await file.read(this.#log);
    if (!held) throw refuse('APPLICATION_UNKNOWN', `there is no ${id}`);
    const application = JSON.parse(held.text) as Application;
    await this.#finishEntries(application, held);
    if (held.isNext) await file.commit();
    return application;
  }

  /** Ids of all applications, in the order in which they were started. */
  async ids(): Promise<readonly string[]> {
    const files = await readdir(join(this.#directory, 'applications'));
    // From the log too: a file that is gone must be missed, and its id is not free.
    const ids = new Set([
      ...(await this.#log.subjects('application')),
      ...files.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5)),
    ]);
    return [...ids].sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
  }

  /** @throws Refusal GOVERNANCE_CHANGED for the first whose file is not the log's */
  async applications(): Promise<readonly Application[]> {
    const all: Application[] = [];
    for (const id of await this.ids()) all.push(await this.application(id));
    return all;
  }

  /** One file in doubt does not hide the other applications; it is named. */
  async readable(): Promise<{
    readonly applications: readonly Application[];
    readonly damaged: readonly Reason[];
  }> {
    const applications: Application[] = [];
    const damaged: Reason[] = [];
    for (const id of await this.ids()) {
      await this.application(id).then(
        (one) => applications.push(one),
        (error: unknown) => {
          if (!(error instanceof Refusal)) throw error;
          damaged.push(...error.reasons);
        },
      );
    }
    return {applications, damaged};
  }

  async nextId(): Promise<string> {
    const numbers = (await this.ids()).map((id) => Number(id.slice(4)));
    return `APP-${Math.max(0, ...numbers) + 1}`;
  }

  /** The grants of a project as they stand, or null when none were ever made. */
  async grants(project: string): Promise<ProjectGrants | null> {
    const file = this.#grantsFile(project);
    const held = await file.read(this.#log);
    if (held?.isNext) await file.commit();
    return held && parseGrants(held.text);
  }

  /**
   * Saves a change: both files stand ready, every event is an entry, then the files take their place.
   * @param before how many events the application had
   */
  async save(change: Change, before: number, grants: ProjectGrants | null): Promise<void> {
    const {application} = change;
    const events = application.history.slice(before);
    if (change.isUntold) throw new Defect('UNEXPECTED', [{where: application.id, what: 'untold'}]);
    if (events.length === 0) return;
    const text = fileOf(application);
    const files = [this.#applicationFile(application.id)];
    await files[0]?.prepare(text);
    const grantsText = grants && fileOf(grants);
    if (grantsText !== null) {
      const file = this.#grantsFile(application.project);
      await file.prepare(grantsText);
      files.push(file);
    }
    const announced: Announced = {
      application: sha256(text),
      grants: grantsText === null ? null : sha256(grantsText),
    };
    await this.#append(application, events, announced);
    for (const file of files) await file.commit();
  }

  async #append(
    application: Application,
    events: readonly HistoryEvent[],
    announced: Announced,
  ): Promise<void> {
    const drafts: EntryDraft[] = [];
    for (const event of events) {
      const commits = await this.#commit(event);
      drafts.push(entryOf(application, event, announced, commits));
    }
    // In one step, so that they share one write and stand in the log in their order.
    await Promise.all(drafts.map((draft) => this.#log.append(draft)));
  }

  async #commit({because}: HistoryEvent): Promise<EntryDraft['commits']> {
    if (because === undefined) return undefined;
    return commitAndKeep(this.#directory, {because}, this.#effects);
  }

  /** A power cut may keep the first entries of a command only; the file says what the others were. */
  async #finishEntries(application: Application, {text, entry}: Held): Promise<void> {
    const last = Number(entry.objects.find(({type}) => type === 'event')?.id);
    const missing = application.history.filter(({n}) => n > last);
    if (missing.length === 0) return;
    // Grants of the same command stand ready under the same entry; those before are another's.
    const grants = await this.#grantsFile(application.project).preparedFor(entry);
    const digest = grants === null ? null : sha256(grants);
    await this.#append(application, missing, {application: sha256(text), grants: digest});
  }

  #applicationFile(id: string): HeldFile {
    return new HeldFile(join(this.#directory, 'applications', `${id}.json`), 'application', id);
  }

  #grantsFile(project: string): HeldFile {
    return new HeldFile(join(this.#directory, 'grants', `${project}.json`), 'grants', project);
  }
}

const fileOf = (value: object): string =>
  `${canonicalJson(JSON.parse(JSON.stringify(value)) as Json)}\n`;

/**
 * The grants of a project for a zone that only reads them: no lock, since files are replaced whole.
 * @throws Refusal GOVERNANCE_CHANGED when the file is not the one that the log announced last
 */
export async function readHeldGrants(
  home: string,
  project: string,
  log: Pick<AuditLog, 'latest'>,
): Promise<{readonly grants: ProjectGrants; readonly text: string} | null> {
  const path = join(home, 'governance', 'grants', `${project}.json`);
  const held = await new HeldFile(path, 'grants', project).read(log);
  return held && {grants: parseGrants(held.text), text: held.text};
}

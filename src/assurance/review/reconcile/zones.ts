/** Keys and databases in the zones: each key was made in the log, each database by a job of its zone. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {digestOfFile} from '../../../engine/files.ts';
import {ZONES, type Zone} from '../../../kernel/zones.ts';
import {keyIdOf} from '../../keys/keyring.ts';
import {isPublished, readRecipient} from '../../keys/recipients.ts';
import {type Difference, unexplained} from './difference.ts';
import {namesIn} from './disk.ts';
import type {Logged} from './logged.ts';

/** The databases of each zone; another one is a copy that nobody announced. */
const DATABASES: Readonly<Record<Zone, readonly string[]>> = {
  provider: [],
  'third-party': ['spine.duckdb'],
  store: ['store.duckdb'],
  project: ['project.duckdb'],
  output: [],
};

const PROJECT_KEYS = 'project-keys';
/** Stands for the name of a folder that no entry is about. */
const UNKNOWN = '(unknown project)';

interface Place {
  readonly zone: Zone;
  readonly folder: string;
  /** As the log names it. */
  readonly name: string;
  /** The folder as it is said: a project's name only where the log knows it. */
  readonly said: string;
  /** The project, where it is one's. */
  readonly project: string | null;
  /** As its public key is named. */
  readonly recipient: string;
}

export async function reconcileZones(home: string, logged: Logged): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const place of await placesOf(home, logged)) {
    differences.push(
      ...(await databasesOf(place, logged)),
      ...(await keyringOf(home, place, logged)),
    );
  }
  return [...differences, ...(await projectKeys(home, logged))];
}

async function placesOf(home: string, {projects}: Logged): Promise<Place[]> {
  const zones = Object.entries(ZONES) as [Zone, (typeof ZONES)[Zone]][];
  const places: Place[] = [];
  for (const [zone, {directory}] of zones) {
    const folder = join(home, directory);
    if (zone !== 'project') {
      places.push({zone, folder, name: zone, said: directory, project: null, recipient: zone});
      continue;
    }
    for (const project of await namesIn(folder)) {
      places.push({
        zone,
        folder: join(folder, project),
        name: `project ${project}`,
        said: `${directory}/${projects.has(project) ? project : UNKNOWN}`,
        project,
        recipient: `project-${project}`,
      });
    }
  }
  return places;
}

async function databasesOf(place: Place, logged: Logged): Promise<Difference[]> {
  const {zone, folder, name, said, project} = place;
  const files = (await namesIn(folder)).filter((file) => /\.duckdb(\.wal)?$/.test(file));
  const isClosed = project !== null && logged.closed.has(project);
  const differences: Difference[] = [];
  for (const file of files) {
    if (!DATABASES[zone].includes(file.replace(/\.wal$/, ''))) {
      differences.push(await unnamed(place, file, 'a database'));
    } else if (isClosed) {
      differences.push(unexplained(`${said}/${file}: a database of a closed project`));
    } else if (!logged.places.has(name)) {
      differences.push(unexplained(`${said}/${file}: a database, though no job ran there`));
    }
  }
  return differences;
}

/** Somebody gave it its name, which may say anything: its digest tells which file it is. */
const unnamed = async ({folder, said}: Place, file: string, what: string): Promise<Difference> =>
  unexplained(`${said}: ${what} under another name`, await digestOfFile(join(folder, file)));

/** Only the public half is read: its name in the log follows from it. */
async function keyringOf(home: string, place: Place, logged: Logged): Promise<Difference[]> {
  const {zone, folder, said, recipient} = place;
  const files = (await namesIn(folder)).filter((file) => file.includes('.keys'));
  const differences: Difference[] = [];
  for (const file of files) {
    if (file !== `${zone}.keys`) {
      differences.push(await unnamed(place, file, 'a keyring'));
      continue;
    }
    const isPublic = await isPublished(home, recipient);
    const id = isPublic ? keyIdOf(await readRecipient(home, recipient)) : null;
    if (id === null) {
      differences.push(unexplained(`${said}/${file}: a keyring without a public key`));
    } else if (!logged.keys.has(id)) {
      differences.push(unexplained(`${said}/${file}: key ${id}, which the log does not know`));
    }
  }
  return differences;
}

/** The store’s keys for projects say in the clear which they are. */
async function projectKeys(home: string, logged: Logged): Promise<Difference[]> {
  const folder = join(home, ZONES.store.directory, PROJECT_KEYS);
  const differences: Difference[] = [];
  for (const project of await namesIn(folder)) {
    const known = logged.projects.has(project) ? project : UNKNOWN;
    const said = `${ZONES.store.directory}/${PROJECT_KEYS}/${known}`;
    for (const file of await namesIn(join(folder, project))) {
      const path = join(folder, project, file);
      const id = keyIdIn(await readFile(path, 'utf8'));
      if (id !== null && logged.keys.has(id)) continue;
      differences.push(
        id === null
          ? unexplained(`${said}: a file that is no key`, await digestOfFile(path))
          : unexplained(`${said}: key ${id}, which the log does not know`),
      );
    }
  }
  return differences;
}

function keyIdIn(text: string): string | null {
  try {
    const {keyId} = JSON.parse(text) as {keyId?: unknown};
    return typeof keyId === 'string' && /^[0-9a-f]{16}$/.test(keyId) ? keyId : null;
  } catch {
    return null;
  }
}

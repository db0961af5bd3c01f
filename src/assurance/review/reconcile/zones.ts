/** Keys and databases in the zones: each key was made in the log, each database by a job of its zone. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
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

interface Place {
  readonly zone: Zone;
  readonly folder: string;
  /** As the log names it. */
  readonly name: string;
  /** As its public key is named. */
  readonly recipient: string;
}

export async function reconcileZones(home: string, logged: Logged): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const place of await placesOf(home)) {
    differences.push(
      ...(await databasesOf(place, logged)),
      ...(await keyringOf(home, place, logged)),
    );
  }
  return [...differences, ...(await projectKeys(home, logged))];
}

async function placesOf(home: string): Promise<Place[]> {
  const zones = Object.entries(ZONES) as [Zone, (typeof ZONES)[Zone]][];
  const places: Place[] = [];
  for (const [zone, {directory}] of zones) {
    const folder = join(home, directory);
    if (zone !== 'project') {
      places.push({zone, folder, name: zone, recipient: zone});
      continue;
    }
    for (const project of await namesIn(folder)) {
      const name = `project ${project}`;
      places.push({zone, folder: join(folder, project), name, recipient: `project-${project}`});
    }
  }
  return places;
}

async function databasesOf({zone, folder, name}: Place, logged: Logged): Promise<Difference[]> {
  const files = (await namesIn(folder)).filter((file) => /\.duckdb(\.wal)?$/.test(file));
  const isClosed = zone === 'project' && logged.closed.has(name.slice('project '.length));
  return files
    .filter((file) => {
      const isOfZone = DATABASES[zone].includes(file.replace(/\.wal$/, ''));
      return !isOfZone || !logged.places.has(name) || isClosed;
    })
    .map(() => unexplained(`a database in the zone ${name}`));
}

/** Only the public half is read: its name in the log follows from it. */
async function keyringOf(home: string, place: Place, logged: Logged): Promise<Difference[]> {
  const {zone, folder, name, recipient} = place;
  const files = (await namesIn(folder)).filter((file) => file.includes('.keys'));
  const differences: Difference[] = [];
  for (const file of files) {
    const isPublic = file === `${zone}.keys` && (await isPublished(home, recipient));
    const id = isPublic ? keyIdOf(await readRecipient(home, recipient)) : null;
    if (id === null) differences.push(unexplained(`a keyring in the zone ${name}`));
    else if (!logged.keys.has(id)) differences.push(unexplained(`key ${id} in the zone ${name}`));
  }
  return differences;
}

/** The store’s keys for projects say in the clear which they are. */
async function projectKeys(home: string, logged: Logged): Promise<Difference[]> {
  const folder = join(home, ZONES.store.directory, 'project-keys');
  const differences: Difference[] = [];
  for (const project of await namesIn(folder)) {
    for (const file of await namesIn(join(folder, project))) {
      const id = keyIdIn(await readFile(join(folder, project, file), 'utf8'));
      if (id === null || !logged.keys.has(id)) {
        differences.push(
          unexplained(`a key of the store for ${project}${id === null ? '' : `, ${id}`}`),
        );
      }
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

/** The zones, and the borders between them: each border has exactly one sender and one receiver. */

export const ZONES = {
  provider: {directory: 'provider', code: 'provider'},
  'third-party': {directory: 'third-party', code: 'trusted-third-party'},
  store: {directory: 'store', code: 'research-store'},
  project: {directory: 'projects', code: 'project'},
  output: {directory: 'output', code: 'output'},
} as const;

export type Zone = keyof typeof ZONES;

export const BORDERS = {
  file1: {sender: 'provider', receiver: 'third-party'},
  file2: {sender: 'provider', receiver: 'store'},
  file3: {sender: 'third-party', receiver: 'store'},
  // Counts of people who look alike, so that the store can say how many others there are.
  population: {sender: 'third-party', receiver: 'store'},
  extract: {sender: 'store', receiver: 'project'},
  // The way back from a pseudonym, once for one request that two bodies allowed.
  alfs: {sender: 'third-party', receiver: 'store'},
  'found-alfs': {sender: 'store', receiver: 'third-party'},
  release: {sender: 'project', receiver: 'output'},
} as const satisfies Record<string, {readonly sender: Zone; readonly receiver: Zone}>;

/** A project's name is a folder's: nothing that could lead elsewhere. */
export const PROJECT_NAME = /^[A-Za-z0-9](?!.*\.\.)[A-Za-z0-9._-]{0,40}$/;

export type Border = keyof typeof BORDERS;

/** Test data that is not part of the repository; tests that need it skip where it is absent, and say so. */

import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {ROOT} from './dolen.ts';

const SHARED = process.env.DOLEN_SHARED ?? join(ROOT, '..', 'shared');

/** The path of a shared file or folder, or null with a note when it is not on this machine. */
export function shared(path: string): string | null {
  const full = join(SHARED, path);
  if (existsSync(full)) return full;
  process.stderr.write(`skipped: ${path} is not on this machine (set DOLEN_SHARED)\n`);
  return null;
}

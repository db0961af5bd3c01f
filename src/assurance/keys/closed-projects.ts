/** Projects that are closed for good: what is left of one is a mark that refuses every command. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {writeWhole} from '../../engine/files.ts';
import {canonicalJson} from '../../kernel/canonical-json.ts';
import {DataFault, refuse} from '../../kernel/errors.ts';

/** The one file that stays in a closed project's folder. */
export const CLOSED_MARK = 'closed.json';

/** Commands that a closed project still answers: the closing itself, which a kill may have cut short. */
const ANSWERED_WHEN_CLOSED: readonly string[] = ['project close'];

const ClosedSchema = z.strictObject({
  v: z.literal(1),
  /** When it was closed, and which entry of the log says so. */
  closed: z.iso.datetime({precision: 3}),
  logIndex: z.int().nonnegative(),
});

export type ClosedMark = Readonly<z.infer<typeof ClosedSchema>>;

/** @throws Refusal PROJECT_CLOSED for every command but the closing itself */
export async function refuseClosed(projectDirectory: string, command: string): Promise<void> {
  if (ANSWERED_WHEN_CLOSED.includes(command)) return;
  const mark = await readClosedMark(projectDirectory);
  if (mark) throw refuse('PROJECT_CLOSED', `closed on ${mark.closed.slice(0, 10)}`);
}

/** The mark of a closed project, or null. A mark that cannot be read is a mark all the same. */
export async function readClosedMark(projectDirectory: string): Promise<ClosedMark | null> {
  const text = await readFile(join(projectDirectory, CLOSED_MARK), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      throw error;
    },
  );
  if (text === null) return null;
  try {
    return ClosedSchema.parse(JSON.parse(text));
  } catch {
    throw new DataFault('FILE_UNREADABLE', [
      {where: CLOSED_MARK, what: 'not the mark of a closing'},
    ]);
  }
}

export const writeClosedMark = (projectDirectory: string, mark: ClosedMark): Promise<void> =>
  writeWhole(join(projectDirectory, CLOSED_MARK), `${canonicalJson(mark)}\n`);

/** The batch of pseudonyms of a request: sealed to the store, and in the log as a commitment only. */

import {mkdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {writeWhole} from '../../../engine/files.ts';
import {openSealedText, sealText} from '../../../engine/sealing.ts';
import {canonicalJson} from '../../../kernel/canonical-json.ts';
import {type Digest, sha256} from '../../../kernel/digests.ts';
import type {Effects} from '../../../kernel/effects.ts';
import {DataFault, refuse} from '../../../kernel/errors.ts';
import {commit, opens} from '../../audit/commitment.ts';
import type {ReidentificationCase} from './cases.ts';

const BatchSchema = z.strictObject({
  v: z.literal(1),
  project: z.string(),
  /** In the order of the request: the result names people by their place in it. */
  pseudonyms: z.array(z.string()).nonempty(),
});
const SealedSchema = z.strictObject({batch: z.string(), salt: z.string()});

/** Everything about one case that is a file: the sealed batch, and in the end the sealed result. */
export const caseFile = (home: string, id: string, name: 'batch' | 'result'): string =>
  join(home, 'governance', 'reidentification', `${id}.${name}.age`);

export interface SealedBatch {
  readonly commitment: Digest;
  /** SHA-256 of the sealed bytes. */
  readonly digest: Digest;
  readonly sealed: string;
}

export async function sealBatch(
  project: string,
  pseudonyms: readonly string[],
  recipient: string,
  effects: Pick<Effects, 'randomBytes'>,
): Promise<SealedBatch> {
  const batch = canonicalJson({v: 1, project, pseudonyms});
  const {commitment, salt} = commit(batch, effects);
  const sealed = await sealText(canonicalJson({batch, salt}), {recipient});
  return {commitment, sealed, digest: sha256(sealed)};
}

export async function keepCaseFile(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), {recursive: true});
  await writeWhole(path, text, 0o600);
}

/**
 * The pseudonyms of a case, opened by the store.
 * @throws Refusal REIDENTIFICATION_INVALID when they are not what the log was committed to
 */
export async function openBatch(
  one: ReidentificationCase,
  home: string,
  identity: string,
): Promise<readonly string[]> {
  const sealed = await readFile(caseFile(home, one.id, 'batch'), 'utf8').catch(() => {
    throw new DataFault('REIDENTIFICATION_UNKNOWN', [{where: one.id, what: 'its batch is gone'}]);
  });
  const text = await openSealedText(sealed, {identities: [identity]});
  const read = SealedSchema.safeParse(parsed(text ?? ''));
  const isCommitted =
    sha256(sealed) === one.sealedBatch &&
    read.success &&
    opens(one.batch, read.data.batch, read.data.salt);
  const batch = BatchSchema.safeParse(parsed(read.data?.batch ?? ''));
  if (!isCommitted || !batch.success || batch.data.project !== one.project) {
    throw refuse('REIDENTIFICATION_INVALID', 'the batch is not the one that was approved');
  }
  return batch.data.pseudonyms;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

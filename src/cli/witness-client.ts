/** Carries a request to a witness over HTTP, and its answer back. */

import {isStatus, reply, type WitnessReply} from '../assurance/audit/witness/reply.ts';
import {sha256} from '../kernel/digests.ts';
import {DataFault, Defect, UsageError} from '../kernel/errors.ts';

const PATIENCE_MS = 30_000;
/** An answer is a few lines. */
const MAX_REPLY_BYTES = 100_000;

/** @param prefix the witness's submission prefix, for example http://127.0.0.1:8080 */
export const postCheckpoint = (prefix: string, request: string): Promise<WitnessReply> =>
  ask(prefix, 'add-checkpoint', {
    method: 'POST',
    body: request,
    headers: {'content-type': 'text/plain; charset=utf-8'},
  });

/** The checkpoint that a witness last cosigned of a log. */
export const getCheckpoint = (prefix: string, origin: string): Promise<WitnessReply> =>
  ask(prefix, `${sha256(origin)}/checkpoint`, {});

async function ask(prefix: string, path: string, request: RequestInit): Promise<WitnessReply> {
  const url = `${requirePrefix(prefix)}/${path}`;
  let answer: Response;
  let body: string;
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    answer = await fetch(url, {...request, redirect: 'error', signal});
    body = await limitedText(answer);
  } catch (error) {
    if (error instanceof DataFault) throw error;
    // What the network says may name machines; that it failed is enough.
    throw new Defect('WITNESS_UNREACHABLE', [{where: 'witness', what: 'no answer'}]);
  }
  if (!isStatus(answer.status)) throw invalid(`status ${answer.status}`);
  return reply(answer.status, body, answer.headers.get('content-type') ?? '');
}

const invalid = (what: string): DataFault =>
  new DataFault('WITNESS_REPLY_INVALID', [{where: 'witness', what}]);

function requirePrefix(prefix: string): string {
  const url = URL.canParse(prefix) ? new URL(prefix) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError('USAGE', [{where: 'witness', what: 'not an http or https address'}]);
  }
  return prefix.replace(/\/+$/, '');
}

async function limitedText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_REPLY_BYTES) throw invalid('an answer that is far too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

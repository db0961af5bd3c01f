/** The log's side: asks a witness to cosign, and takes its answer. */

import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {writeWhole} from '../../../engine/files.ts';
import {sha256} from '../../../kernel/digests.ts';
import {DataFault, type Fault, UsageError} from '../../../kernel/errors.ts';
import type {AuditLog} from '../log.ts';
import {parseCheckpoint} from '../note/checkpoint.ts';
import {cosignedAt} from '../note/cosignature.ts';
import {type Note, parseNote, parseSignature} from '../note/note.ts';
import {cosignedFiles, keepCosigned, witnessFolder} from '../outside/cosigned.ts';
import type {Policy, PolicyWitness} from '../outside/policy-file.ts';
import {judge} from '../outside/quorum.ts';
import {broken, makeFolder} from '../stored-files.ts';
import {type TreeHead, verifyConsistency} from '../tree/proofs.ts';
import {storedTree} from '../tree/stored-tree.ts';
import type {WitnessReply} from './reply.ts';
import {writeRequest} from './request.ts';

/** The checkpoint that a witness is asked about, and the request for it. */
export interface Asking {
  readonly witness: PolicyWitness;
  readonly note: Note;
  readonly head: TreeHead;
  readonly request: string;
}

/**
 * Writes the request by what the witness last cosigned, as far as this log knows.
 * @param old what the witness itself says that it last cosigned
 * @throws Defect LOG_BROKEN when this log is not a continuation of that.
 */
export async function askAbout(
  directory: string,
  note: string,
  witness: PolicyWitness,
  old?: number,
): Promise<Asking> {
  const [parsed, head] = readHead(note);
  const last = await lastCosigned(directory, witness.name);
  const from = old ?? last?.size ?? 0;
  if (from > head.size) throw ahead(witness.name, from, head.size);
  const tree = storedTree(directory);
  const proof = await tree.consistencyProof(from, head.size);
  const before = last?.size === from ? last : {size: from, root: await tree.root(from)};
  if (!verifyConsistency(before, head, proof)) {
    const what = `the first ${from} entries are not those that ${witness.name} cosigned`;
    throw broken(`entry ${Math.max(0, from - 1)} or before`, what);
  }
  return {witness, note: parsed, head, request: writeRequest(from, proof, note)};
}

function readHead(text: string): [Note, TreeHead] {
  const note = parseNote(Buffer.from(text));
  const head = note && parseCheckpoint(note.text);
  if (!note || !head) throw broken('checkpoint', 'malformed');
  return [note, head];
}

const ahead = (name: string, seen: number, size: number) =>
  broken(`entry ${size}`, `missing: ${name} has cosigned ${seen} entries, the log holds ${size}`);

async function lastCosigned(directory: string, name: string): Promise<TreeHead | null> {
  const [newest] = (await cosignedFiles(directory)).filter(({witness}) => witness === name);
  const note = newest && parseNote(newest.bytes);
  return note ? parseCheckpoint(note.text) : null;
}

/** The size that a witness says it holds, where it asks for another start of the proof. */
export function sizeHeld({status, body}: WitnessReply): number | null {
  const digits = /^(0|[1-9]\d*)\n$/.exec(body)?.[1];
  const size = Number(digits);
  return status === 409 && Number.isSafeInteger(size) ? size : null;
}

/** What a witness answered, in the log and on disk. */
export interface Answered {
  readonly name: string;
  /** When it cosigned, in seconds since 1970; null when it refused. */
  readonly at: number | null;
  /** Why not; an alarm when what it holds is no beginning of this log. */
  readonly fault: (Fault & {readonly isAlarm: boolean}) | null;
}

/** Checks an answer and keeps it; the log says first what was answered. */
export async function takeAnswer(
  directory: string,
  log: AuditLog,
  {witness, note, head}: Asking,
  reply: WitnessReply,
): Promise<Answered> {
  const {name} = witness;
  const objects = [
    {type: 'witness', id: name},
    {type: 'checkpoint', id: String(head.size)},
  ];
  const inputHashes = [sha256(note.text)];
  if (reply.status !== 200) {
    const draft = {
      decision: 'refuse',
      reasonCodes: ['WITNESS_REFUSED'],
      objects,
      inputHashes,
    } as const;
    await log.append({action: 'WITNESS_REFUSED', ...draft});
    return {name, at: null, fault: refusalOf(name, reply, head.size)};
  }
  const cosigned = withCosignature(note, witness, reply.body);
  if (!cosigned) {
    throw new DataFault('WITNESS_REPLY_INVALID', [
      {where: `witness ${name}`, what: 'no signature by the key that the policy names'},
    ]);
  }
  await log.append({action: 'WITNESS_COSIGNED', objects, inputHashes});
  await keepCosigned(directory, name, {size: head.size, note: cosigned.text});
  return {name, at: cosigned.at, fault: null};
}

function withCosignature(
  note: Note,
  {verifier}: PolicyWitness,
  body: string,
): {readonly text: string; readonly at: number} | null {
  const lines = body.endsWith('\n') ? body.slice(0, -1).split('\n') : [];
  const signatures = lines.map(parseSignature).filter((line) => line !== null);
  const own = signatures.filter(
    ({name, keyId}) => name === verifier?.name && keyId === verifier.keyId,
  );
  const at = verifier && cosignedAt({text: note.text, signatures: own}, verifier);
  if (!at || own.length !== 1) return null;
  const signed = note.signatures.map(({line}) => line).join('');
  return {text: `${note.text}\n${signed}${own[0]?.line}`, at};
}

/**
 * Keeps the checkpoint that a witness shows for itself, if log and witness signed it: beside it,
 * `dolen audit verify` can say from which entry on this log differs.
 */
export async function keepShown(
  directory: string,
  policy: Policy,
  witness: PolicyWitness,
  shown: string,
): Promise<boolean> {
  const {checkpoint, witnesses} = judge(Buffer.from(shown), policy);
  const hasCosigned = witnesses.some(({name, at}) => name === witness.name && at !== null);
  if (!checkpoint || !hasCosigned) return false;
  await keepCosigned(directory, witness.name, {size: checkpoint.size, note: shown});
  return true;
}

function refusalOf(name: string, reply: WitnessReply, size: number): Answered['fault'] {
  const held = sizeHeld(reply);
  const where = `witness ${name}`;
  if (held !== null && held > size) {
    const what = `has cosigned ${held} entries: entry ${size} and later ones are missing here`;
    return {where, what, isAlarm: true};
  }
  if (reply.status === 422) {
    const what = 'status 422: what it cosigned before is not the beginning of this log';
    return {where, what, isAlarm: true};
  }
  const what = held === null ? `status ${reply.status}` : `status 409: it holds ${held} entries`;
  return {where, what, isAlarm: false};
}

/** Remembers what a witness is asked about, until its answer comes back on a stick. */
export async function rememberAsking(directory: string, {witness, note}: Asking): Promise<void> {
  const folder = witnessFolder(directory, witness.name);
  await makeFolder(folder);
  const signed = note.signatures.map(({line}) => line).join('');
  await writeWhole(join(folder, 'asked'), `${note.text}\n${signed}`);
}

/** What a witness was last asked about by file. */
export async function recallAsking(directory: string, witness: PolicyWitness): Promise<Asking> {
  const text = await readFile(join(witnessFolder(directory, witness.name), 'asked'), 'utf8').catch(
    () => {
      throw new UsageError('INPUT_NOT_FOUND', [
        {where: `witness ${witness.name}`, what: 'was not asked by file: use --request-out first'},
      ]);
    },
  );
  const [note, head] = readHead(text);
  return {witness, note, head, request: ''};
}

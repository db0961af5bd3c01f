/** One audit entry: its schema, and its one sequence of bytes (governance reference §4.8). */

import {isUtf8} from 'node:buffer';
import {rowBand} from '../../kernel/bands.ts';
import {canonicalJson, type Json} from '../../kernel/canonical-json.ts';
import type {ErrorCode} from '../../kernel/catalogue.ts';
import type {Instant} from '../../kernel/dates.ts';
import type {Digest} from '../../kernel/digests.ts';
import {Defect} from '../../kernel/errors.ts';
import type {Zone} from '../../kernel/zones.ts';
import {ENTRY_SHAPE, type Entry} from './entry-shape.ts';
import {EVENT_CODES, type EventCode} from './event-codes.ts';

export type {Entry} from './entry-shape.ts';

/** Ours; the format's own limit is 65,535. */
const MAX_ENTRY_BYTES = 16_384;

/** Who writes, on whose behalf and under which rules: the same for every entry of one command. */
export interface LogIdentity {
  readonly actor: string;
  readonly role: string;
  readonly assurance: string;
  readonly requestId: string;
  readonly policyHash: Digest;
  readonly codeHash: Digest;
  /** The log's public name, given to it when it is created; `dolen.local/audit` by default. */
  readonly origin?: string;
}

/** What happened, in the words of one caller; everything that is left out is null or empty. */
export interface EntryDraft {
  readonly action: EventCode;
  readonly zone?: Zone | null;
  readonly project?: string;
  /** Application id and version. */
  readonly purpose?: string;
  readonly legalBasis?: readonly string[];
  readonly objects?: readonly {readonly type: string; readonly id: string}[];
  readonly decision?: 'allow' | 'refuse';
  readonly reasonCodes?: readonly ErrorCode[];
  readonly inputHashes?: readonly Digest[];
  readonly outputHashes?: readonly Digest[];
  /** Kept as a band only. */
  readonly rows?: number;
  readonly supersedes?: number;
  readonly prevReview?: number;
  readonly commits?: {readonly [name: string]: string};
}

const CODES: ReadonlySet<string> = new Set(EVENT_CODES);

/**
 * The bytes of a new entry.
 * @throws Defect when the draft breaks the schema, which is our fault and never the operator's.
 */
export function entryBytes(
  draft: EntryDraft,
  identity: LogIdentity,
  place: {readonly seq: number; readonly ts: Instant},
): Buffer {
  const entry = {
    // In the order of canonical JSON: the bytes are then those of the plain serialiser.
    action: draft.action,
    actor: identity.actor,
    assurance: identity.assurance,
    codeHash: identity.codeHash,
    commits: sorted(draft.commits ?? {}),
    decision: draft.decision ?? null,
    inputHashes: draft.inputHashes ?? [],
    legalBasis: draft.legalBasis ?? [],
    objects: (draft.objects ?? []).map(({type, id}) => ({id, type})),
    outputHashes: draft.outputHashes ?? [],
    policyHash: identity.policyHash,
    prevReview: draft.prevReview ?? null,
    project: draft.project ?? null,
    purpose: draft.purpose ?? null,
    reasonCodes: draft.reasonCodes ?? [],
    requestId: identity.requestId,
    role: identity.role,
    rowBand: draft.rows === undefined ? null : rowBand(draft.rows),
    seq: place.seq,
    supersedes: draft.supersedes ?? null,
    ts: place.ts,
    v: 1,
    zone: draft.zone ?? null,
  } satisfies Entry;
  const isKnown = CODES.has(draft.action);
  if (!isKnown || !ENTRY_SHAPE.holds(entry)) {
    const wrong = ENTRY_SHAPE.faults(entry, '');
    throw new Defect('UNEXPECTED', [
      ...wrong.map(({where, what}) => ({where: `audit entry ${where}`, what})),
      ...(isKnown ? [] : [{where: 'action', what: 'not an event code'}]),
    ]);
  }
  const bytes = Buffer.from(JSON.stringify(entry));
  if (bytes.length > MAX_ENTRY_BYTES) {
    throw new Defect('UNEXPECTED', [{where: 'audit entry', what: 'longer than 16,384 bytes'}]);
  }
  return bytes;
}

const sorted = (commits: Entry['commits']): Entry['commits'] =>
  Object.fromEntries(
    Object.keys(commits)
      .sort()
      .map((name) => [name, commits[name] as string]),
  );

/** Reads stored bytes; a text says why they are not the canonical bytes of an entry. */
export function readEntry(bytes: Uint8Array): Entry | string {
  if (bytes.length > MAX_ENTRY_BYTES) return 'longer than 16,384 bytes';
  // Decoding replaces what is not UTF-8, so that different bytes could read alike.
  if (!isUtf8(bytes)) return 'not canonical JSON';
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (isWhole(value, text)) return value;
    if (canonicalJson(value as Json) !== text) return 'not canonical JSON';
  } catch {
    return 'not canonical JSON';
  }
  return `breaks the schema at ${ENTRY_SHAPE.faults(value, '')[0]?.where ?? 'its root'}`;
}

/**
 * Whether a value is an entry and the text its canonical JSON. An entry holds well-formed text and
 * safe integers only, and no key that is a number: with sorted keys, the plain serialiser then says
 * what the canonical one would. A key that stood twice in the text is there once, and the texts differ.
 */
const isWhole = (value: unknown, text: string): value is Entry =>
  ENTRY_SHAPE.holds(value) && isInOrder(value as Entry) && JSON.stringify(value) === text;

const isInOrder = (entry: Entry): boolean =>
  hasSortedKeys(entry) && hasSortedKeys(entry.commits) && entry.objects.every(hasSortedKeys);

function hasSortedKeys(object: object): boolean {
  let before = '';
  for (const key of Object.keys(object)) {
    if (key < before) return false;
    before = key;
  }
  return true;
}

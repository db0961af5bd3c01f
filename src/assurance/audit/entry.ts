/** One audit entry: its schema, and its one sequence of bytes (governance reference §4.8). */

import {z} from 'zod';
import {rowBand} from '../../kernel/bands.ts';
import {canonicalJson, type Json} from '../../kernel/canonical-json.ts';
import type {ErrorCode} from '../../kernel/catalogue.ts';
import type {Instant} from '../../kernel/dates.ts';
import type {Digest} from '../../kernel/digests.ts';
import {Defect} from '../../kernel/errors.ts';
import type {Zone} from '../../kernel/zones.ts';
import {EVENT_CODES, type EventCode} from './event-codes.ts';

/** Ours; the format's own limit is 65,535. */
const MAX_ENTRY_BYTES = 16_384;

// Ids, codes and names, never sentences: free text goes into a commitment.
const Name = z
  .string()
  .regex(/^[^\p{C}\p{Z}]([^\p{C}]{0,254}[^\p{C}\p{Z}])?$/u, 'a name in one line');
const Code = z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'a code in capitals');
const Hash = z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits');
const Index = z.int().nonnegative();

const EntrySchema = z.strictObject({
  v: z.literal(1),
  seq: Index,
  ts: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'an instant in UTC'),
  actor: Name,
  role: Name,
  assurance: Name,
  zone: Name.nullable(),
  project: Name.nullable(),
  purpose: Name.nullable(),
  legalBasis: z.array(Name),
  // Open lists: a verifier also reads logs with codes that are newer than itself.
  action: Code,
  objects: z.array(z.strictObject({type: Name, id: Name})),
  decision: z.enum(['allow', 'refuse']).nullable(),
  reasonCodes: z.array(Code),
  policyHash: Hash,
  codeHash: Hash,
  inputHashes: z.array(Hash),
  outputHashes: z.array(Hash),
  rowBand: z
    .string()
    .regex(/^(0|1-9|10-99|100-999|1e[1-9]\d?)$/, 'a row band')
    .nullable(),
  requestId: Name,
  supersedes: Index.nullable(),
  prevReview: Index.nullable(),
  commits: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/, 'a field name'), Hash),
});

export type Entry = Readonly<z.infer<typeof EntrySchema>>;

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
    v: 1,
    ...place,
    actor: identity.actor,
    role: identity.role,
    assurance: identity.assurance,
    zone: draft.zone ?? null,
    project: draft.project ?? null,
    purpose: draft.purpose ?? null,
    legalBasis: draft.legalBasis ?? [],
    action: draft.action,
    objects: (draft.objects ?? []).map(({type, id}) => ({type, id})),
    decision: draft.decision ?? null,
    reasonCodes: draft.reasonCodes ?? [],
    policyHash: identity.policyHash,
    codeHash: identity.codeHash,
    inputHashes: draft.inputHashes ?? [],
    outputHashes: draft.outputHashes ?? [],
    rowBand: draft.rows === undefined ? null : rowBand(draft.rows),
    requestId: identity.requestId,
    supersedes: draft.supersedes ?? null,
    prevReview: draft.prevReview ?? null,
    commits: draft.commits ?? {},
  };
  const wrong = EntrySchema.safeParse(entry).error?.issues.map(said) ?? [];
  if (!CODES.has(draft.action)) wrong.push({where: 'action', what: 'not an event code'});
  if (wrong.length > 0) throw new Defect('UNEXPECTED', wrong);
  const bytes = Buffer.from(canonicalJson(entry satisfies Json));
  if (bytes.length > MAX_ENTRY_BYTES) {
    throw new Defect('UNEXPECTED', [{where: 'audit entry', what: 'longer than 16,384 bytes'}]);
  }
  return bytes;
}

const said = (issue: z.core.$ZodIssue) => ({
  where: `audit entry ${issue.path.join('.')}`,
  what: issue.message,
});

/** Reads stored bytes; a text says why they are not the canonical bytes of an entry. */
export function readEntry(bytes: Uint8Array): Entry | string {
  if (bytes.length > MAX_ENTRY_BYTES) return 'longer than 16,384 bytes';
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (canonicalJson(value as Json) !== text) return 'not canonical JSON';
  } catch {
    return 'not canonical JSON';
  }
  const read = EntrySchema.safeParse(value);
  return read.success ? read.data : `breaks the schema at ${read.error.issues[0]?.path.join('.')}`;
}

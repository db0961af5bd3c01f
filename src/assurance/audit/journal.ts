/** The journal's records: entries that are durable but not yet in a bundle. */

import {createHash} from 'node:crypto';
import {lengthPrefix} from './tree/bundle.ts';
import {hashBytes} from './tree/merkle.ts';

const PREFIX = 2;
const CHECKSUM = 4;

/** uint16 length ‖ entry ‖ first four bytes of SHA-256(entry). */
export const encodeRecord = (entry: Uint8Array): Buffer =>
  Buffer.concat([lengthPrefix(entry.length), entry, hashBytes(entry).subarray(0, CHECKSUM)]);

/**
 * How a journal ends. `torn`: a crash cut off a group that nobody was told about. `damaged`: bytes
 * of a record that was whole have changed, and someone may have been told that it is kept.
 */
type JournalEnd = 'whole' | 'torn' | 'damaged';

export interface JournalReading {
  /** The entries up to the first record that is not whole. */
  readonly entries: readonly Buffer[];
  /** Where the last of them ends. */
  readonly wholeBytes: number;
  readonly end: JournalEnd;
  /** After damage: the next entry that is still whole, and how far behind the damage it starts. */
  readonly beyond: {readonly entry: Buffer; readonly bytes: number} | null;
}

export function readJournal(bytes: Buffer): JournalReading {
  const entries: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const entry = wholeRecord(bytes, at);
    if (!entry) return {entries, wholeBytes: at, ...endOf(bytes.subarray(at))};
    entries.push(entry);
    at += PREFIX + entry.length + CHECKSUM;
  }
  return {entries, wholeBytes: at, end: 'whole', beyond: null};
}

function wholeRecord(bytes: Buffer, at: number): Buffer | null {
  if (at + PREFIX > bytes.length) return null;
  const end = at + PREFIX + bytes.readUInt16BE(at);
  if (end + CHECKSUM > bytes.length) return null;
  const entry = bytes.subarray(at + PREFIX, end);
  return matches(hashBytes(entry), bytes, end) ? entry : null;
}

const matches = (digest: Buffer, bytes: Buffer, at: number): boolean =>
  bytes.compare(digest, 0, CHECKSUM, at, at + CHECKSUM) === 0;

/**
 * Tells a torn tail from a damaged one. A killed process leaves a beginning of what it wrote; a
 * power cut may also leave a hole of zeros. Anything else, and above all a whole entry further on,
 * is damage: dropping it would lose what was acknowledged.
 */
function endOf(tail: Buffer): Pick<JournalReading, 'end' | 'beyond'> {
  if (tail.includes(Buffer.alloc(8))) return {end: 'torn', beyond: null};
  const beyond = findWholeEntry(tail);
  const cutShort = tail.length < PREFIX || tail.length < PREFIX + tail.readUInt16BE(0) + CHECKSUM;
  return {end: cutShort && !beyond ? 'torn' : 'damaged', beyond};
}

/** Looks for an entry with its checksum at any place: its own length prefix may be what changed. */
function findWholeEntry(tail: Buffer): JournalReading['beyond'] {
  for (let start = tail.indexOf('{"'); start >= 0; start = tail.indexOf('{"', start + 1)) {
    const hash = createHash('sha256');
    let hashed = start;
    for (let end = tail.indexOf('}', start); end >= 0; end = tail.indexOf('}', end + 1)) {
      if (end - start > 0xffff || end + 1 + CHECKSUM > tail.length) break;
      hash.update(tail.subarray(hashed, end + 1));
      hashed = end + 1;
      if (matches(hash.copy().digest(), tail, end + 1)) {
        return {entry: tail.subarray(start, end + 1), bytes: start};
      }
    }
  }
  return null;
}

/** Entry bundles: up to 256 entries, each behind its length (c2sp.org/tlog-tiles). */

/** Entries one after another, each as big-endian uint16 length ‖ bytes. */
export const encodeBundle = (entries: readonly Uint8Array[]): Buffer =>
  Buffer.concat(entries.flatMap((entry) => [lengthPrefix(entry.length), entry]));

export function lengthPrefix(length: number): Buffer {
  const prefix = Buffer.allocUnsafe(2);
  prefix.writeUInt16BE(length);
  return prefix;
}

export interface DecodedBundle {
  readonly entries: readonly Buffer[];
  /** Bytes at the end that are not a whole entry. */
  readonly left: number;
}

export function decodeBundle(bytes: Buffer): DecodedBundle {
  const entries: Buffer[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) break;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return {entries, left: bytes.length - at};
}

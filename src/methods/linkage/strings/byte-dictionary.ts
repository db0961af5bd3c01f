/** Distinct texts as numbered stretches of UTF-8 bytes, in memory that every thread can read. */

/**
 * Value `code` is `bytes[offsets[code]]` up to `bytes[offsets[code + 1]]`. Codes start at 1; code 0
 * is null and has no bytes, so a measure would take it for the empty text: ask about nulls first.
 */
export interface ByteDictionary {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

const encoder = new TextEncoder();
// Without this the first character of a text that starts with U+FEFF would vanish.
const decoder = new TextDecoder('utf-8', {ignoreBOM: true});

/** Numbers the values in their order, from 1. A lone surrogate becomes U+FFFD, as in DuckDB. */
export function makeDictionary(values: readonly string[]): ByteDictionary {
  const encoded = values.map((value) => encoder.encode(value));
  const length = encoded.reduce((sum, value) => sum + value.length, 0);
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  const offsets = new Uint32Array(
    new SharedArrayBuffer((values.length + 2) * Uint32Array.BYTES_PER_ELEMENT),
  );
  let end = 0;
  encoded.forEach((value, i) => {
    bytes.set(value, end);
    end += value.length;
    offsets[i + 2] = end;
  });
  return {bytes, offsets};
}

/** The text of a value. */
export function textOf({bytes, offsets}: ByteDictionary, code: number): string {
  // A decoder takes no shared memory, and `slice` copies out of it.
  return decoder.decode(bytes.slice(offsets[code], offsets[code + 1]));
}

/** Typed arrays in memory that every thread reads and writes. */

export const sharedInts = (length: number): Int32Array =>
  new Int32Array(
    new SharedArrayBuffer(Math.max(4, length * Int32Array.BYTES_PER_ELEMENT)),
    0,
    length,
  );

export const sharedDoubles = (length: number): Float64Array =>
  new Float64Array(
    new SharedArrayBuffer(Math.max(8, length * Float64Array.BYTES_PER_ELEMENT)),
    0,
    length,
  );

/** Jaro and Jaro–Winkler similarity, number for number what DuckDB's functions of these names say. */

import type {ByteDictionary} from './byte-dictionary.ts';

/** Up to this similarity a common prefix counts for nothing (Winkler 1990). */
const BOOST_ABOVE = 0.7;
const PREFIX_SCALE = 0.1;
const LONGEST_PREFIX = 4;
const LONGEST_IN_MASK = 32;

/** Where in the first text each byte stands, one bit a place; all zero between calls. */
const places = new Int32Array(256);
/** The matched bytes of a short second text, in its order. */
const matchedInMask = new Uint8Array(LONGEST_IN_MASK + 1);
/** The same for a long one, and one mark for each byte of a long first text: whether it is matched. */
let matched = new Uint8Array(0);
let taken = new Uint8Array(0);

/** Jaro similarity of two values: 0 when either is empty. */
export function jaro({bytes, offsets}: ByteDictionary, a: number, b: number): number {
  const aFrom = offsets[a] as number;
  const bFrom = offsets[b] as number;
  const aLength = (offsets[a + 1] as number) - aFrom;
  return jaroOf(bytes, aFrom, aLength, bFrom, (offsets[b + 1] as number) - bFrom);
}

/** Jaro similarity, raised above 0.7 by a tenth of what it lacks for each of the first 4 bytes in common. */
export function jaroWinkler({bytes, offsets}: ByteDictionary, a: number, b: number): number {
  const aFrom = offsets[a] as number;
  const bFrom = offsets[b] as number;
  const aLength = (offsets[a + 1] as number) - aFrom;
  const bLength = (offsets[b + 1] as number) - bFrom;
  const similarity = jaroOf(bytes, aFrom, aLength, bFrom, bLength);
  if (similarity <= BOOST_ABOVE) return similarity;
  const longest = Math.min(aLength, bLength, LONGEST_PREFIX);
  let prefix = 0;
  while (prefix < longest && bytes[aFrom + prefix] === bytes[bFrom + prefix]) prefix++;
  return similarity + prefix * PREFIX_SCALE * (1 - similarity);
}

function jaroOf(
  bytes: Uint8Array,
  aFrom: number,
  aLength: number,
  bFrom: number,
  bLength: number,
): number {
  if (aLength === 0 || bLength === 0) return 0;
  const longer = Math.max(aLength, bLength);
  const reach = longer < 4 ? 0 : (longer >>> 1) - 1;
  return longer <= LONGEST_IN_MASK
    ? jaroByMask(bytes, aFrom, aLength, bFrom, bLength, reach)
    : jaroByMarks(bytes, aFrom, aLength, bFrom, bLength, reach);
}

/** Each byte of b takes the first free equal byte of a within reach; a set of places is one integer. */
function jaroByMask(
  bytes: Uint8Array,
  aFrom: number,
  aLength: number,
  bFrom: number,
  bLength: number,
  reach: number,
): number {
  for (let i = 0; i < aLength; i++) {
    const byte = bytes[aFrom + i] as number;
    places[byte] = (places[byte] as number) | (1 << i);
  }
  let free = -1;
  let near = (1 << (reach + 1)) - 1;
  let common = 0;
  for (let j = 0; j < bLength; j++) {
    const byte = bytes[bFrom + j] as number;
    const found = (places[byte] as number) & near & free;
    // No branch, since no processor guesses which letters two names share.
    free ^= found & -found;
    matchedInMask[common] = byte;
    common += (found | -found) >>> 31;
    near = (near << 1) | ((j - reach) >>> 31);
  }
  for (let i = 0; i < aLength; i++) places[bytes[aFrom + i] as number] = 0;
  if (common === 0) return 0;
  let outOfOrder = 0;
  let used = ~free;
  for (let k = 0; k < common; k++) {
    const byte = bytes[aFrom + 31 - Math.clz32(used & -used)] as number;
    const difference = byte ^ (matchedInMask[k] as number);
    outOfOrder += -difference >>> 31;
    used &= used - 1;
  }
  return similarityOf(common, outOfOrder, aLength, bLength);
}

/** The same for texts of any length, with one mark a byte. */
function jaroByMarks(
  bytes: Uint8Array,
  aFrom: number,
  aLength: number,
  bFrom: number,
  bLength: number,
  reach: number,
): number {
  if (taken.length < aLength) taken = new Uint8Array(2 * aLength);
  if (matched.length < bLength) matched = new Uint8Array(2 * bLength);
  taken.fill(0, 0, aLength);
  let common = 0;
  for (let j = 0; j < bLength; j++) {
    const byte = bytes[bFrom + j] as number;
    const end = Math.min(aLength, j + reach + 1);
    for (let i = Math.max(0, j - reach); i < end; i++) {
      if (taken[i] === 0 && bytes[aFrom + i] === byte) {
        taken[i] = 1;
        matched[common++] = byte;
        break;
      }
    }
  }
  if (common === 0) return 0;
  let outOfOrder = 0;
  for (let i = 0, k = 0; k < common; i++) {
    if (taken[i] === 1 && bytes[aFrom + i] !== matched[k++]) outOfOrder++;
  }
  return similarityOf(common, outOfOrder, aLength, bLength);
}

// Additions in another order differ in the last bit. Half of an odd number of bytes out of order is
// rounded down, as in Winkler's own code.
const similarityOf = (common: number, outOfOrder: number, aLength: number, bLength: number) =>
  (common / aLength + common / bLength + (common - (outOfOrder >>> 1)) / common) / 3;

/** One bit for each byte: 26 for the letters of either case, six that all other bytes share. */
const BIT_OF_BYTE = Int32Array.from({length: 256}, (_, byte) => {
  const letter = (byte | 0x20) - 0x61;
  return 1 << (byte < 0x80 && letter >= 0 && letter < 26 ? letter : 26 + (byte % 6));
});

/** Which bytes each value has, by its code, for `jaroWinklerBound`. */
export function letterMasks({bytes, offsets}: ByteDictionary): Int32Array {
  const masks = new Int32Array(
    new SharedArrayBuffer((offsets.length - 1) * Int32Array.BYTES_PER_ELEMENT),
  );
  for (let code = 0; code < masks.length; code++) {
    let mask = 0;
    const end = offsets[code + 1] as number;
    for (let i = offsets[code] as number; i < end; i++) {
      mask |= BIT_OF_BYTE[bytes[i] as number] as number;
    }
    masks[code] = mask;
  }
  return masks;
}

/**
 * No pair of texts with these masks and lengths in bytes has a higher Jaro–Winkler similarity: a bit
 * that only one of them has is at least one byte without a match, and the rest may be in order.
 * @param prefixAtMost bytes that the texts may begin with in common: 0 when their first bytes differ.
 */
export function jaroWinklerBound(
  aMask: number,
  aLength: number,
  bMask: number,
  bLength: number,
  prefixAtMost: number = LONGEST_PREFIX,
): number {
  const common = Math.min(aLength - ones(aMask & ~bMask), bLength - ones(bMask & ~aMask));
  if (common <= 0) return 0;
  // The same operations as in `similarityOf`, each of them monotone: rounding cannot turn the order.
  const similarity = (common / aLength + common / bLength + 1) / 3;
  if (similarity <= BOOST_ABOVE) return similarity;
  const prefix = Math.min(prefixAtMost, common);
  return similarity + prefix * PREFIX_SCALE * (1 - similarity);
}

/** How many bits are set. */
function ones(mask: number): number {
  const pairs = mask - ((mask >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

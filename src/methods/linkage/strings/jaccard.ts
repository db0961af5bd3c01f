/** How much two values have in common, as sets of bytes or as bags of q-grams. */

import {type Sql, sql} from '../../../kernel/sql.ts';
import type {ByteDictionary} from './byte-dictionary.ts';

/** Which bytes the first text has (1), and of these the second one too (2); all zero between calls. */
const marks = new Uint8Array(256);

/**
 * Bytes that both have among the bytes that either has, repetitions not counted: DuckDB's `jaccard`
 * wherever that is defined, and 0 when a value is empty.
 */
export function jaccard({bytes, offsets}: ByteDictionary, a: number, b: number): number {
  const aFrom = offsets[a] as number;
  const aTo = offsets[a + 1] as number;
  const bFrom = offsets[b] as number;
  const bTo = offsets[b + 1] as number;
  if (aFrom === aTo || bFrom === bTo) return 0;
  let either = 0;
  let both = 0;
  for (let i = aFrom; i < aTo; i++) {
    const byte = bytes[i] as number;
    if (marks[byte] === 0) {
      marks[byte] = 1;
      either++;
    }
  }
  for (let i = bFrom; i < bTo; i++) {
    const byte = bytes[i] as number;
    if (marks[byte] === 0) {
      marks[byte] = 2;
      either++;
    } else if (marks[byte] === 1) {
      marks[byte] = 2;
      both++;
    }
  }
  for (let i = aFrom; i < aTo; i++) marks[bytes[i] as number] = 0;
  for (let i = bFrom; i < bTo; i++) marks[bytes[i] as number] = 0;
  return both / either;
}

/** `jaccard` in SQL; DuckDB's function refuses the empty text. */
export const jaccardSql = (left: Sql, right: Sql): Sql =>
  sql`case when ${left} = '' or ${right} = '' then 0.0 else jaccard(${left}, ${right}) end`;

/** The first q-gram of each bucket, and the next one in the bucket of each; -1 when there is none. */
const heads = new Int32Array(256);
let nexts = new Int32Array(0);

/**
 * Twice the q-grams in common over the q-grams of both, each counted as often as it occurs. A q-gram is
 * q bytes in a row, with nothing put before or after a text; 0 when neither value has that many bytes.
 */
export function qgramDice(
  {bytes, offsets}: ByteDictionary,
  a: number,
  b: number,
  q: number,
): number {
  const aFrom = offsets[a] as number;
  const bFrom = offsets[b] as number;
  const aGrams = (offsets[a + 1] as number) - aFrom - q + 1;
  const bGrams = (offsets[b + 1] as number) - bFrom - q + 1;
  if (aGrams <= 0 || bGrams <= 0) return 0;
  if (nexts.length < bGrams) nexts = new Int32Array(2 * bGrams);
  heads.fill(-1);
  for (let j = 0; j < bGrams; j++) {
    const bucket = bucketOf(bytes, bFrom + j, q);
    nexts[j] = heads[bucket] as number;
    heads[bucket] = j;
  }
  let common = 0;
  for (let i = 0; i < aGrams; i++) {
    if (takeGram(bytes, aFrom + i, bFrom, q)) common++;
  }
  return (2 * common) / (aGrams + bGrams);
}

function bucketOf(bytes: Uint8Array, from: number, q: number): number {
  let bucket = 0;
  for (let k = 0; k < q; k++) bucket = (bucket * 31 + (bytes[from + k] as number)) & 0xff;
  return bucket;
}

/** Takes one occurrence of a q-gram out of the buckets; false when there is none left. */
function takeGram(bytes: Uint8Array, from: number, bFrom: number, q: number): boolean {
  const bucket = bucketOf(bytes, from, q);
  let previous = -1;
  for (let j = heads[bucket] as number; j !== -1; j = nexts[j] as number) {
    let k = 0;
    while (k < q && bytes[from + k] === bytes[bFrom + j + k]) k++;
    if (k === q) {
      if (previous === -1) heads[bucket] = nexts[j] as number;
      else nexts[previous] = nexts[j] as number;
      return true;
    }
    previous = j;
  }
  return false;
}

/** `qgramDice` in SQL: two hexadecimal digits are a byte. */
export function qgramDiceSql(left: Sql, right: Sql, q: number): Sql {
  const gramsOf = (text: Sql) =>
    sql`list_transform(range(1, octet_length(encode(${text})) - ${q} + 2),
      lambda i: substring(hex(encode(${text})), 2 * i - 1, 2 * ${q}))`;
  const timesIn = (grams: Sql) => sql`len(list_filter(${grams}, lambda g: g = gram))`;
  const [l, r] = [gramsOf(left), gramsOf(right)];
  return sql`case
    when octet_length(encode(${left})) < ${q} or octet_length(encode(${right})) < ${q} then 0.0
    else 2.0::double * coalesce(list_sum(list_transform(list_distinct(${l}),
      lambda gram: least(${timesIn(l)}, ${timesIn(r)}))), 0) / (len(${l}) + len(${r}))
    end`;
}

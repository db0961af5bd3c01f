/** The log's own checker of entries and a schema written apart from it say the same of every value. */

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {z} from 'zod';
import {entryBytes, readEntry} from '../../../../src/assurance/audit/entry.ts';
import {ENTRY_SHAPE} from '../../../../src/assurance/audit/entry-shape.ts';
import {canonicalJson, type Json} from '../../../../src/kernel/canonical-json.ts';
import type {Instant} from '../../../../src/kernel/dates.ts';
import {IDENTITY} from '../support/logs.ts';

const Name = z.string().regex(/^[^\p{C}\p{Z}]([^\p{C}]{0,254}[^\p{C}\p{Z}])?$/u);
const Code = z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/);
const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Index = z.int().nonnegative();
const Schema = z.strictObject({
  v: z.literal(1),
  seq: Index,
  ts: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  actor: Name,
  role: Name,
  assurance: Name,
  zone: Name.nullable(),
  project: Name.nullable(),
  purpose: Name.nullable(),
  legalBasis: z.array(Name),
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
    .regex(/^(0|1-9|10-99|100-999|1e[1-9]\d?)$/)
    .nullable(),
  requestId: Name,
  supersedes: Index.nullable(),
  prevReview: Index.nullable(),
  commits: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/), Hash),
});

const name = fc.oneof(
  fc.constantFrom('a', 'p001', 'UK-GDPR-6-1-e', 'A-12 v3', 'ŵy', '𝒳', 'x'.repeat(256)),
  fc.stringMatching(/^[a-z0-9]{1,12}$/),
);
const code = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/);
const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const index = fc.nat();
const orNull = <T>(one: fc.Arbitrary<T>) => fc.option(one, {nil: null});
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, {maxLength: 3});

const good = fc.record({
  v: fc.constant(1),
  seq: index,
  ts: fc.constantFrom('2026-01-05T09:00:00.000Z', '1999-12-31T23:59:59.999Z'),
  actor: name,
  role: name,
  assurance: name,
  zone: orNull(name),
  project: orNull(name),
  purpose: orNull(name),
  legalBasis: few(name),
  action: code,
  objects: few(fc.record({type: name, id: name})),
  decision: fc.constantFrom('allow', 'refuse', null),
  reasonCodes: few(code),
  policyHash: hash,
  codeHash: hash,
  inputHashes: few(hash),
  outputHashes: few(hash),
  rowBand: fc.constantFrom(null, '0', '1-9', '10-99', '100-999', '1e3', '1e12'),
  requestId: name,
  supersedes: orNull(index),
  prevReview: orNull(index),
  commits: fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,9}$/), hash, {maxKeys: 3}),
});

/** What may stand where it does not belong, and sometimes does. */
const MISFITS: readonly unknown[] = [
  ...[null, true, '', ' ', 'a b', 'a\nb', '\ud800', '\u200b', 'x'.repeat(257), 'ALLOW', 'allow'],
  ...[-1, 0, 1, 1.5, -0, Number.NaN, 2 ** 53, [], [[]], {}, {a: 1}, [''], [null], '1e', '1e0'],
  ...['0'.repeat(64), 'A'.repeat(64), '2026-01-05T09:00:00Z', '1E3', {type: 'a'}, [{id: 'a'}]],
  ...[[{type: 'a', id: 'b', more: 'c'}], {'1a': '0'.repeat(64)}, {a: '0'.repeat(63)}, [undefined]],
];
const odd = fc.oneof(
  {arbitrary: fc.constantFrom(...MISFITS), weight: 9},
  {arbitrary: fc.anything({maxDepth: 2}), weight: 1},
);

const FIELDS = Object.keys(Schema.shape);
const broken = fc
  .tuple(good, fc.array(fc.tuple(fc.constantFrom(...FIELDS, 'more', 'V'), odd), {maxLength: 2}))
  .chain(([entry, changes]) =>
    fc.record({
      value: fc.constant({...entry, ...Object.fromEntries(changes)} as Record<string, unknown>),
      without: fc.option(fc.constantFrom(...FIELDS), {freq: 4}),
    }),
  )
  .map(({value, without}) => {
    if (without !== null) delete value[without];
    return value as unknown;
  });

/** Zod passes over members of this name, and our checker refuses them. */
const hasProto = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProto));

describe('the shape of an entry', () => {
  it('holds for the values that the schema accepts, and for no other', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(good, broken, odd), (value) => {
        fc.pre(!hasProto(value));
        const holds = ENTRY_SHAPE.holds(value);
        expect(holds).toBe(Schema.safeParse(value).success);
        expect(ENTRY_SHAPE.faults(value, '').length === 0).toBe(holds);
        accepted += Number(holds);
      }),
      {numRuns: 9000},
    );
    // Both verdicts were met, and often.
    expect(accepted).toBeGreaterThan(2000);
    expect(accepted).toBeLessThan(8000);
  });

  it('holds in every field for what belongs there, and for nothing that does not', () => {
    const [entry] = fc.sample(good, {numRuns: 1, seed: 1});
    for (const field of FIELDS) {
      for (const misfit of MISFITS) {
        const value = {...entry, [field]: misfit};
        expect([field, ENTRY_SHAPE.holds(value)]).toEqual([field, Schema.safeParse(value).success]);
      }
    }
  });

  it('decides what is read, from canonical bytes only', () => {
    fc.assert(
      fc.property(fc.oneof(good, broken), (value) => {
        fc.pre(!hasProto(value));
        let text: string;
        try {
          text = canonicalJson(value as Json);
        } catch {
          return;
        }
        const stored: unknown = JSON.parse(text);
        const read = readEntry(Buffer.from(text));
        if (Schema.safeParse(stored).success) expect(read).toEqual(stored);
        else expect(read).toMatch(/^breaks the schema at /);
        // Any other order of the same members is not the canonical one.
        const turned = JSON.stringify(stored, Object.keys(stored as object).reverse());
        if (turned !== text) expect(typeof readEntry(Buffer.from(turned))).toBe('string');
      }),
      {numRuns: 2000},
    );
  });

  it('is written as canonical JSON writes it', () => {
    fc.assert(
      fc.property(
        good.filter(
          ({objects, commits}) => objects.length < 50 && Object.keys(commits).length < 50,
        ),
        ({seq, ts, project, purpose, legalBasis, objects, decision, inputHashes, commits}) => {
          const bytes = entryBytes(
            {
              action: 'GRANT_READ',
              ...(project === null ? {} : {project}),
              ...(purpose === null ? {} : {purpose}),
              ...(decision === null ? {} : {decision: decision as 'allow'}),
              legalBasis,
              objects,
              commits,
              inputHashes: inputHashes as never,
            },
            IDENTITY,
            {seq, ts: ts as Instant},
          );
          expect(bytes.toString()).toBe(canonicalJson(JSON.parse(bytes.toString()) as Json));
          expect(readEntry(bytes)).toMatchObject({seq, objects, commits});
        },
      ),
      {numRuns: 500},
    );
  });

  it('refuses bytes that are not UTF-8, whatever they would be read as', () => {
    const bytes = entryBytes({action: 'LOG_OPENED', project: 'p\ufffd'}, IDENTITY, {
      seq: 0,
      ts: '2026-01-05T09:00:00.000Z' as Instant,
    });
    expect(readEntry(bytes)).toMatchObject({project: 'p\ufffd'});
    // The first three bytes of a character of four: also read as U+FFFD.
    const at = bytes.indexOf(Buffer.from('\ufffd'));
    Buffer.of(0xf0, 0x9f, 0x98).copy(bytes, at);
    expect(bytes.toString()).toContain('p\ufffd');
    expect(readEntry(bytes)).toBe('not canonical JSON');
  });
});

import {createHmac} from 'node:crypto';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
  deriveKey,
  derivePseudonymKey,
  type PseudonymScope,
  pseudonymiser,
} from '../../../../src/assurance/keys/derive.ts';
import {DolenError} from '../../../../src/kernel/errors.ts';
import {isUuid} from '../../../../src/kernel/ids.ts';
import {hasVectors, vectors, WITHOUT_VECTORS} from '../support/vectors.ts';

const ROOT = Buffer.from(Array.from({length: 32}, (_, i) => i));
const SCOPE: PseudonymScope = {
  zone: 'project',
  project: 'p001',
  fieldType: 'person',
  keyVersion: 1,
};
const name = fc.stringMatching(/^[a-z0-9._-]{1,12}$/);
const scopes = fc.record({
  zone: name,
  project: name,
  fieldType: name,
  keyVersion: fc.integer({min: 1, max: 99}),
});

describe('a pseudonym', () => {
  it('is what the rule says for the example', () => {
    const of = pseudonymiser(derivePseudonymKey(ROOT, SCOPE));
    expect(of('0190-example-input')).toBe('c9887819-9ecc-ed70-bd3c-99121ac656fe');
  });

  it.skipIf(!hasVectors)(`is that of the vectors (${WITHOUT_VECTORS})`, () => {
    const {root_key_hex, cases} = vectors().pseudonym_example;
    for (const one of cases) {
      const scope = {...one, keyVersion: Number(one.keyVersion)};
      const key = derivePseudonymKey(Buffer.from(root_key_hex, 'hex'), scope);
      expect(key.toString('hex')).toBe(one.subkey_hex);
      expect(pseudonymiser(key)(one.input)).toBe(one.pseudonym_uuid);
    }
  });

  it('is the beginning of an HMAC, whatever the input and its length', () => {
    const key = derivePseudonymKey(ROOT, SCOPE);
    const of = pseudonymiser(key);
    const inputs = fc.oneof(
      fc.string({unit: 'grapheme'}),
      fc.string({unit: 'grapheme', minLength: 200, maxLength: 400}),
    );
    fc.assert(
      fc.property(inputs, (input) => {
        const hmac = createHmac('sha256', key).update(input).digest('hex');
        expect(isUuid(of(input))).toBe(true);
        expect(of(input).replaceAll('-', '')).toBe(hmac.slice(0, 32));
      }),
    );
  });

  it('is the same for the same input, and never for two scopes', () => {
    fc.assert(
      fc.property(scopes, scopes, fc.string(), (a, b, input) => {
        const [ofA, ofB] = [a, b].map((scope) => pseudonymiser(derivePseudonymKey(ROOT, scope)));
        expect(ofA?.(input) === ofB?.(input)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('is never shared by two inputs', () => {
    const of = pseudonymiser(derivePseudonymKey(ROOT, SCOPE));
    const pseudonyms = new Set(Array.from({length: 100_000}, (_, i) => of(String(i))));
    expect(pseudonyms.size).toBe(100_000);
  });

  it('of a person is never that of a household, residence, practice or record with the same input', () => {
    const types = ['person', 'household', 'residence', 'practice', 'record'];
    const maps = types.map((fieldType) =>
      pseudonymiser(derivePseudonymKey(ROOT, {...SCOPE, fieldType})),
    );
    let equal = 0;
    for (let i = 0; i < 1_000_000; i++) {
      const input = String(i);
      // Five at a time would take five times as long; each pair of types has its turn.
      const first = maps[i % 5]?.(input);
      const second = maps[(i + 1 + (Math.floor(i / 5) % 4)) % 5]?.(input);
      if (first === second) equal++;
    }
    expect(equal).toBe(0);
  });

  it('of no project is that of the project `-`', () => {
    const {project, ...zoneWide} = SCOPE;
    expect(project).toBe('p001');
    expect(derivePseudonymKey(ROOT, zoneWide)).toEqual(
      derivePseudonymKey(ROOT, {...zoneWide, project: '-'}),
    );
  });

  it.each<[string, Partial<PseudonymScope>]>([
    ['a line feed in a field', {zone: 'store\n-'}],
    ['capitals', {project: 'P001'}],
    ['an empty field', {fieldType: ''}],
    ['a version that is not a counting number', {keyVersion: 0}],
    ['half a version', {keyVersion: 1.5}],
  ])('has no key for %s', (_, change) => {
    expect(() => derivePseudonymKey(ROOT, {...SCOPE, ...change})).toThrow(DolenError);
  });
});

describe('another key', () => {
  it('depends on the root, its label and its length, and is no pseudonym key', () => {
    const keys = [
      deriveKey(ROOT, 'database/spine'),
      deriveKey(ROOT, 'database/store'),
      deriveKey(Buffer.alloc(32), 'database/spine'),
      derivePseudonymKey(ROOT, SCOPE),
    ].map((key) => key.toString('hex'));
    expect(new Set(keys).size).toBe(4);
    expect(deriveKey(ROOT, 'database/spine', 16)).toHaveLength(16);
    expect(deriveKey(ROOT, 'database/spine').toString('hex')).toBe(keys[0]);
  });

  it('does not come from a root key of another length, and says nothing of it', () => {
    const short = Buffer.from('5ec2e7', 'hex');
    expect(() => deriveKey(short, 'database')).toThrow(DolenError);
    expect(() => deriveKey(short, 'database')).not.toThrow(/5ec2e7|94/);
  });
});

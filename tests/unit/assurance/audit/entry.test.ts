import {describe, expect, it} from 'vitest';
import {type EntryDraft, entryBytes, readEntry} from '../../../../src/assurance/audit/entry.ts';
import type {Instant} from '../../../../src/kernel/dates.ts';
import {DolenError} from '../../../../src/kernel/errors.ts';
import {digest, IDENTITY} from '../support/logs.ts';

const PLACE = {seq: 7, ts: '2026-01-05T09:00:00.000Z' as Instant};
const bytesOf = (draft: EntryDraft) => entryBytes(draft, IDENTITY, PLACE);

describe('an audit entry', () => {
  it('has every field, sorted, with nothing that was left out missing', () => {
    expect(bytesOf({action: 'LOG_OPENED'}).toString()).toBe(
      `{"action":"LOG_OPENED","actor":"system:test","assurance":"none","codeHash":"${IDENTITY.codeHash}",` +
        '"commits":{},"decision":null,"inputHashes":[],"legalBasis":[],"objects":[],"outputHashes":[],' +
        `"policyHash":"${IDENTITY.policyHash}","prevReview":null,"project":null,"purpose":null,` +
        '"reasonCodes":[],"requestId":"request-1","role":"system","rowBand":null,"seq":7,' +
        '"supersedes":null,"ts":"2026-01-05T09:00:00.000Z","v":1,"zone":null}',
    );
  });

  it('is read back as it was written', () => {
    const entry = readEntry(
      bytesOf({
        action: 'RELEASE_FILE_VOTED',
        zone: 'output',
        project: 'p001',
        purpose: 'A-12 v3',
        legalBasis: ['UK-GDPR-6-1-e'],
        objects: [{type: 'release', id: 'r1'}],
        decision: 'refuse',
        reasonCodes: ['CELL_TOO_SMALL'],
        inputHashes: [digest('in')],
        outputHashes: [digest('out')],
        rows: 4321,
        supersedes: 3,
        commits: {comment: digest('salted')},
      }),
    );
    expect(entry).toMatchObject({seq: 7, rowBand: '1e3', supersedes: 3, decision: 'refuse'});
  });

  it.each([
    [0, '0'],
    [9, '1-9'],
    [10, '10-99'],
    [999, '100-999'],
    [1_000_000, '1e6'],
  ])('keeps %i rows as a band only', (rows, rowBand) => {
    expect(readEntry(bytesOf({action: 'STORE_LOADED', rows}))).toMatchObject({rowBand});
  });

  it.each<[string, EntryDraft]>([
    ['an unknown action', {action: 'COFFEE_MADE' as never}],
    ['a digest that is none', {action: 'JOB_STARTED', outputHashes: ['abc' as never]}],
    ['a commitment that is none', {action: 'JOB_STARTED', commits: {comment: 'free text'}}],
    ['an id of several lines', {action: 'JOB_STARTED', objects: [{type: 'a', id: 'b\nc'}]}],
    ['a broken character', {action: 'JOB_STARTED', project: '\ud800'}],
    ['more than 16,384 bytes', {action: 'JOB_STARTED', outputHashes: Array(300).fill(digest(''))}],
  ])('refuses %s, and repeats nothing of it', (_, draft) => {
    expect(() => bytesOf(draft)).toThrow(DolenError);
    expect(() => bytesOf(draft)).not.toThrow(/free text|abc|COFFEE/);
  });

  it('is read only from its canonical bytes', () => {
    const text = bytesOf({action: 'LOG_OPENED'}).toString();
    const read = (changed: string) => readEntry(Buffer.from(changed));
    expect(read(text.replace('{', '{ '))).toBe('not canonical JSON');
    expect(read(text.replace('"v":1', '"v":1,"v":1'))).toBe('not canonical JSON');
    expect(read(text.replace('"seq":7', '"seq":7.0'))).toBe('not canonical JSON');
    expect(read(text.slice(1))).toBe('not canonical JSON');
    expect(read(text.replace('"v":1', '"v":2'))).toBe('breaks the schema at v');
    expect(read(text.replace('"v":1', '"v":1,"w":1'))).toMatch(/breaks the schema/);
  });

  it('may hold an event code that is newer than the reader', () => {
    const text = bytesOf({action: 'LOG_OPENED'}).toString().replace('LOG_OPENED', 'LOG_FUTURE');
    expect(readEntry(Buffer.from(text))).toMatchObject({action: 'LOG_FUTURE'});
  });
});

import {describe, expect, it} from 'vitest';
import {encodeRecord, readJournal} from '../../../../src/assurance/audit/journal.ts';

const entries = ['{"seq":0,"a":{"b":1}}', '{"seq":1}', '{"seq":2,"objects":[{"id":"x"}]}'].map(
  (text) => Buffer.from(text),
);
const records = entries.map(encodeRecord);
const journal = Buffer.concat(records);
/** Where each record ends. */
const ends = records.map((_, i) => Buffer.concat(records.slice(0, i + 1)).length);
const wholeBefore = (at: number): number => ends.filter((end) => end <= at).length;

describe('the journal', () => {
  it('gives back whole records', () => {
    expect(readJournal(journal)).toMatchObject({
      entries,
      wholeBytes: journal.length,
      end: 'whole',
    });
    expect(readJournal(Buffer.alloc(0))).toMatchObject({entries: [], end: 'whole'});
  });

  it('is torn, and no more than torn, at every place where a crash may cut it', () => {
    for (let at = 0; at < journal.length; at++) {
      const whole = wholeBefore(at);
      const wholeBytes = whole === 0 ? 0 : (ends[whole - 1] as number);
      expect(readJournal(journal.subarray(0, at))).toMatchObject({
        entries: entries.slice(0, whole),
        wholeBytes,
        end: at === wholeBytes ? 'whole' : 'torn',
      });
    }
  });

  it('is damaged, not torn, when any one byte of a record has changed to any other', () => {
    for (let at = 0; at < journal.length; at++) {
      for (let by = 1; by < 256; by++) {
        const changed = Buffer.from(journal);
        changed[at] = (changed[at] as number) ^ by;
        const reading = readJournal(changed);
        expect([at, by, reading.end, reading.entries.length]).toEqual([
          at,
          by,
          'damaged',
          wholeBefore(at),
        ]);
      }
    }
  });

  it('is torn where a power cut left a hole', () => {
    const hole = Buffer.concat([journal, Buffer.alloc(40), encodeRecord(Buffer.from('{"seq":4}'))]);
    expect(readJournal(hole)).toMatchObject({end: 'torn', wholeBytes: journal.length});
  });
});

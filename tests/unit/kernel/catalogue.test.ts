import {describe, expect, it} from 'vitest';
import {
  CATALOGUE,
  type CatalogueLine,
  type ErrorCode,
  EXIT_LOG_BROKEN,
  EXIT_STATUS,
  exitStatus,
} from '../../../src/kernel/catalogue.ts';

const LINES = Object.entries(CATALOGUE) as [ErrorCode, CatalogueLine][];
/** Names that keep their capitals; a sentence may hold them but not begin with anything else. */
const PROPER = /^(DuckDB|System ID)\b/;

describe.each(LINES)('%s', (code, {kind, sentence, hint}) => {
  it('is written in capitals and underscores', () => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
  });

  it('has a sentence and a hint in lower case, without a full stop or a line break', () => {
    for (const text of [sentence, hint]) {
      expect(text.trim()).toBe(text);
      expect(text.length).toBeGreaterThan(15);
      expect(text).not.toMatch(/[.!?]$|\n/);
      const begins = text[0] ?? '';
      expect(begins === begins.toLowerCase() || PROPER.test(text)).toBe(true);
    }
    expect(sentence).not.toBe(hint);
  });

  it('has the exit status of its kind, except where a proof does not verify', () => {
    const notVerified = ['LOG_BROKEN', 'RECEIPT_INVALID', 'QUORUM_NOT_MET'].includes(code);
    const expected = notVerified ? 5 : EXIT_STATUS[kind];
    expect(exitStatus(code)).toBe(expected);
  });
});

describe('exit statuses', () => {
  it('tell the kinds apart, and a broken log from every other failure', () => {
    const statuses = [...Object.values(EXIT_STATUS), EXIT_LOG_BROKEN];
    expect(new Set(statuses).size).toBe(statuses.length);
    expect(statuses).not.toContain(0);
    // 1 is what Node ends with by itself; ours must not be taken for it.
    expect(statuses).not.toContain(1);
  });

  it('are those that scripts rely on', () => {
    expect(EXIT_STATUS).toEqual({usage: 2, refusal: 3, 'data-fault': 4, defect: 70});
    expect(exitStatus('LOG_BROKEN')).toBe(5);
    expect(exitStatus('NO_GRANT')).toBe(3);
    expect(exitStatus('DATASET_EMPTY')).toBe(4);
    expect(exitStatus('LOG_BUSY')).toBe(70);
    expect(exitStatus('OUTPUT_EXISTS')).toBe(2);
  });
});

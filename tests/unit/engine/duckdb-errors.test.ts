import {describe, expect, it} from 'vitest';
import {classOf, databaseError} from '../../../src/engine/duckdb-errors.ts';
import {everythingOf} from '../kernel/failure-of.ts';

const CANARY = 'Canary-Dryw-6610';

describe('the class of a database error', () => {
  it.each([
    ['Constraint Error: Duplicate key "name: x"', 'Constraint Error'],
    ['Conversion Error: Could not convert', 'Conversion Error'],
    ['INTERRUPT Error: Interrupted!', 'INTERRUPT Error'],
    ['Out of Memory Error: failed to pin', 'Out of Memory Error'],
  ])('is what stands before the colon: %s', (message, name) => {
    expect(classOf(new Error(message))).toBe(name);
  });

  it('is unknown for every other text, which is not repeated', () => {
    for (const thrown of [
      new Error(`${CANARY} Error: x`),
      new Error(''),
      CANARY,
      null,
      undefined,
    ]) {
      expect(classOf(thrown)).toBe('Unknown Error');
      expect(everythingOf(databaseError(thrown, 'a step'))).not.toContain(CANARY);
    }
  });
});

describe('the error that replaces it', () => {
  it.each([
    ['Out of Memory Error: could not allocate', 'OUT_OF_SPACE'],
    ['IO Error: Could not write file: No space left on device', 'OUT_OF_SPACE'],
    ['IO Error: No such file or directory', 'DATABASE_FAILED'],
    ['Constraint Error: no space left', 'DATABASE_FAILED'],
  ])('tells a lack of space from every other failure: %s', (message, code) => {
    const error = databaseError(new Error(message), 'a step');
    expect(error.code).toBe(code);
    expect(error.faults).toEqual([{where: 'a step', what: classOf(new Error(message))}]);
  });

  it('keeps neither the message nor the error that it replaces', () => {
    const error = databaseError(new Error(`Conversion Error: ${CANARY}`), 'a step');
    expect(everythingOf(error)).not.toContain(CANARY);
    expect('cause' in error).toBe(false);
  });
});

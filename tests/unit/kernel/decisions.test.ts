import {describe, expect, it} from 'vitest';
import {decide, type Reason} from '../../../src/kernel/decisions.ts';

describe('a decision', () => {
  it('is allowed exactly when there is no reason against it', () => {
    expect(decide([])).toEqual({allowed: true});
  });

  it('keeps every reason, in order, and not only the first', () => {
    const reasons: Reason[] = [
      {code: 'NO_GRANT', because: 'no grant for hospital'},
      {code: 'COLUMN_NOT_GRANTED', because: 'gp_event.practice'},
    ];
    expect(decide(reasons)).toEqual({allowed: false, reasons});
  });
});

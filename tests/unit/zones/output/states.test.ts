/** The life of a release request is what the table of states says, and nothing else. */

import {describe, expect, it} from 'vitest';
import {mayMove, type ReleaseStatus, TRANSITIONS} from '../../../../src/zones/output/states.ts';

const STATES = Object.keys(TRANSITIONS) as ReleaseStatus[];

describe('states of a release request', () => {
  it('allow 18 of 169 ordered pairs', () => {
    const allowed = STATES.flatMap((from) => STATES.filter((to) => mayMove(from, to)));
    expect(STATES.length).toBe(13);
    expect(allowed.length).toBe(18);
  });

  it('reach released through approved only', () => {
    expect(STATES.filter((from) => mayMove(from, 'released'))).toEqual(['approved']);
  });

  it('reach approved through two reviews only', () => {
    expect(STATES.filter((from) => mayMove(from, 'approved'))).toEqual(['reviewed']);
    expect(STATES.filter((from) => mayMove(from, 'reviewed'))).toEqual(['partially_reviewed']);
  });

  it('leave a blocked, rejected, failed, withdrawn or revoked request where it is', () => {
    for (const final of ['blocked', 'rejected', 'failed', 'withdrawn', 'revoked'] as const) {
      expect(TRANSITIONS[final]).toEqual([]);
    }
  });
});

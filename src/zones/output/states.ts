/** The life of a release request, as data; nothing changes a state but this table. */

export const TRANSITIONS = {
  pending: ['scanning', 'withdrawn'],
  scanning: ['submitted', 'blocked', 'failed'],
  submitted: ['partially_reviewed', 'returned'],
  partially_reviewed: ['reviewed', 'returned'],
  reviewed: ['approved', 'rejected', 'returned'],
  returned: ['scanning', 'withdrawn'],
  approved: ['released', 'failed', 'revoked'],
  released: ['revoked'],
  withdrawn: [],
  rejected: [],
  blocked: [],
  failed: [],
  revoked: [],
} as const satisfies Record<string, readonly string[]>;

export type ReleaseStatus = keyof typeof TRANSITIONS;

export const mayMove = (from: ReleaseStatus, to: ReleaseStatus): boolean =>
  (TRANSITIONS[from] as readonly ReleaseStatus[]).includes(to);

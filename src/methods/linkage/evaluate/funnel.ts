/** What became of every record: each is in exactly one state, and the states add up. */

/** States by their code, in the order in which a record can meet them. */
export const RECORD_STATES = [
  'opted_out',
  'insufficient',
  'not_blocked',
  'below_threshold',
  'ambiguous',
  'constraint',
  'linked',
] as const;
export type RecordState = (typeof RECORD_STATES)[number];

/** Stages at which a record can be lost, and the state that says so. An opt-out is a wish, not a loss. */
export const LOST_AT = {
  validation: 'insufficient',
  blocking: 'not_blocked',
  scoring: 'below_threshold',
  margin: 'ambiguous',
  constraint: 'constraint',
} as const satisfies Record<string, RecordState>;
export type LostAt = keyof typeof LOST_AT;

export const LOST_STAGES = Object.keys(LOST_AT) as LostAt[];

export const stateCode = (state: RecordState): number => RECORD_STATES.indexOf(state);

export interface FunnelRow {
  readonly state: RecordState;
  readonly records: number;
  /** Records that were not lost before this state; the first row holds all. */
  readonly reached: number;
}

/**
 * Counts the states of records.
 * @throws TypeError when a code is no state, for then the states would not add up
 */
export function funnelOf(states: Uint8Array): FunnelRow[] {
  const counts = new Float64Array(RECORD_STATES.length);
  for (const code of states) {
    if (code >= counts.length) throw new TypeError('a record is in no state');
    counts[code] = (counts[code] as number) + 1;
  }
  let reached = states.length;
  return RECORD_STATES.map((state, code) => {
    const row = {state, records: counts[code] as number, reached};
    reached -= row.records;
    return row;
  });
}

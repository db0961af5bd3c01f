import {describe, expect, it} from 'vitest';
import {CATALOGUE} from '../../../src/kernel/catalogue.ts';
import {
  DataFault,
  Defect,
  DolenError,
  enforce,
  Refusal,
  refuse,
  throwFaults,
  UsageError,
} from '../../../src/kernel/errors.ts';
import {failureOf} from './failure-of.ts';

const FAULTS = [
  {where: 'birth', what: '3 values are not dates'},
  {where: 'code', what: '1 value is longer than 18 digits'},
  {where: 'sex', what: 'missing'},
];

describe('an error', () => {
  it('says its sentence and every fault, each on its own line', () => {
    expect(new DataFault('VALUES_INVALID', FAULTS).message).toBe(
      [
        'values break the contract',
        '  birth: 3 values are not dates',
        '  code: 1 value is longer than 18 digits',
        '  sex: missing',
      ].join('\n'),
    );
  });

  it('knows its kind, hint and exit status from the catalogue', () => {
    const error = new Defect('OUT_OF_SPACE');
    expect([error.kind, error.hint, error.exitStatus]).toEqual([
      'defect',
      CATALOGUE.OUT_OF_SPACE.hint,
      70,
    ]);
  });

  it('carries no cause', () => {
    for (const error of [new DataFault('DATASET_EMPTY'), new Defect('UNEXPECTED')]) {
      expect('cause' in error).toBe(false);
    }
  });

  it('is one of ours whichever kind it is, and says which in its name', () => {
    const errors = [
      new DataFault('DATASET_EMPTY'),
      new Defect('UNEXPECTED'),
      new UsageError('USAGE'),
      refuse('NO_GRANT', 'nobody granted it'),
    ];
    expect(errors.every((error) => error instanceof DolenError)).toBe(true);
    expect(errors.map(({name}) => name)).toEqual(['DataFault', 'Defect', 'UsageError', 'Refusal']);
  });
});

describe('a refusal', () => {
  it('holds every reason, and takes the code of the first', () => {
    const refusal = new Refusal([
      {code: 'GRANT_NOT_IN_FORCE', because: 'ended on 2026-01-31'},
      {code: 'COLUMN_NOT_GRANTED', because: 'gp_event.practice'},
    ]);
    expect(refusal.code).toBe('GRANT_NOT_IN_FORCE');
    expect(refusal.reasons).toHaveLength(2);
    expect(refusal.message).toContain('GRANT_NOT_IN_FORCE: ended on 2026-01-31');
    expect(refusal.message).toContain('COLUMN_NOT_GRANTED: gp_event.practice');
  });

  it('is thrown for a decision that says no, and only for that', async () => {
    expect(() => enforce({allowed: true})).not.toThrow();
    const reasons = [
      {code: 'NO_GRANT', because: 'hospital'},
      {code: 'NO_GRANT', because: 'death'},
    ] as const;
    const failure = await failureOf(() => enforce({allowed: false, reasons}));
    expect(failure).toBeInstanceOf(Refusal);
    expect((failure as Refusal).reasons).toEqual(reasons);
  });
});

describe('faults of a dataset', () => {
  it('are thrown together', async () => {
    const failure = await failureOf(() => throwFaults('VALUES_INVALID', FAULTS));
    expect(failure).toBeInstanceOf(DataFault);
    expect(failure.faults).toEqual(FAULTS);
  });

  it('are not thrown when there are none', () => {
    expect(() => throwFaults('VALUES_INVALID', [])).not.toThrow();
  });
});

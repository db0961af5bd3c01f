/** The report as a value: a missing part fails, and so do numbers that do not add up. */

import {describe, expect, it} from 'vitest';
import {
  type LinkageReport,
  LinkageReportSchema,
} from '../../../../../src/methods/linkage/report/schema.ts';
import {sampleReport} from './sample-report.ts';

const accepts = (report: unknown) => LinkageReportSchema.safeParse(report).success;
const changed = (change: (report: LinkageReport) => unknown): unknown => {
  const report = structuredClone(sampleReport());
  return change(report) ?? report;
};

/** Every place of an object, as a path of keys; members of lists count for their first only. */
function placesOf(value: unknown, path: readonly string[] = []): string[][] {
  if (Array.isArray(value))
    return value.slice(0, 1).flatMap((one) => placesOf(one, [...path, '0']));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [...path, key],
    ...placesOf(inner, [...path, key]),
  ]);
}

describe('the report', () => {
  it('is complete, and survives being written as JSON', () => {
    const report = sampleReport();
    expect(LinkageReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it('fails when any part of it is missing', () => {
    const complete = sampleReport();
    const places = placesOf(complete);
    expect(places.length).toBeGreaterThan(150);
    for (const path of places) {
      const report: unknown = structuredClone(complete);
      const owner = path
        .slice(0, -1)
        .reduce((part, key) => (part as Record<string, unknown>)[key], report) as object;
      Reflect.deleteProperty(owner, path.at(-1) as string);
      expect(accepts(report), path.join('.')).toBe(false);
    }
  });

  it('may say that a part is not known, but not without saying why', () => {
    const because = (notKnown: string) =>
      changed((report) => {
        report.linkage.calibration = {notKnown};
      });
    expect(accepts(because('no pair has a known truth'))).toBe(true);
    expect(accepts(because(''))).toBe(false);
  });

  it('fails when a record is in no state, or in two', () => {
    const shifted = changed((report) => {
      const first = report.linkage.funnel.states[0];
      if (first) first.records += 1;
    });
    expect(accepts(shifted)).toBe(false);
  });

  it('fails when the new pairs of the rules are not all pairs', () => {
    const shifted = changed((report) => {
      report.linkage.blocking.pairs += 1;
    });
    expect(accepts(shifted)).toBe(false);
  });

  it('fails when a waterfall does not add up to its weight', () => {
    const shifted = changed((report) => {
      const first = report.linkage.waterfalls[0];
      if (first) first.weight += 0.01;
    });
    expect(accepts(shifted)).toBe(false);
  });

  it('has no room for anything else, such as the values of a record', () => {
    expect(accepts(changed((report) => ({...report, surname: 'x'})))).toBe(false);
    const inWaterfall = changed((report) => {
      Object.assign(report.linkage.waterfalls[0]?.steps[0] ?? {}, {left: 'x', right: 'y'});
    });
    expect(accepts(inWaterfall)).toBe(false);
  });
});

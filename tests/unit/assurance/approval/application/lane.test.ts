/** The lane: each fact both ways, every rule with the answer that it read (governance G3). */

import {describe, expect, it} from 'vitest';
import type {Application} from '../../../../../src/assurance/approval/application/application.ts';
import {dataUseOf} from '../../../../../src/assurance/approval/application/data-use-facts.ts';
import {chooseLane} from '../../../../../src/assurance/approval/application/lane.ts';
import type {IsoDay} from '../../../../../src/kernel/dates.ts';
import {typed} from '../support/example-applications.ts';
import {approved, Life} from '../support/life.ts';
import {bodyOf, DEATHS, PEOPLE, POLICY, SAMPLES, VISITS} from '../support/small-policy.ts';

const TODAY = '2026-03-02' as IsoDay;
/** An earlier application to the same data for the same purpose. */
const precedent = (state: Application['state'] = 'approved'): Application => ({
  ...approved().application,
  id: 'APP-0',
  state,
});

function laneOf(answers: object, earlier: readonly Application[] = [precedent()]) {
  const application = new Life().application;
  const asked = {...application, answers: {...application.answers, ...typed({...answers})}};
  return chooseLane(asked, POLICY.lanes, {
    uses: dataUseOf(asked, POLICY.datasets, TODAY),
    earlier,
    bodies: [bodyOf('ethics'), bodyOf('hospital')],
    today: TODAY,
  });
}

const person = (fields: object) => ({people: [{...PEOPLE[0], ...fields}, PEOPLE[1]]});

describe('the lane', () => {
  it('is the rolling one when every rule holds, and says so rule by rule', () => {
    const {id, reasons, expectedDays} = laneOf({});
    expect(id).toBe('rolling');
    expect(expectedDays).toBe(4);
    expect(reasons.map(({rule, holds, read}) => `${rule}: ${holds}: ${read}`)).toEqual([
      'known: true: datasets-approved-for-this-purpose-class is yes',
      'allowed: true: data-use-outcome is allow',
      'not-commercial: true: commercial-purpose is no',
      'no-rows: true: row-level-view is no',
      'no-exemption: true: opt-out-exemption is no',
      'nothing-linked: true: new-linkage-to-identifiers is no',
      'no-week: true: week-of-birth is no',
      'in-date: true: everyone-accredited-and-in-date is yes',
    ]);
  });

  it.each([
    ['known', {datasets: [VISITS, SAMPLES]}],
    ['known', {purposes: [{term: 'HMB'}, {term: 'DS', disease: 'MONDO:1'}]}],
    ['no-rows', {'row-level-view': true}],
    ['no-exemption', {'opt-out-exemption': true}],
    ['nothing-linked', {'new-linkage': true}],
    ['no-week', {datasets: [{...VISITS, columns: ['week_of_birth']}, DEATHS]}],
    ['in-date', person({accreditation: {status: 'full', validTo: '2026-03-01'}})],
    ['in-date', person({accreditation: {status: 'applied for', validTo: '2029-03-01'}})],
    ['in-date', person({training: [{course: 'confidentiality', validTo: '2026-03-01'}]})],
  ])('is the last one when a rule alone does not hold: %s', (rule, answers) => {
    const {id, reasons, expectedDays} = laneOf(answers);
    expect(id).toBe('meeting');
    expect(expectedDays).toBe(20);
    expect(reasons).toHaveLength(8);
    expect(reasons.filter(({holds}) => !holds).map((one) => one.rule)).toEqual([rule]);
  });

  it('is the last one for a company’s profit, which is against the terms of the deaths too', () => {
    const failing = laneOf({'commercial-purpose': true}).reasons.filter(({holds}) => !holds);
    expect(failing.map(({read}) => read)).toEqual([
      'data-use-outcome is conflict',
      'commercial-purpose is yes',
    ]);
  });

  it.each(['approved', 'approved_with_conditions', 'expired', 'closed'] as const)(
    'has a precedent in an application that is %s',
    (state) => expect(laneOf({}, [precedent(state)]).id).toBe('rolling'),
  );

  it.each(['draft', 'under_review', 'rejected', 'withdrawn', 'suspended'] as const)(
    'has none in an application that is %s, and none in itself',
    (state) => {
      expect(laneOf({}, [precedent(state)]).id).toBe('meeting');
      expect(laneOf({}, [{...precedent(), id: 'APP-1'}]).id).toBe('meeting');
      expect(laneOf({}, []).id).toBe('meeting');
    },
  );
});

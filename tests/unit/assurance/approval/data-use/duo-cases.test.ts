/** The data-use check against an oracle: outcome and every reason, in order. */

import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {decideDataUse} from '../../../../../src/assurance/approval/data-use/decide-data-use.ts';
import type {DataUseFacts} from '../../../../../src/assurance/approval/data-use/facts.ts';
import type {UseTerm} from '../../../../../src/assurance/approval/data-use/permission-rules.ts';
import {MODIFIERS, PERMISSIONS} from '../../../../../src/assurance/approval/data-use/terms.ts';
import {addMonths, type IsoDay} from '../../../../../src/kernel/dates.ts';
import {shared} from '../../../../support/shared.ts';

interface Oracle {
  readonly disease_parents: Readonly<Record<string, string | null>>;
  readonly cases: readonly {
    readonly name: string;
    readonly purpose: readonly string[];
    readonly permission: string | null;
    readonly modifiers: readonly string[];
    readonly facts: Readonly<Record<string, unknown>>;
    readonly outcome: string;
    readonly reasons: readonly string[];
  }[];
}

const TODAY = '2026-06-01' as IsoDay;

const useTerm = (text: string): UseTerm => {
  const [term = '', disease] = text.split(':');
  return disease === undefined ? {term} : {term, disease};
};

/** `after today` and `before today` become days. */
const day = (words: unknown): unknown =>
  words === 'after today'
    ? addMonths(TODAY, 1)
    : words === 'before today'
      ? addMonths(TODAY, -1)
      : words;

const path = shared('data/governance/duo-cases.json');
const oracle: Oracle = path
  ? (JSON.parse(readFileSync(path, 'utf8')) as Oracle)
  : {disease_parents: {}, cases: []};

const diseasesAbove = Object.fromEntries(
  Object.entries(oracle.disease_parents).map(([one, above]) => [one, above ? [above] : []]),
);

describe.skipIf(path === null)('the cases of the oracle', () => {
  it('are 103', () => expect(oracle.cases).toHaveLength(103));

  it.each(oracle.cases)('$name', ({purpose, permission, modifiers, facts, outcome, reasons}) => {
    const given = Object.fromEntries(Object.entries(facts).map(([name, v]) => [name, day(v)]));
    const decision = decideDataUse(
      permission === null ? null : useTerm(permission),
      modifiers,
      purpose.map(useTerm),
      {today: TODAY, diseasesAbove, ...given} as DataUseFacts,
      given,
    );
    // What can be done stands after the semicolon, and is ours.
    const said = decision.reasons.map((r) => `${r.outcome}: ${r.because.split('; ')[0]}`);
    expect(said).toEqual(reasons);
    expect(decision.outcome).toBe(outcome);
  });
});

const csv = shared('data/governance/duo.csv');

describe.skipIf(csv === null)('the terms of the ontology', () => {
  it('all stand in the tables, under their ids', () => {
    const lines = readFileSync(csv ?? '', 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const listed = lines.map((line) => line.split(',')).filter(([, short]) => short !== '');
    const ours = Object.entries({...PERMISSIONS, ...MODIFIERS}).map(([name, {id}]) => [id, name]);
    expect(ours.sort()).toEqual(listed.map(([id, short]) => [id, short]).sort());
  });
});

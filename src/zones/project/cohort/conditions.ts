/**
 * The conditions of a study, each under a name that says nothing about it: a keyed digest that is the
 * same for the same condition in one project and another one everywhere else. The access review sees
 * that two cohorts differ in one condition; who reads the log cannot try out what it asks.
 */

import {createHmac} from 'node:crypto';
import {deriveKey} from '../../../assurance/keys/derive.ts';
import type {Keyring} from '../../../assurance/keys/keyring.ts';
import {canonicalJson, type Json} from '../../../kernel/canonical-json.ts';
import type {Digest} from '../../../kernel/digests.ts';
import type {Study} from './study.ts';

const LABEL = 'dolen/condition/v1';
const DIGITS = 16;

/**
 * Everything in a study that decides who is in it and when they are seen, one text a condition. What
 * it is called, and why it is done, is no condition.
 */
function conditionsOf(study: Study, codeList: Digest): string[] {
  const {period, sources, entities, index, eligibility, outcomes, followUp} = study;
  // Steps are told apart by what they ask, not by what they are called.
  const steps = eligibility.map(({step: _, ...asked}) => asked);
  const named = Object.entries({period, sources, entities, outcomes}).flatMap(([part, fields]) =>
    Object.entries(fields).map(([name, value]) => [part, name, value]),
  );
  const conditions: unknown[] = [
    ...named,
    ...steps,
    ...followUp.end.map((end) => ({end})),
    {index},
    {codeList},
  ];
  return conditions.map((one) => canonicalJson(one as Json));
}

export function conditionIds(
  study: Study,
  codeList: Digest,
  {rootKey}: Pick<Keyring, 'rootKey'>,
): {type: string; id: string}[] {
  const key = deriveKey(rootKey, LABEL);
  const ids = conditionsOf(study, codeList).map((condition) =>
    createHmac('sha256', key).update(condition).digest('hex').slice(0, DIGITS),
  );
  // Sorted, so that the order of the list tells nothing either.
  return [...new Set(ids)].sort().map((id) => ({type: 'condition', id}));
}

/** What became of every record, in the words of the report. */

import {type RecordState as Reported, stateCode} from '../../evaluate/funnel.ts';
import {keysOf} from '../../model/rules.ts';
import type {BlockingRule, LinkageModel} from '../../model/schema.ts';
import type {Linked} from '../link-files.ts';
import {RECORD_STATES, type RecordState} from '../resolve-pairs.ts';
import type {Session} from '../session.ts';

/** A record whose candidates fit others better is ruled out by one-to-one; one that is held is undecided. */
const REPORTED: Readonly<Record<RecordState, Reported>> = {
  linked: 'linked',
  not_blocked: 'not_blocked',
  below_threshold: 'below_threshold',
  ambiguous: 'ambiguous',
  taken: 'constraint',
  held: 'ambiguous',
};

/** The report's code of every record; a record that no rule could ever block has too little in it. */
export function reportedStates({session, resolved}: Linked, {blocking}: LinkageModel): Uint8Array {
  const codes = RECORD_STATES.map((state) => stateCode(REPORTED[state]));
  const canBlock = blocking.predict.map((rule) => hasAllKeys(session, rule));
  const notBlocked = stateCode('not_blocked');
  return resolved.state.map((state, r) => {
    const code = codes[state] as number;
    if (code !== notBlocked || canBlock.some((has) => has(r))) return code;
    return stateCode('insufficient');
  });
}

export function hasAllKeys(session: Session, rule: BlockingRule): (record: number) => boolean {
  const codeOf = keysOf(rule).map((key) => codeReader(session, key));
  return (record) => codeOf.every((read) => read(record) !== 0);
}

/** The code of a value in a record; 0 where it is missing. */
export function codeReader(session: Session, value: string): (record: number) => number {
  const {slot, map} = session.featuresOf(value);
  const {codes, stride} = session.rows;
  return map === null
    ? (record) => codes[record * stride + slot] as number
    : (record) => map[codes[record * stride + slot] as number] as number;
}

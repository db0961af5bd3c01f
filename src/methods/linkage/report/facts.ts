/** The few numbers that several parts of the report speak of, worked out once. */

import type {RecordState} from '../evaluate/funnel.ts';
import {type Share, wilson} from '../evaluate/wilson.ts';
import {total} from './numbers.ts';
import type {AccuracyRow, LinkageReport} from './schema.ts';
import {HOW} from './schema-linkage.ts';
import {isKnown} from './schema-parts.ts';

export interface KnownAccuracy {
  readonly share: Share;
  readonly how: AccuracyRow['how'];
  readonly note: string;
}

export interface Facts {
  readonly left: string;
  readonly right: string;
  /** Records whose fate the funnel tells. */
  readonly records: number;
  readonly optedOut: number;
  readonly linked: number;
  /** Linked, of those who did not opt out. */
  readonly linkRate: Share;
  /** By the best way in which each is known. */
  readonly precision: KnownAccuracy | null;
  readonly recall: KnownAccuracy | null;
  readonly blockingRecall: Share | null;
  readonly seconds: number;
}

export function factsOf({provision, linkage, reporting}: LinkageReport): Facts {
  const {states} = linkage.funnel;
  const inState = (name: RecordState) =>
    total(states.filter(({state}) => state === name).map(({records}) => records));
  const nameOf = (side: 'left' | 'right') =>
    provision.files
      .filter((file) => file.side === side)
      .map(({name}) => name)
      .join(', ');
  const records = total(states.map((row) => row.records));
  const [linked, optedOut] = [inState('linked'), inState('opted_out')];
  const best = (measure: 'precision' | 'recall'): KnownAccuracy | null => {
    const rows = [...linkage.accuracy].sort((a, b) => HOW.indexOf(a.how) - HOW.indexOf(b.how));
    const row = rows.find((one) => one[measure] !== null);
    const share = row?.[measure];
    return row && share ? {share, how: row.how, note: row.note} : null;
  };
  return {
    left: nameOf('left'),
    right: nameOf('right'),
    records,
    optedOut,
    linked,
    linkRate: wilson(linked, records - optedOut),
    precision: best('precision'),
    recall: best('recall'),
    blockingRecall: isKnown(linkage.blocking.recall) ? linkage.blocking.recall.recall : null,
    seconds: total(reporting.seconds.map((step) => step.seconds)),
  };
}

/** Which way an application goes, and why: every rule with the answer that it read (governance G3). */

import type {IsoDay} from '../../../kernel/dates.ts';
import type {ControllerUse} from '../data-use/conflicts.ts';
import {OUTCOMES} from '../data-use/reasons.ts';
import type {Body} from '../policy/body.ts';
import type {LANE_FACTS, LanesFile} from '../policy/lanes.ts';
import {
  type Application,
  datasetsOf,
  type Lane,
  peopleOf,
  purposesOf,
  yesOf,
} from './application.ts';

export interface LaneContext {
  readonly uses: readonly ControllerUse[];
  /** Applications that were approved before, in this home. */
  readonly earlier: readonly Application[];
  readonly bodies: readonly Body[];
  readonly today: IsoDay;
}

/** Questions that facts of a lane are read from, beside datasets, people and purposes. */
export const LANE_QUESTIONS = [
  'commercial-purpose',
  'row-level-view',
  'opt-out-exemption',
  'new-linkage',
] as const;

/** Whoever has neither is not accredited, whatever date stands beside it. */
const ACCREDITED: readonly string[] = ['full', 'provisional'];

/** Where its answers are those that were approved, and the approval was not taken back. */
const PRECEDENT: readonly Application['state'][] = [
  'approved',
  'approved_with_conditions',
  'expired',
  'closed',
];

type Facts = {readonly [fact in (typeof LANE_FACTS)[number]]: string | boolean};

/** What each fact reads; nothing else can be asked of an application by a lane. */
export function laneFacts(application: Application, {uses, earlier, today}: LaneContext): Facts {
  const columns = datasetsOf(application).flatMap((one) => one.columns);
  return {
    'datasets-approved-for-this-purpose-class': datasetsOf(application).every(({dataset}) =>
      earlier.some((other) => isPrecedent(other, application, dataset)),
    ),
    'data-use-outcome':
      OUTCOMES.findLast((one) => uses.some(({outcome}) => outcome === one)) ?? 'allow',
    'commercial-purpose': yesOf(application, 'commercial-purpose'),
    'row-level-view': yesOf(application, 'row-level-view'),
    'opt-out-exemption': yesOf(application, 'opt-out-exemption'),
    'new-linkage-to-identifiers': yesOf(application, 'new-linkage'),
    'week-of-birth': columns.includes('week_of_birth'),
    'everyone-accredited-and-in-date': peopleOf(application).every(
      ({accreditation, training}) =>
        ACCREDITED.includes(accreditation.status) &&
        accreditation.validTo >= today &&
        training.every(({validTo}) => validTo >= today),
    ),
  };
}

/** An approved application to the same dataset whose purposes cover every purpose of this one. */
const isPrecedent = (other: Application, application: Application, dataset: string): boolean =>
  other.id !== application.id &&
  PRECEDENT.includes(other.state) &&
  datasetsOf(other).some((one) => one.dataset === dataset) &&
  purposesOf(application).every(({term, disease}) =>
    purposesOf(other).some((one) => one.term === term && one.disease === disease),
  );

/** The first lane whose rules all hold; told with the rules of every lane that was tried. */
export function chooseLane(
  application: Application,
  {lanes}: LanesFile,
  context: LaneContext,
): Lane {
  const facts = laneFacts(application, context);
  const reasons: Lane['reasons'][number][] = [];
  for (const {id, title, rolling, rules} of lanes) {
    const tried = rules.map(({id: rule, fact, is, because}) => ({
      rule,
      holds: facts[fact] === is,
      read: `${fact} is ${said(facts[fact])}`,
      because,
    }));
    reasons.push(...tried);
    if (!tried.every(({holds}) => holds)) continue;
    const days = context.bodies.map(({clockDays, rollingClockDays}) =>
      rolling ? (rollingClockDays ?? clockDays) : clockDays,
    );
    return {id, title, reasons, expectedDays: Math.max(0, ...days)};
  }
  throw new RangeError('the last lane takes everything');
}

const said = (value: string | boolean): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
